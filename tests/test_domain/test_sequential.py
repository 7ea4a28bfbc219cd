"""The bet on a new version's harm: fair at every step, and right about how often it is wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from siklus.domain.sequential import evidence_of_harm

counts = st.integers(0, 60)


@given(counts, counts)
def test_it_is_the_integral_that_it_is_said_to_be(lost, won):
    found, _ = quad(lambda p: 2 * (2 * p) ** lost * (2 - 2 * p) ** won, 0.5, 1, limit=200)
    assert evidence_of_harm(lost, won) == pytest.approx(found, rel=1e-6)


@given(counts, counts)
def test_of_equals_the_next_text_is_expected_to_change_nothing(lost, won):
    now, after = (
        evidence_of_harm(lost, won),
        (evidence_of_harm(lost + 1, won), evidence_of_harm(lost, won + 1)),
    )
    assert sum(after) / 2 == pytest.approx(now)
    assert after[0] > now > after[1]


@pytest.mark.parametrize(("harm", "low", "high"), [(0.5, 0.0, 0.10), (0.4, 0.0, 0.05), (0.75, 0.95, 1.0)])
def test_looked_at_after_every_text_it_passes_ten_no_oftener_than_it_says(harm, low, high):
    rng, passed, runs = np.random.default_rng(7), 0, 400
    for _ in range(runs):
        lost = np.cumsum(rng.random(150) < harm)
        passed += any(
            evidence_of_harm(int(at), step - int(at)) >= 10 for step, at in enumerate(lost, start=1)
        )
    assert low <= passed / runs <= high


@pytest.mark.parametrize(("lost", "won"), [(5_000, 0), (5_000, 900), (0, 5_000), (6_000, 6_000)])
def test_thousands_of_audits_at_once_are_judged_too(lost, won):
    assert (evidence_of_harm(lost, won) > 100) is (lost > won)


def test_counts_below_nothing_are_a_bug():
    with pytest.raises(ValueError, match="-1 lost"):
        evidence_of_harm(-1, 0)
