"""What rows say that only one of two versions answers right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from siklus.domain.paired import Pairs

counts = st.integers(0, 300)


@given(counts, counts)
def test_the_chances_are_those_of_the_binomial_test(won, lost):
    pairs = Pairs(won, lost)
    for p, hits in ((pairs.p_worse, lost), (pairs.p_better, won)):
        expected = stats.binomtest(hits, won + lost, alternative="greater").pvalue if won + lost else 1.0
        assert p == pytest.approx(expected, rel=1e-9)
    both = stats.binomtest(won, won + lost).pvalue if won + lost else 1.0
    assert pairs.p == pytest.approx(both, rel=1e-9)


@given(counts, counts)
def test_the_chance_of_a_gain_is_the_beta_distributions(won, lost):
    assert Pairs(won, lost).chance_of_gain == pytest.approx(stats.beta.sf(0.5, won + 1, lost + 1), abs=1e-9)


@given(counts, counts)
def test_both_ways_are_told_alike(won, lost):
    assert Pairs(won, lost).chance_of_gain + Pairs(lost, won).chance_of_gain == pytest.approx(1.0)
    assert Pairs(won, lost).p == Pairs(lost, won).p
