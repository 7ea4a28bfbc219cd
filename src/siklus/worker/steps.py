"""The steps of a retraining as a worker carries them out: patient with the database, plain about errors."""

import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import structlog

from siklus.database.store import Transaction
from siklus.errors import ArtefactsUnavailable, DatabaseUnavailable, SiklusError
from siklus.models.recipe import Progress
from siklus.services.retraining import RetrainingService

STEPS = ("snapshot", "train", "gate", "deploy")
DONE, FAILED = "done", "failed"

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds between two tries while the database is away
PROGRESS_EVERY = 1.0  # seconds

log = structlog.get_logger("siklus.worker")
PACKAGE = Path(__file__).parents[1]


class Abandoned(BaseException):
    """This worker must not carry on with the run.

    Not an `Exception`: DBOS records those as the answer of the step. This one leaves the workflow
    pending, so that another worker takes it over.
    """


class StepBroken(RuntimeError):
    """A step met an error that nobody foresaw; `kind` is its class, for its words may hold a text."""

    def __init__(self, step: str, kind: str) -> None:
        self.step, self.kind = step, kind
        super().__init__(f"{step} ended with {kind}")


@dataclass(frozen=True, slots=True)
class Fence:
    """Open while this worker may work; closed when it leaves or was declared dead."""

    closed: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Go no further behind a closed fence.

        Raises:
            Abandoned: it is closed.
        """
        if self.closed.is_set():
            raise Abandoned

    def pause(self, seconds: float) -> None:
        """Wait, and go no further if the fence is closed meanwhile.

        Raises:
            Abandoned: it is closed.
        """
        self.closed.wait(seconds)
        self.check()


def fenced(
    retraining: RetrainingService, fence: Fence, holds: Callable[[Transaction], bool]
) -> RetrainingService:
    """The service, which writes nothing any more once its worker was buried.

    A look before the step is not enough: a worker that was cut off in the midst of one comes back to its end.
    """

    def may_write(tx: Transaction) -> None:
        if not holds(tx):
            fence.closed.set()
        fence.check()

    return replace(retraining, may_write=may_write)


@dataclass(frozen=True, slots=True)
class Steps:
    """What a run's workflow calls; every step may be called twice without harm, see the service."""

    retraining: RetrainingService
    fence: Fence
    is_member: Callable[[], bool]  # asks the database, for the loop may not have noticed yet

    def carry_out(self, name: str, run_id: str) -> str:
        """One step.

        Returns:
            DONE, or FAILED where the run was ended with the error's words.

        Raises:
            StepBroken: the run was ended because of an error that is a bug.
            Abandoned: another worker is to carry on.
        """
        self._patiently(name, run_id, self._belong)
        log.info("retraining.step", run=run_id, step=name)
        try:
            self._patiently(name, run_id, lambda: self._attempt(name, run_id))
        except (SiklusError, ValueError) as error:
            words = words_for(error)
            log.warning("retraining.failed", run=run_id, step=name, error=words, at=places(error))
            self._fail(name, run_id, words)
            return FAILED
        except Exception as error:  # noqa: BLE001 (raised anew, without its words)
            # Whatever it was, the run must not keep the one slot for ever.
            kind = type(error).__name__
            log.error("retraining.broken", run=run_id, step=name, error=kind, at=places(error))  # noqa: TRY400
            self._fail(name, run_id, kind)
            raise StepBroken(name, kind) from None
        return DONE

    def _attempt(self, name: str, run_id: str) -> None:
        # Again each time: between two of them the database was away, and this worker silent.
        self._belong()
        self._act(name, run_id)

    def _act(self, name: str, run_id: str) -> None:
        match name:
            case "snapshot":
                self.retraining.take_snapshot(run_id)
            case "train":
                self.retraining.train(run_id, self._progress(run_id))
            case "gate":
                report = self.retraining.gate(run_id)
                log.info("retraining.gate", run=run_id, decision=str(report.decision), reasons=report.reasons)
            case "deploy":
                link = self.retraining.deploy(run_id)
                log.info("retraining.ended", run=run_id, deployed=link.version if link else None)
            case _:
                raise AssertionError(name)

    def _belong(self) -> None:
        # A worker that wakes up after its burial finds its own run in the queue before it looks at
        # its heartbeat.
        if not self.is_member():
            self.fence.closed.set()
        self.fence.check()

    def _fail(self, name: str, run_id: str, words: str) -> None:
        self._patiently(name, run_id, lambda: self.retraining.fail(run_id, words))

    def _patiently(self, name: str, run_id: str, act: Callable[[], None]) -> None:
        # A database or a bucket that is away is no fault of the run: wait for it, however long it takes.
        pause = FIRST_PAUSE
        while True:
            try:
                act()
            except (DatabaseUnavailable, ArtefactsUnavailable) as error:
                log.warning("retraining.waits", run=run_id, step=name, error=error.why, seconds=pause)
                self.fence.pause(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

    def _progress(self, run_id: str) -> Progress:
        told_at = float("-inf")

        def told(stage: str, share: float) -> None:
            nonlocal told_at
            # The one place inside a training where a worker that must leave can stop.
            self.fence.check()
            if time.monotonic() - told_at >= PROGRESS_EVERY:
                told_at = time.monotonic()
                # Who watches can wait; the training need not wait for a database that is away.
                with suppress(DatabaseUnavailable):
                    self.retraining.note(run_id, stage, share)
                log.info("retraining.progress", run=run_id, stage=stage, share=round(share, 3))

        return told


def words_for(error: Exception) -> str:
    """What a run keeps of an error: the words of our own errors, of foreign ones only the class.

    A library quotes what it stumbled over, and that may be somebody's review.

    >>> words_for(ValueError("could not convert 'pelayanan buruk'"))
    'ValueError'
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = bool(frames) and Path(frames[-1].filename).is_relative_to(PACKAGE)
    return str(error) if isinstance(error, SiklusError) or ours else type(error).__name__


def places(error: Exception) -> list[str]:
    """The traceback without the error's words and without source lines, the innermost call last."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
