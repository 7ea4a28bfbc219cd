"""How far the estimates of accuracy are from the truth, and how often their intervals hold it.

    python benchmarks/bench_estimators.py [--runs 60] [--seed 1000]

Streams of eight blocks of 300 predictions. Readers click on 10 % of the right answers and on 35 % of the
wrong ones; 5 % of the clicks name another label than the true one. 3 % or 10 % of the predictions are
audited, or 3 % until accuracy falls and 10 % from then on. `now` judges each block with the click model of
the blocks up to it, `later` with that of the whole stream. What is believed beforehand was chosen on seeds
below 1000; the figures are of others.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from siklus.monitoring.estimate import (
    Estimate,
    Stratum,
    Stretch,
    audited,
    backtest,
    click_model,
    combined,
    label_free,
    volunteered,
)

RESULTS = Path(__file__).resolve().parent / "results" / "estimators.json"
BLOCKS, ROWS = 8, 300
CLICK_RIGHT, CLICK_WRONG, NOISE = 0.10, 0.35, 0.05
Floats = NDArray[np.float64]

# Accuracy per block. The model believes in .9 and is right about that before anything changes.
STREAMS: dict[str, list[float]] = {
    "steady": [0.88] * 8,
    "high": [0.95] * 8,
    "falling": [0.90] * 4 + [0.70] * 4,
    "learning": [0.66, 0.78, 0.82, 0.83, 0.84, 0.85, 0.85, 0.86],
    "low": [0.65] * 8,
    "wild": [0.75, 0.97, 0.80, 0.92, 0.77, 0.95, 0.86, 0.83],
}
SHARES = {"03": (0.03, 0.03), "10": (0.10, 0.10), "03to10": (0.03, 0.10)}


def main() -> None:
    """Simulate, print the table, write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=60, help="streams per row of the table")
    parser.add_argument("--seed", type=int, default=1_000, help="of the first stream")
    given = parser.parse_args()
    figures: dict[str, float] = {"runs": given.runs, "seed": given.seed, "blocks_of": ROWS}
    for share_name, shares in SHARES.items():
        for name, accuracies in STREAMS.items():
            misses = measure(accuracies, shares, range(given.seed, given.seed + given.runs))
            for method, rows in misses.items():
                summary = np.array(rows)
                key = f"{name}_{share_name}_{method}"
                figures[f"{key}_mae"] = round(float(np.abs(summary[:, 0]).mean()), 4)
                figures[f"{key}_bias"] = round(float(summary[:, 0].mean()), 4)
                figures[f"{key}_coverage"] = round(float(summary[:, 1].mean()), 4)
            show(f"{name}, audits {share_name}", misses)
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


def measure(
    accuracies: list[float], shares: tuple[float, float], seeds: range
) -> dict[str, list[tuple[float, bool]]]:
    """Per method, the miss and whether the interval held the truth, for every block of every run."""
    misses: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for seed in seeds:
        random = np.random.default_rng(seed)
        blocks = [block(random, share, shares[share < accuracies[0] - 0.05]) for share in accuracies]
        everything = sum((stretch for _, stretch in blocks), Stretch())
        later = click_model(everything)
        for at, (truth, stretch) in enumerate(blocks):
            passed = [one for _, one in blocks[:at]]
            found = {
                "volunteered": volunteered(stretch),
                "audited": audited(stretch),
                "alone": combined(stretch),
                "now": combined(stretch, click_model(sum(passed, stretch))),
                "later": combined(stretch, later),
                "label_free": label_free(stretch, backtest(passed)),
            }
            for method, estimate in found.items():
                if estimate is not None:
                    misses[method].append(judged(estimate, truth))
    return misses


def judged(estimate: Estimate, truth: float) -> tuple[float, bool]:
    """How far off, and whether the interval held the truth."""
    return estimate.value - truth, estimate.low <= truth <= estimate.high


def block(random: np.random.Generator, accuracy: float, share: float) -> tuple[float, Stretch]:
    """The accuracy that came about, and what there is to see of it."""
    right = random.random(ROWS) < accuracy
    clicks = random.random(ROWS) < np.where(right, CLICK_RIGHT, CLICK_WRONG)
    # A mistaken reader of a wrong label names one of the two other labels: half the time the one shown.
    says_right = np.where(right, random.random(ROWS) >= NOISE, random.random(ROWS) < NOISE / 2)
    outcome = np.where(clicks, np.where(says_right, 1, 2), 0)
    audit = random.random(ROWS) < share
    confidence = random.beta(9, 1, ROWS)
    stratum = Stratum(share, ROWS, counted(outcome[audit & right]), counted(outcome[audit & ~right]))
    stretch = Stretch(
        (stratum,),
        said_right=int((outcome == 1).sum()),
        said_wrong=int((outcome == 2).sum()),
        confidence=float(confidence.sum()),
        doubt=float((confidence * (1 - confidence)).sum()),
    )
    return float(right.mean()), stretch


def counted(outcomes: NDArray[np.int_]) -> tuple[int, int, int]:
    """How many were silent, said right, said wrong."""
    silent, right, wrong = np.bincount(outcomes, minlength=3)
    return int(silent), int(right), int(wrong)


def show(title: str, misses: dict[str, list[tuple[float, bool]]]) -> None:
    """One line per method."""
    print(title)
    for method, rows in misses.items():
        off, held = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
        miss, bias = np.abs(off).mean(), off.mean()
        print(f"  {method:12s} mean miss {miss:.3f}  bias {bias:+.3f}  held {held.mean():.3f}")


if __name__ == "__main__":
    main()
