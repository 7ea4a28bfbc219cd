"""How far two sets of counts are from each other, and how likely chance alone would take them there."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from siklus.domain.tails import chi_square_tail, kolmogorov_limit, kolmogorov_tail

Floats = NDArray[np.float64]

_EXACT_ROWS = 2_000


def ks(reference: ArrayLike, current: ArrayLike) -> tuple[float, float]:
    """Kolmogorov-Smirnov: the largest gap of the cumulative shares, and its two-sided p.

    Args:
        reference, current: counts in the same bins, in the order of what was binned; neither all 0.

    Returns:
        What scipy's `ks_2samp` with `method="asymp"` says of values that were rounded to their bins. Rounding
        only takes differences away, so p is not too small. From an effective n m / (n + m) of 2,000 rows on
        p is of Kolmogorov's limit with Vrbik's correction, within one ten-thousandth of scipy's: the exact
        sum takes 70 ms for 90,000 rows.

    >>> distance, p = ks([50, 30, 20], [20, 30, 50])
    >>> round(distance, 2), p < 0.001
    (0.3, True)
    """
    one, other = _counts(reference, current)
    n, m = one.sum(), other.sum()
    gap = float(np.abs(np.cumsum(one) / n - np.cumsum(other) / m).max())
    return gap, _ks_tail(gap, float(np.round(n * m / (n + m))))


def chi_square(reference: ArrayLike, current: ArrayLike) -> tuple[float, float]:
    """Pearson's chi-square of a 2 × k table, uncorrected, and its p; kinds that neither has are left out.

    >>> statistic, p = chi_square([50, 30, 20], [20, 30, 50])
    >>> round(statistic, 3), p < 0.001
    (25.714, True)
    """
    table = np.stack(_counts(reference, current))
    table = table[:, table.sum(axis=0) > 0]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    statistic = float(((table - expected) ** 2 / expected).sum())
    freedom = table.shape[1] - 1
    return statistic, chi_square_tail(statistic, freedom) if freedom else 1.0


def total_variation(reference: ArrayLike, current: ArrayLike) -> float:
    """Half the sum of the differences of shares: the share of rows that would have to change kind, 0..1.

    >>> round(total_variation([50, 30, 20], [20, 30, 50]), 6)
    0.3
    """
    one, other = _shares(reference, current)
    return float(np.abs(one - other).sum() / 2)


def jensen_shannon(reference: ArrayLike, current: ArrayLike, *, base: float = 2.0) -> float:
    """The Jensen-Shannon distance: the root of the divergence, 0..1 with base 2.

    >>> jensen_shannon([1, 0], [0, 1])
    1.0
    """
    one, other = _shares(reference, current)
    middle = (one + other) / 2
    divergence = (_relative_entropy(one, middle) + _relative_entropy(other, middle)) / 2
    return float(np.sqrt(max(divergence, 0.0) / np.log(base)))


def psi(reference: ArrayLike, current: ArrayLike) -> float:
    """Population stability index, less what chance alone adds to it; in nats, from 0.

    The sum of (c - r) · ln(c / r) over the shares r and c, with half a count added to every bin that either
    has, less (bins - 1)(1/n + 1/m), its mean where nothing changed. Without that, 50 rows that are no
    different at all show .18, which passes for a shift.

    Source: Yurdakul & Naranjo (2020), J. Risk Model Validation 14(4), for the mean.

    >>> psi([50, 30, 20], [50, 30, 20])
    0.0
    >>> round(psi([5_000, 3_000, 2_000], [2_000, 3_000, 5_000]), 3)
    0.549
    """
    one, other = _counts(reference, current)
    held = (one + other) > 0
    # Half a count: an empty bin would otherwise make the index infinite, or as large as an epsilon is small.
    one, other = one[held] + 0.5, other[held] + 0.5
    r, c = one / one.sum(), other / other.sum()
    found = float(((c - r) * np.log(c / r)).sum())
    return max(0.0, found - (len(r) - 1) * float(1 / one.sum() + 1 / other.sum()))


def ks_by_chance(n: float, m: float) -> float:
    """The mean square of the Kolmogorov-Smirnov distance of n and m rows of one distribution.

    >>> round(ks_by_chance(100, 10_000) ** 0.5, 3)
    0.091
    """
    return float(np.pi**2 / 12 * (n + m) / (n * m))


def total_variation_by_chance(reference: ArrayLike, current: ArrayLike) -> float:
    """The square of the mean total variation of so many rows, if both came from the shares pooled.

    >>> round(total_variation_by_chance([5_000, 3_000, 2_000], [50, 30, 20]) ** 0.5, 3)
    0.054
    """
    one, other = _counts(reference, current)
    pooled = (one + other) / (one + other).sum()
    rows = 1 / one.sum() + 1 / other.sum()
    return float((np.sqrt(2 / np.pi * pooled * (1 - pooled) * rows).sum() / 2) ** 2)


def _ks_tail(gap: float, n: float) -> float:
    """The chance of a distance above `gap` among n rows."""
    if n < _EXACT_ROWS:
        return float(np.clip(kolmogorov_tail(gap, n), 0, 1))
    root = float(np.sqrt(n))
    reach = root * gap
    # Vrbik (2018), Small-sample corrections to Kolmogorov-Smirnov test statistic.
    return kolmogorov_limit(reach + 1 / (6 * root) + (reach - 1) / (4 * n)) if gap else 1.0


def _counts(reference: ArrayLike, current: ArrayLike) -> tuple[Floats, Floats]:
    one, other = np.asarray(reference, dtype=np.float64), np.asarray(current, dtype=np.float64)
    if one.shape != other.shape or not (one.sum() > 0 and other.sum() > 0):
        raise ValueError(f"counts of {one.shape} and {other.shape}, neither may be empty")
    return one, other


def _shares(reference: ArrayLike, current: ArrayLike) -> tuple[Floats, Floats]:
    one, other = _counts(reference, current)
    return one / one.sum(), other / other.sum()


def _relative_entropy(one: Floats, other: Floats) -> float:
    held = one > 0
    return float((one[held] * np.log(one[held] / other[held])).sum())
