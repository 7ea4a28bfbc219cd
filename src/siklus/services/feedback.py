"""What a reader says of a prediction: once, by whoever holds its token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from siklus.database.store import Store, Transaction
from siklus.domain.examples import Example, ExampleState, Origin
from siklus.domain.feedback import Answer, Held, Prediction, Source, Trust, right_label
from siklus.domain.identity import new_id, text_key
from siklus.domain.reviews import Label
from siklus.domain.splits import Split, split_of
from siklus.errors import FeedbackTokenInvalid, PredictionNotFound, TooManyAnswers
from siklus.monitoring.rollup import fold_answer
from siklus.privacy.tokens import verify

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FeedbackService:
    """Readers' answers."""

    store: Store
    secret: bytes
    now: Callable[[], datetime]
    quarantines: bool = True  # False learns also from what a reviewer has contradicted: only simulations do
    per_hour: int | None = None  # answers of one reader; None: as many as he likes

    def answer(self, prediction_id: str, token: str, *, correct: bool, label: Label | None = None) -> Answer:
        """Record whether a prediction was right, and which label would have been.

        Raises:
            FeedbackTokenInvalid: forged, or another prediction's.
            PredictionNotFound: unknown id, or stored without consent and so not at all.
            AlreadyAnswered: an answer is never overwritten.
            LabelMissing, LabelContradicts: the answer does not say which label is right.
            TooManyAnswers: the reader has given as many within the last hour as one may.
        """
        # The token first: without it nobody learns whether an id exists.
        if not verify(self.secret, prediction_id, token):
            raise FeedbackTokenInvalid(prediction_id)
        with self.store.transaction() as tx:
            prediction = tx.predictions.get(prediction_id, to_answer=True)
            said = right_label(prediction.label, correct=correct, said=label)
            before = tx.feedback.of_prediction(prediction_id)
            subject = tx.predictions.subject_of(prediction_id)
            self._bound(tx, subject)
            held = self._held(tx, said, before, subject) if self.quarantines else None
            answer = Answer(
                id=new_id(),
                prediction_id=prediction_id,
                label=said,
                source=Source.READER,
                subject=subject,
                trust=Trust.QUARANTINED if held else Trust.TRUSTED,
                at=self.now(),
                held=held,
                shown=prediction.label,
            )
            tx.feedback.add(answer)
            learn(tx, prediction, answer)
            tx.figures.add(fold_answer(prediction, before, answer))
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
