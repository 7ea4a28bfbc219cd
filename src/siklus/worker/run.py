"""`siklus worker`: work until told to stop, then hand over what is unfinished."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum, auto
from types import FrameType

import structlog

from siklus import bootstrap
from siklus.bootstrap import Services
from siklus.database.engine import read_url
from siklus.errors import DatabaseUnavailable
from siklus.settings import Settings
from siklus.worker.housekeeping import Housekeeping
from siklus.worker.jobs import Jobs, migrate
from siklus.worker.lookout import Lookout
from siklus.worker.loop import Buried, Loop
from siklus.worker.mirror import Mirror
from siklus.worker.steps import Fence, Steps, fenced
from siklus.worker.takeover import Membership, new_worker_id

LONGEST_PULSE = 2.0  # seconds: how long a retraining asked for by hand may wait to be noticed
GRACE = 5.0  # seconds that a run may take to end by itself when the worker is told to stop

log = structlog.get_logger("siklus.worker")


def work(settings: Settings, *, once: bool = False) -> None:
    """Be a worker until SIGTERM or SIGINT.

    Args:
        once: evaluate once, carry out what is or comes under way, and return.

    Raises:
        DatabaseUnavailable, DatabaseOutdated: at the start only; later a database that is away is waited for.
        SecretMismatch: the database was set up with another secret.
    """
    _log_to_stderr(settings)
    if read_url(settings.url).drivername.startswith("sqlite"):
        # Whoever may write the main file may make the one beside it; PostgreSQL's owner may be another.
        migrate(settings)
    with bootstrap.running(settings) as services, _told_to_stop() as stop:
        while (end := _one_life(services, stop, once=once)) == End.BURIED:
            log.warning("worker.reborn", why="this worker was silent for too long and others took its work")
    if end == End.UNFINISHED:
        # A training stops at its next sign of progress only, and the interpreter waits for its thread.
        # The run is another worker's already, so nothing is lost here.
        sys.stderr.flush()
        os._exit(0)


class End(Enum):
    """How one life of a worker ended."""

    LEFT = auto()
    UNFINISHED = auto()  # told to stop, with a training that has not noticed yet
    BURIED = auto()


def pulse_of(settings: Settings) -> float:
    """Seconds between two turns: a few within the time after which a silent worker counts as dead."""
    return min(settings.tick_seconds, settings.takeover_seconds / 4, LONGEST_PULSE)


def _one_life(services: Services, stop: threading.Event, *, once: bool) -> End:
    """Work under one name; one that was buried has to begin anew under another."""
    settings, fence = services.settings, Fence()
    membership = Membership(
        services.store,
        new_worker_id(),
        timedelta(seconds=settings.takeover_seconds),
        pulse_of(settings),
        bootstrap.utc_now,
    )
    retraining = fenced(services.retraining, fence, membership.holds)
    steps = Steps(retraining, fence, membership.is_member)
    jobs = Jobs(settings.url, membership.worker_id, steps)
    lookout = Lookout(services.vitals, services.alerting, settings.tick_seconds)
    loop = Loop(
        services.drift,
        services.guard,
        services.retraining,
        membership,
        jobs,
        lookout,
        timedelta(seconds=settings.tick_seconds),
        bootstrap.utc_now,
        Housekeeping(services.retention, services.rollups, services.accuracy, services.erasure),
        services.trials,
        services.scorers,
    )
    membership.join()
    log.info("worker.joined", worker=membership.worker_id)
    lookout.start()
    mirror = Mirror(services.mirroring, membership.leads) if services.mirroring is not None else None
    if mirror is not None:
        mirror.start()
    try:
        jobs.launch()
        _turns(loop, stop, once=once)
    except Buried:
        return End.BURIED
    finally:
        lookout.stop()
        if mirror is not None:
            mirror.stop()
        _part(membership, jobs, fence)
    return End.UNFINISHED if stop.is_set() and jobs.busy else End.LEFT


def _turns(loop: Loop, stop: threading.Event, *, once: bool) -> None:
    while not stop.is_set():
        run = loop.turn()
        if once and run is None:
            return
        stop.wait(loop.membership.pulse)


def _part(membership: Membership, jobs: Jobs, fence: Fence) -> None:
    """Let a run end if it is nearly done, else leave it to the others."""
    _wait_while_busy(jobs, min(GRACE, membership.silence.total_seconds() / 2))
    fence.closed.set()
    _wait_while_busy(jobs, 1.0)
    jobs.destroy()
    try:
        membership.leave()
    except DatabaseUnavailable as error:
        # The others will notice by the silence.
        log.warning("database.away", error=error.why)
    log.info("worker.left", worker=membership.worker_id, unfinished=jobs.busy)


def _wait_while_busy(jobs: Jobs, seconds: float) -> None:
    until = time.monotonic() + seconds
    while jobs.busy and time.monotonic() < until:
        time.sleep(0.05)


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _log_to_stderr(settings: Settings) -> None:
    shape: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
