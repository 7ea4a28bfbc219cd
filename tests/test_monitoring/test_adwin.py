"""The adaptive window cuts where the errors changed, seldom elsewhere, and stays small."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.monitoring.adwin import Adwin


def first_cut(window: Adwin, values) -> int | None:
    cuts = [at for at, value in enumerate(values) if window.add(float(value))]
    return cuts[0] if cuts else None


@pytest.mark.parametrize(("before", "after", "within"), [(0.12, 0.35, 200), (0.1, 0.6, 60), (0.5, 0.1, 120)])
def test_a_change_is_found_and_what_was_before_it_is_forgotten(before, after, within):
    for seed in range(10):
        random = np.random.default_rng(seed)
        window = Adwin()
        assert first_cut(window, random.random(500) < before) is None
        assert first_cut(window, random.random(within) < after) is not None
        first_cut(window, random.random(1_000) < after)
        assert window.mean == pytest.approx(after, abs=0.06)


def test_where_nothing_changes_the_window_grows_and_hardly_ever_cuts():
    random = np.random.default_rng(1)
    windows = [Adwin() for _ in range(30)]
    for window in windows:
        first_cut(window, random.random(600) < 0.15)
    assert sum(window.cuts for window in windows) <= 1


@given(st.lists(st.floats(0, 1), max_size=200))
def test_until_it_cuts_it_knows_the_number_and_the_mean(values):
    window = Adwin(delta=1e-30)  # never sure enough to cut
    assert first_cut(window, values) is None
    assert window.n == len(values)
    assert window.mean == pytest.approx(np.mean(values) if values else 0, abs=1e-9)


def test_its_size_grows_with_the_logarithm_only():
    window = Adwin()
    first_cut(window, [0.0] * 5_000)
    assert window.n == 5_000
    assert sum(len(row) for row in window.as_dict()["rows"]) < 70


@given(st.lists(st.booleans(), max_size=120), st.lists(st.booleans(), max_size=120))
def test_stored_and_taken_up_again_it_goes_on_as_if_nothing_had_been(first, second):
    straight, stored = Adwin(), Adwin()
    first_cut(straight, first)
    first_cut(stored, first)
    again = Adwin.read(json.loads(json.dumps(stored.as_dict())))
    assert first_cut(straight, second) == first_cut(again, second)
    assert straight.as_dict() == again.as_dict()


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_what_is_no_share_is_a_bug(value):
    with pytest.raises(ValueError, match="not within"):
        Adwin().add(value)
