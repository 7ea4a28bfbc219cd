"""Once a day: rows that are too old go, and days that are over are made small. Once an hour: self-checks."""

import time
from dataclasses import dataclass, field

import structlog

from siklus.services.accuracy import AccuracyService
from siklus.services.retention import RetentionService
from siklus.services.rollups import RollupService

EVERY = 24 * 3600.0  # seconds
CHECK_EVERY = 3600.0
SLICE = 0.5  # seconds a turn: a worker that is silent for long is taken for dead

log = structlog.get_logger("siklus.worker")


@dataclass(slots=True)
class Housekeeping:
    """What one worker of all does a slice of at a time, until the day's is done."""

    retention: RetentionService
    rollups: RollupService
    accuracy: AccuracyService
    _checked_at: float = field(default=float("-inf"), init=False)
    _done_at: float = field(default=float("-inf"), init=False)
    _expired: int = field(default=0, init=False)

    @property
    def due(self) -> bool:
        """Whether something may be left to do."""
        return self._to_check or self._to_clear

    @property
    def _to_check(self) -> bool:
        return time.monotonic() - self._checked_at >= CHECK_EVERY

    @property
    def _to_clear(self) -> bool:
        return time.monotonic() - self._done_at >= EVERY

    def turn(self) -> None:
        """Do a slice, where something is left to do.

        Raises:
            DatabaseUnavailable: it is away; what is left is done later.
        """
        if self._to_check:
            self.accuracy.check()
            self._checked_at = time.monotonic()
        if self._to_clear:
            self._clear()

    def _clear(self) -> None:
        expired = self.retention.expire(seconds=SLICE)
        self._expired += expired
        if expired or self.rollups.join_shards():
            return
        self._done_at = time.monotonic()
        if self._expired:
            log.info("rows.expired", predictions=self._expired)
        self._expired = 0
