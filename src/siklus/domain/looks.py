"""What looking again and again at the same labels costs.

Until something is deployed every retraining judges the old labels once more, with a few new ones. A bound
that holds for one look is passed by luck sooner or later; so the one chance of error is spent bit by bit, as
the labels become more: after n of them 1 - √(10 / n) of it, however often one looks. Each bound
is such that a gain that is none, growing like a random walk, passes it now and at no look before with the
bit of chance that this look may spend.

Another candidate at each look hangs together less closely with the last than that walk. Even if 20 looks, up
to 400 labels, had nothing to do with each other, their bounds would be passed in one case of fourteen.

Source: Lan & DeMets (1983), Biometrika 70, 659-663; the recursion is that of Armitage, McPherson & Rowe
(1969), Journal of the Royal Statistical Society A 132, 235-244.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from siklus.domain.tails import student_point

Floats = NDArray[np.float64]

FROM_ROWS, POWER = 10.0, 0.5
# A look counts for so much more rows than the one before it: steps too small for the grid would be lost.
LEAST_GROWTH = 1.02
OUT_OF_REACH = 99.0  # of a look that may spend nothing, in standard errors; JSON knows no infinity
_GRID = np.linspace(-8.0, 8.0, 801)  # in standard deviations of the walk
_STEP = float(_GRID[1] - _GRID[0])


@dataclass(frozen=True, slots=True)
class Look:
    """One look, the last of those since the last deployment."""

    number: int  # 1, 2, 3 …
    rows: float  # of equal weight, that the gain rests on
    spent: float  # chance of error of this look and of all before it
    bound: float  # standard errors above zero that a gain must reach, by Student's distribution


def look(rows: Sequence[float], false_accept: float) -> Look:
    """The last of these looks.

    Args:
        rows: how many rows of equal weight each look rested on, the first look first; at least one.
        false_accept: the chance of error that may be spent in the end, 0..1.

    >>> [round(look([100.0] * n, 0.05).bound, 2) for n in (1, 2, 5)]
    [1.85, 2.11, 2.33]
    >>> round(look([100.0], 0.05).spent, 4)
    0.0342
    """
    information = list(accumulate(rows, lambda before, n: max(n, before * LEAST_GROWTH)))
    bound = _bound(information, false_accept)
    # The walk is normal; the standard error of few rows is itself a guess.
    adjusted = student_point(max(rows[-1], 2.0) - 1.0, bound)
    return Look(len(rows), rows[-1], _spent(information[-1], false_accept), min(adjusted, OUT_OF_REACH))


def _spent(rows: float, false_accept: float) -> float:
    return float(false_accept * (1.0 - min(1.0, FROM_ROWS / rows) ** POWER))


def _bound(information: Sequence[float], false_accept: float) -> float:
    """The bound of the last look, in standard deviations of a walk that none of the looks has stopped."""
    before, density, bound, spent = 0.0, np.zeros(0), np.inf, 0.0
    for rows in information:
        density = _walked(density, bound, (before / rows) ** 0.5) if before else _normal(_GRID)
        now = _spent(rows, false_accept)
        bound = _upper(density, now - spent)
        before, spent = rows, now
    return bound


def _walked(density: Floats, bound: float, kept: float) -> Floats:
    """The density after a step, of what had not passed the bound; `kept` is the share of the deviation."""
    still = bound > _GRID
    spread = (1.0 - kept**2) ** 0.5
    away = (_GRID[:, None] - kept * _GRID[None, still]) / spread
    return np.asarray(_normal(away) @ density[still] * _STEP / spread)


def _upper(density: Floats, chance: float) -> float:
    """Above which point so much of the density lies."""
    above = np.cumsum(density[::-1])[::-1] * _STEP
    return float(np.interp(-chance, -above, _GRID)) if chance > 0 else float(_GRID[-1])


def _normal(at: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * at**2) / (2.0 * np.pi) ** 0.5)
