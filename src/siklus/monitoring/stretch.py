"""The counts that say how accurate a stretch of predictions was, whatever its length."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SILENT, SAID_RIGHT, SAID_WRONG = range(3)  # what the reader of a prediction did


@dataclass(frozen=True, slots=True)
class Stratum:
    """Predictions that were drawn for an audit with the same probability.

    Raises:
        ValueError: a count is negative, or more were audited than predicted (a bug in the caller).
    """

    propensity: float  # that probability, 0..1
    predictions: int
    # Answered audits by what the reader did: silent, said right, said wrong.
    right: tuple[int, int, int] = (0, 0, 0)  # the auditor found the label right
    wrong: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        if min(*self.right, *self.wrong, self.predictions) < 0 or self.audits > self.predictions:
            raise ValueError(f"impossible counts: {self}")

    @property
    def audits(self) -> int:
        """Answered audits."""
        return sum(self.right) + sum(self.wrong)

    def __add__(self, other: "Stratum") -> "Stratum":
        return Stratum(
            self.propensity,
            self.predictions + other.predictions,
            _added(self.right, other.right),
            _added(self.wrong, other.wrong),
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Predictions of one period, version, label or channel, as sums: adding two stretches joins them.

    >>> day = Stretch((Stratum(0.03, 100, right=(2, 0, 0)),), said_right=9, said_wrong=4)
    >>> week = sum([day] * 7, Stretch())
    >>> week.predictions, week.audits, week.outcomes.tolist()
    (700, 14, [609.0, 63.0, 28.0])
    """

    strata: tuple[Stratum, ...] = field(default=())
    said_right: int = 0  # volunteered clicks on all predictions, audited or not
    said_wrong: int = 0
    confidence: float = 0.0  # sum of the calibrated confidences c
    doubt: float = 0.0  # sum of c · (1 - c)

    @property
    def predictions(self) -> int:
        """All predictions, of every stratum."""
        return sum(stratum.predictions for stratum in self.strata)

    @property
    def audits(self) -> int:
        """Answered audits, of every stratum."""
        return sum(stratum.audits for stratum in self.strata)

    @property
    def outcomes(self) -> Floats:
        """How many readers were silent, said right, said wrong."""
        silent = self.predictions - self.said_right - self.said_wrong
        return np.array([silent, self.said_right, self.said_wrong], dtype=np.float64)

    def __add__(self, other: "Stretch") -> "Stretch":
        return Stretch(
            _merged((*self.strata, *other.strata)),
            self.said_right + other.said_right,
            self.said_wrong + other.said_wrong,
            self.confidence + other.confidence,
            self.doubt + other.doubt,
        )

    def weighed_audits(self) -> Floats:
        """Audits as if all had been drawn with one probability: 2 × 3, (right, wrong) × outcome.

        An audit stands for predictions / audits of its stratum; the table is scaled to the number of equal
        audits that would say as much. A stratum without an answered audit is not spoken for.

        Source: Kish (1965), Survey sampling, for the effective number.

        >>> plain, close = Stratum(0.03, 100, right=(3, 0, 0)), Stratum(0.1, 100, wrong=(9, 0, 0))
        >>> Stretch((plain, close)).weighed_audits()[:, 0].round(6).tolist()
        [4.5, 4.5]
        """
        audited = [stratum for stratum in self.strata if stratum.audits]
        if not audited:
            return np.zeros((2, 3))
        weights = np.array([stratum.predictions / stratum.audits for stratum in audited])
        counts = np.array([stratum.audits for stratum in audited])
        tables = np.array([stratum.right + stratum.wrong for stratum in audited], dtype=np.float64)
        scale = (weights @ counts) / (weights**2 @ counts)
        return np.asarray((weights * scale @ tables).reshape(2, 3))


def _added(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])


def _merged(strata: Iterable[Stratum]) -> tuple[Stratum, ...]:
    found: dict[float, Stratum] = {}
    for stratum in strata:
        seen = found.get(stratum.propensity)
        found[stratum.propensity] = seen + stratum if seen else stratum
    return tuple(found[propensity] for propensity in sorted(found))
