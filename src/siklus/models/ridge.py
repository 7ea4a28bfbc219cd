"""The one fit behind an adaptation: multinomial logistic regression on top of given logits."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.special import softmax

from siklus.domain.reviews import LABELS
from siklus.models.calibration import Floats, Integers

ITERATIONS = 60
LEAST_CURVATURE = 0.03
PRECISION = 1e-6  # relative change of the loss at which to stop


def likelihood(right: Floats, doubted: Floats) -> Floats:
    """The probability of a label, where a share `doubted` of such labels stands for any of the others.

    A label that is far from likely then pulls hardly at all: it is probably one of the wrong ones.

    >>> likelihood(np.array([0.9, 0.0]), np.array([0.1, 0.1])).round(3).tolist()
    [0.815, 0.05]
    """
    others = len(LABELS) - 1
    return np.asarray((1 - doubted) * right + doubted / others * (1 - right), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Basis:
    """Columns turned so that a fit sees about the same curvature whichever way it goes.

    The turned columns span the same functions; only the number of steps to the answer is another (a dozen
    instead of hundreds). Fits that differ in a few weights share one basis.
    """

    columns: Floats  # n × m, turned
    ridge: Floats  # m × m
    turn: Floats  # m × m, lower triangular

    @classmethod
    def of(cls, columns: Floats, ridge: Floats, logits: Floats, weights: Floats) -> "Basis":
        """The basis for fits on top of `logits` with about these `weights`.

        Args:
            columns: n × m.
            ridge: m, of the plain columns.
        """
        said = softmax(logits, axis=1)
        # Of a row that the logits are sure of, nearly nothing would remain, and the fit may change its mind.
        curvature = weights * np.maximum((said * (1 - said)).mean(axis=1), LEAST_CURVATURE)
        turn = cholesky((columns.T * curvature) @ columns + np.diag(ridge), lower=True)
        inner = solve_triangular(turn, np.diag(np.sqrt(ridge)), lower=True)
        return cls(solve_triangular(turn, columns.T, lower=True).T, inner @ inner.T, turn)

    def plain(self, change: Floats) -> Floats:
        """A change of the turned columns as one of the plain ones."""
        return np.asarray(solve_triangular(self.turn, change, lower=True, trans="T"))


@dataclass(frozen=True, slots=True)
class Fits:
    """Fits that differ in their weights: for each the change C that makes the labels likeliest, less a ridge.

    Probabilities are softmax(logits + columns @ C). The fits are solved side by side: the columns, most of
    what there is to read, are read once for all of them.
    """

    basis: Basis
    logits: Floats  # n × k
    truth: Integers  # n column numbers
    weights: Floats  # n × fits
    doubted: Floats  # n, see `likelihood`

    def solve(self) -> Floats:
        """C for the basis's turned columns, fits × m × k."""
        shape = (self.basis.columns.shape[1], self.weights.shape[1], self.logits.shape[1])
        found = minimize(
            self._loss,
            np.zeros(shape[0] * shape[1] * shape[2]),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": ITERATIONS, "ftol": PRECISION},
        )
        return np.asarray(found.x, dtype=np.float64).reshape(shape).transpose(1, 0, 2)

    def _loss(self, flat: Floats) -> tuple[float, Floats]:
        """Half the ridge's squares less the weighted log-likelihood, over all fits, and its gradient."""
        n, fits, k = len(self.truth), self.weights.shape[1], self.logits.shape[1]
        change = flat.reshape(-1, fits * k)
        moved = (self.basis.columns @ change).reshape(n, fits, k) + self.logits[:, None, :]
        said = softmax(moved, axis=2)
        at = self.truth[:, None, None]
        right = np.take_along_axis(said, at, axis=2)[:, :, 0]
        doubted = self.doubted[:, None]
        # The smallest float: a label that became impossible must not make the loss infinite.
        likely = np.maximum(likelihood(right, doubted), np.finfo(np.float64).tiny)
        slope = 1 - doubted - doubted / (k - 1)
        pull = self.weights * slope * right / likely
        np.put_along_axis(said, at, right[:, :, None] - 1, axis=2)
        pulled = self.basis.ridge @ change
        gradient = self.basis.columns.T @ (pull[:, :, None] * said).reshape(n, fits * k) + pulled
        return float((change * pulled).sum() / 2 - (self.weights * np.log(likely)).sum()), gradient.ravel()
