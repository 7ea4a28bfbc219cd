"""Crews on this machine: this process alone, or a pool of processes."""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from typing import Any

from siklus.errors import ScoringProcessEnded, SiklusError
from siklus.services.crew.errand import IN_FLIGHT, Act, Crew, Errand, Made, Piece, undisturbed


@dataclass(frozen=True, slots=True)
class Alone:
    """This process."""

    def in_order(self, errand: Errand[Piece, Made], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Made]]:
        """As `Crew`."""
        act = errand.ready(errand.fetch())
        yield from ((piece, act(piece)) for piece in pieces)


@dataclass(frozen=True, slots=True)
class Pool:
    """Processes of this machine."""

    jobs: int

    def in_order(self, errand: Errand[Piece, Made], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Made]]:
        """As `Crew`.

        Raises:
            ScoringProcessEnded: one of the processes was ended from outside.
        """
        waiting = deque[tuple[Piece, Future[Made]]]()
        with _pool(errand, self.jobs) as pool:
            for piece in pieces:
                waiting.append((piece, pool.submit(_do, piece)))
                if len(waiting) == IN_FLIGHT * self.jobs:
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)


def of_jobs(jobs: int) -> Crew:
    """So many processes of this machine."""
    return Alone() if jobs == 1 else Pool(jobs)


def _first(waiting: deque[tuple[Piece, Future[Made]]]) -> tuple[Piece, Made]:
    piece, future = waiting.popleft()
    return piece, future.result()


@contextmanager
def _pool(errand: Errand[Piece, Made], jobs: int) -> Iterator[ProcessPoolExecutor]:
    # Spawned: threads of libraries do not survive a fork.
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_prepare, initargs=(errand,)
    )
    try:
        yield pool
    except BrokenProcessPool:
        raise ScoringProcessEnded(jobs) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_act: Act[Any, Any] | None = None  # of this process


def _prepare(errand: Errand[Any, Any]) -> None:
    global _act  # noqa: PLW0603 (the one thing that a process of the pool keeps from piece to piece)
    # Ctrl-C goes to all of a terminal; whoever started the pool ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _act = errand.ready(errand.fetch())
    except SiklusError as error:  # told with the first piece; an initializer that fails tells nobody why
        _act = partial(_fail, error)
    undisturbed()


def _fail(error: SiklusError, _piece: object) -> Any:
    raise error


def _end_with_parent() -> None:
    # The queue that the pool's processes wait at never closes when the parent is killed.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(piece: Any) -> Any:
    assert _act is not None  # noqa: S101 (the pool's initializer ran)
    return _act(piece)
