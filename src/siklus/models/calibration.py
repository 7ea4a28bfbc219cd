"""From scores to probabilities that mean what they say."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

# Scores of a perfect fit would ask for an infinite scale; logarithms keep the search on the positive side.
_BOUNDS = (-7.0, 7.0)
# How far the offsets are drawn to 0, in rows: it decides only where there are a few dozen rows.
_PRIOR_ROWS = 1.0


def calibrated(scores: Floats, scale: float, offsets: Floats) -> Floats:
    """Probabilities, row by row: softmax(scale · scores + offsets).

    >>> calibrated(np.array([[0.0, 0.0, 0.0]]), 2.0, np.zeros(3)).round(3).tolist()
    [[0.333, 0.333, 0.333]]
    """
    return np.asarray(softmax(scale * scores + offsets, axis=1), dtype=np.float64)


def fit_calibration(
    scores: Floats, truth: Integers, weights: Floats, lean: float = 1.0
) -> tuple[float, Floats]:
    """The scale and offsets that make held-out scores most likely (temperature and bias scaling).

    Args:
        scores: n × k, of rows that the scoring model was not trained on.
        truth: n column numbers.
        weights: how much each row counts.
        lean: how far the offsets, and with them the answers, follow the class mix of these rows: 1 fully, 0
            not at all. The mix where the model will answer is not known, and it is seldom that of the rows.

    Source: Guo et al. (2017), On calibration of modern neural networks; with a bias per label after
    Alexandari et al. (2020), which corrects for labels that were reweighted in training.
    """
    # Scores of another kind of model may be in hundreds (log-likelihoods): search near their own size.
    size = float(np.abs(scores).mean()) or 1.0

    def loss(at: Floats) -> float:
        logs = log_softmax(np.exp(at[0]) / size * scores + at[1:], axis=1)
        likelihood = weights @ logs[np.arange(len(truth)), truth]
        return float((_PRIOR_ROWS * at[1:] @ at[1:] - likelihood) / weights.sum())

    bounds = [_BOUNDS] * (1 + scores.shape[1])
    found = minimize(loss, np.zeros(1 + scores.shape[1]), method="L-BFGS-B", bounds=bounds)
    # A label that no row has is no matter of mix: the offsets alone keep it as unlikely as it is.
    seen = np.bincount(truth, weights, minlength=scores.shape[1]) > 0
    offsets = (found.x[1:] - found.x[1:].mean()) * (lean if seen.all() else 1.0)
    return float(np.exp(found.x[0]) / size), np.asarray(offsets, dtype=np.float64)
