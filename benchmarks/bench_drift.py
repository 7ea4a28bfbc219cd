"""A drift check of 100,000 rows against 1,000,000, beside scipy, evidently and nannyml, in one run.

    python benchmarks/bench_drift.py [--rows 1000000] [--current 100000] [--data FOLDER]

Everybody gets the same columns as arrays or as a data frame, and says how far each is from the reference:
three probabilities, the confidence, and the label. The clock runs from the rows to the answer, imports and
the building of data frames left out; the best of several turns counts. The libraries live in environments
that this program makes in a temporary folder and throws away; where the package index cannot be reached they
are skipped, and that is said. ADWIN is held against river's in the same way.

With --data (folder with smsa_train.csv, smsa_valid.csv, prdect.csv, vaccine_tweets_2021.csv), also how soon a
model of the first notices the others.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2_contingency, ks_2samp

from siklus.domain.reviews import LABELS, Label, count_words
from siklus.models.calibration import calibrated, fit_calibration
from siklus.models.model import Model
from siklus.models.recipe import Recipe
from siklus.models.text import words_of
from siklus.models.training import checked, featurise, fit, fold_numbers, held_out_scores
from siklus.monitoring.adwin import Adwin
from siklus.monitoring.comparison import Check, Level, Profile, compare, profile
from siklus.monitoring.language import language_of

RESULTS = Path(__file__).resolve().parent / "results" / "drift.json"
UV = Path(sys.executable).with_name("uv")
Floats = NDArray[np.float64]
LIMIT_MS = 20
STREAMS, LONG, TURN = 60, 1_000, 500  # ADWIN: sequences, their length, where errors rise

# What each library is asked, in its own environment: a script, the packages, and how it is run.
PREPARE = """
import json, sys, time
import numpy as np, pandas as pd
data = np.load(sys.argv[1])
names = ["p_positif", "p_netral", "p_negatif"]
def frame(rows):
    found = pd.DataFrame(dict(zip(names, rows)))
    found["confidence"] = rows.max(axis=0)
    found["label"] = np.array(["positif", "netral", "negatif"])[rows.argmax(axis=0)]
    return found
before, now = frame(data["reference"]), frame(data["current"])
def best(check, turns=2):
    took = []
    for _ in range(turns):
        start = time.perf_counter(); found = check(); took.append(time.perf_counter() - start)
    return min(took) * 1000, found
"""
EVIDENTLY = """
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset
columns = DataDefinition(numerical_columns=[*names, "confidence"], categorical_columns=["label"])
old, new = (Dataset.from_pandas(rows, data_definition=columns) for rows in (before, now))
def check():
    report = Report([DataDriftPreset(num_method="ks", cat_method="chisquare")])
    return report.run(new, old).dict()
ms, found = best(check)
values = {}
for metric in found["metrics"]:
    for name in [*names, "confidence", "label"]:
        if f"column={name}," in metric.get("metric_name", "") and isinstance(metric["value"], float):
            values[name] = metric["value"]
print(json.dumps({"ms": ms, "p_values": values}))
"""
NANNYML = """
import warnings; warnings.filterwarnings("ignore")
import nannyml
def check():
    calculator = nannyml.UnivariateDriftCalculator(
        column_names=[*names, "confidence", "label"], treat_as_categorical=["label"], chunk_size=len(now),
        continuous_methods=["kolmogorov_smirnov"], categorical_methods=["chi2"])
    return calculator.fit(before).calculate(now)
ms, found = best(check)
table = found.filter(period="analysis").to_df()
values = {name: float(table[(name, "kolmogorov_smirnov", "value")].iloc[0]) for name in names}
print(json.dumps({"ms": ms, "distances": values}))
"""
RIVER = """
import json, sys, time
from river.drift import ADWIN
def cuts(values):
    window = ADWIN(clock=1, grace_period=0); found = []
    for at, value in enumerate(values):
        window.update(value)
        if window.drift_detected: found.append(at)
    return found
