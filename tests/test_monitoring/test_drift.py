"""Drift is found where there is some, seldom where there is none, and measured as scipy measures it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import ks_2samp

from siklus.domain.reviews import LABELS
from siklus.monitoring.drift import ALPHA, Level, ks_distance, measure_drift

QUANTILES = 201
shares = st.floats(0, 1).map(lambda x: round(x, 6))


def reference_of(rows: np.ndarray) -> dict:
    said = np.bincount(rows.argmax(axis=1), minlength=len(LABELS)) / len(rows)
    steps = np.linspace(0, 1, QUANTILES)
    return {
        "n": len(rows),
        "labels": {str(label): float(said[at]) for at, label in enumerate(LABELS)},
        "quantiles": {
            str(label): np.quantile(rows[:, at], steps).tolist() for at, label in enumerate(LABELS)
        },
    }


def answers(random: np.random.Generator, n: int, weights=(2.0, 1.0, 1.5)) -> np.ndarray:
    """Probabilities of three labels as a model gives them."""
    return random.dirichlet(weights, n)


def rows_of(values: np.ndarray) -> list[tuple[float, float, float]]:
    return [(float(a), float(b), float(c)) for a, b, c in values]


@pytest.mark.parametrize("n", [50, 100, 1_000])
@pytest.mark.parametrize("seed", range(5))
def test_the_distance_is_scipys_as_exactly_as_the_quantiles_allow(n, seed):
    random = np.random.default_rng(seed)
    known, sample = random.beta(2, 1, 5_000), random.beta(2 + seed / 4, 1.2, n)
    found = ks_distance(sample, np.quantile(known, np.linspace(0, 1, QUANTILES)))
    assert found == pytest.approx(ks_2samp(sample, known).statistic, abs=1 / (QUANTILES - 1) + 1 / 5_000)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_many_equal_values_on_both_sides_are_no_distance(share):
    """A model that is often quite sure says 1.0 again and again."""
    random = np.random.default_rng(3)
    known = np.where(random.random(4_000) < share, 1.0, random.random(4_000))
    sample = np.where(random.random(2_000) < share, 1.0, random.random(2_000))
    quantiles = np.quantile(known, np.linspace(0, 1, QUANTILES))
    assert ks_distance(sample, quantiles) == pytest.approx(ks_2samp(sample, known).statistic, abs=0.011)


@given(arrays(float, st.integers(1, 80), elements=shares), arrays(float, 101, elements=shares))
def test_a_distance_is_a_share(sample, quantiles):
    assert 0 <= ks_distance(sample, np.sort(quantiles)) <= 1


@given(arrays(float, st.integers(1, 80), elements=shares))
def test_a_sample_that_lies_wholly_beyond_is_as_far_as_it_gets(sample):
    assert ks_distance(sample + 2, np.linspace(0, 1, 101)) == 1
    assert ks_distance(sample - 2, np.linspace(0, 1, 101)) == 1


@pytest.mark.parametrize("n", [50, 100, 400])
def test_without_drift_an_alarm_is_about_as_frequent_as_promised(n):
    random = np.random.default_rng(11)
    reference = reference_of(answers(random, 1_000))
    windows = [measure_drift(rows_of(answers(random, n)), reference) for _ in range(300)]
    alarms = sum(window.level is not Level.QUIET for window in windows)
    # 300 windows at .01 give 3 on average; more than 10 happens once in two thousand times.
    assert alarms <= 10
    assert all(window.p_value >= ALPHA for window in windows if window.level is Level.QUIET)


@pytest.mark.parametrize("n", [50, 100])
def test_a_shift_is_found_with_few_predictions(n):
    random = np.random.default_rng(12)
    reference = reference_of(answers(random, 1_000))
    levels = [
        measure_drift(rows_of(answers(random, n, weights=(1.0, 1.0, 3.0))), reference).level
        for _ in range(40)
    ]
    assert levels.count(Level.SHIFTED) >= 36


def mixed(share: float, n: int) -> list[tuple[float, float, float]]:
    """Evenly spread probabilities of `positif`, but for a share of ones."""
    ones = round(n * share)
    spread = (np.arange(n - ones) + 0.5) / max(n - ones, 1)
    first = np.concatenate([spread, np.ones(ones)])
    return rows_of(np.stack([first, (1 - first) / 2, (1 - first) / 2], axis=1))


EVEN = reference_of(np.array(mixed(0.0, 10_000)))


@pytest.mark.parametrize(
    ("share", "n", "level"),
    [
        (1.0, 49, Level.TOO_LITTLE),
        (0.0, 50, Level.QUIET),
        (0.10, 50, Level.QUIET),
        (0.10, 1_000, Level.WATCH),
        (0.19, 10_000, Level.WATCH),
        (0.30, 100, Level.SHIFTED),
        (0.15, 100, Level.QUIET),
    ],
    ids=[
        "49 say nothing, whatever they show",
        "alike",
        "a small change among few may be chance",
        "a small change among many is certain",
        "certain, but still small",
        "large and certain",
        "not certain yet",
    ],
)
def test_levels(share, n, level):
    assert measure_drift(mixed(share, n), EVEN).level is level


def test_nothing_predicted_is_too_little_to_say_anything():
    drift = measure_drift([], EVEN)
    assert (drift.n, drift.score, drift.p_value, drift.level) == (0, 0.0, 1.0, Level.TOO_LITTLE)


def test_the_label_shift_is_the_share_now_less_the_share_then():
    sure = [(0.8, 0.1, 0.1)] * 30 + [(0.1, 0.1, 0.8)] * 30
    reference = {**EVEN, "labels": {"positif": 0.6, "netral": 0.3, "negatif": 0.1}}
    shift = measure_drift(sure, reference).label_shift
    assert [round(shift[label], 6) for label in LABELS] == [-0.1, -0.3, 0.4]
    assert sum(shift.values()) == pytest.approx(0)
