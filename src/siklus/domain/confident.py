"""Which labels are probably wrong, by what a model says of them that had not seen them.

Confident learning: a model is surer of some labels than of others, so each label has its own threshold, the
mean probability of the label over the rows that bear it. A row is counted as the likeliest of the labels
whose threshold it reaches; where that is not the label it bears, its label is suspected.

Source: Northcutt, Jiang & Chuang (2021), Confident learning: estimating uncertainty in dataset labels,
Journal of Artificial Intelligence Research 70, 1373-1411: the confident joint (eq. 1), off its diagonal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siklus.domain.reviews import LABELS, Label


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One label that is probably wrong."""

    row: int
    likely: Label  # what it is counted as
    margin: float  # probability of `likely` less that of the label given, -1..1


def suspected(probabilities: NDArray[np.float64], given: Sequence[Label]) -> list[Suspicion]:
    """The rows whose label is suspected, the most suspicious first.

    Args:
        probabilities: rows × labels, out of fold, in the order of LABELS.
        given: the label that each row bears.

    Returns:
        By falling margin; of equal margins the earlier row first.

    >>> sure = np.array([[0.9, 0.0, 0.1], [0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.95, 0.0, 0.05]])
    >>> [found.row for found in suspected(sure, [Label.POSITIF, Label.POSITIF, Label.NEGATIF, Label.NEGATIF])]
    [3]
    """
    if not given:
        return []
    truth = np.array([LABELS.index(label) for label in given], dtype=np.intp)
    reached = np.where(probabilities >= _thresholds(probabilities, truth), probabilities, -1.0)
    likely, rows = reached.argmax(axis=1), np.arange(len(truth))
    margins = probabilities[rows, likely] - probabilities[rows, truth]
    counted = reached.max(axis=1) >= 0.0
    off = np.flatnonzero(counted & (likely != truth))
    found = [Suspicion(int(at), LABELS[likely[at]], float(margins[at])) for at in off]
    return sorted(found, key=lambda one: (-one.margin, one.row))


def _thresholds(probabilities: NDArray[np.float64], truth: NDArray[np.intp]) -> NDArray[np.float64]:
    """Mean probability of each label over the rows that bear it; no row reaches a label that none bears."""
    means = [probabilities[truth == at, at] for at in range(len(LABELS))]
    return np.array([of.mean() if len(of) else np.inf for of in means])
