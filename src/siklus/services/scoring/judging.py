"""What a version says of many texts, in processes side by side, in their order."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path

from siklus.domain.reviews import Review
from siklus.errors import Invalid, ScoringProcessEnded, SiklusError, TextMissing
from siklus.models.registry import ArtefactStore
from siklus.models.scorer import Judge, Scorer
from siklus.privacy.redaction import anonymise
from siklus.services.scoring.reading import Piece
from siklus.services.scoring.writing import Form, Reason, Verdict, Written, written

IN_FLIGHT = 2  # pieces a process: one that it works on, one that waits


@dataclass(frozen=True, slots=True)
class Work:
    """What every process needs to know, once."""

    folder: Path  # of the model files
    sha256: str
    version: int
    form: Form
    scorer_sha256: (
        str | None
    )  # of the scorer that was found to be the same as the model; None: the model judges
    compiled: bool  # by the scorer's compiled pass


Act = Callable[[Piece], Written]


def load(work: Work) -> Judge:
    """Who judges, in the process that will ask it.

    Raises:
        ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries: it cannot be loaded.
    """
    artefacts = ArtefactStore(work.folder)
    if work.scorer_sha256 is None:
        return artefacts.load(work.sha256)
    return Scorer(artefacts.scorer(work.sha256, work.scorer_sha256), fast=work.compiled)


def scored(model: Judge, work: Work, piece: Piece) -> Written:
    """A piece with what the model says of it, in the form of the output."""
    return written(work.form, piece, verdicts(model, piece.texts), work.version)


def verdicts(model: Judge, texts: list[str | None]) -> list[Verdict]:
    """One for each text; what is no review gets a reason in place of a label."""
    read = [_read(text) for text in texts]
    judged = iter(model.judge([one for one in read if isinstance(one, str)]))
    return [next(judged) if isinstance(one, str) else one for one in read]


def _read(text: str | None) -> str | Reason:
    """What is judged of a text, or why nothing is."""
    try:
        if text is None:
            raise TextMissing
        # Judged as everywhere: what the model learnt from is anonymised too.
        return anonymise(Review.read(text).text).text
    except Invalid as error:
        return Reason(error.code)


# --- processes ------------------------------------------------------------------------------------

_act: Act | None = None  # of this process


def in_order(work: Work, pieces: Iterable[Piece], jobs: int) -> Iterator[tuple[Piece, Written]]:
    """Every piece and what was made of it, in their order; at most a few are in memory."""
    if jobs == 1:
        model = load(work)
        yield from ((piece, scored(model, work, piece)) for piece in pieces)
        return
    waiting = deque[tuple[Piece, Future[Written]]]()
    with _pool(work, jobs) as pool:
        for piece in pieces:
            waiting.append((piece, pool.submit(_do, piece)))
            if len(waiting) == IN_FLIGHT * jobs:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)


def _first(waiting: deque[tuple[Piece, Future[Written]]]) -> tuple[Piece, Written]:
    piece, future = waiting.popleft()
    return piece, future.result()


@contextmanager
def _pool(work: Work, jobs: int) -> Iterator[ProcessPoolExecutor]:
    # Spawned: threads of libraries do not survive a fork.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_prepare, initargs=(work,))
    try:
        yield pool
    except BrokenProcessPool:
        raise ScoringProcessEnded(jobs) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare(work: Work) -> None:
    global _act  # noqa: PLW0603 (the one thing that a process of the pool keeps from piece to piece)
    # Ctrl-C goes to all of a terminal; whoever started the pool ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _act = partial(scored, load(work), work)
    except SiklusError as error:  # told with the first piece; an initializer that fails tells nobody why
        _act = partial(_fail, error)


def _fail(error: SiklusError, _piece: Piece) -> Written:
    raise error


def _end_with_parent() -> None:
    # The queue that the pool's processes wait at never closes when the parent is killed.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(piece: Piece) -> Written:
    assert _act is not None  # noqa: S101 (the pool's initializer ran)
    return _act(piece)
