"""Who must go until when, and who may not come back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.erasures import Erased, Erasure, Kind, Standing, done_with, may_return, used_up
from support.clock import NOON

DAY = timedelta(days=1)


def erased(*versions: int, days: float = 0, within: timedelta = 3 * DAY) -> Erasure:
    at = NOON + days * DAY
    return Erasure("e", Kind.SUBJECT, Erased(1, 1, 1, 0, 1), versions, at, at + within)


@pytest.mark.parametrize(
    ("number", "active", "may"),
    [(1, 3, True), (2, 3, False), (2, 4, True), (5, None, False), (1, None, True), (3, 2, False)],
    ids=["never learnt it", "would bring it back", "the active one has it too", "none", "clean", "other way"],
)
def test_no_version_brings_back_what_the_active_one_has_not(number, active, may):
    assert may_return(number, active, [erased(2, 4, 5), erased(3, 4)]) is may


def test_the_nearest_deadline_counts_and_what_is_done_does_not():
    found = [erased(1), erased(1, days=1, within=DAY), replace(erased(1, days=-9), finished_at=NOON)]
    assert used_up(found, NOON + 1.75 * DAY) == 0.75
    assert used_up(found[2:], NOON) is None


@pytest.mark.parametrize(
    ("now", "finished", "standing", "in_time"),
    [
        (3, None, Standing.OPEN, None),
        (3.01, None, Standing.LATE, None),
        (5, 3, Standing.DONE, True),
        (5, 3.01, Standing.DONE, False),
    ],
)
def test_standing(now, finished, standing, in_time):
    found = replace(erased(1), finished_at=None if finished is None else NOON + finished * DAY)
    assert found.standing(NOON + now * DAY) is standing
    assert found.in_time is in_time
    assert found.as_dict(NOON + now * DAY)["state"] == standing


steps = st.lists(st.one_of(st.tuples(st.just("erase"), st.sets(st.integers(1, 6))), st.integers(1, 6)))


@given(steps)
def test_once_an_erasure_is_done_no_version_that_learnt_it_answers_again(steps):
    active, found = 1, list[Erasure]()
    for step in steps:
        if isinstance(step, tuple):
            found.append(erased(*step[1]))
        elif may_return(step, active, found):
            active = step
        found = [
            replace(e, finished_at=e.finished_at or (NOON if active not in e.versions else None))
            for e in found
        ]
        assert active not in done_with(found)
