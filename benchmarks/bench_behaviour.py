"""What share of the behaviour suite models pass: `python benchmarks/bench_behaviour.py [--data FOLDER]`.

Naive Bayes and version 1, trained on the starter reviews; with FOLDER (smsa_train.csv, prdect.csv) also on
SmSA, and a later version: version 1 fitted to 400 labels of another domain. Golden texts are left out, as
the product leaves them out.
"""

import argparse
import csv
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from siklus.data import starter_reviews
from siklus.domain.behaviour import Flips
from siklus.domain.reviews import Label
from siklus.domain.splits import Split, split_of
from siklus.models.adaptation import NewRows, adapt
from siklus.models.model import Model
from siklus.models.recipe import Recipe
from siklus.models.training import Foundation, featurise, lay, train
from siklus.services.behaviour import Behaved, behaved, passed_by, suite

RESULTS = Path(__file__).parent / "results" / "behaviour.json"
NEW_ROWS = 400
TIMES = 20

Rows = list[tuple[str, Label]]


def training_rows(content: str) -> Rows:
    rows = [(row["text"], Label.read(row["label"])) for row in csv.DictReader(content.splitlines())]
    return [row for row in rows if split_of(row[0]) == Split.TRAIN]


def naive_bayes(rows: Rows) -> Model:
    texts, labels = zip(*rows, strict=True)
    return train(texts, labels, Recipe(kind="naive_bayes"))


def foundation_of(rows: Rows) -> Foundation:
    texts, labels = zip(*rows, strict=True)
    return lay(featurise(texts, Recipe()), labels)


def later(foundation: Foundation, rows: Rows) -> Model:
    """The foundation fitted to new labels, as a retraining fits it."""
    texts, labels = zip(*random.Random(0).sample(rows, NEW_ROWS), strict=True)
    new = NewRows(
        texts=texts,
        labels=labels,
        evidence=np.ones(NEW_ROWS),
        doubted=np.zeros(NEW_ROWS),
        at=np.full(NEW_ROWS, -1),
    )
    return adapt(foundation, new, np.arange(len(foundation.truth))).model


def show(found: Sequence[Behaved]) -> None:
    print("\t".join(["capability", "cases", *(one.name for one in found)]))
    for name, part in found[0].summary["capabilities"].items():
        shares = (f"{one.summary['capabilities'][name]['rate']:.3f}" for one in found)
        print("\t".join([name, str(part["cases"]), *shares]))
    print(
        "\t".join(["all", str(found[0].summary["cases"]), *(f"{one.summary['rate']:.3f}" for one in found)])
    )


def figures_of(found: Sequence[Behaved]) -> dict[str, float]:
    return {f"{one.name}_all": one.summary["rate"] for one in found} | {
        f"{one.name}_{name}": part["rate"]
        for one in found
        for name, part in one.summary["capabilities"].items()
    }


def time_ms(model: Model) -> float:
    """The median of a few runs of the suite."""
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        passed_by(model)
        taken.append(time.perf_counter() - started)
    return float(np.median(taken)) * 1_000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder with the CSV files")
    folder: Path | None = parser.parse_args().data
    rows = training_rows(starter_reviews().decode())
    first = foundation_of(rows).model
    found = [behaved("starter_naive_bayes", naive_bayes(rows)), behaved("starter_v1", first)]
    figures: dict[str, float] = {"cases": len(suite().cases), "suite_ms": time_ms(first)}
    if folder is not None:
        rows = training_rows((folder / "smsa_train.csv").read_text(encoding="utf-8"))
        foundation = foundation_of(rows)
        adapted = later(foundation, training_rows((folder / "prdect.csv").read_text(encoding="utf-8")))
        flips = Flips.of(passed_by(foundation.model), passed_by(adapted), suite().sizes)
        found += [behaved("smsa_naive_bayes", naive_bayes(rows)), behaved("smsa_v1", foundation.model)]
        found.append(behaved("smsa_later", adapted))
        figures |= {"later_won": flips.won, "later_lost": flips.lost, "later_p": flips.p}
    show(found)
    figures |= figures_of(found)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({name: round(v, 4) for name, v in figures.items()}, indent=2) + "\n")


if __name__ == "__main__":
    main()
