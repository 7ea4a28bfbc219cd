"""Rows that are too old go; what was counted stays."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from siklus.database.expiring import Kind
from siklus.database.store import Store, Transaction
from siklus.domain.rollups import day_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class Due:
    """How many rows of a kind there are, and how many of them are too old."""

    kind: Kind
    keep: timedelta | None
    before: datetime | None
    rows: int
    due: int


@dataclass(frozen=True, slots=True)
class RetentionService:
    """How long rows are kept."""

    store: Store
    now: Callable[[], datetime]
    keep: timedelta | None = None  # predictions with all that belongs to them; None: for ever
    others: Mapping[Kind, timedelta] = field(default_factory=dict)  # a kind that is missing: for ever

    def expire(self, seconds: float = float("inf")) -> int:
        """Delete what is from before its limit, kind by kind.

        With predictions go their texts, answers, requests and consents. What they taught stays until it is
        too old itself, and with it the consent that it stands on; roll-ups stay. The limit is the beginning
        of a UTC day, so that no hour is left half counted.

        Args:
            seconds: stop after about so long; the rest goes the next time.

        Returns:
            How many rows.
        """
        ends, done = time.monotonic() + seconds, 0
        for kind in Kind:
            before = self._before(kind)
            if before is not None and (not done or time.monotonic() < ends):
                done += self._expire(kind, before, ends)
        return done

    def due(self) -> list[Due]:
        """What would go now, kind by kind; nothing does."""
        with self.store.reading() as tx:
            found = [(kind, self._before(kind)) for kind in Kind]
            return [
                Due(
                    kind,
                    self._keep(kind),
                    before,
                    tx.expiring.count(kind),
                    tx.expiring.count(kind, before) if before else 0,
                )
                for kind, before in found
            ]

    def _keep(self, kind: Kind) -> timedelta | None:
        return self.keep if kind == Kind.PREDICTIONS else self.others.get(kind)

    def _before(self, kind: Kind) -> datetime | None:
        keep = self._keep(kind)
        return day_of(self.now() - keep) if keep else None

    def _expire(self, kind: Kind, before: datetime, ends: float) -> int:
        done = 0
        while True:
            with self.store.transaction() as tx:
                ids = tx.expiring.next(kind, before, BATCH)
                _delete(tx, kind, ids)
            done += len(ids)
            if len(ids) < BATCH or time.monotonic() > ends:
                break
        if done:
            self._note(kind, done, before)
        return done

    def _note(self, kind: Kind, done: int, before: datetime) -> None:
        with self.store.transaction() as tx:
            facts = {str(kind): done, "before": before.isoformat()}
            tx.audit_log.add(actor="loop", action="rows.expired", at=self.now(), **facts)


def _delete(tx: Transaction, kind: Kind, ids: list[str]) -> None:
    match kind:
        case Kind.PREDICTIONS:
            _delete_predictions(tx, ids)
        case Kind.EXAMPLES:
            # Emptied and not deleted, as by an erasure: old training sets can still be listed.
            tx.examples.withdraw(ids)
        case _:
            tx.expiring.delete(kind, ids)


def _delete_predictions(tx: Transaction, ids: list[str]) -> None:
    texts = tx.inputs.of_predictions(ids)
    taught = tx.examples.taught_by(ids)
    tx.feedback.erase(ids)
    tx.retractions.erase(ids)
    tx.asks.erase(ids)
    tx.predictions.erase(ids)
    tx.inputs.delete([text.input_id for text in texts])
    tx.consents.delete([text.consent_id for text in texts if text.prediction_id not in taught])
