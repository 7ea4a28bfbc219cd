"""Has the model's view of its texts changed since it was trained?

Black-box shift detection: the distribution of the model's own calibrated probabilities, label by label,
against those it gave to its training texts while it had not seen them. It finds a change of language
from some fifty texts on. A drift is no harm by itself: it asks for a look, audits tell the harm.

Source: Lipton, Wang & Smola (2018), ICML, section 6; Rabanser, Günnemann & Lipton (2019), NeurIPS.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import kolmogorov

from siklus.domain.reviews import LABELS, Label

MIN_ROWS = 50
ALPHA = 0.01
# A distance that is certain but small is no reason to act: with 10,000 texts .02 is significant already.
SHIFTED_FROM = 0.20


class Level(StrEnum):
    """What a drift score means, in words."""

    TOO_LITTLE = "too_little"  # too few predictions to say anything
    QUIET = "quiet"
    WATCH = "watch"  # a change, certain but small
    SHIFTED = "shifted"


@dataclass(frozen=True, slots=True)
class Drift:
    """The distance of one window of predictions from the version's reference."""

    n: int
    score: float  # the largest of the labels' Kolmogorov-Smirnov distances, 0..1
    p_value: float  # of the score under "nothing changed", corrected for looking at three labels
    level: Level
    distances: dict[Label, float]
    label_shift: dict[Label, float]  # share predicted now less the share in the reference

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "p_value": self.p_value,
            "distances": {str(label): round(d, 4) for label, d in self.distances.items()},
            "label_shift": {str(label): round(d, 4) for label, d in self.label_shift.items()},
        }


def measure_drift(probabilities: Sequence[tuple[float, float, float]], reference: Mapping[str, Any]) -> Drift:
    """Compare a window of predictions with a version's reference.

    Args:
        probabilities: one row per prediction, in the order of LABELS.
        reference: as `ModelVersion.reference`: `n`, `labels` (share judged each label), `quantiles` (per
            label, equally spaced quantiles of its held-out probability).

    Returns:
        The level is `too_little` below 50 rows, `quiet` where p ≥ .01, `watch` where the change is certain
        but its distance is below .20, and `shifted` beyond.
    """
    rows = np.asarray(probabilities, dtype=np.float64).reshape(-1, len(LABELS))
    n, m = len(rows), int(reference["n"])
    if n == 0:
        return Drift(0, 0.0, 1.0, Level.TOO_LITTLE, dict.fromkeys(LABELS, 0.0), dict.fromkeys(LABELS, 0.0))
    distances = {
        label: ks_distance(rows[:, at], np.asarray(reference["quantiles"][label]))
        for at, label in enumerate(LABELS)
    }
    score = max(distances.values())
    p_value = min(1.0, len(LABELS) * float(kolmogorov(np.sqrt(n * m / (n + m)) * score)))
    shares = np.bincount(rows.argmax(axis=1), minlength=len(LABELS)) / n
    shift = {label: float(shares[at]) - float(reference["labels"][label]) for at, label in enumerate(LABELS)}
    return Drift(n, score, p_value, _level(n, score, p_value), distances, shift)


def ks_distance(sample: NDArray[np.float64], quantiles: NDArray[np.float64]) -> float:
    """The largest gap between a sample's distribution and one known by equally spaced quantiles, 0..1.

    The known distribution is read linearly between its quantiles, so it is exact to 1 / (k − 1).

    >>> round(ks_distance(np.array([0.1, 0.2, 0.9]), np.linspace(0, 1, 101)), 6)
    0.466667
    """
    ordered = np.sort(sample)
    n = len(ordered)
    steps = np.linspace(0, 1, len(quantiles))
    # Where many quantiles are equal the distribution jumps: below the jump its lower, at it its upper value.
    first = np.searchsorted(quantiles, ordered, side="left")
    last = np.searchsorted(quantiles, ordered, side="right") - 1
    between = np.interp(ordered, quantiles, steps)
    at = np.where(last >= first, steps[np.maximum(last, 0)], between)
    before = np.where(last >= first, steps[np.minimum(first, len(steps) - 1)], between)
    above = (np.searchsorted(ordered, ordered, side="right") / n) - at
    below = before - (np.searchsorted(ordered, ordered, side="left") / n)
    return float(max(above.max(), below.max(), 0.0))


def _level(n: int, score: float, p_value: float) -> Level:
    if n < MIN_ROWS:
        return Level.TOO_LITTLE
    if p_value >= ALPHA:
        return Level.QUIET
    return Level.SHIFTED if score >= SHIFTED_FROM else Level.WATCH
