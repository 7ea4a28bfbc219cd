"""What a version's drift is measured against: how it sees texts like those it was fitted to.

It is made once, when a version is trained, and stored with it; counts only, no text. Versions made before
have equally spaced quantiles of the probabilities instead, and can be compared by those alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siklus.domain.reviews import LABELS
from siklus.monitoring.comparison import Profile, profile
from siklus.monitoring.histograms import LAYOUTS, Counts, Floats
from siklus.monitoring.language import language_of
from siklus.monitoring.vocabulary import LEAST_TEXTS, word_counts

Integers = NDArray[np.intp]

# About 60 kB of JSON; rarer words are left out, and `least` says how rare.
MAX_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Fitted:
    """Texts that a model was fitted to, row by row; what it says of each it said without having seen it."""

    texts: Sequence[str]
    words: Sequence[int]
    unknown: Floats  # share of words that too few other texts hold, 0..1
    probabilities: Floats  # rows × labels
    truth: Integers  # column numbers
    weights: Floats  # how much a row counts, above 0


@dataclass(frozen=True, slots=True)
class Words:
    """Of how many texts, and how many of them hold each word that at least `least` of them hold."""

    texts: int
    least: int
    counts: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Reference:
    """The counts; None where a version made before has none."""

    profile: Profile
    confusion: Counts | None = None  # labels × labels, rows truth, columns judged
    words: Words | None = None

    @classmethod
    def of(cls, rows: Fitted) -> "Reference":
        """The reference of these rows; weighted ones are drawn evenly, as many as they are worth."""
        at = _drawn(rows.weights)
        if not len(at):
            return cls(Profile({}))
        probabilities = rows.probabilities[at]
        counted = profile(
            list(probabilities.T),
            [rows.words[row] for row in at],
            rows.unknown[at],
            [language_of(rows.texts[row]) for row in at],
        )
        confusion = np.zeros((len(LABELS), len(LABELS)), dtype=np.int64)
        np.add.at(confusion, (rows.truth[at], probabilities.argmax(axis=1)), 1)
        # Each text once: a word of one text that was drawn five times is a word of one text.
        return cls(counted, confusion, _words([rows.texts[row] for row in np.unique(at)]))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, to be added to what a version keeps beside it."""
        found: dict[str, Any] = {"profile": self.profile.as_dict()}
        if self.confusion is not None:
            found["confusion"] = self.confusion.tolist()
        if self.words is not None:
            found["vocabulary"] = {
                "texts": self.words.texts,
                "least": self.words.least,
                "counts": dict(self.words.counts),
            }
        return found

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Reference":
        """A stored reference, back; of a version made before, the counts that its quantiles stand for."""
        if "profile" not in stored:
            return cls(_of_quantiles(stored))
        found = stored.get("vocabulary")
        return cls(
            Profile.read(stored["profile"]),
            np.asarray(stored["confusion"], dtype=np.int64) if "confusion" in stored else None,
            Words(found["texts"], found["least"], found["counts"]) if found else None,
        )


def _drawn(weights: Floats) -> Integers:
    """Rows in the proportion of their weights: as many draws as the weighted rows are worth.

    >>> _drawn(np.ones(3)).tolist(), _drawn(np.array([1.0, 0.5, 0.5])).tolist()
    ([0, 1, 2], [0, 0, 2])
    """
    total = float(weights.sum())
    if total <= 0:
        return np.empty(0, dtype=np.intp)
    worth = max(1, round(total**2 / float(weights @ weights)))
    places = (np.arange(worth) + 0.5) / worth * total
    return np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)


def _words(texts: Sequence[str]) -> Words:
    n, counts = word_counts(texts)
    common = counts.most_common(MAX_WORDS + 1)
    least = LEAST_TEXTS if len(common) <= MAX_WORDS else max(LEAST_TEXTS, common[-1][1] + 1)
    return Words(n, least, dict(sorted((word, count) for word, count in common if count >= least)))


def _of_quantiles(stored: Mapping[str, Any]) -> Profile:
    """Counts of a reference that has equally spaced quantiles, read linearly between them."""
    n = int(stored.get("n", 0))
    if not n:
        return Profile({})
    found = {
        f"p_{label}": _counts(LAYOUTS[f"p_{label}"].edges, np.asarray(stored["quantiles"][label]), n)
        for label in LABELS
    }
    found["labels"] = np.array([round(n * stored["labels"][label]) for label in LABELS], dtype=np.int64)
    return Profile(found)


def _counts(edges: Sequence[float], quantiles: Floats, n: int) -> Counts:
    # Of equal quantiles the last one counts: a bin holds its upper edge.
    reached = np.searchsorted(quantiles, edges, side="right") - 1
    low = np.maximum(reached, 0)
    high = np.minimum(low + 1, len(quantiles) - 1)
    width = np.maximum(quantiles[high] - quantiles[low], 1e-12)
    places = low + np.clip((np.asarray(edges) - quantiles[low]) / width, 0, 1)
    below = np.where(reached < 0, 0.0, np.minimum(places / (len(quantiles) - 1), 1.0))
    return np.asarray(np.diff(np.rint(n * np.concatenate([[0.0], below, [1.0]]))), dtype=np.int64)
