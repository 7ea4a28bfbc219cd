"""What a reader says of a prediction: once, by whoever holds its token."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from siklus.database.store import Store, Transaction
from siklus.domain.examples import Example, ExampleState, Origin
from siklus.domain.feedback import Answer, Held, Prediction, Source, Trust, right_label
from siklus.domain.identity import new_id, text_key
from siklus.domain.reviews import Label
from siklus.domain.rollups import Increments, merged
from siklus.domain.splits import Split, split_of
from siklus.errors import (
    DatabaseUnavailable,
    FeedbackTokenInvalid,
    PredictionNotFound,
    SiklusError,
    TooManyAnswers,
)
from siklus.monitoring.rollup import fold_answer
from siklus.privacy.tokens import verify
from siklus.services.outage import Outage

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a prediction, as it came in."""

    prediction_id: str
    token: str
    correct: bool
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class FeedbackService:
    """Readers' answers."""

    store: Store
    secret: bytes
    now: Callable[[], datetime]
    quarantines: bool = True  # False learns also from what a reviewer has contradicted: only simulations do
    per_hour: int | None = None  # answers of one reader; None: as many as he likes
    outage: Outage = field(default_factory=Outage)

    def answer(self, prediction_id: str, token: str, *, correct: bool, label: Label | None = None) -> Answer:
        """Record whether a prediction was right, and which label would have been.

        Raises:
            FeedbackTokenInvalid: forged, or another prediction's.
            PredictionNotFound: unknown id, or stored without consent and so not at all.
            AlreadyAnswered: an answer is never overwritten.
            LabelMissing, LabelContradicts: the answer does not say which label is right.
            TooManyAnswers: the reader has given as many within the last hour as one may.
        """
        [outcome] = self.answer_each([Said(prediction_id, token, correct, label)])
        if isinstance(outcome, SiklusError):
            raise outcome
        return outcome

    def answer_each(self, said: Sequence[Said]) -> list[Answer | SiklusError]:
        """The same for answers that know nothing of each other, in one transaction; an outcome for each."""
        outcomes: dict[int, Answer | SiklusError] = {}
        # The token first: without it nobody learns whether an id exists.
        for at, one in enumerate(said):
            if not verify(self.secret, one.prediction_id, one.token):
                outcomes[at] = FeedbackTokenInvalid(one.prediction_id)
        # Whoever locks several predictions does so in this order, and so nobody waits in a ring.
        rest = sorted((one.prediction_id, at) for at, one in enumerate(said) if at not in outcomes)
        try:
            if rest:
                outcomes |= self._recorded({at: said[at] for _, at in rest})
        except DatabaseUnavailable as error:
            outcomes |= {at: error for _, at in rest}
        return [outcomes[at] for at in range(len(said))]

    def _recorded(self, said: dict[int, Said]) -> dict[int, Answer | SiklusError]:
        found: dict[int, Answer | SiklusError] = {}
        counted: list[Increments] = []
        with self.outage.watched(), self.store.transaction() as tx:
            for at, one in said.items():
                try:
                    found[at] = self._record(tx, one, counted)
                except DatabaseUnavailable:
                    raise
                except SiklusError as error:
                    found[at] = error
            tx.figures.add(merged(pair for each in counted for pair in each.items()))
        return found

    def _record(self, tx: Transaction, one: Said, counted: list[Increments]) -> Answer:
        prediction = tx.predictions.get(one.prediction_id, to_answer=True)
        label = right_label(prediction.label, correct=one.correct, said=one.label)
        before = tx.feedback.of_prediction(one.prediction_id)
        subject = tx.predictions.subject_of(one.prediction_id)
        self._bound(tx, subject)
        held = self._held(tx, label, before, subject) if self.quarantines else None
        answer = Answer(
            id=new_id(),
            prediction_id=one.prediction_id,
            label=label,
            source=Source.READER,
            subject=subject,
            trust=Trust.QUARANTINED if held else Trust.TRUSTED,
            at=self.now(),
            held=held,
            shown=prediction.label,
        )
        tx.feedback.add(answer)
        learn(tx, prediction, answer)
        counted.append(fold_answer(prediction, before, answer))
        return answer

    def _bound(self, tx: Transaction, subject: str | None) -> None:
        """Refuse a reader who has said enough for now; who is nobody in particular cannot be counted."""
        if subject is None or self.per_hour is None:
            return
        if tx.feedback.count_of(subject, self.now() - HOUR) >= self.per_hour:
            raise TooManyAnswers(self.per_hour, int(HOUR.total_seconds()))

    @staticmethod
    def _held(tx: Transaction, said: Label, before: list[Answer], subject: str | None) -> Held | None:
        # A reviewer who has spoken already knows better than a click.
        if any(earlier.label != said for earlier in before):
            return Held.CONTRADICTED
        # Whoever is distrusted now is looked at again before the next training; until then nothing of his
        # is counted as a new label.
        last = tx.feedback.last_of(subject) if subject else None
        return Held.READER if last is not None and last.held == Held.READER else None


def learn(tx: Transaction, prediction: Prediction, answer: Answer) -> None:
    """Make a training example of an answer to a prediction, in the answer's transaction."""
    text = tx.inputs.text_of_prediction(prediction.id)
    if text is None:
        raise PredictionNotFound(prediction.id)
    origin = Origin(answer.source)
    # What people volunteer is selected by the model's errors: it may teach, never measure.
    split = Split.TRAIN if origin == Origin.READER else split_of(text)
    example = Example(
        id=new_id(),
        text=text,
        text_key=text_key(text),
        label=answer.label,
        origin=origin,
        split=split,
        state=ExampleState.USABLE if answer.trust.teaches else ExampleState.QUARANTINED,
        created_at=answer.at,
        prediction_id=prediction.id,
        subject=tx.predictions.subject_of(prediction.id),
        shown_label=prediction.label,
        shown_version=prediction.model_version,
    )
    tx.examples.add([example])
