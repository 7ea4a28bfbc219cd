"""What a reader says of a prediction: once, by whoever holds its token."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from siklus.database.predictions import Answered
from siklus.database.store import Store, Transaction
from siklus.domain.examples import Example, ExampleState, Origin
from siklus.domain.feedback import Answer, Held, Prediction, Source, Trust, right_label
from siklus.domain.identity import new_id, text_key
from siklus.domain.reviews import Label
from siklus.domain.rollups import Increments, merged
from siklus.domain.splits import Split, split_of
from siklus.errors import (
    AlreadyAnswered,
    DatabaseUnavailable,
    FeedbackTokenInvalid,
    PredictionNotFound,
    SiklusError,
    TooManyAnswers,
)
from siklus.monitoring.rollup import fold_answer
from siklus.privacy.tokens import verified
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
    others: tuple[bytes, ...] = ()  # secrets whose tokens are good too
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
            if not verified((self.secret, *self.others), one.prediction_id, one.token):
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
        with self.outage.watched(), self.store.transaction() as tx:
            hearing = _Hearing.of(tx, [one.prediction_id for one in said.values()])
            for at, one in said.items():
                try:
                    found[at] = self._heard(hearing, one)
                except DatabaseUnavailable:
                    raise
                except SiklusError as error:
                    found[at] = error
            hearing.keep()
        return found

    def _heard(self, hearing: "_Hearing", one: Said) -> Answer:
        answered = hearing.answered(one.prediction_id)
        label = right_label(answered.prediction.label, correct=one.correct, said=one.label)
        self._bound(hearing, answered.subject)
        held = self._held(hearing, label, answered) if self.quarantines else None
        answer = Answer(
            id=new_id(),
            prediction_id=one.prediction_id,
            label=label,
            source=Source.READER,
            subject=answered.subject,
            trust=Trust.QUARANTINED if held else Trust.TRUSTED,
            at=self.now(),
            held=held,
            shown=answered.prediction.label,
        )
        hearing.take(answered, answer)
        return answer

    def _bound(self, hearing: "_Hearing", subject: str | None) -> None:
        """Refuse a reader who has said enough for now; who is nobody in particular cannot be counted."""
        if subject is None or self.per_hour is None:
            return
        if hearing.count_of(subject, self.now() - HOUR) >= self.per_hour:
            raise TooManyAnswers(self.per_hour, int(HOUR.total_seconds()))

    @staticmethod
    def _held(hearing: "_Hearing", said: Label, answered: Answered) -> Held | None:
        # A reviewer who has spoken already knows better than a click.
        known = [one for one in hearing.before(answered) if one.source != Source.SECOND]
        if any(earlier.label != said for earlier in known):
            return Held.CONTRADICTED
        # Whoever is distrusted now is looked at again before the next training; until then nothing of his
        # is counted as a new label.
        last = hearing.last_of(answered.subject) if answered.subject else None
        return Held.READER if last is not None and last.held == Held.READER else None


@dataclass(slots=True)
class _Hearing:
    """The answers of one transaction, each of which counts for those after it."""

    tx: Transaction
    _answered: dict[str, Answered]
    _before: dict[str, list[Answer]]
    _taken: list[tuple[Answered, Answer]] = field(default_factory=list)
    _counted: list[Increments] = field(default_factory=list)

    @classmethod
    def of(cls, tx: Transaction, ids: list[str]) -> "_Hearing":
        """Lock what is answered, then look at what was said of it before."""
        answered = tx.predictions.to_answer(ids)
        return cls(tx, answered, tx.feedback.of_predictions(list(answered)))

    def answered(self, prediction_id: str) -> Answered:
        """What is answered.

        Raises:
            PredictionNotFound: there is none, or it was never stored.
        """
        if prediction_id not in self._answered:
            raise PredictionNotFound(prediction_id)
        return self._answered[prediction_id]

    def before(self, answered: Answered) -> list[Answer]:
        """What was said of it already."""
        return self._before.setdefault(answered.prediction.id, [])

    def count_of(self, subject: str, since: datetime) -> int:
        """How many answers a reader gave after `since`."""
        here = sum(answer.subject == subject for _, answer in self._taken)
        return self.tx.feedback.count_of(subject, since) + here

    def last_of(self, subject: str) -> Answer | None:
        """A reader's newest answer."""
        here = [answer for _, answer in self._taken if answer.subject == subject]
        return here[-1] if here else self.tx.feedback.last_of(subject)

    def take(self, answered: Answered, answer: Answer) -> None:
        """Accept an answer.

        Raises:
            AlreadyAnswered: this source has answered this prediction.
        """
        before = self.before(answered)
        if any(earlier.source == answer.source for earlier in before):
            raise AlreadyAnswered(answer.prediction_id)
        self._counted.append(fold_answer(answered.prediction, before, answer))
        self._taken.append((answered, answer))
        before.append(answer)

    def keep(self) -> None:
        """Write what was accepted."""
        if not self._taken:
            return
        self.tx.feedback.add_many([answer for _, answer in self._taken])
        self.tx.examples.add([example_of(answered, answer) for answered, answer in self._taken])
        self.tx.figures.add(merged(pair for each in self._counted for pair in each.items()))


def learn(tx: Transaction, prediction: Prediction, answer: Answer) -> None:
    """Make a training example of an answer to a prediction, in the answer's transaction."""
    text = tx.inputs.text_of_prediction(prediction.id)
    if text is None:
        raise PredictionNotFound(prediction.id)
    subject = tx.predictions.subject_of(prediction.id)
    tx.examples.add([example_of(Answered(prediction, text, subject), answer)])


def example_of(answered: Answered, answer: Answer) -> Example:
    """What an answer teaches."""
    prediction = answered.prediction
    origin = Origin(answer.source)
    # What people volunteer is selected by the model's errors: it may teach, never measure.
    split = Split.TRAIN if origin == Origin.READER else split_of(answered.text)
    return Example(
        id=new_id(),
        text=answered.text,
        text_key=text_key(answered.text),
        label=answer.label,
        origin=origin,
        split=split,
        state=ExampleState.USABLE if answer.trust.teaches else ExampleState.QUARANTINED,
        created_at=answer.at,
        prediction_id=prediction.id,
        subject=answered.subject,
        shown_label=prediction.label,
        shown_version=prediction.model_version,
    )
