"""Ask for simulations, run them one at a time beside the service, and keep their reports."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from siklus.errors import SimulationNotDone, TooManySimulations
from siklus.services.simulating.shelf import ASKED, LOG, OUTPUT, REPORTS, STARTS, WORK, Shelf, Simulation
from siklus.services.simulating.wish import OUT, Wish, words_of

LOCK = "running"
MOST_WAITING = 5
MOST_STARTS = 3  # of one that dies without a word
NICE = 10  # the service answers first, whatever is being simulated
STOP_SECONDS = 5.0
# One thread each: a simulation must not take every core from the service.
THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


@dataclass
class SimulationService:
    """The simulations in a folder of this machine.

    Each runs as `siklus simulate` in a process of its own. That process holds a lock of the folder for as
    long as it lives, so any number of services on one folder run one simulation at a time, and know that it
    has died whoever started it. `turn` is to be called now and then.
    """

    folder: Path
    now: Callable[[], datetime]
    command: Sequence[str] = (sys.executable, "-m", "siklus")
    _child: tuple[str, subprocess.Popen[bytes]] | None = field(default=None, init=False)
    _alone: threading.RLock = field(default_factory=threading.RLock, init=False)

    @property
    def shelf(self) -> Shelf:
        """The folders."""
        return Shelf(self.folder)

    def request(self, wish: Wish, *, actor: str) -> Simulation:
        """Queue a simulation; its inputs are read when its turn has come.

        Raises:
            SimulationUnclear: the wish contradicts itself.
            TooManySimulations: five wait already.
        """
        wish.check()
        with self._alone:
            waiting = len(list(self.shelf.waiting()))
            if waiting >= MOST_WAITING:
                raise TooManySimulations(waiting)
            simulation_id = self.shelf.add(wish, actor=actor, at=self.now())
            self.turn()
        return self.get(simulation_id)

    def all(self) -> list[Simulation]:
        """Every simulation, the newest first."""
        running = self._running().get("id")
        return [self.shelf.read(one, running=one == running) for one in reversed(self.shelf.ids())]

    def get(self, simulation_id: str) -> Simulation:
        """One.

        Raises:
            SimulationNotFound: there is none.
        """
        return self.shelf.read(simulation_id, running=self._running().get("id") == simulation_id)

    def report(self, simulation_id: str, name: str) -> bytes:
        """`report.json` or `report.html`.

        Raises:
            SimulationNotFound: there is no such simulation.
            SimulationNotDone: it has no report.
        """
        found = self.shelf.report(simulation_id, name)
        if found is None:
            raise SimulationNotDone(str(self.get(simulation_id).state))
        return found

    def remove(self, simulation_id: str) -> None:
        """Stop it where it runs, and take everything of it away.

        Raises:
            SimulationNotFound: there is none.
        """
        with self._alone:
            self.shelf.place(simulation_id)
            running = self._running()
            if running.get("id") == simulation_id:
                self._kill(running)
            self.shelf.remove(simulation_id)
            self.turn()

    def turn(self) -> None:
        """Note what has ended, and begin with the next where none runs."""
        with self._alone:
            self._reap()
            lock = self._take_lock()
            if lock is None:
                return
            with lock:
                # Whatever has not ended waits or has died with its service; it is taken up where it stopped.
                for simulation_id in self.shelf.waiting():
                    if self._is_over(simulation_id):
                        continue
                    self._start(simulation_id, lock)
                    return

    def stop(self) -> None:
        """End the process that this service has started; the next `turn` anywhere takes the work up."""
        with self._alone:
            if self._child is None:
                return
            simulation_id, process = self._child
            if process.poll() is None:
                _end(process)
                (self.folder / simulation_id / STARTS).unlink(missing_ok=True)
            self._child = None

    # --- the process ------------------------------------------------------------------------------

    def _start(self, simulation_id: str, lock: IO[str]) -> None:
        place = self.shelf.place(simulation_id)
        with (place / STARTS).open("a") as starts:
            starts.write("*")
        work = place / WORK
        work.mkdir(exist_ok=True)
        facts = json.loads((place / ASKED).read_bytes())["asked"]
        with (place / OUTPUT).open("wb") as output, (place / LOG).open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 (our own command; what was typed is an argument)
                [*self.command, *words_of(facts, place)],
                env={**os.environ, **THREADS, "TMPDIR": str(work)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                start_new_session=True,
                pass_fds=(lock.fileno(),),
            )
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
        lock.seek(0)
        lock.truncate()
        json.dump({"id": simulation_id, "pid": process.pid, "host": socket.gethostname()}, lock)
        lock.flush()
        self._child = simulation_id, process

    def _reap(self) -> None:
        if self._child is None or self._child[1].poll() is None:
            return
        simulation_id, self._child = self._child[0], None
        if simulation_id in self.shelf.waiting():
            self._is_over(simulation_id)

    def _is_over(self, simulation_id: str) -> bool:
        """Whether one that does not run has ended; then that is noted."""
        place = self.shelf.place(simulation_id)
        if all((place / OUT / name).exists() for name in REPORTS):
            self.shelf.end(simulation_id, self.now())
            return True
        error = _said(place) or self._died(place)
        if error is not None:
            self.shelf.end(simulation_id, self.now(), error)
        return error is not None

    def _died(self, place: Path) -> dict[str, Any] | None:
        starts = place / STARTS
        times = starts.stat().st_size if starts.exists() else 0
        if times < MOST_STARTS:
            return None
        return {"code": "simulation_died", "detail": "it ended without a word", "facts": {"times": times}}

    def _kill(self, running: dict[str, Any]) -> None:
        if self._child is not None and self._child[0] == running["id"]:
            _end(self._child[1])
            self._child = None
        elif running["host"] == socket.gethostname():
            # Started by another service, or by this one before it was killed.
            with suppress(ProcessLookupError):
                os.killpg(running["pid"], signal.SIGKILL)
            until = time.monotonic() + STOP_SECONDS
            while self._running() and time.monotonic() < until:
                time.sleep(0.05)

    # --- the lock ---------------------------------------------------------------------------------

    def _take_lock(self) -> IO[str] | None:
        """The lock, where nobody has it; whoever has it open keeps it."""
        if not self.folder.exists():
            return None
        lock = (self.folder / LOCK).open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        return lock

    def _running(self) -> dict[str, Any]:
        """Id, process and host of what runs; nothing where none does."""
        with self._alone:
            lock = self._take_lock()
            if lock is not None:
                lock.close()
                return {}
            with suppress(FileNotFoundError, ValueError):
                found: dict[str, Any] = json.loads((self.folder / LOCK).read_text(encoding="utf-8"))
                return found
            return {}


def _said(place: Path) -> dict[str, Any] | None:
    """The error that the command told of, without the folder in its words."""
    try:
        told = (place / OUTPUT).read_text(encoding="utf-8").replace(f"{place}/", "")
        found = json.loads(told)
    except (FileNotFoundError, ValueError):
        return None
    return found if "code" in found else None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
