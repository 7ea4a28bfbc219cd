"""Answer one review; with consent, keep the anonymised text and the answer before saying so."""

import time
from collections import Counter as Multiset
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from siklus.database.bulk import Kept, Terms
from siklus.database.rollups import Metric
from siklus.database.store import Store, Transaction
from siklus.domain.alerts import AUDITED_MORE
from siklus.domain.feedback import Prediction
from siklus.domain.identity import new_id, new_ids
from siklus.domain.reviews import Label, Review, clean_text
from siklus.domain.rollups import Row as Counted
from siklus.domain.scores import Judgement
from siklus.errors import DatabaseUnavailable, Invalid
from siklus.models.telling import passages
from siklus.monitoring.rollup import fold
from siklus.privacy.consent import CURRENT
from siklus.privacy.redaction import ANONYMISER_VERSION, anonymise
from siklus.privacy.subjects import subject_hash
from siklus.privacy.tokens import sign
from siklus.services.challenging import Challenger, Challenging, Heard, Shadows
from siklus.services.counters import Counters
from siklus.services.outage import Outage
from siklus.services.serving import Served, Serves

NO_CONSENT = "no_consent"
DATABASE_AWAY = "database_unavailable"
MAX_CHANNEL = 40
ASKED_AGAIN = timedelta(seconds=1)  # after the last time
TERMS = Terms(CURRENT.purpose, CURRENT.version, ANONYMISER_VERSION)


@dataclass(frozen=True, slots=True)
class AuditShare:
    """How many of the stored predictions a reviewer is asked about, whatever the confidence."""

    usual: float = 0.03
    while_drifting: float = 0.14  # and while a version is new


@dataclass
class Watch:
    """Whether something is open because of which more is audited; nobody asks for every batch."""

    _open: bool = False
    _asked: datetime | None = None

    def is_open(self, tx: Transaction, at: datetime) -> bool:
        """As it was a second before a moment at the earliest."""
        if self._asked is None or not timedelta() <= at - self._asked < ASKED_AGAIN:
            self._open, self._asked = tx.alerts.any_open(AUDITED_MORE), at
        return self._open


@dataclass(slots=True)  # not frozen, as what follows: that costs a microsecond for each that is made
class Request:
    """A text to judge, as it came in."""

    text: str
    consent: bool = False
    subject: str | None = None
    channel: str = "api"  # where it came in; a tag of up to 40 characters
    explain: bool = False


@dataclass(slots=True)
class Reply:
    """The answer. `id` and `feedback_token` are None where nothing was stored; `not_stored` says why."""

    label: Label
    probabilities: tuple[float, ...]  # in the order of LABELS
    model_version: int
    latency_ms: float
    id: str | None = None
    feedback_token: str | None = None
    not_stored: str | None = None
    explanation: list[tuple[str, float]] | None = None
    passages: list[tuple[str, float]] | None = None  # the text as it was judged, with what its words add

    @property
    def stored(self) -> bool:
        """Whether the row is committed."""
        return self.id is not None

    @property
    def confidence(self) -> float:
        """The calibrated probability of the label, which is the most probable one."""
        return max(self.probabilities)


@dataclass(slots=True)
class Asked:
    """A request that was read, with the id that it is known by if it is stored."""

    request: Request
    review: Review  # anonymised
    channel: str
    prediction_id: str
    subject: str | None  # the keyed hash

    @property
    def who(self) -> str:
        """Whom a canary treats alike."""
        return self.subject or self.prediction_id


@dataclass(slots=True)
class Spoken:
    """What a version said of one text."""

    served: Served
    judged: Judgement
    explanation: list[tuple[str, float]] | None


Row = tuple[Asked, Spoken]


