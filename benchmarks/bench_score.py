"""`siklus score` on a long file, beside scikit-learn on a pool of processes, in one run.

    python benchmarks/bench_score.py [--rows 1000000] [--jobs 2] [--data FOLDER]

The reviews are made up here: sentences with words to fill in, and one word in twelve from an endless list of
rare ones, so that new words keep coming as they do in real reviews. There are two peers, on the same rows:
`stock` is made of scikit-learn's own vectorisers and classifier, `peer` is the pipeline of our version, whose
features are code of ours that is made for speed already. Both have our pieces, reading and writing, and
neither anonymises nor checks. Clocks run from the start of the program to its end. Memory is the highest sum
over all processes of what they have for themselves and their part of what they share, at a tenth of the rows
and at all. With --data (folder with smsa_train.csv) the model is that of bench-serving, else the starter's.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import contenders
import load
import reviews
from environments import PEERS, cache
from siklus.data import starter_reviews

RESULTS = Path(__file__).resolve().parent / "results" / "score.json"
GOAL, SAMPLE_SECONDS, GROWTH = 4, 0.25, 1.15


@dataclass(frozen=True)
class Run:
    """A program's time and memory."""

    seconds: float
    peak_mb: float


def main() -> None:
    """Measure, print, write."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="score-", dir=cache()) as name:
        folder = Path(name)
        whole, tenth = (folder / f"{one}.csv" for one in ("whole", "tenth"))
        remark("making the reviews up")
        distinct = reviews.write(whole, asked.rows)
        head(whole, tenth, asked.rows // 10)
        figures = {"rows": asked.rows, "jobs": asked.jobs, "distinct_words": distinct}
        learnt = training_set(asked.data, folder)
        for suffix, extras in (("_numba", ("fast",)), ("", ())):
            python = contenders.siklus_environment("siklus-fast" if extras else "siklus", *extras)
            remark(f"training version 1{suffix}")
            home = folder / f"home{suffix}"
            home.mkdir()
            there = contenders.train(python, home, learnt, None)
            figures |= ours(python, there, (whole, tenth), asked, suffix)
        remark("training scikit-learn's own parts")
        contenders.run([str(python), str(PEERS / "stock.py"), str(learnt), str(folder)], {}, folder)
        figures |= theirs(python, there, whole, asked, "peer")
        figures |= theirs(python, there, whole, asked, "stock")
    figures |= compared(figures)
    for key, value in figures.items():
        print(f"{key}\t{value:g}")
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--data", type=Path, default=None)
    return parser.parse_args()


def remark(words: str) -> None:
    """Say how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


# --- files ----------------------------------------------------------------------------------------


def head(path: Path, other: Path, rows: int) -> None:
    """The first rows of a file; no field of ours holds a line end."""
    with path.open("rb") as file, other.open("wb") as out:
        for number, line in enumerate(file):
            if number > rows:
                return
            out.write(line)


# --- runs -----------------------------------------------------------------------------------------


def training_set(data: Path | None, folder: Path) -> Path:
    """The file that version 1 learns from."""
    if data is not None:
        return (data / "smsa_train.csv").resolve()
    path = folder / "starter.csv"
    path.write_bytes(starter_reviews())
    return path


def ours(
    python: Path,
    there: contenders.Installation,
    files: tuple[Path, Path],
    asked: argparse.Namespace,
    suffix: str,
) -> dict[str, float]:
    """All rows and a tenth of them, by `siklus score`."""
    found: dict[str, float] = {}
    for name, path in zip(("", "_tenth"), files, strict=True):
        remark(f"siklus score{name}{suffix}")
        command = [str(python), "-m", "siklus", "score", str(path), str(path.with_name("out.csv"))]
        run = watched([*command, "--force", "--jobs", str(asked.jobs)], there.settings(), path.parent)
        found |= {f"seconds{name}{suffix}": run.seconds, f"peak_mb{name}{suffix}": run.peak_mb}
    found[f"per_second{suffix}"] = asked.rows / found[f"seconds{suffix}"]
    return rounded(found)


def theirs(
    python: Path, there: contenders.Installation, path: Path, asked: argparse.Namespace, name: str
) -> dict[str, float]:
    """All rows, by a peer."""
    remark(f"scikit-learn on a pool: {name}")
    command = [str(python), str(PEERS / "pool_score.py"), str(path), str(path.with_name("peer-out.csv"))]
    folder = [str(path.parent)] if name == "stock" else []
    run = watched([*command, str(asked.jobs), *folder], there.model(), path.parent)
    found = {f"{name}_seconds": run.seconds, f"{name}_peak_mb": run.peak_mb}
    return rounded(found | {f"{name}_per_second": asked.rows / run.seconds})


def watched(command: list[str], settings: dict[str, str], folder: Path) -> Run:
    """Run a program to its end and look at its memory meanwhile."""
    peaks, ended = [0.0], threading.Event()
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env=contenders.outside() | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:

        def look() -> None:
            while not ended.wait(SAMPLE_SECONDS):
                peaks.append(load.memory_mb([process.pid], "Pss"))

        watcher = threading.Thread(target=look)
        watcher.start()
        _, complaints = process.communicate()
        ended.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}\n{complaints.decode()[-2000:]}")
    return Run(time.perf_counter() - started, max(peaks))


def rounded(figures: dict[str, float]) -> dict[str, float]:
    """For reading."""
    return {name: round(value, 3) for name, value in figures.items()}


def say(goal: str, value: float, *, met: bool) -> None:
    """One goal."""
    print(f"{goal}\t{value:.2f}\t{'met' if met else 'MISSED'}")


def compared(figures: dict[str, float]) -> dict[str, float]:
    """What the goals are about."""
    found: dict[str, float] = {}
    for suffix in ("", "_numba"):
        growth = figures[f"peak_mb{suffix}"] / figures[f"peak_mb_tenth{suffix}"]
        found[f"memory_growth{suffix}"] = growth
        for key, about in (("stock", "scikit-learn"), ("peer", "our features in scikit-learn")):
            ratio = figures[f"per_second{suffix}"] / figures[f"{key}_per_second"]
            found[f"ratio_vs_{'sklearn' if key == 'stock' else 'pipeline'}{suffix}"] = ratio
            say(f"at least {GOAL} times {about} on a pool{suffix}", ratio, met=ratio >= GOAL)
        say(f"memory at ten times the rows{suffix}", growth, met=growth <= GROWTH)
    return rounded(found)


if __name__ == "__main__":
    main()
