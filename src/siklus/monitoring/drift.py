"""Have the texts changed since a version was trained: how far, in what, and by which words?

Black-box shift detection on the model's own answers, beside what can be counted of the texts. A drift is no
harm by itself: it asks for a look, audits tell the harm.

Source: Lipton, Wang & Smola (2018), ICML, section 6; Rabanser, Günnemann & Lipton (2019), NeurIPS.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from siklus.domain.reviews import LABELS, Label
from siklus.monitoring.comparison import Check, Profile, compare, profile
from siklus.monitoring.label_shift import Share, label_shift
from siklus.monitoring.language import language_of
from siklus.monitoring.reference import Reference, Words
from siklus.monitoring.vocabulary import LEAST_TEXTS, Explanation, Word, explain, word_counts

TOP_WORDS = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """A text that the version answered, and what it said."""

    text: str
    words: int
    unknown: float  # share of words that the model does not know, 0..1
    probabilities: tuple[float, ...]  # in the order of LABELS


@dataclass(frozen=True, slots=True)
class Mix:
    """The share of one label: in the reference, and today as the answers and the known mistakes have it."""

    before: float
    now: Share


@dataclass(frozen=True, slots=True)
class Drift:
    """One window of texts against the reference, and readings that explain it."""

    check: Check
    labels: dict[Label, Mix] | None  # None where the version keeps no mistakes
    words: Explanation | None  # None where the version keeps no words
    least: int  # texts that hold a word of the reference, at least

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        found = self.check.as_dict()
        return {
            "leading": found["leading"],
            "figures": found["figures"],
            "label_shift": self.labels and {str(label): _mix(mix) for label, mix in self.labels.items()},
            "words": self.words and _words(self.words, self.least),
        }


def measure(reference: Reference, window: Sequence[Seen]) -> Drift:
    """Compare a window of texts with a version's reference: see `compare` for score and levels.

    Words are told only where at least five texts of the window, or of the reference, hold them.
    """
    current = _profile(window)
    return Drift(
        compare(reference.profile, current),
        _labels(reference, current),
        _explained(reference.words, [seen.text for seen in window]),
        reference.words.least if reference.words else LEAST_TEXTS,
    )


def _profile(window: Sequence[Seen]) -> Profile:
    return profile(
        list(np.array([seen.probabilities for seen in window], dtype=np.float64).reshape(-1, len(LABELS)).T),
        [seen.words for seen in window],
        [seen.unknown for seen in window],
        [language_of(seen.text) for seen in window],
    )


def _labels(reference: Reference, current: Profile) -> dict[Label, Mix] | None:
    known, judged = reference.confusion, current.counts["labels"]
    if known is None or not known.sum() or not judged.sum():
        return None
    before = known.sum(axis=1) / known.sum()
    now = label_shift(known, judged)
    return {label: Mix(float(before[at]), now[label]) for at, label in enumerate(LABELS)}


def _explained(known: Words | None, texts: Sequence[str]) -> Explanation | None:
    if known is None:
        return None
    found = explain((known.texts, known.counts), word_counts(texts), top=4 * TOP_WORDS)
    came = [word for word in found.came if word.now >= LEAST_TEXTS]
    return Explanation(found.texts_before, found.texts_now, came[:TOP_WORDS], found.went[:TOP_WORDS])


def _mix(mix: Mix) -> dict[str, float]:
    now = {name: round(value, 4) for name, value in asdict(mix.now).items()}
    return {"before": round(mix.before, 4), **now}


def _words(found: Explanation, least: int) -> dict[str, Any]:
    def counts(words: Sequence[Word]) -> list[dict[str, Any]]:
        return [{"word": word.word, "before": word.before, "now": word.now} for word in words]

    return {
        "texts_before": found.texts_before,
        "texts_now": found.texts_now,
        "least_before": least,
        "came": counts(found.came),
        "went": counts(found.went),
    }
