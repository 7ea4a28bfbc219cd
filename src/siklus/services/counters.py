"""Anonymous counts of what was not stored, gathered in memory and folded into the database."""

import threading
from collections import Counter as Multiset
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from siklus.database.rollups import Counter, Metric
from siklus.database.store import Store


@dataclass(frozen=True)
class Counters:
    """Counts since the last flush. Counting costs no transaction and works while the database is away.

    What was counted in the last seconds before a kill -9 is lost: these are figures for a chart, not rows
    that anybody was promised.
    """

    store: Store
    now: Callable[[], datetime]
    _counts: Multiset[Counter] = field(default_factory=Multiset)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, metric: Metric, detail: str, version: int = 0, count: int = 1) -> None:
        """Count one, or several of a kind."""
        hour = self.now().replace(minute=0, second=0, microsecond=0)
        with self._lock:
            self._counts[Counter(hour, metric, detail[:60], version)] += count

    def flush(self) -> None:
        """Fold into the database what was counted; kept for the next flush where that fails.

        Raises:
            DatabaseUnavailable: it is away.
        """
        with self._lock:
            taken = Multiset(self._counts)
            self._counts.clear()
        if not taken:
            return
        kept = False
        try:
            with self.store.transaction() as tx:
                tx.rollups.fold(taken)
            kept = True
        finally:
            if not kept:
                with self._lock:
                    self._counts.update(taken)
