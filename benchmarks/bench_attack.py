"""What lying readers cost: `python benchmarks/bench_attack.py --data FOLDER [--attacks 30,flood]`.

Runs `siklus simulate` on 2,400 product reviews (base: SmSA) with 10, 20 and 30 % of the readers flipping
labels on purpose and with one reader sending 40 % of all answers, each beside the same seeds without an
attack, and prints how far the loop fell behind, and which answers it quarantined. FOLDER holds smsa_train.csv
and prdect.csv (`siklus data get`, or a mirror). What is finished stays in the folder given with --work, so a
run that was stopped goes on where it was. All of it takes about an hour on one core.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "attack.json"
ATTACKS = {
    "none": (),
    "10": ("--attack", "0.1"),
    "20": ("--attack", "0.2"),
    "30": ("--attack", "0.3"),
    "flood": ("--flood", "0.4"),
}
# Twelve blocks: the last third of the stream is the last four.
BLOCK, LAST = 200, 4
QUARANTINED = ("bad_answers", "bad_quarantined", "good_quarantined")
Figures = dict[str, float]


@dataclass(frozen=True)
class Run:
    """An arm under one attack: a figure a seed."""

    accuracy: np.ndarray
    last_third: np.ndarray
    facts: dict[str, Any]

    @classmethod
    def of(cls, facts: dict[str, Any]) -> "Run":
        """From an arm of a report."""
        blocks = np.array([seed["blocks"][-LAST:] for seed in facts["seeds"]])
        accuracy = np.array([seed["accuracy"] for seed in facts["seeds"]])
        return cls(accuracy, blocks.mean(axis=1), facts)


def simulate(attack: str, given: argparse.Namespace, work: Path) -> dict[str, Run]:
    """The arms under one attack."""
    data = given.data.absolute()
    command = [
        *(sys.executable, "-m", "siklus", "simulate", "--json", "--shuffle", "--block", str(BLOCK)),
        *("--base", f"{data}/smsa_train.csv", "--stream", f"{data}/prdect.csv:2400", "--seed", "1"),
        *("--seeds", str(given.seeds), "--jobs", str(given.jobs), "--arms", given.arms),
        *("--out", str(work / attack), *ATTACKS[attack]),
    ]
    # One thread each: the arms themselves run side by side.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return {arm: Run.of(facts) for arm, facts in json.loads(done.stdout)["arms"].items()}


def half_width(values: np.ndarray) -> float:
    """Of the 95 % t-interval of the mean; NaN with one seed."""
    n = len(values)
    return float(stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")


def figures_of(attack: str, arms: dict[str, Run], calm: Run) -> Figures:
    """The figures by name; differences are an arm's, seed by seed, from the loop that nobody attacks."""
    found: Figures = {}
    for arm, run in arms.items():
        name = f"{attack}_{arm.replace('-', '_')}"
        found[f"{name}_seeds"] = len(run.accuracy)
        for what in ("accuracy", "last_third"):
            values, lost = getattr(run, what), getattr(run, what) - getattr(calm, what)
            found[f"{name}_{what}"] = float(values.mean())
            found[f"{name}_{what}_difference"] = float(lost.mean())
            found[f"{name}_{what}_difference_half_width"] = half_width(lost)
        for what in (*QUARANTINED, "labels_used", "deployments", "harmful_deployments", "rollbacks"):
            found[f"{name}_{what}"] = float(run.facts[what])
    return {name: round(value, 4) for name, value in found.items() if np.isfinite(value)}


def show(attack: str, arms: dict[str, Run], calm: Run) -> None:
    """A line for each arm; differences in points."""
    for arm, run in arms.items():
        whole, last = (getattr(run, what) - getattr(calm, what) for what in ("accuracy", "last_third"))
        facts = run.facts
        print(
            f"{attack:<7}{arm:<10}{run.accuracy.mean():>9.4f}{100 * whole.mean():>+8.2f}"
            f"{run.last_third.mean():>12.4f}{100 * last.mean():>+8.2f} ±{100 * half_width(last):<5.2f}"
            f"{facts['bad_answers']:>6.0f}{facts['bad_quarantined']:>7.1%}{facts['good_quarantined']:>7.1%}"
            f"{facts['deployments']:>6.1f}{facts['harmful_deployments']:>5.1f}",
            flush=True,
        )


def main() -> None:
    """Run the attacks asked for, print the table, write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--attacks", default=",".join(ATTACKS), help="`none` is always run, to compare with")
    parser.add_argument("--arms", default="siklus,no-trust,no-gate", help="siklus is always compared with")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--work", type=Path, help="keeps what is finished; a new folder if left out")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    figures: Figures = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    print("attack arm        accuracy  points  last third  points        lies   held  good deployed harm")
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)
        calm = simulate("none", argparse.Namespace(**{**vars(given), "arms": "siklus"}), work)["siklus"]
        for attack in given.attacks.split(","):
            arms = simulate(attack, given, work)
            show(attack, arms, calm)
            for name, value in figures_of(attack, arms, calm).items():
                figures[name] = value
            RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
