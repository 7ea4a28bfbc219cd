"""The drift check: everything that is counted of texts and answers, now against the version's reference.

One unit for all: a distance of .2 says that at least a fifth of the texts are not what they were. For what
has an order (probabilities, confidence, length, unknown words) it is the Kolmogorov-Smirnov distance, for
kinds (label, language) the total variation. What chance alone would show is taken off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from siklus.domain.reviews import LABELS
from siklus.monitoring import distances
from siklus.monitoring.histograms import LAYOUTS, STRETCH, Counts, Floats
from siklus.monitoring.language import LANGUAGES, Language

MIN_ROWS = 50
ALPHA = 0.01
# With a million rows a distance of .003 is certain, and nothing to look at.
WATCH_FROM = 0.05
# A distance that is certain but small is no reason to act.
SHIFTED_FROM = 0.20
ORDERED = (*(f"p_{label}" for label in LABELS), "confidence", "words", "oov")
KINDS = ("labels", "language")
FIGURES = {name: LAYOUTS[name].bins for name in ORDERED} | {
    "labels": len(LABELS),
    "language": len(LANGUAGES),
}


class Level(StrEnum):
    """What a drift score means, in words."""

    TOO_LITTLE = "too_little"  # too few predictions to say anything
    QUIET = "quiet"
    WATCH = "watch"  # a change, certain but small
    SHIFTED = "shifted"


@dataclass(frozen=True, eq=False)
class Profile:
    """Counts of a set of predictions, by figure; figures that nobody counted are absent.

    Raises:
        ValueError: a figure is unknown, or its counts are not as many as its bins (a bug in the caller).
    """

    counts: Mapping[str, Counts]

    def __post_init__(self) -> None:
        wrong = {name: len(found) for name, found in self.counts.items() if len(found) != FIGURES.get(name)}
        if wrong:
            raise ValueError(f"unknown figures or wrong numbers of bins: {wrong}")

    @property
    def n(self) -> int:
        """Predictions counted."""
        return max((int(found.sum()) for found in self.counts.values()), default=0)

    def __add__(self, other: "Profile") -> "Profile":
        shared = self.counts.keys() & other.counts.keys()
        return Profile({name: self.counts[name] + other.counts[name] for name in FIGURES if name in shared})

    def as_dict(self) -> dict[str, list[int]]:
        """JSON-ready."""
        return {name: found.tolist() for name, found in self.counts.items()}

    @classmethod
    def read(cls, stored: Mapping[str, Sequence[int]]) -> "Profile":
        """A stored profile, back."""
        return cls({name: np.asarray(found, dtype=np.int64) for name, found in stored.items()})


def profile(
    probabilities: Sequence[ArrayLike],
    words: ArrayLike | None = None,
    oov: ArrayLike | None = None,
    languages: Sequence[Language] | None = None,
) -> Profile:
    """The counts of these predictions.

    Args:
        probabilities: one column per label, in the order of LABELS.
        words: words of each text.
        oov: share of each text's words that the model does not know.
        languages: of each text.
    """
    columns = [np.asarray(column, dtype=np.float64) for column in probabilities]
    found = {f"p_{label}": LAYOUTS[f"p_{label}"].count(columns[at]) for at, label in enumerate(LABELS)}
    found["labels"], found["confidence"] = _judged(columns)
    if words is not None:
        found["words"] = LAYOUTS["words"].count(words)
    if oov is not None:
        found["oov"] = LAYOUTS["oov"].count(oov)
    if languages is not None:
        at = {language: number for number, language in enumerate(LANGUAGES)}
        numbers = np.array([at[language] for language in languages], dtype=np.intp)
        found["language"] = np.bincount(numbers, minlength=len(LANGUAGES))
    return Profile(found)


def _judged(columns: Sequence[Floats]) -> tuple[Counts, Counts]:
    """How often each label is the most probable one, and the histogram of the probability it has."""
    labels, confidence = np.zeros(len(LABELS), dtype=np.int64), np.zeros(LAYOUTS["confidence"].bins, np.int64)
    for start in range(0, len(columns[0]), STRETCH):
        parts = [column[start : start + STRETCH] for column in columns]
        # The greatest from each label on; the first label that reaches the maximum is the one that was given.
        *_, best = behind = list(accumulate(reversed(parts), np.maximum))
        before, beyond = parts[0], [len(parts[0])]
        for part, rest in zip(parts[1:], behind[-2::-1], strict=True):
            beyond.append(int(np.count_nonzero(rest > before)))
            before = np.maximum(before, part)
        labels -= np.diff([*beyond, 0])
        confidence += LAYOUTS["confidence"].count(best)
    return labels, confidence


@dataclass(frozen=True, slots=True)
class Shift:
    """One figure, now against then."""

    n: int  # rows now
    distance: float  # 0..1, as it was seen
    effect: float  # 0..1, less what chance alone shows
    p_value: float  # corrected for the number of figures looked at
    psi: float  # nats, corrected
    level: Level

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "n": self.n,
            "distance": round(self.distance, 4),
            "effect": round(self.effect, 4),
            "p_value": self.p_value,
            "psi": round(self.psi, 4),
            "level": str(self.level),
        }


@dataclass(frozen=True, slots=True)
class Check:
    """All figures, and one score."""

    n: int
    score: float  # the largest effect, 0..1: at least this share of the texts is not what it was
    level: Level  # the worst of the figures' levels
    leading: str | None  # the figure that the score is of
    figures: dict[str, Shift]

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "n": self.n,
            "score": round(self.score, 4),
            "level": str(self.level),
            "leading": self.leading,
            "figures": {name: shift.as_dict() for name, shift in self.figures.items()},
        }


def compare(reference: Profile, current: Profile) -> Check:
    """The drift check: figures that both profiles have and that were counted at all.

    Each figure is `too_little` below 50 rows on either side; `watch` where its effect is .05 or more and p <
    .01 after multiplying it by the number of figures (Bonferroni), `shifted` where the effect is .20 or more
    as well; else `quiet`. So all figures together raise a false alarm in at most 1 % of checks.
    """
    names = [
        name
        for name in FIGURES
        if name in reference.counts.keys() & current.counts.keys()
        and reference.counts[name].any()
        and current.counts[name].any()
    ]
    figures = {
        name: _shift(name, reference.counts[name], current.counts[name], looks=len(names)) for name in names
    }
    if not figures:
        return Check(current.n, 0.0, Level.TOO_LITTLE, None, {})
    # A level that is certain goes before an effect that may be chance.
    leading = max(figures, key=lambda name: (_rank(figures[name]), figures[name].effect))
    return Check(current.n, figures[leading].effect, figures[leading].level, leading, figures)


def _shift(name: str, reference: NDArray[np.int64], current: NDArray[np.int64], looks: int) -> Shift:
    n, m = int(current.sum()), int(reference.sum())
    if name in KINDS:
        distance = distances.total_variation(reference, current)
        _, p_value = distances.chi_square(reference, current)
        chance = distances.total_variation_by_chance(reference, current)
    else:
        distance, p_value = distances.ks(reference, current)
        chance = distances.ks_by_chance(n, m)
    effect = float(np.sqrt(max(0.0, distance**2 - chance)))
    p_value = min(1.0, looks * p_value)
    level = _level(min(n, m), effect, p_value)
    return Shift(n, distance, effect, p_value, distances.psi(reference, current), level)


def _level(rows: int, effect: float, p_value: float) -> Level:
    if rows < MIN_ROWS:
        return Level.TOO_LITTLE
    if p_value >= ALPHA or effect < WATCH_FROM:
        return Level.QUIET
    return Level.SHIFTED if effect >= SHIFTED_FROM else Level.WATCH


def _rank(shift: Shift) -> int:
    return list(Level).index(shift.level)
