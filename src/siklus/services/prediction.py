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
from siklus.services.counters import Counters
from siklus.services.serving import Served, Serves

NO_CONSENT = "no_consent"
DATABASE_AWAY = "database_unavailable"
MAX_CHANNEL = 40


@dataclass(frozen=True, slots=True)
class AuditShare:
    """How many of the stored predictions a reviewer is asked about, whatever the confidence."""

    usual: float = 0.03
    while_drifting: float = 0.10  # and while a version is new


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


Row = tuple[Request, Review, Judgement, Reply]


@dataclass(frozen=True, slots=True)
class PredictionService:
    """Predictions, one or many."""

    store: Store
    serving: Serves
    secret: bytes
    now: Callable[[], datetime]
    draw: Callable[[], float]  # uniform in [0, 1): decides audits
    counters: Counters
    audit: AuditShare = AuditShare()

    def predict(self, request: Request) -> Reply:
        """Judge one text.

        Raises:
            ReviewTooShort, ReviewTooLong, ReviewUnreadable: counted, and said.
            NoActiveVersion: nothing can answer yet.
        """
        return self.predict_many([request])[0]

    def predict_many(self, requests: list[Request]) -> list[Reply]:
        """Judge texts in their order, all by one version; all are stored or none.

        Raises:
            ReviewTooShort, ReviewTooLong, ReviewUnreadable: one is no review; nothing was stored.
            NoActiveVersion: nothing can answer yet.
        """
        started = time.perf_counter()
        reviews = [self._review(request) for request in requests]
        served = self.serving.current()
        judged = served.model.judge([review.text for review in reviews])
        taken_ms = (time.perf_counter() - started) * 1000 / max(len(requests), 1)
        replies = [
            _reply(request, review, judgement, served, taken_ms)
            for request, review, judgement in zip(requests, reviews, judged, strict=True)
        ]
        return self._keep(requests, reviews, judged, replies)

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

    def _keep(
        self,
        requests: list[Request],
        reviews: list[Review],
        judged: list[Judgement],
        answers: list[Reply],
    ) -> list[Reply]:
        # On any error the answers are still as they were made: not stored.
        replies = answers
        if any(request.consent for request in requests):
            try:
                with self.store.transaction() as tx:
                    share, counted = self._share(tx), list[Counted]()
                    replies = [
                        self._store(tx, row, share, counted) if row[0].consent else row[3]
                        for row in zip(requests, reviews, judged, answers, strict=True)
                    ]
                    tx.figures.add(fold(counted))
            except DatabaseUnavailable:
                replies = [
                    replace(reply, not_stored=DATABASE_AWAY) if request.consent else reply
                    for request, reply in zip(requests, answers, strict=True)
                ]
        for reply in replies:
            if not reply.stored:
                self.counters.add(Metric.UNSTORED, reply.not_stored or NO_CONSENT, reply.model_version)
        return replies

    def _share(self, tx: Transaction) -> float:
        watched = any(alert.kind in AUDITED_MORE for alert in tx.alerts.open())
        return self.audit.while_drifting if watched else self.audit.usual

    def _store(self, tx: Transaction, row: Row, share: float, counted: list[Counted]) -> Reply:
        request, review, judged, reply = row
        at, prediction_id, input_id, consent_id = self.now(), new_id(), new_id(), new_id()
        subject = subject_hash(self.secret, request.subject) if request.subject else None
        tx.consents.add(
            consent_id, purpose=CURRENT.purpose, wording_version=CURRENT.version, subject=subject, at=at
        )
        tx.inputs.add(
            input_id,
            text=review.text,
            words=review.words,
            anonymiser=ANONYMISER_VERSION,
            subject=subject,
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
            oov_share=judged.oov_share,
            audit_propensity=share,
            channel=clean_text(request.channel)[:MAX_CHANNEL],
            created_at=at,
        )
        tx.predictions.add(prediction)
        drawn = self.draw() < share
        if drawn:
            tx.asks.add(Ask(new_id(), prediction_id, AskReason.AUDIT, share, at, None))
        counted.append(Counted(prediction, review.words, drawn))
        return replace(
            reply, id=prediction_id, feedback_token=sign(self.secret, prediction_id), not_stored=None
        )


def _reply(request: Request, review: Review, judged: Judgement, served: Served, latency_ms: float) -> Reply:
    return Reply(
        label=judged.label,
        probabilities=judged.probabilities,
        model_version=served.version.version,
        latency_ms=latency_ms,
        not_stored=NO_CONSENT,
        explanation=served.model.explain(review.text) if request.explain else None,
    )
