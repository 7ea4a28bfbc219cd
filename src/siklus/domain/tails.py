"""The distributions that rules and estimates look up, each loaded from scipy when it is first asked for.

scipy takes a second and 50 MB to load, and a process that only answers asks for none of these.
"""

from collections.abc import Sequence


def beta_share(a: float, b: float, upto: float) -> float:
    """How much of a beta distribution lies below a point.

    >>> beta_share(1.0, 1.0, 0.25)
    0.25
    """
    from scipy.special import betainc

    return float(betainc(a, b, upto))


def beta_points(a: float, b: float, shares: Sequence[float]) -> list[float]:
    """Below which points these shares of a beta distribution lie.

    >>> beta_points(1.0, 1.0, [0.25, 0.5])
    [0.25, 0.5]
    """
    from scipy.special import betaincinv

    return [float(betaincinv(a, b, share)) for share in shares]


def student_point(freedom: float, normal: float) -> float:
    """The point of Student's distribution below which as much lies as of the normal one below `normal`.

    >>> round(student_point(10.0, 1.96), 3)
    2.228
    """
    from scipy.special import ndtr, stdtrit

    return float(stdtrit(freedom, float(ndtr(normal))))


def chi_square_tail(statistic: float, freedom: int) -> float:
    """How much of a chi-square distribution lies above a point.

    >>> round(chi_square_tail(3.84, 1), 2)
    0.05
    """
    from scipy.stats import chi2

    return float(chi2.sf(statistic, freedom))


def kolmogorov_tail(gap: float, rows: float) -> float:
    """The chance that the distribution of so many rows lies further than `gap` from the true one, exactly.

    >>> round(kolmogorov_tail(0.5, 5.0), 3)
    0.112
    """
    from scipy.stats import kstwo

    return float(kstwo.sf(gap, rows))


def kolmogorov_limit(reach: float) -> float:
    """The same for many rows: `reach` is the gap times their root.

    >>> round(kolmogorov_limit(1.36), 3)
    0.049
    """
    from scipy.special import kolmogorov

    return float(kolmogorov(reach))
