"""Histograms add up in any order, lose nothing, and are exact where a threshold is an edge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from siklus.monitoring.histograms import LAYOUTS, Histogram

names = st.sampled_from(sorted(LAYOUTS))
values = arrays(float, st.integers(0, 60), elements=st.floats(0, 1))


def spread(name: str, shares: np.ndarray) -> np.ndarray:
    """Shares as values of the layout, some beyond its edges."""
    return shares if LAYOUTS[name].equal else shares**3 * LAYOUTS[name].edges[-1] * 2


@given(names, values, values)
def test_the_sum_of_two_is_the_histogram_of_the_union_in_either_order(name, one, two):
    one, two = spread(name, one), spread(name, two)
    union = Histogram.of(name, np.concatenate([one, two])).counts
    assert (union == (Histogram.of(name, one) + Histogram.of(name, two)).counts).all()
    assert (union == (Histogram.of(name, two) + Histogram.of(name, one)).counts).all()


@given(names, values, values, values)
def test_adding_may_be_grouped_as_one_likes(name, first, second, third):
    one, two, three = (Histogram.of(name, spread(name, part)) for part in (first, second, third))
    assert (((one + two) + three).counts == (one + (two + three)).counts).all()


@given(names, values)
def test_no_value_is_lost(name, shares):
    assert Histogram.of(name, spread(name, shares)).n == len(shares)


@given(names, st.data())
def test_above_an_edge_is_exact(name, data):
    edges = LAYOUTS[name].edges
    shares = data.draw(values)
    drawn = np.concatenate([spread(name, shares), data.draw(st.permutations(edges))[:5]])
    threshold = data.draw(st.sampled_from(edges))
    assert Histogram.of(name, drawn).above(threshold) == (drawn > threshold).sum()


@pytest.mark.parametrize("name", ["confidence", "oov"])
def test_multiplying_finds_the_bins_that_searching_finds(name):
    layout = LAYOUTS[name]
    random = np.random.default_rng(1)
    rows = np.concatenate([random.random(100_000), layout.edges, [0.0, 1.0]])
    searched = np.bincount(np.searchsorted(layout.edges, rows), minlength=layout.bins)
    assert (layout.count(rows) == searched).all()


@given(st.floats(0.02, 5_000), st.floats(0.02, 5_000))
def test_more_is_never_above_a_higher_threshold(one, two):
    found = Histogram.of("latency", np.geomspace(0.005, 200_000, 400))
    assert found.above(min(one, two)) >= found.above(max(one, two))


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95, 0.99])
def test_a_quantile_is_within_a_bin_of_the_exact_one(share):
    rows = np.random.default_rng(2).lognormal(1.5, 1.0, 20_000)
    exact = np.quantile(rows, share)
    # Ten bins a decade: a bin is 26 % wide.
    assert Histogram.of("latency", rows).quantile(share) == pytest.approx(exact, rel=0.26)


def test_nothing_has_no_quantile_and_nothing_above():
    assert Histogram.of("words").quantile(0.5) is None
    assert Histogram.of("words").above(10) == 0


def test_what_was_stored_comes_back():
    found = Histogram.of("words", [7, 30, 31])
    assert (Histogram.read("words", found.counts.tolist()).counts == found.counts).all()


@pytest.mark.parametrize(("name", "value"), [("latency", np.nan), ("confidence", np.nan), ("oov", 1.5)])
def test_values_that_have_no_bin_are_a_bug(name, value):
    with pytest.raises(ValueError, match=name):
        Histogram.of(name, [0.5, value])


def test_unlike_histograms_do_not_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        Histogram.of("words") + Histogram.of("oov")
