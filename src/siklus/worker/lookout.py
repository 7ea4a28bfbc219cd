"""Judge the alert rules on a tick; send what is to be told from a thread of its own."""

import threading
import time
from dataclasses import dataclass, field

import structlog

from siklus.errors import DatabaseUnavailable
from siklus.services.alerting import AlertingService
from siklus.services.vitals import VitalsService
from siklus.worker.steps import places

ROUND_SECONDS = 5.0  # between two looks for messages that are due again
FAREWELL_SECONDS = 3.0  # that the last messages may take when the worker leaves

log = structlog.get_logger("siklus.worker")


@dataclass(slots=True)
class Lookout:
    """One worker's eye on the figures, and its voice.

    A receiver may keep us waiting for longer than a worker may be silent, so the loop only judges.
    """

    vitals: VitalsService
    alerting: AlertingService
    tick_seconds: float
    _looked_at: float = field(default=float("-inf"), init=False)
    _wake: threading.Event = field(default_factory=threading.Event, init=False)
    _leaving: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _failing: str | None = field(default=None, init=False)

    def due(self) -> bool:
        """Whether it is time to look."""
        return time.monotonic() - self._looked_at >= self.tick_seconds

    def look(self) -> None:
        """Judge the rules by what is known now.

        Raises:
            DatabaseUnavailable: it is away.
        """
        self._looked_at = time.monotonic()
        self.alerting.judge(self.vitals.current())
        self._wake.set()

    def start(self) -> None:
        """Begin to send."""
        self._thread = threading.Thread(target=self._deliver, name="alerts", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send what is due once more, as far as that is quick, and end; the rest is another worker's."""
        self._leaving.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(FAREWELL_SECONDS)

    def _deliver(self) -> None:
        while not self._leaving.is_set():
            self._wake.wait(ROUND_SECONDS)
            self._wake.clear()
            self._round()

    def _round(self) -> None:
        facts: dict[str, object] = {}
        try:
            self.alerting.deliver()
            found = None
        except DatabaseUnavailable as error:
            found = error.code
        except Exception as error:  # noqa: BLE001 (the voice must outlive a bug; its words may hold a secret)
            found, facts = type(error).__name__, {"at": places(error)}
        if found not in (None, self._failing):
            log.warning("alerts.failing", error=found, **facts)
        self._failing = found
