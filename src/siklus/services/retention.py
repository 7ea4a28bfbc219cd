"""Rows that are too old go; what was learnt from and what was counted stays."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from siklus.database.store import Store, Transaction
from siklus.domain.rollups import day_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class RetentionService:
    """How long texts, predictions and answers are kept."""

    store: Store
    now: Callable[[], datetime]
    keep: timedelta | None = None  # None: for ever

    def expire(self, seconds: float = float("inf")) -> int:
        """Delete predictions from before the limit, with their texts, answers, requests and consents.

        Examples that teach stay, and with each the consent that it stands on; so do the roll-ups. The
        limit is the beginning of a UTC day, so that no hour is left half counted.

        Args:
            seconds: stop after about so long; the rest goes the next time.

        Returns:
            How many predictions.
        """
        if self.keep is None:
            return 0
        limit, ends, done = day_of(self.now() - self.keep), time.monotonic() + seconds, 0
        while True:
            with self.store.transaction() as tx:
                ids = tx.predictions.made_before(limit, BATCH)
                _delete(tx, ids)
            done += len(ids)
            if len(ids) < BATCH or time.monotonic() > ends:
                break
        if done:
            self._note(done, limit)
        return done

    def _note(self, done: int, limit: datetime) -> None:
        with self.store.transaction() as tx:
            facts = {"predictions": done, "before": limit.isoformat()}
            tx.audit_log.add(actor="loop", action="rows.expired", at=self.now(), **facts)


def _delete(tx: Transaction, ids: list[str]) -> None:
    texts = tx.inputs.of_predictions(ids)
    taught = tx.examples.taught_by(ids)
    tx.feedback.erase(ids)
    tx.asks.erase(ids)
    tx.predictions.erase(ids)
    tx.inputs.delete([text.input_id for text in texts])
    tx.consents.delete([text.consent_id for text in texts if text.prediction_id not in taught])
