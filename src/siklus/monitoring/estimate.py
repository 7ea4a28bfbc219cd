"""How accurate a stretch of predictions was, four ways, each with how sure one can be.

They read counts and sums only, so a billion predictions cost what a thousand cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from siklus.domain.scores import wilson_interval
from siklus.monitoring.clicks import ClickModel, click_model, given_habits, middle, moments, poststratified
from siklus.monitoring.stretch import Stratum, Stretch

__all__ = [
    "Backtest",
    "ClickModel",
    "Estimate",
    "Method",
    "Stratum",
    "Stretch",
    "audited",
    "backtest",
    "click_model",
    "combined",
    "label_free",
    "volunteered",
]

Z = 1.959963984540054
# With so many audits of its own a stretch borrows nothing: no habit need be assumed, and little is to win.
OWN_AUDITS = 400
# Before any block was checked: calibrated confidence misses by some ten points on texts of another kind.
# The belief weighs as much as two checked blocks.
_UNCHECKED_ERROR, _UNCHECKED_BLOCKS = 0.10, 2
_LEAST_ERROR = 0.01


class Method(StrEnum):
    """Where an estimate comes from."""

    VOLUNTEERED = "volunteered"  # of those who answered; biased: people click when the label is wrong
    AUDITED = "audited"  # unbiased, few
    COMBINED = "combined"  # audits and clicks; unbiased if clicking depends on right or wrong only
    LABEL_FREE = "label_free"  # confidence, as good as its calibration on today's texts

    @property
    def biased(self) -> bool:
        """Whether more data makes it surer, not truer."""
        return self is Method.VOLUNTEERED


@dataclass(frozen=True, slots=True)
class Estimate:
    """An accuracy and its 95 % interval, all 0..1."""

    value: float
    low: float
    high: float
    n: int  # rows that were looked at: clicks, audits, both, or predictions
    method: Method


def volunteered(stretch: Stretch) -> Estimate | None:
    """Of those who answered, how many said right; None where nobody did. Biased: show, never decide.

    >>> found = volunteered(Stretch((Stratum(0.03, 1_000),), said_right=80, said_wrong=45))
    >>> round(found.value, 2), found.method.biased
    (0.64, True)
    """
    answers = stretch.said_right + stretch.said_wrong
    if not answers:
        return None
    low, high = wilson_interval(stretch.said_right, answers)
    return Estimate(stretch.said_right / answers, low, high, answers, Method.VOLUNTEERED)


def audited(stretch: Stretch) -> Estimate | None:
    """The share of audits found right, each stratum counted by its predictions; None without audits.

    >>> found = audited(Stretch((Stratum(0.1, 300, right=(26, 0, 0), wrong=(4, 0, 0)),)))
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2), found.n
    (0.87, 0.7, 0.95, 30)
    """
    if not stretch.audits:
        return None
    right, wrong = stretch.weighed_audits().sum(axis=1)
    low, high = wilson_interval(float(right), float(right + wrong))
    return Estimate(float(right / (right + wrong)), low, high, stretch.audits, Method.AUDITED)


def combined(stretch: Stretch, model: ClickModel | None = None) -> Estimate | None:
    """Audits and clicks together; None where no audit, here or in the model, gives the clicks a meaning.

    Without a model, or with 400 audits of its own, the stretch is post-stratified: each group of readers
    (silent, said right, said wrong) is judged by the audits of that group. With a model, the stretch's
    clicks are read by the habits that audits of earlier stretches showed: unbiased as long as these hold.

    Args:
        model: of everything pooled, this stretch included; see `click_model`.

    Returns:
        The posterior mean and the middle 95 %; coverage is shown by `make bench-estimators`.

    Source: Holt & Smith (1979), Post stratification, J. R. Stat. Soc. A 142(1); the mixture of readers is
    a latent class model with known classes for the audited rows, Dawid & Skene (1979).

    >>> habits = click_model(Stretch((Stratum(0.03, 9_000, (230, 22, 1), (20, 0, 12)),), 750, 420))
    >>> day = Stretch((Stratum(0.03, 300, right=(8, 0, 0), wrong=(1, 0, 0)),), 25, 14)
    >>> found = combined(day, habits)
    >>> round(found.value, 2), found.high - found.low < audited(day).high - audited(day).low
    (0.88, True)
    """
    n = stretch.audits + stretch.said_right + stretch.said_wrong
    if stretch.predictions == 0 or not (stretch.audits or (model and model.audits)):
        return None
    if model is None or stretch.audits >= OWN_AUDITS:
        return Estimate(*poststratified(stretch), n, Method.COMBINED)
    weights = given_habits(stretch, model)
    mean, variance = moments(weights)
    # The weights are of the chance to be right; what is asked for is how many of these predictions were.
    # The chance is uncertain by a throw of n dice more than the share that came about.
    dice = mean * (1 - mean) / stretch.predictions
    narrower = np.sqrt(max(0.0, 1 - dice / max(variance, dice)))
    low, high = mean + (middle(weights, 0.95) - mean) * narrower
    return Estimate(mean, float(low), float(high), n, Method.COMBINED)


@dataclass(frozen=True, slots=True)
class Backtest:
    """How far confidence alone was from what audits said, over past blocks."""

    blocks: int = 0  # that had audits
    bias: float = 0.0  # mean of (confidence - audited accuracy): above 0 the model is too sure
    error: float = _UNCHECKED_ERROR  # root mean square of the true gap, the audits' own noise taken off

    def as_dict(self) -> dict[str, float]:
        """JSON-ready."""
        return {"blocks": self.blocks, "bias": round(self.bias, 4), "error": round(self.error, 4)}


def label_free(stretch: Stretch, checked: Backtest = Backtest()) -> Estimate | None:
    """The mean calibrated confidence: what accuracy should be if calibration holds; None without rows.

    The interval adds chance and the error that the backtest found; it does not narrow to nothing with more
    predictions, because calibration is not better for being asked more often.

    Source: CBPE, as in NannyML's documentation; for the label shown it is the mean of the confidence.

    >>> found = label_free(Stretch((Stratum(0.03, 100),), confidence=85.0, doubt=11.0))
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (0.85, 0.64, 1.0)
    """
    n = stretch.predictions
    if n == 0:
        return None
    mean = stretch.confidence / n
    half = Z * float(np.sqrt(stretch.doubt / n**2 + checked.error**2))
    return Estimate(mean, max(0.0, mean - half), min(1.0, mean + half), n, Method.LABEL_FREE)


def backtest(past: Sequence[Stretch]) -> Backtest:
    """The error of `label_free` on blocks that were audited as well.

    The mean square of the gaps, less what the audits' sampling noise adds to it, drawn towards ten points
    with the weight of two blocks and never below one point.

    >>> sure = Stretch((Stratum(0.5, 400, right=(140, 0, 0), wrong=(60, 0, 0)),), confidence=340, doubt=40)
    >>> backtest([sure] * 20).as_dict()
    {'blocks': 20, 'bias': 0.15, 'error': 0.1429}
    """
    gaps, noise = [], []
    for stretch in past:
        free, seen = label_free(stretch), audited(stretch)
        if free is None or seen is None:
            continue
        right, wrong = stretch.weighed_audits().sum(axis=1) + 1  # one of each: 9 of 9 is not without noise
        gaps.append(free.value - seen.value)
        noise.append(right * wrong / (right + wrong) ** 3)
    if not gaps:
        return Backtest()
    square = np.square(gaps).sum() - np.sum(noise) + _UNCHECKED_BLOCKS * _UNCHECKED_ERROR**2
    error = float(np.sqrt(max(square / (len(gaps) + _UNCHECKED_BLOCKS), _LEAST_ERROR**2)))
    return Backtest(len(gaps), float(np.mean(gaps)), error)