sequences = json.load(open(sys.argv[1]))
start = time.perf_counter(); found = [cuts(values) for values in sequences]
print(json.dumps({"us": (time.perf_counter() - start) / sum(map(len, sequences)) * 1e6, "cuts": found}))
"""


@dataclass(frozen=True, slots=True)
class Library:
    """A library, pinned as it was measured."""

    name: str
    packages: tuple[str, ...]
    script: str


# pandas 3 breaks the first; the second imports statsmodels without asking for it.
LIBRARIES = (
    Library("evidently", ("evidently==0.7.23", "pandas<3"), PREPARE + EVIDENTLY),
    Library("nannyml", ("nannyml==0.13.1", "statsmodels"), PREPARE + NANNYML),
)
RIVER_LIBRARY = Library("river", ("river==0.26.1",), RIVER)


def main() -> None:
    """Measure, print the table, write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the reference")
    parser.add_argument("--current", type=int, default=100_000, help="rows that are checked against it")
    parser.add_argument("--data", type=Path, help="folder with the public sets")
    given = parser.parse_args()
    random = np.random.default_rng(1)
    reference = np.ascontiguousarray(random.dirichlet((2.0, 1.0, 1.5), given.rows).T)
    current = np.ascontiguousarray(random.dirichlet((1.8, 1.0, 1.6), given.current).T)
    figures: dict[str, float] = {"rows_reference": given.rows, "rows_current": given.current}
    with tempfile.TemporaryDirectory() as folder:
        figures |= beside_libraries(Path(folder), reference, current)
        figures |= beside_river(Path(folder))
    if given.data:
        figures |= on_real_texts(given.data)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


def beside_libraries(folder: Path, reference: Floats, current: Floats) -> dict[str, float]:
    """Our check, scipy's tests and the libraries', on the same rows."""
    np.savez(folder / "rows.npz", reference=reference, current=current)
    ours, check = best(lambda: compare(profile(reference), profile(current)), 15)
    counted = profile(reference)
    stored, _ = best(lambda: compare(counted, profile(current)), 15)
    exact, found = best(lambda: scipy_check(reference, current), 2)
    figures = {"siklus_ms": ours, "siklus_reference_counted_ms": stored, "scipy_ms": exact}
    figures["scipy_largest_difference"] = max(
        abs(check.figures[name].distance - distance) for name, distance in found.items()
    )
    print(f"siklus      {ours:9.1f} ms   (limit {LIMIT_MS}; {stored:.1f} with the reference counted before)")
    print(f"scipy       {exact:9.1f} ms   {exact / ours:7.0f} ×")
    for library in LIBRARIES:
        answer = asked(library, folder, folder / "rows.npz")
        if answer is not None:
            figures[f"{library.name}_ms"] = answer["ms"]
            print(
                f"{library.name:11s} {answer['ms']:9.1f} ms   {answer['ms'] / ours:7.0f} ×   {values(answer)}"
            )
    figures |= {f"ratio_vs_{name[:-3]}": figures[name] / ours for name in list(figures) if others(name)}
    print(f"siklus says { ({name: round(check.figures[name].distance, 5) for name in found}) }")
    return {name: round(value, 6) for name, value in figures.items()}


def others(name: str) -> bool:
    """Whether a figure is somebody else's time."""
    return name.endswith("_ms") and not name.startswith("siklus")


def values(answer: dict[str, Any]) -> dict[str, float]:
    """What a library says, short."""
    said = answer.get("distances") or answer.get("p_values") or {}
    return {name: float(f"{value:.4g}") for name, value in said.items()}


def scipy_check(reference: Floats, current: Floats) -> dict[str, float]:
    """Exact two-sample tests of the same columns: distances by figure, the label's test beside them."""
    found = {
        f"p_{label}": float(ks_2samp(current[at], reference[at], method="asymp").statistic)
        for at, label in enumerate(LABELS)
    }
    before, now = reference.max(axis=0), current.max(axis=0)
    found["confidence"] = float(ks_2samp(now, before, method="asymp").statistic)
    chi2_contingency([np.bincount(rows.argmax(axis=0), minlength=3) for rows in (reference, current)])
    return found


def best(check: Callable[[], Any], turns: int) -> tuple[float, Any]:
    """Milliseconds of the quickest of several turns, and what came of it."""
    took, found = [], None
    for _ in range(turns):
        start = time.perf_counter()
        found = check()
        took.append(time.perf_counter() - start)
    return min(took) * 1_000, found


def asked(library: Library, folder: Path, given: Path) -> dict[str, Any] | None:
    """What a library answers in an environment of its own; None, and a line, where it cannot be had."""
    home = folder / library.name
    python = home / "bin" / "python"
    steps = (
        [str(UV), "venv", "-q", "--python", f"3.{sys.version_info.minor}", str(home)],
        [str(UV), "pip", "install", "-q", "--python", str(python), *library.packages],
        [str(python), "-c", library.script, str(given)],
    )
    for words in steps:
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=900)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            print(f"{library.name:11s}   skipped: {reason[:120]}")
            return None
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def beside_river(folder: Path) -> dict[str, float]:
    """Delays of our ADWIN and of river's, on the same errors: .12, from the 500th audit on .35."""
    random = np.random.default_rng(2)
    rates = np.where(np.arange(LONG) < TURN, 0.12, 0.35)
    sequences = [(random.random(LONG) < rates).astype(float).tolist() for _ in range(STREAMS)]
    (folder / "errors.json").write_text(json.dumps(sequences))
    start = time.perf_counter()
    cuts = [
        [at for at, value in enumerate(values) if window.add(value)] for values, window in fresh(sequences)
    ]
    us = (time.perf_counter() - start) / (STREAMS * LONG) * 1e6
    figures = {"adwin_us": us} | delays("adwin", cuts)
    answer = asked(RIVER_LIBRARY, folder, folder / "errors.json")
    if answer is not None:
        figures |= {"river_adwin_us": answer["us"]} | delays("river_adwin", answer["cuts"])
    print("adwin       " + ", ".join(f"{name} {value:g}" for name, value in figures.items()))
    return {name: round(value, 3) for name, value in figures.items()}


