"""Counts of a layout add up in any order, and lose nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from siklus.monitoring.histograms import LAYOUTS

names = st.sampled_from(sorted(LAYOUTS))
values = arrays(float, st.integers(0, 60), elements=st.floats(0, 1))


def spread(name: str, shares: np.ndarray) -> np.ndarray:
    """Shares as values of the layout, some beyond its edges."""
    return shares if LAYOUTS[name].equal else shares**3 * LAYOUTS[name].edges[-1] * 2


@given(names, values, values)
def test_the_sum_of_two_is_the_count_of_the_union_and_no_value_is_lost(name, one, two):
    one, two = spread(name, one), spread(name, two)
    union = LAYOUTS[name].count(np.concatenate([one, two]))
    assert (union == LAYOUTS[name].count(one) + LAYOUTS[name].count(two)).all()
    assert union.sum() == len(one) + len(two)


@given(names, st.data())
def test_what_lies_above_an_edge_is_in_the_bins_above_it(name, data):
    layout = LAYOUTS[name]
    at = data.draw(st.integers(0, len(layout.edges) - 1))
    drawn = spread(name, data.draw(values))
    drawn = np.append(drawn, layout.edges[at])  # a value on the edge is not above it
    assert layout.count(drawn)[at + 1 :].sum() == (drawn > layout.edges[at]).sum()


@pytest.mark.parametrize("name", ["confidence", "oov"])
def test_multiplying_finds_the_bins_that_searching_finds(name):
    layout = LAYOUTS[name]
    random = np.random.default_rng(1)
    rows = np.concatenate([random.random(100_000), layout.edges, [0.0, 1.0]])
    searched = np.bincount(np.searchsorted(layout.edges, rows), minlength=layout.bins)
    assert (layout.count(rows) == searched).all()


@pytest.mark.parametrize(("name", "value"), [("words", np.nan), ("confidence", np.nan), ("oov", 1.5)])
def test_values_that_have_no_bin_are_a_bug(name, value):
    with pytest.raises(ValueError, match=name):
        LAYOUTS[name].count([0.5, value])
