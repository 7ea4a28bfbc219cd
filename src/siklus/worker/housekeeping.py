"""Once an hour: days that are over are closed and made small, rows that are too old go, the files of versions
that learnt what was erased follow them, and self-checks.
"""

import time
from dataclasses import dataclass, field

import structlog

from siklus.services.accuracy import AccuracyService
from siklus.services.erasure import ErasureService
from siklus.services.retention import RetentionService
from siklus.services.rollups import RollupService

EVERY = 3600.0  # seconds: a day that is over is soon read as one, and not as 24 hours
SLICE = 0.5  # seconds a turn: a worker that is silent for long is taken for dead

log = structlog.get_logger("siklus.worker")


@dataclass(slots=True)
class Housekeeping:
    """What one worker of all does a slice of at a time, until all is done."""

    retention: RetentionService
    rollups: RollupService
    accuracy: AccuracyService
    erasure: ErasureService
    _done_at: float = field(default=float("-inf"), init=False)
    _expired: int = field(default=0, init=False)

    @property
    def due(self) -> bool:
        """Whether something may be left to do."""
        return time.monotonic() - self._done_at >= EVERY

    def turn(self) -> None:
        """Do a slice, where something is left to do.

        Raises:
            DatabaseUnavailable: it is away; what is left is done later.
        """
        if not self.due:
            return
        expired = self.retention.expire(seconds=SLICE)
        self._expired += expired
        if expired or self.rollups.close_days() or self.rollups.join_shards():
            return
        self.accuracy.check()
        if gone := self.erasure.sweep():
            log.info("artefacts.deleted", versions=gone)
        self._done_at = time.monotonic()
        if self._expired:
            log.info("rows.expired", rows=self._expired)
        self._expired = 0
