"""A reference is counts of the texts that a version was fitted to; an old one's quantiles still serve."""

import json

import numpy as np
import pytest

from siklus.domain.reviews import LABELS
from siklus.monitoring.comparison import Level, compare, profile
from siklus.monitoring.drift import Seen, measure
from siklus.monitoring.reference import MAX_WORDS, Fitted, Reference

REVIEW = "Makanannya enak sekali dan pelayanannya juga ramah"


def fitted(n: int, *, text: str = REVIEW, weights=None, seed: int = 1) -> Fitted:
    random = np.random.default_rng(seed)
    return Fitted(
        texts=[text] * n,
        words=random.integers(7, 40, n).tolist(),
        unknown=random.random(n) / 4,
        probabilities=random.dirichlet((2.0, 1.0, 1.5), n),
        truth=random.integers(0, 3, n),
        weights=np.ones(n) if weights is None else np.asarray(weights, dtype=float),
    )


def seen(n: int, *, text: str = REVIEW, seed: int = 2) -> list[Seen]:
    rows = fitted(n, text=text, seed=seed)
    pairs = zip(rows.words, rows.unknown.tolist(), rows.probabilities.tolist(), strict=True)
    return [Seen(text, words, unknown, (a, b, c)) for words, unknown, (a, b, c) in pairs]


def test_a_reference_comes_back_as_it_was_stored():
    first = Reference.of(fitted(300))
    again = Reference.read(json.loads(json.dumps(first.as_dict())))
    assert again.as_dict() == first.as_dict()
    assert again.profile.n == 300
    assert again.confusion.sum() == 300
    assert again.words.texts == 300


def test_weighted_texts_are_drawn_as_many_as_they_are_worth():
    heavy = [1.0] * 100 + [0.05] * 2_000
    found = Reference.of(fitted(2_100, weights=heavy))
    assert found.profile.n == round(200**2 / (100 + 2_000 * 0.05**2))
    # Each text once, however often it was drawn.
    assert found.words.texts < found.profile.n


def test_no_text_at_all_makes_a_reference_that_says_too_little():
    empty = Reference.of(fitted(0))
    assert measure(empty, seen(100)).check.level == Level.TOO_LITTLE
    assert Reference.read(empty.as_dict()).profile.n == 0


def test_words_of_few_texts_are_not_kept():
    texts = [REVIEW] * 40 + [f"{REVIEW} kata{chr(97 + at)}langka" for at in range(4)]
    rows = fitted(44)
    found = Reference.of(
        Fitted(texts, rows.words, rows.unknown, rows.probabilities, rows.truth, rows.weights)
    )
    assert found.words.counts["enak"] == 44
    assert not any("langka" in word for word in found.words.counts)


def test_of_very_many_words_the_rarest_are_left_out_and_it_is_said():
    letters = "abcdefghij"
    names = ["kata" + "".join(letters[int(d)] for d in f"{at:04d}") for at in range(MAX_WORDS + 500)]
    texts = [" ".join(names[at : at + 30]) for at in range(0, len(names), 30) for _ in range(5 + at % 2)]
    rows = fitted(len(texts))
    found = Reference.of(
        Fitted(texts, rows.words, rows.unknown, rows.probabilities, rows.truth, rows.weights)
    )
    assert len(found.words.counts) <= MAX_WORDS
    assert min(found.words.counts.values(), default=99) >= found.words.least > 5


@pytest.mark.parametrize("seed", range(5))
def test_the_quantiles_of_an_older_version_give_the_counts_they_stand_for(seed):
    rows = np.random.default_rng(seed).dirichlet((2.0, 1.0, 1.5), 2_000)
    said = np.bincount(rows.argmax(axis=1), minlength=3) / len(rows)
    stored = {
        "n": len(rows),
        "labels": {str(label): float(said[at]) for at, label in enumerate(LABELS)},
        "quantiles": {
            str(label): np.quantile(rows[:, at], np.linspace(0, 1, 201)).tolist()
            for at, label in enumerate(LABELS)
        },
    }
    found, exact = Reference.read(stored).profile, profile(list(rows.T))
    assert found.n == len(rows)
    for name, counts in found.counts.items():
        assert counts.sum() == pytest.approx(len(rows), abs=2)
        gap = np.abs(np.cumsum(counts) - np.cumsum(exact.counts[name])).max() / len(rows)
        assert gap < 0.005
    assert compare(found, exact).level == Level.QUIET


def test_a_probability_that_never_changed_is_no_drift_by_its_quantiles():
    stored = {
        "n": 500,
        "labels": {"positif": 1.0, "netral": 0.0, "negatif": 0.0},
        "quantiles": {"positif": [0.8] * 201, "netral": [0.1] * 201, "negatif": [0.1] * 201},
    }
    same = [Seen(REVIEW, 7, 0.0, (0.8, 0.1, 0.1))] * 100
    assert measure(Reference.read(stored), same).check.level == Level.QUIET
