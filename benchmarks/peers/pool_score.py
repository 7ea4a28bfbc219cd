"""A CSV scored by scikit-learn's own pipeline on a pool of processes: IN OUT JOBS; seconds on stdout.

Pieces, reading and writing are those of `siklus score`; texts are not anonymised and not checked. At most two
pieces a process are in flight, as there.
"""

import json
import sys
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from pipeline import Pipeline

from siklus.domain.scores import Judgement
from siklus.services.scoring.reading import Piece, open_source
from siklus.services.scoring.writing import Form, names_for_added, written

_pipeline: Pipeline | None = None


def prepare() -> None:
    global _pipeline  # noqa: PLW0603 (what the process keeps from piece to piece)
    _pipeline = Pipeline()


def act(form: Form, piece: Piece) -> bytes:
    rows = _pipeline.pipeline.predict_proba(piece.texts).tolist()
    said = [Judgement((a, b, c), oov_share=0.0) for a, b, c in rows]
    return written(form, piece, said, 1).content


def main() -> None:
    source_path, target, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    started = time.perf_counter()
    source = open_source(source_path, "text")
    names = tuple(source.names)
    form = Form("csv", "csv", names, names_for_added(names), source.schema)
    waiting: deque = deque()
    with (
        target.open("wb") as out,
        ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=prepare) as pool,
    ):
        out.write(form.head())
        for piece in source.pieces(0):
            waiting.append(pool.submit(act, form, piece))
            if len(waiting) == 2 * jobs:
                out.write(waiting.popleft().result())
        while waiting:
            out.write(waiting.popleft().result())
    json.dump({"seconds": time.perf_counter() - started}, sys.stdout)


if __name__ == "__main__":
    main()
