"""How good the recipe is, and how long it takes: `python benchmarks/bench_models.py --data FOLDER`.

FOLDER holds smsa_train.csv, smsa_valid.csv, smsa_test.csv, prdect.csv (columns text,label). Golden texts of
smsa_train are left out, as the product leaves them out. The recipe was chosen on smsa_valid, prdect and
cross-validation; smsa_test is for reporting only.
"""

import argparse
import csv
import json
import random
import time
from importlib.resources import files
from pathlib import Path

import numpy as np

from siklus.domain.reviews import Label
from siklus.domain.scores import Scores, score
from siklus.domain.splits import Split, split_of
from siklus.models.adaptation import NewRows, adapt
from siklus.models.archive import dumped
from siklus.models.model import Model
from siklus.models.recipe import Recipe
from siklus.models.training import featurise, fit, lay

RESULTS = Path(__file__).parent / "results" / "models.json"
MEASURED_ON = ("smsa_valid", "prdect", "smsa_test")
SMALL_BASE = 2_000
NEW_ROWS = 400

Rows = tuple[list[str], list[Label]]
Figures = dict[str, float]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [Label.read(row["label"]) for row in rows]


def without_golden(rows: Rows) -> Rows:
    kept = [pair for pair in zip(*rows, strict=True) if split_of(pair[0]) == Split.TRAIN]
    return [text for text, _ in kept], [label for _, label in kept]


def timed_training(folder: Path, recipe: Recipe) -> tuple[Model, Figures]:
    """A model, and how long each step of making it took."""
    started = time.perf_counter()
    texts, labels = without_golden(read(folder / "smsa_train.csv"))
    been_read = time.perf_counter()
    prepared = featurise(texts, recipe)
    featurised = time.perf_counter()
    model = fit(prepared, labels)
    fitted = time.perf_counter()
    return model, {
        "rows": len(texts),
        "columns": prepared.matrix.shape[1],
        "read_s": been_read - started,
        "featurise_s": featurised - been_read,
        "fit_and_calibrate_s": fitted - featurised,
        "training_s": fitted - started,
        "artefact_mb": len(dumped(model)) / 1e6,
    }


def named(name: str, scores: Scores) -> Figures:
    return {
        f"{name}_macro_f1": scores.macro_f1,
        f"{name}_accuracy": scores.accuracy,
        f"{name}_ece": scores.ece,
    }


def scored(model: Model, folder: Path, prefix: str = "") -> Figures:
    """The figures of one model on every measuring set."""
    figures: Figures = {}
    for name in MEASURED_ON:
        texts, labels = read(folder / f"{name}.csv")
        figures |= named(prefix + name, score(labels, model.judge(texts)))
    return figures


def starter(folder: Path) -> Figures:
    """The first model of a fresh machine: the starter reviews alone."""
    content = files("siklus.data").joinpath("starter.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(content.splitlines()))
    texts, labels = without_golden(([row["text"] for row in rows], [Label(row["label"]) for row in rows]))
    return {"starter_rows": len(texts)} | scored(fit(featurise(texts, Recipe()), labels), folder, "starter_")


def small_base(folder: Path) -> Figures:
    """The same recipe on 2,000 rows, as an installation starts."""
    texts, labels = without_golden(read(folder / "smsa_train.csv"))
    rows = random.Random(0).sample(range(len(texts)), SMALL_BASE)
    model = fit(featurise([texts[at] for at in rows], Recipe()), [labels[at] for at in rows])
    return scored(model, folder, "small_base_")


def retraining(folder: Path) -> Figures:
    """How long a foundation takes, and fitting it to 400 new rows."""
    started = time.perf_counter()
    texts, labels = without_golden(read(folder / "smsa_train.csv"))
    new_texts, new_labels = read(folder / "prdect.csv")
    rows = random.Random(0).sample(range(len(new_texts)), NEW_ROWS)
    foundation = lay(featurise(texts, Recipe()), labels)
    laid = time.perf_counter()
    new = NewRows(
        texts=[new_texts[at] for at in rows],
        labels=[new_labels[at] for at in rows],
        evidence=np.ones(NEW_ROWS),
        doubted=np.zeros(NEW_ROWS),
        at=np.full(NEW_ROWS, -1),
    )
    adapted = adapt(foundation, new, np.arange(len(texts)))
    return {
        "foundation_s": laid - started,
        "adaptation_s": time.perf_counter() - laid,
        "adaptation_anchor_mass": adapted.chosen.anchor_mass or 0.0,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the CSV files")
    folder: Path = parser.parse_args().data
    model, figures = timed_training(folder, Recipe())
    figures |= scored(model, folder)
    bayes, _ = timed_training(folder, Recipe(kind="naive_bayes"))
    figures |= scored(bayes, folder, "naive_bayes_")
    figures |= starter(folder) | small_base(folder) | retraining(folder)
    for name, value in figures.items():
        print(f"{name:36s} {value:10.4f}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps({name: round(value, 4) for name, value in figures.items()}, indent=2) + "\n"
    )


if __name__ == "__main__":
    main()
