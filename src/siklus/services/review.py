"""What reviewers are asked, and what they say: audits first, then disputed, then least sure."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from siklus.database.asks import QueueItem
from siklus.database.store import Store, Transaction
from siklus.domain.access import Caller
from siklus.domain.feedback import Answer, Ask, AskReason, Held, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import Label
from siklus.errors import AlreadyAnswered, LabelMissing
from siklus.monitoring.rollup import fold_answer
from siklus.services.feedback import learn

LEASE = timedelta(minutes=10)
UNSURE_POOL = 50


@dataclass(frozen=True, slots=True)
class ReviewService:
    """The review queue."""

    store: Store
    now: Callable[[], datetime]
    chance: random.Random
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

        Raises:
            AskNotFound: there is no such request.
            AlreadyAnswered: somebody was quicker.
            LabelMissing: neither a label nor a skip.
        """
        if label is None and not skip:
            raise LabelMissing
        with self.store.transaction() as tx:
            ask = tx.asks.get(ask_id)
            if ask.answered_at is not None:
                raise AlreadyAnswered(ask.prediction_id)
            if label is None:
                tx.asks.skip(ask_id)
                return None
            return self._record(tx, ask, label, reviewer)

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

    def _record(self, tx: Transaction, ask: Ask, label: Label, reviewer: Caller) -> Answer:
        prediction = tx.predictions.get(ask.prediction_id, to_answer=True)
        before = tx.feedback.of_prediction(prediction.id)
        audit = ask.reason == AskReason.AUDIT
        answer = Answer(
            id=new_id(),
            prediction_id=prediction.id,
            label=label,
            source=Source.AUDIT if audit else Source.REVIEWER,
            subject=reviewer.name,
            trust=Trust.TRUSTED,
            at=self.now(),
            shown=prediction.label,
        )
        for earlier in before:
            if self.quarantines and earlier.source == Source.READER and earlier.label != label:
                tx.feedback.hold(earlier.id, Held.CONTRADICTED)
        tx.feedback.add(answer)
        # One text teaches once: the reviewer's word takes the place of the reader's, also where both agree.
        tx.examples.quarantine_of_prediction(prediction.id)
        learn(tx, prediction, answer)
        tx.asks.close(prediction.id, answer.at)
        tx.figures.add(fold_answer(prediction, before, answer))
        return answer
