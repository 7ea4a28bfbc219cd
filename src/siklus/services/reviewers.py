"""How far reviewers have come, and how far they agree."""

from dataclasses import dataclass
from datetime import datetime

from siklus.database.asks import AuditsSince
from siklus.database.feedback import Difference
from siklus.database.store import Store
from siklus.domain.access import Caller
from siklus.domain.agreement import Agreement, agreement
from siklus.domain.feedback import AskReason
from siklus.domain.reviews import LABELS


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reviewers have come since a moment."""

    audits: AuditsSince
    given: int  # answers of this reviewer since then, whatever he was asked for
    open: dict[AskReason, int]  # requests that wait for this reviewer or for another, by reason
    elsewhere: int  # second opinions that wait, and only for others


@dataclass(frozen=True, slots=True)
class ReviewersService:
    """The reviewers themselves."""

    store: Store

    def progress(self, reviewer: Caller, since: datetime) -> Progress:
        """How far this reviewer and all together have come since a moment."""
        with self.store.reading() as tx:
            audits = tx.asks.audits_since(since)
            given = tx.feedback.count_by_reviewer(reviewer.name, since)
            waiting, everybody = tx.asks.open_for(reviewer.name), tx.asks.open_by_reason()
        return Progress(audits, given, waiting, sum(everybody.values()) - sum(waiting.values()))

    def agreement(self, limit: int) -> tuple[Agreement, list[Difference]]:
        """How far audits and second opinions agree, and up to `limit` texts about which they do not."""
        with self.store.reading() as tx:
            pairs, differences = tx.feedback.pairs(), tx.feedback.differences(limit)
        table = [[pairs.get((first, second), 0) for second in LABELS] for first in LABELS]
        return agreement(table), differences
