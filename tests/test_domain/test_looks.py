"""However often one looks, the chance of error stays what it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.looks import OUT_OF_REACH, look

rows = st.lists(st.floats(1.0, 5_000.0), min_size=1, max_size=12)


@pytest.mark.parametrize("sizes", [range(20, 401, 20), (20, 300), range(40, 60, 2)], ids=str)
def test_a_gain_that_is_none_passes_no_oftener_than_was_spent(sizes):
    steps = np.diff([0, *sizes])
    walks = np.cumsum(np.random.default_rng(1).normal(size=(20_000, len(steps))) * np.sqrt(steps), axis=1)
    scores = walks / np.sqrt(sizes)
    looks = [look([float(n) for n in sizes[: at + 1]], 0.05) for at in range(len(steps))]
    passed = np.mean((scores >= [one.bound for one in looks]).any(axis=1))
    assert passed <= looks[-1].spent + 0.003
    # Student's bounds lie above the normal ones where labels are few, so a little less is passed.
    assert passed >= 0.5 * looks[-1].spent


def test_one_bound_for_every_look_would_be_passed_too_often():
    sizes = np.arange(20, 401, 20)
    walks = np.cumsum(np.random.default_rng(1).normal(size=(20_000, 20)), axis=1) / np.sqrt(np.arange(1, 21))
    assert np.mean((walks >= 1.645).any(axis=1)) > 0.2
    assert len(sizes) == walks.shape[1]


@given(rows)
def test_no_more_is_spent_than_there_is(sizes):
    found = look(sizes, 0.04)
    assert 0.0 <= found.spent < 0.04
    assert 0.0 < found.bound <= OUT_OF_REACH
    assert (found.number, found.rows) == (len(sizes), sizes[-1])


def test_ten_rows_of_equal_weight_may_spend_nothing():
    assert look([9.0], 0.04).bound == OUT_OF_REACH
