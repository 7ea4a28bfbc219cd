"""A CSV scored by a scikit-learn pipeline on a pool of processes: IN OUT JOBS [FOLDER]; seconds on stdout.

Without a folder the pipeline is that of our version, with our own features; with one, the file of `stock.py`
in it. Pieces, reading and writing are those of `siklus score`; texts are not anonymised and not checked. At
most two pieces a process are in flight, as there.
"""

import json
import sys
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import joblib
import numpy as np
import stock
from pipeline import LABELS, Pipeline

from siklus.domain.scores import Judgement
from siklus.services.scoring.reading import Piece, open_source
from siklus.services.scoring.writing import Form, names_for_added, written

_pipeline = None  # of scikit-learn
_columns: list[int] = []  # where its probabilities stand, in the order of our labels


def prepare(folder: str | None) -> None:
    global _pipeline, _columns  # noqa: PLW0603 (what the process keeps from piece to piece)
    _pipeline = joblib.load(Path(folder) / stock.FILE) if folder else Pipeline().pipeline
    _columns = [list(_pipeline.classes_).index(label) for label in LABELS]


def act(form: Form, piece: Piece) -> bytes:
    rows = np.asarray(_pipeline.predict_proba(piece.texts))[:, _columns].tolist()
    said = [Judgement((a, b, c), oov_share=0.0) for a, b, c in rows]
    return written(form, piece, said, 1).content


def main() -> None:
    source_path, target, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    folder = sys.argv[4] if len(sys.argv) > 4 else None
    started = time.perf_counter()
    source = open_source(source_path, "text")
    names = tuple(source.names)
    form = Form("csv", "csv", names, names_for_added(names), source.schema)
    waiting: deque = deque()
    with (
        target.open("wb") as out,
        ProcessPoolExecutor(
            jobs, mp_context=get_context("spawn"), initializer=prepare, initargs=(folder,)
        ) as pool,
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
