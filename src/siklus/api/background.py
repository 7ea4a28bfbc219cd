"""What a serving process does beside answering: follow pointer and trial, judge unheard, count, simulate."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog

from siklus.api.incidents import frames_of
from siklus.api.rates import RateLimit
from siklus.bootstrap import Services
from siklus.errors import NoActiveVersion, SiklusError

REFRESH_SECONDS = 0.5
FLUSH_SECONDS = 2.0
SHADOW_SECONDS = 0.5
STAND_IN_SECONDS = 30.0
SIMULATING_SECONDS = 0.5
SETTLE_SECONDS = 1.0  # between two times at which this process tells the others how often it was asked
TIDY_SECONDS = 0.1  # in which no more is written than can be moved within some milliseconds
SILENCE_SECONDS = 60.0  # far longer than a living worker is ever silent
INTERNAL = "internal_error"

log = structlog.get_logger("siklus.api")


@dataclass
class Task:
    """One deed, again and again on a thread of its own, which no error ends."""

    name: str
    seconds: float
    act: Callable[[], object]
    error: str | None = None  # the code of what went wrong the last time
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the present turn."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=15)

    def turn(self) -> None:
        """Act once; an error is kept, and logged when it is another than before."""
        facts: dict[str, object] = {}
        try:
            self.act()
            found = None
        except SiklusError as error:
            found, facts = error.code, {"detail": str(error)}
        except Exception as error:  # noqa: BLE001 (the thread must outlive a bug, and the old version serves)
            found, facts = INTERNAL, {"frames": frames_of(error)}
        if found != self.error:
            log.warning(f"{self.name}.failing", code=found, **facts) if found else log.info(
                f"{self.name}.well"
            )
        self.error = found

    def _run(self) -> None:
        while not self._stop.wait(self.seconds):
            self.turn()


@dataclass
class Background:
    """The tasks of a process."""

    services: Services
    limits: Mapping[str, RateLimit] = field(default_factory=dict)  # that all processes share, by name
    _told: int = 0  # texts whose loss for a trial was logged

    def __post_init__(self) -> None:
        self.refreshing = Task("refresh", REFRESH_SECONDS, self._refresh)
        self.following = Task("trial", REFRESH_SECONDS, self._follow)
        self.shadowing = Task("shadow", SHADOW_SECONDS, self._judge_unheard)
        self.flushing = Task("flush", FLUSH_SECONDS, self._flush)
        self.simulating = Task("simulating", SIMULATING_SECONDS, self.services.simulating.turn)
        self.settling = Task("rates", SETTLE_SECONDS, self._settle)
        self.tidying = Task("tidy", TIDY_SECONDS, self.services.store.tidy)
        self.standing_in = Task("stand_in", STAND_IN_SECONDS, self._stand_in)

    def start(self) -> None:
        """Begin all."""
        for task in self._tasks:
            task.start()

    def stop(self) -> None:
        """End all, and write what was counted since the last flush, and judged."""
        for task in self._tasks:
            task.stop()
        self.shadowing.turn()
        if left := self.services.shadows.waiting:
            log.warning("shadow.left", texts=left)
        self.flushing.turn()
        self.settling.turn()
        self.services.simulating.stop()

    @property
    def _tasks(self) -> tuple[Task, ...]:
        watching = (self.standing_in, self.refreshing, self.following, self.simulating)
        return (*watching, self.tidying, self.shadowing, self.flushing, self.settling)

    def _refresh(self) -> None:
        if self.services.serving.refresh():
            log.info("serving", version=self.services.serving.current().version.name)

    def _follow(self) -> None:
        for broken in self.services.challenging.refresh():
            log.warning("challenger.broken", version=f"v{broken.trial.version}", error=broken.why)

    def _judge_unheard(self) -> None:
        shadows = self.services.shadows
        try:
            shadows.flush()
        finally:
            if lost := shadows.dropped - self._told:
                self._told += lost
                log.warning("shadow.dropped", texts=lost)

    def _flush(self) -> None:
        self.services.counters.flush()
        self.services.access.note_uses()

    def _settle(self) -> None:
        for name, limit in self.limits.items():
            limit.learn(self.services.rates.settle(name, limit.untold()))
        if self.limits:
            # After an error somebody must ask: that nobody has spent anything does not mean that all is well.
            self.services.rates.forget(at_once=self.settling.error is not None)

    def _stand_in(self) -> None:
        # Alerts are the workers' work; that there is no worker any more only others can say.
        silence = self.services.vitals.worker_silence()
        if silence is not None and silence > SILENCE_SECONDS:
            self.services.alerting.evaluate(self.services.vitals.current())


def first_refresh(services: Services) -> None:
    """Load the active version at the start, and who is on trial; an installation without one waits for it.

    Raises:
        ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries: there is one, and it cannot answer.
        DatabaseUnavailable: nobody can say which it is.
    """
    try:
        services.serving.refresh()
        services.challenging.refresh()
    except NoActiveVersion:
        log.warning("no active version yet", advice=NoActiveVersion.advice)
