"""Tell MLflow of the versions, from a thread of its own: nothing waits for it, and nothing fails by it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from siklus.errors import SiklusError
from siklus.services.mirroring import Mark, MirrorService
from siklus.worker.steps import places

ROUND_SECONDS = 5.0  # between two looks whether there is something to tell
AGAIN_SECONDS = 60.0  # after a failure
ALL_SECONDS = 3_600.0  # between two comparisons of everything, whatever has happened here
FAREWELL_SECONDS = 1.0

log = structlog.get_logger("siklus.worker")


@dataclass(slots=True)
class Mirror:
    """One worker's mirror; of several workers the first one tells."""

    service: MirrorService
    leads: Callable[[], bool]
    _told: Mark | None = field(default=None, init=False)
    _next_at: float = field(default=float("-inf"), init=False)
    _failing: str | None = field(default=None, init=False)
    _leaving: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Begin."""
        # A daemon: a server that hangs must not keep a worker from leaving.
        self._thread = threading.Thread(target=self._run, name="mlflow", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; what was not told is told by the next worker."""
        self._leaving.set()
        if self._thread is not None:
            self._thread.join(FAREWELL_SECONDS)

    def turn(self) -> None:
        """Tell what there is to tell; an error is logged when it is another than before, and tried again."""
        if self._failing and time.monotonic() < self._next_at:
            return
        facts: dict[str, object] = {}
        try:
            self._tell()
            found = None
        except SiklusError as error:
            found, facts = error.code, {"detail": str(error)}
        except Exception as error:  # noqa: BLE001 (the thread must outlive a bug; its words may hold a secret)
            found, facts = type(error).__name__, {"at": places(error)}
        if found is not None:
            self._next_at = time.monotonic() + AGAIN_SECONDS
        if found != self._failing:
            log.warning("mlflow.failing", error=found, **facts) if found else log.info("mlflow.well")
        self._failing = found

    def _tell(self) -> None:
        now = time.monotonic()
        mark = self.service.mark()
        if (mark == self._told and now < self._next_at) or not self.leads():
            return
        done = self.service.sync()
        self._told, self._next_at = mark, now + ALL_SECONDS
        if done.added or done.changed:
            log.info("mlflow.told", added=done.added, changed=done.changed, active=done.active)

    def _run(self) -> None:
        while True:
            self.turn()
            if self._leaving.wait(ROUND_SECONDS):
                return