def fresh(sequences: list[list[float]]) -> list[tuple[list[float], Adwin]]:
    """Each sequence with a new window."""
    return [(one, Adwin()) for one in sequences]


def delays(name: str, cuts: list[list[int]]) -> dict[str, float]:
    """Median delay in audits, and in how many sequences a cut came too early."""
    late = [next((at - TURN for at in one if at >= TURN), LONG) for one in cuts]
    early = sum(any(at < TURN for at in one) for one in cuts)
    return {f"{name}_delay": float(np.median(late)), f"{name}_early": float(early)}


def on_real_texts(data: Path, windows: int = 200) -> dict[str, float]:
    """How often windows of real texts are said to have drifted, by a model of smsa_train.csv."""
    reference, model = trained(*read(data / "smsa_train.csv"))
    figures: dict[str, float] = {}
    for name in ("smsa_valid", "prdect", "vaccine_tweets_2021"):
        rows = seen(model, read(data / f"{name}.csv")[0])
        for size in (100, 300):
            checks = drawn(reference, rows, size, windows)
            alarms = sum(check.level in (Level.WATCH, Level.SHIFTED) for check in checks) / windows
            shifted = sum(check.level is Level.SHIFTED for check in checks) / windows
            figures |= {f"{name}_{size}_alarms": alarms, f"{name}_{size}_shifted": shifted}
            score = float(np.mean([check.score for check in checks]))
            print(f"{name:20s} n {size}: alarms {alarms:.3f}, shifted {shifted:.3f}, score {score:.3f}")
    return figures


def trained(texts: list[str], labels: list[Label]) -> tuple[list[Profile], Model]:
    """A model, and its training texts as a model saw them that had not learnt from them."""
    prepared = featurise(texts, Recipe())
    truth, weights = checked(prepared, labels, None)
    folds = fold_numbers(truth, prepared.recipe.folds, prepared.recipe.seed)
    scores = held_out_scores(prepared, truth, weights, folds)
    found = calibrated(scores, *fit_calibration(scores, truth, weights, prepared.recipe.lean))
    rows = [[word for word in words_of(text) if word.isalpha()] for text in texts]
    within = Counter(word for row in rows for word in set(row))
    least = prepared.recipe.least_texts
    unknown = [sum(within[word] <= least for word in row) / max(len(row), 1) for row in rows]
    return one_by_one(found, unknown, texts), fit(prepared, labels)


def read(path: Path) -> tuple[list[str], list[Label]]:
    """Reviews of seven words and more."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [(row["text"], Label(row["label"])) for row in csv.DictReader(file)]
    kept = [row for row in rows if count_words(row[0]) >= 7]
    return [text for text, _ in kept], [label for _, label in kept]


def seen(model: Model, texts: list[str]) -> list[Profile]:
    """The profiles of new texts."""
    judged = model.judge(texts)
    probabilities = np.array([one.probabilities for one in judged])
    return one_by_one(probabilities, [one.oov_share for one in judged], texts)


def one_by_one(probabilities: Floats, unknown: list[float], texts: list[str]) -> list[Profile]:
    """One profile per text, to draw windows from."""
    return [
        profile(row[:, None], [count_words(text)], [share], [language_of(text)])
        for row, share, text in zip(probabilities, unknown, texts, strict=True)
    ]


def drawn(reference: list[Profile], rows: list[Profile], size: int, windows: int) -> list[Check]:
    """Checks of windows drawn from the rows."""
    random = np.random.default_rng(3)
    known = added(reference)
    return [
        compare(known, added([rows[at] for at in random.choice(len(rows), size, replace=False)]))
        for _ in range(windows)
    ]


def added(profiles: list[Profile]) -> Profile:
    """The profile of all."""
    return Profile(
        {name: np.sum([one.counts[name] for one in profiles], axis=0) for name in profiles[0].counts}
    )


if __name__ == "__main__":
    main()
