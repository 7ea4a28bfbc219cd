"""What is remembered of a database that lets people wait: others are not sent into the same wait."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from siklus.database.patience import patience
from siklus.errors import DatabaseUnavailable

LONG_SECONDS = 1.0  # an outage that is noticed sooner costs nothing to notice again
PAUSE_SECONDS = 1.0
PATIENCE_SECONDS = 12.0  # a little more than the database itself waits for a lock


@dataclass
class Outage:
    """The slow outage of this process, if there is one.

    While it lasts one caller at a time tries, at most one a second; the others hear at once that the database
    is away. The first who gets through ends it.
    """

    clock: Callable[[], float] = time.monotonic  # seconds
    _again_at: float | None = None  # None: there is no outage
    _trying: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Around what needs the database.

        Raises:
            DatabaseUnavailable: others have just waited in vain, or this one did.
        """
        self._enter()
        started = self.clock()
        away = True
        try:
            with patience(PATIENCE_SECONDS):
                yield
            away = False
        except DatabaseUnavailable:
            raise
        except BaseException:
            away = False  # it has answered, if only by a refusal
            raise
        finally:
            self._leave(away and self.clock() - started >= LONG_SECONDS)

    def _enter(self) -> None:
        with self._lock:
            if self._again_at is None:
                return
            if self._trying or self.clock() < self._again_at:
                raise DatabaseUnavailable("it was away a moment ago")
            self._trying = True

    def _leave(self, slow: bool) -> None:
        with self._lock:
            self._trying = False
            self._again_at = self.clock() + PAUSE_SECONDS if slow else None
