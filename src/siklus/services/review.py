"""What reviewers are asked, and what they say: audits first, then disputed, then least sure."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from siklus.database.asks import QueueItem
from siklus.database.store import Store, Transaction
from siklus.domain.access import Caller
from siklus.domain.examples import Origin
from siklus.domain.feedback import Answer, Ask, AskReason, Held, Prediction, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import Label
from siklus.errors import (
    AlreadyAnswered,
    AnswerRevealed,
    AnswerTooOld,
    AskNotAnswered,
    AskNotYours,
    LabelMissing,
)
from siklus.monitoring.rollup import fold_answer, fold_retraction
from siklus.services.feedback import learn

LEASE = timedelta(minutes=10)
RETRACTABLE = timedelta(minutes=10)  # how long an answer can be taken back
UNSURE_POOL = 50
BLIND = (Source.AUDIT, Source.SECOND)
JUDGING = (Source.AUDIT, Source.REVIEWER)  # what says of a prediction whether it was right


@dataclass(frozen=True, slots=True)
class ReviewService:
    """The review queue."""

    store: Store
    now: Callable[[], datetime]
    chance: random.Random
    second_share: float = 0.0  # of the answered audits, how many another reviewer is asked about too
    quarantines: bool = True  # False lets a contradicted reader be believed: only simulations do

    def next(self, reviewer: Caller, limit: int) -> list[QueueItem]:
        """The most urgent requests, kept for this reviewer for ten minutes.

        Where the open ones do not suffice, new ones are made: every prediction that a reader called
        wrong, then some of the least sure ones, drawn at random and stored with their propensity.
        """
        with self.store.transaction() as tx:
            items = self._lease(tx, reviewer, limit)
            if len(items) < limit:
                self._ask_more(tx, limit - len(items))
                items = self._lease(tx, reviewer, limit)
        return items

    def answer(
        self, ask_id: str, reviewer: Caller, label: Label | None, *, skip: bool = False
    ) -> Answer | None:
        """Record a reviewer's label, or give the request back; None for a skip.

        The same answer once more is the answer that is there: whoever lost the reply can ask again.

        Raises:
            AskNotFound: there is no such request.
            AlreadyAnswered: somebody was quicker, or it was answered otherwise.
            AskNotYours: a second opinion is another reviewer's to give.
            LabelMissing: neither a label nor a skip.
        """
        if label is None and not skip:
            raise LabelMissing
        with self.store.transaction() as tx:
            ask, prediction = _alone(tx, ask_id)
            if ask.answered_at is not None:
                return _given(tx, ask, reviewer, label)
            if label is None:
                tx.asks.skip(ask_id)
                return None
            return self._record(tx, ask, prediction, label, reviewer)

    def reveal(self, ask_id: str, reviewer: Caller) -> Prediction:
        """What the model had said of a text that this reviewer has answered; the answer stands from then on.

        Raises:
            AskNotFound, AskNotAnswered, AskNotYours: in this order.
        """
        with self.store.transaction() as tx:
            found = _Answered.of(tx, ask_id, reviewer)
            tx.asks.reveal(ask_id, self.now())
        return found.prediction

    def take_back(self, ask_id: str, reviewer: Caller) -> QueueItem:
        """Undo an answer with all that followed from it; the request is this reviewer's again.

        Raises:
            AskNotFound, AskNotAnswered, AskNotYours: in this order.
            AnswerRevealed: the reviewer knows what the model had said.
            AnswerTooOld: it was given more than ten minutes ago.
        """
        now = self.now()
        with self.store.transaction() as tx:
            found = _Answered.of(tx, ask_id, reviewer)
            if found.ask.revealed_at is not None:
                raise AnswerRevealed(ask_id)
            if now - found.answer.at > RETRACTABLE:
                raise AnswerTooOld(int(RETRACTABLE.total_seconds()) // 60)
            second = found.ask.reason == AskReason.SECOND
            tx.retractions.add(found.answer, now)
            tx.feedback.remove(found.answer.id)
            tx.asks.reopen(
                found.prediction.id, found.answer.at, second=second, reviewer=reviewer.name, until=now + LEASE
            )
            if not second:
                _unlearn(tx, found)
            [item] = tx.asks.items([ask_id])
            tx.figures.add(fold_retraction(found.prediction, found.rest, found.answer))
        return item

    def _lease(self, tx: Transaction, reviewer: Caller, limit: int) -> list[QueueItem]:
        now = self.now()
        return tx.asks.lease(reviewer=reviewer.name, limit=limit, now=now, until=now + LEASE)

    def _ask_more(self, tx: Transaction, missing: int) -> None:
        # Two reviewers at once would both ask about the same prediction.
        tx.alone("asks")
        disputed = tx.asks.disputed_without_ask(missing)
        for prediction_id in disputed:
            self._ask(tx, prediction_id, AskReason.DISPUTED, 1.0)
        link = tx.deployments.last()
        if link is None or len(disputed) >= missing:
            return
        # Strictly the least sure ones would be asked with certainty and the rest never; a draw from a
        # pool keeps a known probability for each.
        pool = tx.asks.unsure_without_ask(version=link.version, limit=UNSURE_POOL)
        wanted = min(missing - len(disputed), len(pool))
        for prediction_id in self.chance.sample(pool, wanted):
            self._ask(tx, prediction_id, AskReason.UNSURE, wanted / len(pool))

    def _ask(self, tx: Transaction, prediction_id: str, reason: AskReason, propensity: float) -> None:
        tx.asks.add(Ask(new_id(), prediction_id, reason, propensity, self.now(), None))

    def _record(
        self, tx: Transaction, ask: Ask, prediction: Prediction, label: Label, reviewer: Caller
    ) -> Answer:
        before = tx.feedback.of_prediction(prediction.id)
        if any(one.source in BLIND and one.subject == reviewer.name for one in before):
            raise AskNotYours(ask.id)
        answer = Answer(
            id=new_id(),
            prediction_id=prediction.id,
            label=label,
            source=ask.reason.source,
            subject=reviewer.name,
            trust=Trust.TRUSTED,
            at=self.now(),
            shown=prediction.label,
        )
        tx.feedback.add(answer)
        second = answer.source == Source.SECOND
        tx.asks.close(prediction.id, answer.at, second=second)
        if not second:
            self._learn(tx, prediction, before, answer)
        tx.figures.add(fold_answer(prediction, before, answer))
        return answer

    def _learn(self, tx: Transaction, prediction: Prediction, before: list[Answer], answer: Answer) -> None:
        for earlier in before:
            if self.quarantines and earlier.source == Source.READER and earlier.label != answer.label:
                tx.feedback.hold(earlier.id, Held.CONTRADICTED)
        # One text teaches once: the reviewer's word takes the place of the reader's, also where both agree.
        tx.examples.quarantine_of_prediction(prediction.id)
        learn(tx, prediction, answer)
        if answer.source == Source.AUDIT and self.second_share:
            self._draw_second(tx, prediction.id)

    def _draw_second(self, tx: Transaction, prediction_id: str) -> None:
        # Once for each audit: one that was taken back was drawn or not when it was answered first.
        if not tx.retractions.any_of(prediction_id) and self.chance.random() < self.second_share:
            self._ask(tx, prediction_id, AskReason.SECOND, self.second_share)


@dataclass(frozen=True, slots=True)
class _Answered:
    """A request that a reviewer has answered."""

    ask: Ask
    prediction: Prediction
    answer: Answer
    rest: list[Answer]  # what others said of the same prediction

    @classmethod
    def of(cls, tx: Transaction, ask_id: str, reviewer: Caller) -> "_Answered":
        ask, prediction = _alone(tx, ask_id)
        if ask.answered_at is None:
            raise AskNotAnswered(ask_id)
        said = tx.feedback.of_prediction(prediction.id)
        own = _own(said, ask, reviewer)
        if own is None:
            raise AskNotYours(ask_id)
        return cls(ask, prediction, own, [one for one in said if one.id != own.id])


def _alone(tx: Transaction, ask_id: str) -> tuple[Ask, Prediction]:
    """A request and its prediction, which nobody else answers until the transaction ends.

    Raises:
        AskNotFound: there is no such request.
    """
    prediction = tx.predictions.get(tx.asks.get(ask_id).prediction_id, to_answer=True)
    # Again: whoever was waited for may have answered it.
    return tx.asks.get(ask_id), prediction


def _own(said: list[Answer], ask: Ask, reviewer: Caller) -> Answer | None:
    """What a reviewer answered to a request."""
    return next(
        (one for one in said if one.source == ask.reason.source and one.subject == reviewer.name), None
    )


def _given(tx: Transaction, ask: Ask, reviewer: Caller, label: Label | None) -> Answer:
    own = _own(tx.feedback.of_prediction(ask.prediction_id), ask, reviewer)
    if own is None or own.label != label:
        raise AlreadyAnswered(ask.prediction_id)
    return own


def _unlearn(tx: Transaction, found: _Answered) -> None:
    """Let teach again what the answer had taken the place of."""
    prediction_id = found.prediction.id
    tx.examples.retract(prediction_id, Origin(found.answer.source))
    experts = [one for one in found.rest if one.source in JUDGING]
    readers = [one for one in found.rest if one.source == Source.READER]
    freed = [one.id for one in readers if all(one.label == expert.label for expert in experts)]
    # Where it had been held for another reason before, the next training's look at the readers says so again.
    tx.feedback.move(freed, Held.CONTRADICTED, None)
    if experts:
        tx.examples.reinstate(prediction_id, Origin(experts[-1].source))
    elif any(one.trust.teaches or one.held == Held.CONTRADICTED for one in readers):
        tx.examples.hold_answers([prediction_id], free=True)
