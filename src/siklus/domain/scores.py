"""How good judgements are: counts, shares, and how sure one can be of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siklus.domain.reviews import LABELS, Label
from siklus.errors import NotEnoughData

ECE_BINS = 15


@dataclass(slots=True)  # not frozen: that costs more than all that is done with it
class Judgement:
    """What a model says about one text."""

    probabilities: tuple[float, ...]  # in the order of LABELS; they sum to 1
    oov_share: float  # share of the words that the model never saw in training, 0..1

    @property
    def label(self) -> Label:
        """The most probable label; the first in the order of LABELS when two tie.

        >>> Judgement((0.2, 0.4, 0.4), oov_share=0.0).label
        <Label.NETRAL: 'netral'>
        """
        return LABELS[self.probabilities.index(self.confidence)]

    @property
    def confidence(self) -> float:
        """The probability of `label`."""
        return max(self.probabilities)


@dataclass(frozen=True, slots=True)
class LabelScores:
    """One label: a share is 0 where nothing stands below the line."""

    precision: float
    recall: float
    f1: float
    support: int  # rows whose truth it is


@dataclass(frozen=True, slots=True)
class Scores:
    """Judgements against the truth."""

    n: int
    accuracy: float
    macro_f1: float  # mean F1 of the labels that the truth holds
    ece: float  # expected calibration error: see `calibration_error`
    labels: dict[Label, LabelScores]  # all of them, also those with support 0
    confusion: tuple[tuple[int, ...], ...]  # rows: truth, columns: judged; order of LABELS

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "n": self.n,
            "accuracy": self.accuracy,
            "macro_f1": self.macro_f1,
            "ece": self.ece,
            "labels": {
                label.value: {"precision": s.precision, "recall": s.recall, "f1": s.f1, "support": s.support}
                for label, s in self.labels.items()
            },
            "confusion": [list(row) for row in self.confusion],
        }


def score(truth: Sequence[Label], judged: Sequence[Judgement]) -> Scores:
    """Every figure of `judged` against `truth`, row by row.

    Raises:
        NotEnoughData: there is no row.
        ValueError: the two differ in length (a bug in the caller).

    >>> sure = Judgement((0.8, 0.1, 0.1), oov_share=0.0)
    >>> found = score([Label.POSITIF, Label.NEGATIF], [sure, sure])
    >>> found.accuracy, round(found.macro_f1, 3), round(found.ece, 3)
    (0.5, 0.333, 0.3)
    """
    if not truth:
        raise NotEnoughData("rows to score", 0, 1)
    confusion = np.zeros((len(LABELS), len(LABELS)), dtype=np.int64)
    for right, judgement in zip(truth, judged, strict=True):
        confusion[LABELS.index(right), LABELS.index(judgement.label)] += 1
    labels = {label: _label_scores(confusion, at) for at, label in enumerate(LABELS)}
    present = [scores.f1 for scores in labels.values() if scores.support]
    hits = [right == judgement.label for right, judgement in zip(truth, judged, strict=True)]
    return Scores(
        n=len(truth),
        accuracy=float(np.trace(confusion) / len(truth)),
        macro_f1=sum(present) / len(present),
        ece=calibration_error([judgement.confidence for judgement in judged], hits),
        labels=labels,
        confusion=tuple(map(tuple, confusion.tolist())),
    )


def _label_scores(confusion: NDArray[np.int64], at: int) -> LabelScores:
    hits, support, judged = (
        int(confusion[at, at]),
        int(confusion[at].sum()),
        int(confusion[:, at].sum()),
    )
    return LabelScores(
        precision=hits / judged if judged else 0.0,
        recall=hits / support if support else 0.0,
        f1=2 * hits / (support + judged) if support + judged else 0.0,
        support=support,
    )


def calibration_error(confidences: Sequence[float], hits: Sequence[bool]) -> float:
    """Expected calibration error: how far confidence is from the share that is right, 0..1.

    The mean over rows of |mean confidence - share right| of the row's bin, with 15 bins of equal width,
    open on the left: (0, 1/15], (1/15, 2/15] … (14/15, 1].

    Source: Guo et al. (2017), On calibration of modern neural networks, eq. 3.

    >>> calibration_error([0.75, 0.75, 0.75, 0.75], [True, True, True, False])
    0.0
    """
    sure, right = np.asarray(confidences, dtype=np.float64), np.asarray(hits, dtype=np.float64)
    bins = np.clip(np.ceil(sure * ECE_BINS).astype(np.int64) - 1, 0, ECE_BINS - 1)
    # Per bin, n · |mean confidence - share right| is |Σ (confidence - right)|.
    gaps = np.bincount(bins, weights=sure - right, minlength=ECE_BINS)
    return float(np.abs(gaps).sum() / len(sure))


def wilson_interval(hits: float, n: float, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """Where the true share lies, seen `hits` of `n`; (0, 1) when nothing was seen.

    Args:
        hits, n: counts, or effective counts where rows weigh differently.
        z: how many standard deviations wide; the default makes it a 95 % interval.

    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.

    >>> low, high = wilson_interval(8, 10)
    >>> round(low, 3), round(high, 3)
    (0.49, 0.943)
    """
    if n == 0:
        return 0.0, 1.0
    share, spread = hits / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    # At 0 and n hits one end is exactly 0 or 1; rounding must not push it past or off that.
    return (0.0 if hits == 0 else max(0.0, middle - half)), (1.0 if hits == n else min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Paired:
    """Two models on the same rows."""

    n: int
    both: int  # right
    only_first: int
    only_second: int

    @property
    def difference(self) -> float:
        """Accuracy of the second less that of the first, −1..1; 0 without rows."""
        return (self.only_second - self.only_first) / self.n if self.n else 0.0

    def interval(self, *, z: float = 1.959963984540054) -> tuple[float, float]:
        """Where the true difference lies; (−1, 1) without rows.

        Half a row is added to each of the four groups: without a row on which they differ the plain
        interval would have no width.

        Source: Agresti & Min (2005), Stat. Med. 24, 729-740.

        >>> low, high = Paired(100, 70, only_first=5, only_second=15).interval()
        >>> round(low, 3), round(high, 3)
        (0.012, 0.184)
        """
        if not self.n:
            return -1.0, 1.0
        n, first, second = self.n + 2, self.only_first + 0.5, self.only_second + 0.5
        middle = (second - first) / n
        half = z * math.sqrt(first + second - (second - first) ** 2 / n) / n
        return max(-1.0, middle - half), min(1.0, middle + half)

    @property
    def p_value(self) -> float:
        """How likely equal models part the rows they differ on so unevenly: exact, two-sided; 1 without any.

        Source: McNemar (1947), Psychometrika 12, 153-157, with the binomial distribution itself.

        >>> round(Paired(100, 70, only_first=5, only_second=15).p_value, 4)
        0.0414
        """
        differ, fewer = self.only_first + self.only_second, min(self.only_first, self.only_second)
        tail = sum(math.comb(differ, count) for count in range(fewer + 1))
        return float(min(1.0, 2 * tail / 2**differ))


def paired(truth: Sequence[Label], first: Sequence[Label], second: Sequence[Label]) -> Paired:
    """Count what two models say of the same rows.

    Raises:
        ValueError: the three differ in length (a bug in the caller).
    """
    hits = [(a == right, b == right) for right, a, b in zip(truth, first, second, strict=True)]
    return Paired(len(hits), hits.count((True, True)), hits.count((True, False)), hits.count((False, True)))
