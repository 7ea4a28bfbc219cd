"""Answer one review; with consent, keep the anonymised text and the answer before saying so."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from siklus.database.rollups import Metric
from siklus.database.store import Store, Transaction
from siklus.domain.alerts import AUDITED_MORE
from siklus.domain.feedback import Ask, AskReason, Prediction
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS, Label, Review, clean_text
from siklus.domain.rollups import Row as Counted
from siklus.domain.scores import Judgement
from siklus.errors import DatabaseUnavailable, Invalid
from siklus.monitoring.rollup import fold
from siklus.privacy.consent import CURRENT
from siklus.privacy.redaction import ANONYMISER_VERSION, anonymise
from siklus.privacy.subjects import subject_hash
from siklus.privacy.tokens import sign
from siklus.services.challenging import Challenger, Challenging, Heard, Shadows
from siklus.services.counters import Counters
from siklus.services.serving import Served, Serves

NO_CONSENT = "no_consent"
DATABASE_AWAY = "database_unavailable"
MAX_CHANNEL = 40


@dataclass(frozen=True, slots=True)
class AuditShare:
    """How many of the stored predictions a reviewer is asked about, whatever the confidence."""

    usual: float = 0.03
    while_drifting: float = 0.14  # and while a version is new


@dataclass(frozen=True, slots=True)
class Request:
    """A text to judge, as it came in."""

    text: str
    consent: bool = False
    subject: str | None = None
    channel: str = "api"  # where it came in; a tag of up to 40 characters
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer. `id` and `feedback_token` are None where nothing was stored; `not_stored` says why."""

    label: Label
    probabilities: tuple[float, float, float]  # in the order of LABELS
    model_version: int
    latency_ms: float
    id: str | None = None
    feedback_token: str | None = None
    not_stored: str | None = None
    explanation: list[tuple[str, float]] | None = None

    @property
    def stored(self) -> bool:
        """Whether the row is committed."""
        return self.id is not None

    @property
    def confidence(self) -> float:
        """The calibrated probability of the label."""
        return self.probabilities[LABELS.index(self.label)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was read, with the id that it is known by if it is stored."""

    request: Request
    review: Review  # anonymised
    prediction_id: str
    subject: str | None  # the keyed hash

    @property
    def who(self) -> str:
        """Whom a canary treats alike."""
        return self.subject or self.prediction_id


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a version said of one text."""

    served: Served
    judged: Judgement
    explanation: list[tuple[str, float]] | None


Row = tuple[Asked, Spoken, Reply]


@dataclass(frozen=True, slots=True)
class PredictionService:
    """Predictions, one or many."""

    store: Store
    serving: Serves
    secret: bytes
    now: Callable[[], datetime]
    draw: Callable[[], float]  # uniform in [0, 1): decides audits
    counters: Counters
    challenging: Challenging
    shadows: Shadows
    audit: AuditShare = AuditShare()

    def predict(self, request: Request) -> Reply:
        """Judge one text.

        Raises:
            ReviewTooShort, ReviewTooLong, ReviewUnreadable: counted, and said.
            NoActiveVersion: nothing can answer yet.
        """
        return self.predict_many([request])[0]

    def predict_many(self, requests: list[Request]) -> list[Reply]:
        """Judge texts in their order, all by one version, or by two during a canary; all are stored or none.

        Raises:
            ReviewTooShort, ReviewTooLong, ReviewUnreadable: one is no review; nothing was stored.
            NoActiveVersion: nothing can answer yet.
        """
        started = time.perf_counter()
        asked = [self._asked(request) for request in requests]
        served = self.serving.current()
        challenger = self.challenging.current(served)
        spoken = self._spoken(asked, served, challenger)
        taken_ms = (time.perf_counter() - started) * 1000 / max(len(requests), 1)
        answers = [_reply(said, taken_ms) for said in spoken]
        replies = self._keep(list(zip(asked, spoken, answers, strict=True)), on_trial=challenger is not None)
        if challenger is not None:
            self.shadows.add(_unheard(challenger, served, asked, replies))
        return replies

    def _asked(self, request: Request) -> Asked:
        subject = subject_hash(self.secret, request.subject) if request.subject else None
        return Asked(request, self._review(request), new_id(), subject)

    def _spoken(self, asked: list[Asked], served: Served, challenger: Challenger | None) -> list[Spoken]:
        theirs: dict[str, Spoken] = {}
        if challenger is not None:
            chosen = [one for one in asked if challenger.trial.is_answered_by_challenger(one.who)]
            try:
                theirs = _speak(challenger.served, chosen)
            except Exception as error:  # noqa: BLE001 (whatever a challenger does, the request is answered)
                self.challenging.failed(challenger.trial, error)
        ours = _speak(served, [one for one in asked if one.prediction_id not in theirs])
        found = theirs | ours
        return [found[one.prediction_id] for one in asked]

    def _review(self, request: Request) -> Review:
        try:
            review = Review.read(request.text)
            clean_text(request.channel)
        except Invalid as error:
            self.counters.add(Metric.REFUSED, error.code)
            raise
        # What is judged is what would be stored: the model is trained on anonymised texts, and an
        # explanation can then never show what was taken out.
        return replace(review, text=anonymise(review.text).text)

    def _keep(self, rows: list[Row], *, on_trial: bool) -> list[Reply]:
        # On any error the answers are still as they were made: not stored.
        replies = [reply for _, _, reply in rows]
        if any(asked.request.consent for asked, _, _ in rows):
            try:
                replies = self._stored(rows, on_trial=on_trial)
            except DatabaseUnavailable:
                replies = [
                    replace(reply, not_stored=DATABASE_AWAY) if asked.request.consent else reply
                    for asked, _, reply in rows
                ]
        for reply in replies:
            if not reply.stored:
                self.counters.add(Metric.UNSTORED, reply.not_stored or NO_CONSENT, reply.model_version)
        return replies

    def _stored(self, rows: list[Row], *, on_trial: bool) -> list[Reply]:
        with self.store.transaction() as tx:
            share, counted = self._share(tx, on_trial=on_trial), list[Counted]()
            replies = [
                self._store(tx, row, share, counted) if row[0].request.consent else row[2] for row in rows
            ]
            tx.figures.add(fold(counted))
        return replies

    def _share(self, tx: Transaction, *, on_trial: bool) -> float:
        # Only audits judge a trial.
        watched = on_trial or any(alert.kind in AUDITED_MORE for alert in tx.alerts.open())
        return self.audit.while_drifting if watched else self.audit.usual

    def _store(self, tx: Transaction, row: Row, share: float, counted: list[Counted]) -> Reply:
        asked, spoken, reply = row
        at, prediction_id, input_id, consent_id = self.now(), asked.prediction_id, new_id(), new_id()
        tx.consents.add(
            consent_id,
            purpose=CURRENT.purpose,
            wording_version=CURRENT.version,
            subject=asked.subject,
            at=at,
        )
        tx.inputs.add(
            input_id,
            text=asked.review.text,
            words=asked.review.words,
            anonymiser=ANONYMISER_VERSION,
            subject=asked.subject,
            consent_id=consent_id,
            at=at,
        )
        prediction = Prediction(
            id=prediction_id,
            input_id=input_id,
            model_version=reply.model_version,
            label=reply.label,
            probabilities=reply.probabilities,
            latency_ms=reply.latency_ms,
            oov_share=spoken.judged.oov_share,
            audit_propensity=share,
            channel=clean_text(asked.request.channel)[:MAX_CHANNEL],
            created_at=at,
        )
        tx.predictions.add(prediction)
        drawn = self.draw() < share
        if drawn:
            tx.asks.add(Ask(new_id(), prediction_id, AskReason.AUDIT, share, at, None))
        counted.append(Counted(prediction, asked.review.words, drawn))
        return replace(
            reply, id=prediction_id, feedback_token=sign(self.secret, prediction_id), not_stored=None
        )


def _speak(served: Served, asked: list[Asked]) -> dict[str, Spoken]:
    """What a version says of each text, by the id of its prediction."""
    if not asked:
        return {}
    judged = served.model.judge([one.review.text for one in asked])
    return {
        one.prediction_id: Spoken(
            served,
            found,
            served.model.explain(one.review.text) if one.request.explain else None,
        )
        for one, found in zip(asked, judged, strict=True)
    }


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


def _reply(spoken: Spoken, latency_ms: float) -> Reply:
    return Reply(
        label=spoken.judged.label,
        probabilities=spoken.judged.probabilities,
        model_version=spoken.served.version.version,
        latency_ms=latency_ms,
        not_stored=NO_CONSENT,
        explanation=spoken.explanation,
    )