@dataclass(frozen=True, slots=True)
class PredictionService:
    """Predictions, one or many: requests are read one by one, judged together and kept together."""

    store: Store
    serving: Serves
    secret: bytes
    now: Callable[[], datetime]
    draw: Callable[[], float]  # uniform in [0, 1): decides audits
    counters: Counters
    challenging: Challenging
    shadows: Shadows
    audit: AuditShare = AuditShare()
    outage: Outage = field(default_factory=Outage)
    watch: Watch = field(default_factory=Watch)

    def predict(self, request: Request) -> Reply:
        """Judge one text.

        Raises:
            ReviewTooShort, ReviewTooLong, ReviewUnreadable: counted, and said.
            NoActiveVersion: nothing can answer yet.
        """
        return self.predict_many([request])[0]

    def predict_many(self, requests: Sequence[Request]) -> list[Reply]:
        """Judge texts in their order, all by one version, or by two during a canary; all are stored or none.

        Raises:
            ReviewTooShort, ReviewTooLong, ReviewUnreadable: one is no review; nothing was stored.
            NoActiveVersion: nothing can answer yet.
        """
        started = time.perf_counter()
        ids = new_ids(len(requests))
        return self._answered(list(map(self._read, requests, ids)), started)

    def predict_each(self, requests: Sequence[Request]) -> list[Reply | Invalid]:
        """The same for requests that know nothing of each other: a bad one is told, the others are answered.

        Raises:
            NoActiveVersion: nothing can answer yet.
        """
        started = time.perf_counter()
        read = list(map(self._tried, requests, new_ids(len(requests))))
        replies = iter(self._answered([one for one in read if isinstance(one, Asked)], started))
        return [next(replies) if isinstance(one, Asked) else one for one in read]

    # --- read -------------------------------------------------------------------------------------

    def _tried(self, request: Request, prediction_id: str) -> Asked | Invalid:
        try:
            return self._read(request, prediction_id)
        except Invalid as error:
            return error

    def _read(self, request: Request, prediction_id: str) -> Asked:
        try:
            review, channel = Review.read(request.text), clean_text(request.channel)[:MAX_CHANNEL]
        except Invalid as error:
            self.counters.add(Metric.REFUSED, error.code)
            raise
        subject = subject_hash(self.secret, request.subject) if request.subject else None
        # What is judged is what would be stored: the model is trained on anonymised texts, and an
        # explanation can then never show what was taken out.
        anonymous = Review(anonymise(review.text).text, review.words)
        return Asked(request, anonymous, channel, prediction_id, subject)

    # --- judge ------------------------------------------------------------------------------------

    def _answered(self, asked: list[Asked], started: float) -> list[Reply]:
        if not asked:
            return []
        served = self.serving.current()
        challenger = self.challenging.current(served)
        spoken = self._spoken(asked, served, challenger)
        taken_ms = (time.perf_counter() - started) * 1000 / len(asked)
        replies = self._keep(list(zip(asked, spoken, strict=True)), taken_ms, on_trial=challenger is not None)
        if challenger is not None:
            self.shadows.add(_unheard(challenger, served, asked, replies))
        return replies

    def _spoken(self, asked: list[Asked], served: Served, challenger: Challenger | None) -> list[Spoken]:
        if challenger is None:
            return _speak(served, asked)
        chosen = [one for one in asked if challenger.trial.is_answered_by_challenger(one.who)]
        try:
            theirs = _by_id(chosen, _speak(challenger.served, chosen))
        except Exception as error:  # noqa: BLE001 (whatever a challenger does, the request is answered)
            self.challenging.failed(challenger.trial, error)
            theirs = {}
        rest = [one for one in asked if one.prediction_id not in theirs]
        found = theirs | _by_id(rest, _speak(served, rest))
        return [found[one.prediction_id] for one in asked]

    # --- keep -------------------------------------------------------------------------------------

    def _keep(self, rows: list[Row], taken_ms: float, *, on_trial: bool) -> list[Reply]:
        kept, away = frozenset[str](), False
        if any(asked.request.consent for asked, _ in rows):
            try:
                kept = self._kept(rows, taken_ms, on_trial=on_trial)
            except DatabaseUnavailable:
                away = True
        replies = [self._reply(row, taken_ms, kept, away=away) for row in rows]
        unstored = Multiset((one.not_stored, one.model_version) for one in replies if one.not_stored)
        for (why, version), count in unstored.items():
            self.counters.add(Metric.UNSTORED, str(why), version, count)
        return replies

    def _kept(self, rows: list[Row], taken_ms: float, *, on_trial: bool) -> frozenset[str]:
        """The ids of what is stored: of everything that was consented to, once this returns."""
        with self.outage.watched(), self.store.transaction() as tx:
            at = self.now()
            share = self._share(tx, at, on_trial=on_trial)
            wanted = [row for row in rows if row[0].request.consent]
            ids = iter(new_ids(2 * len(wanted)))
            kept = [self._row(row, taken_ms, share, at, ids) for row in wanted]
            tx.bulk.add(kept, TERMS)
            tx.figures.add(fold(Counted(one.prediction, one.words, one.ask_id is not None) for one in kept))
        return frozenset(one.prediction.id for one in kept)

    def _share(self, tx: Transaction, at: datetime, *, on_trial: bool) -> float:
        # Only audits judge a trial.
        watched = on_trial or self.watch.is_open(tx, at)
        return self.audit.while_drifting if watched else self.audit.usual

    def _row(self, row: Row, taken_ms: float, share: float, at: datetime, ids: Iterator[str]) -> Kept:
        asked, spoken = row
        prediction = Prediction(
            id=asked.prediction_id,
            input_id=next(ids),
            model_version=spoken.served.version.version,
            label=spoken.judged.label,
            probabilities=spoken.judged.probabilities,
            latency_ms=taken_ms,
            oov_share=spoken.judged.oov_share,
            audit_propensity=share,
            channel=asked.channel,
            created_at=at,
        )
        ask_id = new_id() if self.draw() < share else None
        return Kept(prediction, asked.review.text, asked.review.words, asked.subject, next(ids), ask_id)

    def _reply(self, row: Row, taken_ms: float, kept: frozenset[str], *, away: bool) -> Reply:
        asked, spoken = row
        stored = asked.prediction_id in kept
        return Reply(
            label=spoken.judged.label,
            probabilities=spoken.judged.probabilities,
            model_version=spoken.served.version.version,
            latency_ms=taken_ms,
            id=asked.prediction_id if stored else None,
            feedback_token=sign(self.secret, asked.prediction_id) if stored else None,
            not_stored=None if stored else DATABASE_AWAY if away and asked.request.consent else NO_CONSENT,
            explanation=spoken.explanation,
            passages=None if spoken.explanation is None else passages(asked.review.text, spoken.explanation),
        )


def _speak(served: Served, asked: list[Asked]) -> list[Spoken]:
    """What a version says of each text."""
    if not asked:
        return []
    judged = served.model.judge([one.review.text for one in asked])
    return [
        Spoken(served, found, served.model.explain(one.review.text) if one.request.explain else None)
        for one, found in zip(asked, judged, strict=True)
    ]


def _by_id(asked: list[Asked], spoken: list[Spoken]) -> dict[str, Spoken]:
    return {one.prediction_id: said for one, said in zip(asked, spoken, strict=True)}


def _unheard(
    challenger: Challenger, champion: Served, asked: list[Asked], replies: list[Reply]
) -> list[Heard]:
    """What was stored, each with the one of the two versions that did not answer."""
    return [
        Heard(
            reply.id,
            one.review.text,
            challenger.trial,
            champion if reply.model_version == challenger.trial.version else challenger.served,
        )
        for one, reply in zip(asked, replies, strict=True)
        if reply.id is not None
    ]
