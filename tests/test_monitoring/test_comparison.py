"""The drift check is quiet where nothing changed, finds what did, and its score is a share of texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.reviews import LABELS
from siklus.monitoring.comparison import FIGURES, KINDS, Level, Profile, compare, profile
from siklus.monitoring.language import LANGUAGES, Language

CALM = (2.0, 1.0, 1.5)


def texts(random, n, *, weights=CALM, words=18.0, unknown=4, english=0.01) -> Profile:
    """What is counted of n texts and the answers to them."""
    return profile(
        random.dirichlet(weights, n).T,
        words=7 + random.poisson(words, n),
        oov=random.beta(unknown, 20, n),
        languages=random.choice(
            [Language.INDONESIAN, Language.ENGLISH], p=[1 - english, english], size=n
        ).tolist(),
    )


def by_name(check, level) -> set[str]:
    return {name for name, shift in check.figures.items() if shift.level is level}


@pytest.mark.parametrize("n", [50, 100, 300, 5_000])
def test_where_nothing_changed_at_most_one_check_in_fifty_says_so_with_all_figures_looked_at(n):
    random = np.random.default_rng(1)
    reference = texts(random, 10_000)
    checks = [compare(reference, texts(random, n)) for _ in range(250)]
    alarms = sum(check.level in (Level.WATCH, Level.SHIFTED) for check in checks)
    assert alarms <= 5
    assert all(set(check.figures) == set(FIGURES) for check in checks)


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        ({"weights": (1.0, 1.0, 3.0)}, {"p_positif", "p_negatif", "labels"}),
        ({"words": 40.0}, {"words"}),
        ({"unknown": 12}, {"oov"}),
        ({"english": 0.5}, {"language"}),
    ],
    ids=["other answers", "longer texts", "unknown words", "another language"],
)
def test_a_change_is_found_in_a_hundred_texts_and_named(change, figures):
    random = np.random.default_rng(2)
    reference = texts(random, 10_000)
    check = compare(reference, texts(random, 100, **change))
    assert by_name(check, Level.SHIFTED) >= figures
    assert check.level is Level.SHIFTED
    assert check.leading in by_name(check, Level.SHIFTED)
    assert check.score == check.figures[check.leading].effect


def test_the_score_is_at_least_the_share_of_texts_that_were_replaced():
    random = np.random.default_rng(3)
    reference = texts(random, 50_000)
    for share in (0.1, 0.3, 0.6):
        n = 20_000
        strange = texts(random, int(n * share), words=1_000.0)
        check = compare(reference, texts(random, n - int(n * share)) + strange)
        assert check.score == pytest.approx(share, abs=0.02)
        assert check.leading == "words"


@pytest.mark.parametrize(
    ("n", "level"),
    [(49, Level.TOO_LITTLE), (50, Level.SHIFTED)],
    ids=["49 texts say nothing", "50 do"],
)
def test_too_little_is_said_so(n, level):
    random = np.random.default_rng(4)
    check = compare(texts(random, 1_000), texts(random, n, words=200.0))
    assert check.level is level


def test_with_a_million_rows_what_is_certain_but_tiny_is_quiet():
    random = np.random.default_rng(5)
    check = compare(texts(random, 200_000), texts(random, 200_000, words=18.3))
    assert check.figures["words"].p_value < 1e-6
    assert check.level is Level.QUIET


def test_a_certain_change_goes_before_a_larger_one_that_may_be_chance():
    random = np.random.default_rng(6)
    reference = texts(random, 10_000)
    check = compare(reference, texts(random, 3_000, words=21.0))
    assert check.level is Level.SHIFTED
    assert check.leading == "words"


def test_figures_that_only_one_side_has_are_not_compared():
    random = np.random.default_rng(7)
    rows = random.dirichlet(CALM, 500).T
    check = compare(profile(rows), texts(random, 200))
    assert set(check.figures) == set(FIGURES) - {"words", "oov", "language"}
    assert set(compare(profile(rows), Profile({})).figures) == set()
    assert compare(profile(rows), Profile({})).level is Level.TOO_LITTLE


def test_labels_and_confidence_are_those_of_the_most_probable_label_and_ties_go_to_the_first():
    rows = [(0.4, 0.4, 0.2), (0.2, 0.4, 0.4), (0.1, 0.1, 0.8), (0.5, 0.3, 0.2), (1 / 3, 1 / 3, 1 / 3)]
    found = profile(np.array(rows).T)
    assert found.counts["labels"].tolist() == np.bincount(np.argmax(rows, axis=1), minlength=3).tolist()
    best = np.max(rows, axis=1)
    assert found.counts["confidence"].sum() == len(rows)
    assert found.counts["confidence"].argmax() == int(np.ceil(best[0] * 50)) - 1


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 1_000))
def test_profiles_add_up(n, m, seed):
    rows = np.random.default_rng(seed).dirichlet(CALM, n + m).T
    both, parts = profile(rows), profile(rows[:, :n]) + profile(rows[:, n:])
    assert both.as_dict() == parts.as_dict()
    assert Profile.read(both.as_dict()).as_dict() == both.as_dict()
    assert both.n == n + m


@pytest.mark.parametrize("counts", [{"mood": [1]}, {"labels": [1, 2]}])
def test_unknown_figures_are_a_bug(counts):
    with pytest.raises(ValueError, match="unknown figures"):
        Profile.read(counts)


def test_every_kind_has_its_bins():
    assert FIGURES["labels"] == len(LABELS)
    assert FIGURES["language"] == len(LANGUAGES)
    assert set(KINDS) < set(FIGURES)
