"""Figures that can be added up, and the channels that are kept apart."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.rollups import OTHER, TOTALS, Figures, day_of, hour_of, kept_apart

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def figures(*bins: int, least: float = 1.0, greatest: float = 2.0) -> Figures:
    return Figures(np.ones(len(TOTALS), dtype=np.int64), np.array(bins, dtype=np.int64), least, greatest)


def test_adding_adds_what_is_counted_and_widens_what_was_seen():
    both = figures(1, 2, least=0.5) + figures(3, 4, greatest=9.0)
    assert both.bins.tolist() == [4, 6]
    assert both.total("predictions") == 2
    assert (both.least_ms, both.greatest_ms) == (0.5, 9.0)


def test_figures_from_before_a_table_was_added_can_still_be_added():
    assert (figures(1, 2) + figures(1, 1, 5)).bins.tolist() == [2, 3, 5]
    assert (figures(1, 1, 5) + figures(1, 2)).bins.tolist() == [2, 3, 5]


def test_figures_that_differ_in_one_bin_are_not_the_same():
    assert figures(1, 2) == figures(1, 2)
    assert figures(1, 2) != figures(1, 3)
    assert figures(1, 2) != figures(1, 2, least=0.1)


@pytest.mark.parametrize(
    ("known", "wanted", "named"),
    [
        (set(), ["a", "b"], {"a": "a", "b": "b"}),
        (set(), ["c", "b", "a"], {"a": "a", "b": "b", "c": OTHER}),
        ({"y", "z"}, ["a", "z"], {"a": OTHER, "z": "z"}),
        ({"y", "z", OTHER}, ["y"], {"y": "y"}),
        ({"z"}, [OTHER, "a"], {OTHER: OTHER, "a": "a"}),
    ],
    ids=["room for all", "the first by name", "full", "other takes no room", "other is itself"],
)
def test_so_many_channels_of_a_day_keep_their_name(known, wanted, named):
    found = kept_apart([(MONDAY, name) for name in wanted], {MONDAY: known}, most=2)
    assert found == {(MONDAY, name): told for name, told in named.items()}


def test_each_day_has_room_of_its_own():
    found = kept_apart([(MONDAY, "a"), (TUESDAY, "b")], {}, most=1)
    assert set(found.values()) == {"a", "b"}


@given(st.datetimes(timezones=st.timezones()))
def test_a_moment_is_in_its_hour_and_the_hour_in_its_day(moment):
    hour = hour_of(moment)
    assert hour <= moment < hour + timedelta(hours=1)
    assert day_of(moment) <= hour
