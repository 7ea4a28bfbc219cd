"""Bulk work by Dask beside our own pool and beside scikit-learn on Dask, and training out of core.

    python benchmarks/bench_dask.py --data FOLDER [--rows 5000000] [--train-rows 2000000] [--workers 2]

Scoring: `siklus score --dask local` on all rows. Our own pool scores a fifth of them and scikit-learn a
twenty-fifth; both are extrapolated: their time before the first row, and so much a row. scikit-learn is
stock vectorisers and classifier, mapped over the partitions of a Dask dataframe, with workers of the same
number; the start of its cluster is left out. Clocks of ours run from the start of the program to its end.

Training: rows of smsa_train.csv and prdect.csv, of at most 24 words, again and again, with a word in eight
dropped, taken from another row, or a rare one put in. Memory is the highest sum over all processes of what
they have for themselves and their part of what they share. In memory and out of core learn the same
`--memory-rows` and are asked about smsa_valid.csv and smsa_test.csv together.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain, islice, repeat
from pathlib import Path
from random import Random

import contenders
import reviews
from bench_score import Run, head, remark, rounded, watched
from environments import PEERS, cache

RESULTS = Path(__file__).resolve().parent / "results" / "dask.json"
POOL_PART, PEER_PART = 5, 25
DISTINCT = 1_000_000  # made-up reviews; more rows are these again, with a number more
WORDS, PERTURBED = 24, 8
UNSEEN = ("valid", "test")
GOALS = {"ratio_vs_pool": 1.2, "ratio_vs_sklearn_on_dask": 4, "train_peak_mb": 2048, "macro_f1_lost": 0.003}


def main() -> None:
    """Measure, print, write."""
    asked = arguments()
    python = contenders.siklus_environment("siklus-dask", "dask", "fast")
    with tempfile.TemporaryDirectory(prefix="dask-", dir=cache()) as name:
        folder = Path(name)
        figures: dict[str, float] = {"rows": asked.rows, "workers": asked.workers}
        figures |= scoring(python, folder, asked)
        figures |= training(python, folder, asked)
    figures = rounded(figures)
    for key, value in figures.items():
        print(f"{key}\t{value:g}")
    say(figures)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--train-rows", type=int, default=2_000_000)
    parser.add_argument("--memory-rows", type=int, default=40_000)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--data", type=Path, required=True)
    return parser.parse_args()


def say(figures: dict[str, float]) -> None:
    """The goals."""
    for name, goal in GOALS.items():
        most = name != "ratio_vs_sklearn_on_dask"
        met = figures[name] <= goal if most else figures[name] >= goal
        print(f"{name} {'at most' if most else 'at least'} {goal:g}: {'met' if met else 'MISSED'}")


# --- scoring --------------------------------------------------------------------------------------


def scoring(python: Path, folder: Path, asked: argparse.Namespace) -> dict[str, float]:
    """All rows by Dask, a part of them by others."""
    remark("making reviews up")
    whole, part, few = (folder / f"{name}.csv" for name in ("whole", "part", "few"))
    write_reviews(whole, asked.rows)
    head(whole, part, asked.rows // POOL_PART)
    head(whole, few, asked.rows // PEER_PART)
    learnt = asked.data.resolve() / "smsa_train.csv"
    home = folder / "home"
    home.mkdir()
    there = contenders.train(python, home, learnt, None)
    dask, judging = ours(python, there, whole, ("--dask", "local", "--workers", str(asked.workers)))
    pool, some = ours(python, there, part, ("--jobs", str(asked.workers)))
    # What a pool needs before its first row it needs once.
    pool_seconds = pool.seconds - some + some * POOL_PART
    peer = theirs(python, learnt, few, asked.workers)
    found = {
        "dask_seconds": dask.seconds,
        "dask_seconds_before_first_row": dask.seconds - judging,
        "dask_peak_mb": dask.peak_mb,
        "dask_per_second": asked.rows / dask.seconds,
        "pool_rows": asked.rows // POOL_PART,
        "pool_seconds_extrapolated": pool_seconds,
        "sklearn_on_dask_rows": asked.rows // PEER_PART,
        "sklearn_on_dask_seconds_extrapolated": peer * PEER_PART,
        "ratio_vs_pool": dask.seconds / pool_seconds,
        "ratio_vs_sklearn_on_dask": peer * PEER_PART / dask.seconds,
    }
    for path in (whole, part, few):
        path.unlink()
    return found


def write_reviews(path: Path, rows: int) -> None:
    """Made-up reviews."""
    distinct = path.with_name("distinct.csv")
    reviews.write(distinct, min(rows, DISTINCT))
    with distinct.open(encoding="utf-8") as file:
        header, *lines = file
    with path.open("w", encoding="utf-8") as out:
        out.write(header)
        for again in range(-(-rows // len(lines))):
            begin = again * len(lines)
            # The first field is a number: the rows differ.
            out.writelines(f"{again}{line}" for line in lines[: rows - begin])
    distinct.unlink()


def ours(
    python: Path, there: contenders.Installation, path: Path, words: tuple[str, ...]
) -> tuple[Run, float]:
    """`siklus score`: the run, and the seconds in which it wrote rows."""
    remark(f"siklus score {' '.join(words)}")
    output, told = path.with_name("out.csv"), path.with_name("told.json")
    command = [str(python), str(PEERS / "told.py"), str(told), "score", str(path), str(output)]
    run = watched([*command, "--force", "--json", *words], there.settings(), path.parent)
    output.unlink()
    return run, float(json.loads(told.read_text())["seconds"])


def theirs(python: Path, learnt: Path, path: Path, workers: int) -> float:
    """Seconds of scikit-learn on Dask, without the start of its cluster."""
    remark("scikit-learn on Dask")
    contenders.run([str(python), str(PEERS / "stock.py"), str(learnt), str(path.parent)], {}, path.parent)
    command = [str(python), str(PEERS / "dask_score.py"), str(path), str(path.with_name("peer-out.csv"))]
    done = subprocess.run(
        [*command, str(workers), str(path.parent)],
        cwd=path.parent,
        env=contenders.outside(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return float(json.loads(done.stdout)["seconds"])


# --- training -------------------------------------------------------------------------------------


def training(python: Path, folder: Path, asked: argparse.Namespace) -> dict[str, float]:
    """All rows out of core; a part of them in memory too."""
    remark("making rows to learn from")
    whole, part, unseen = (folder / f"{name}.csv" for name in ("train", "train-part", "unseen"))
    write_rows(whole, asked.data, asked.train_rows)
    head(whole, part, asked.memory_rows)
    texts = [(asked.data / f"smsa_{name}.csv").read_text("utf-8") for name in UNSEEN]
    unseen.write_text(texts[0] + texts[1].partition("\n")[2], "utf-8")
    by_dask = ("--dask", "local", "--workers", str(asked.workers))
    arms = {
        "train": (whole, by_dask),
        "same_rows_out_of_core": (part, by_dask),
        "same_rows_in_memory": (part, ()),
    }
    found: dict[str, float] = {"train_rows": asked.train_rows, "same_rows": asked.memory_rows}
    for name, (path, words) in arms.items():
        remark(f"training: {name}")
        home = folder / f"home-{name}"
        home.mkdir()
        settings = {"SIKLUS_HOME": str(home)}
        command = [str(python), "-m", "siklus"]
        run = watched([*command, "train", "--data", str(path), *words], settings, folder)
        found |= {f"{name}_seconds": run.seconds, f"{name}_peak_mb": run.peak_mb}
        found[f"{name}_macro_f1"] = evaluated(command, settings, unseen)["macro_f1"]
    lost = found["same_rows_in_memory_macro_f1"] - found["same_rows_out_of_core_macro_f1"]
    return found | {"macro_f1_lost": lost}


def evaluated(command: list[str], settings: dict[str, str], path: Path) -> dict[str, float]:
    """What version 1 scores."""
    done = subprocess.run(
        [*command, "evaluate", "v1", "--data", str(path), "--json"],
        env=contenders.outside() | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def write_rows(path: Path, data: Path, rows: int) -> None:
    """Labelled rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label"))
        writer.writerows(islice(perturbed(data), rows))


def perturbed(data: Path) -> Iterator[tuple[str, str]]:
    """Real rows, and then without end the same with other words here and there."""
    random, base = Random(0), list(chain(*map(real, (data / "smsa_train.csv", data / "prdect.csv"))))
    random.shuffle(base)
    yield from ((" ".join(words), label) for words, label in base)
    for words, label in chain.from_iterable(repeat(base)):
        others = list(words)
        for _ in range(max(1, len(words) // PERTURBED)):
            at, other = random.randrange(len(others)), random.choice(base)[0]
            drawn = random.random()
            if drawn < 0.4 and len(others) > 7:
                del others[at]
            else:
                others[at] = random.choice(other) if drawn < 0.8 else reviews.rare(random)
        yield " ".join(others), label


def real(path: Path) -> Iterator[tuple[list[str], str]]:
    """The rows of a file, cut."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text"].split()[:WORDS], row["label"]


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"{(time.perf_counter() - started) / 60:.1f} minutes", file=sys.stderr)
