"""The gate's look at the golden rows: macro-F1 may not fall, nor the recall of any label."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siklus.domain.limits import GatePolicy
from siklus.domain.reviews import LABELS, Label
from siklus.domain.slices import Change, Kind

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Golden:
    """The golden rows: the truth and what both versions say of them."""

    truth: Sequence[Label]
    active: Sequence[Label]
    candidate: Sequence[Label]
    slices: Sequence[Kind] = ()  # of each row; none where a run was begun without them

    @property
    def changes(self) -> list[Change]:
        """The rows with their slices, the label among them."""
        rows = zip(self.slices, self.truth, self.active, self.candidate, strict=True)
        return [
            Change((*kind, f"label:{truth}"), (candidate == truth) - (active == truth))
            for kind, truth, active, candidate in (rows if self.slices else ())
        ]


def _codes(labels: Sequence[Label]) -> Integers:
    order = {label: code for code, label in enumerate(LABELS)}
    return np.fromiter((order[label] for label in labels), dtype=np.int64, count=len(labels))


def judge_golden(golden: Golden, policy: GatePolicy) -> tuple[dict[str, Any], list[str]]:
    """The figures of the comparison, and in words what of them is a breach."""
    truth, active, candidate = map(_codes, (golden.truth, golden.active, golden.candidate))
    if not len(truth):
        return {"n": 0}, ["there is no golden set to compare on"]
    lost = _macro_f1(truth, candidate) - _macro_f1(truth, active)
    low, high = _bootstrap(truth, active, candidate, policy)
    breaches = []
    # The middle 90 % of a normal distribution are 3.29 standard deviations wide.
    margin = max(policy.golden_margin, policy.golden_spread * (high - low) / 3.29)
    if low < -margin:
        breaches.append(f"golden macro-F1 may fall by {-low:.3f} (margin {round(margin, 3)})")
    recalls = _recall_changes(truth, active, candidate)
    breaches += [
        f"recall of {name} falls by {-change['change']:.3f} (margin {policy.recall_margin})"
        for name, change in recalls.items()
        if change["change"] < -policy.recall_margin and change["z"] < -1.64
    ]
    figures = {
        "n": len(truth),
        "active_macro_f1": round(_macro_f1(truth, active), 4),
        "candidate_macro_f1": round(_macro_f1(truth, candidate), 4),
        "change": round(lost, 4),
        "change_low": round(low, 4),
        "change_high": round(high, 4),
        "margin": round(margin, 4),
        "recall": recalls,
    }
    return figures, breaches


def _macro_f1(truth: Integers, said: Integers) -> float:
    return float(_macro_f1_of_counts(_confusion(truth, said)))


def _confusion(truth: Integers, said: Integers) -> NDArray[np.int64]:
    size = len(LABELS)
    return np.bincount(truth * size + said, minlength=size * size).reshape(size, size)


def _macro_f1_of_counts(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Macro-F1 over the labels present in the truth, for one confusion matrix or a stack of them."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    rows, columns = confusion.sum(axis=-1), confusion.sum(axis=-2)
    f1 = 2 * right / np.maximum(rows + columns, 1)
    present = rows > 0
    return np.asarray((f1 * present).sum(axis=-1) / np.maximum(present.sum(axis=-1), 1))


def _bootstrap(
    truth: Integers, active: Integers, candidate: Integers, policy: GatePolicy
) -> tuple[float, float]:
    """The middle 90 % of the change of macro-F1 over draws of the rows, both versions on the same draw."""
    size = len(LABELS)
    # A row is one of 27 (truth, active, candidate) cells, so a draw of n rows is one multinomial draw of
    # cell counts: the same distribution as drawing rows, at a hundredth of the work.
    cells = np.bincount((truth * size + active) * size + candidate, minlength=size**3)
    draws = np.random.default_rng(policy.seed).multinomial(len(truth), cells / len(truth), policy.draws)
    draws = draws.reshape(-1, size, size, size)
    change = _macro_f1_of_counts(draws.sum(axis=2)) - _macro_f1_of_counts(draws.sum(axis=3))
    low, high = np.quantile(change, [0.05, 0.95])
    return float(low), float(high)


def _recall_changes(truth: Integers, active: Integers, candidate: Integers) -> dict[str, dict[str, float]]:
    changes = {}
    for code, label in enumerate(LABELS):
        here = truth == code
        if not here.any():
            continue
        won = int(np.sum(here & (candidate == code) & (active != code)))
        lost = int(np.sum(here & (candidate != code) & (active == code)))
        z = (won - lost) / np.sqrt(max(won + lost, 1))
        changes[str(label)] = {"change": round((won - lost) / int(here.sum()), 4), "z": round(float(z), 3)}
    return changes
