"""A rule fires once per trouble, and says once that it is over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.alerts import (
    DEFAULT_RULES,
    Direction,
    Figure,
    Phase,
    Rule,
    Watch,
    may_tell,
    step,
)
from siklus.errors import AlertRuleInvalid
from support.clock import NOON

SLOW = Rule("slow", Figure.LATENCY_P95_MS, raise_at=100, clear_at=50)
RARE = Rule("rare", Figure.PREDICTIONS, raise_at=10, clear_at=20, direction=Direction.BELOW)
PATIENT = replace(SLOW, evaluations=3)
LETTERS = {Phase.OK: "o", Phase.PENDING: "p", Phase.FIRING: "F", Phase.RECOVERED: "r"}


def phases(rule, values):
    watch, found = Watch(rule.name, 0), []
    for value in values:
        watch = step(watch, rule, value)
        found.append(watch.phase)
    return found


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (SLOW, [10, 99, 100, 120], "ooFF"),
        (SLOW, [100, 51, 50, 50], "FFro"),
        (SLOW, [100, 75, 120, 75, 40], "FFFFr"),
        (SLOW, [75, 75], "oo"),
        (SLOW, [100, 40, 100, 40], "FrFr"),
        (PATIENT, [100, 100, 100, 100], "ppFF"),
        (PATIENT, [100, 100, 75, 100, 100, 100], "ppoppF"),
        (RARE, [30, 15, 10, 15, 19, 20], "ooFFFr"),
        (SLOW, [None, 100, None, 75, None, 40, None], "oFFFFro"),
        (PATIENT, [100, None, 100, None, 100], "ppppF"),
        (SLOW, [float("nan"), 100, float("nan"), float("inf")], "oFFF"),
        (replace(SLOW, clear_at=100), [100, 100, 99.9, 100], "FFrF"),
    ],
    ids=[
        "the limit itself is trouble",
        "the lower limit itself is the end",
        "between the limits nothing changes",
        "nor does it begin there",
        "a second trouble is a second alert",
        "it must hold for three evaluations",
        "in a row",
        "below works the other way round",
        "what is not known changes nothing",
        "nor does it count",
        "what is no number is not known",
        "with one limit a value that stays on it does not flap",
    ],
)
def test_the_phases_of_a_rule(rule, values, expected):
    assert "".join(LETTERS[phase] for phase in phases(rule, values)) == expected


VALUES = st.lists(st.none() | st.floats(-10, 10) | st.sampled_from([-1.0, 0.0, 1.0]), max_size=60)
LIMITS = st.tuples(st.floats(-5, 5), st.floats(0, 5) | st.just(0.0))


@st.composite
def rules(draw):
    raise_at, gap = draw(LIMITS)
    direction = draw(st.sampled_from(Direction))
    sign = 1 if direction == Direction.ABOVE else -1
    return Rule("any", Figure.ACCURACY, raise_at, raise_at - sign * gap, direction, draw(st.integers(1, 4)))


@given(rules(), VALUES)
def test_no_two_firings_without_a_recovery_between(rule, values):
    found = phases(rule, values)
    changes = [
        now
        for before, now in zip([Phase.OK, *found], found, strict=False)
        if now != before and (Phase.FIRING in (before, now))
    ]
    assert changes[::2] == [Phase.FIRING] * len(changes[::2])
    assert changes[1::2] == [Phase.RECOVERED] * len(changes[1::2])


@given(rules(), VALUES, st.lists(st.floats(0, 1, exclude_min=True, exclude_max=True), max_size=30))
def test_between_the_limits_it_never_flaps(rule, before, inside):
    watch = Watch("any", 0)
    for value in before:
        watch = step(watch, rule, value)
    firing = watch.phase == Phase.FIRING
    for share in inside:
        value = rule.clear_at + share * (rule.raise_at - rule.clear_at)
        if rule.troubled(value) or rule.over(value):  # rounded onto a limit, or there is no between
            continue
        watch = step(watch, rule, value)
        assert (watch.phase == Phase.FIRING) == firing


@given(rules(), st.floats(-10, 10), st.integers(1, 20))
def test_a_figure_that_stands_still_changes_a_rule_once(rule, value, times):
    found = phases(rule, [value] * (times + rule.evaluations))
    assert found.count(Phase.RECOVERED) == 0
    assert (found[-1] == Phase.FIRING) == rule.troubled(value)


@pytest.mark.parametrize(("minutes", "told"), [(None, True), (0, False), (59, False), (60, True)], ids=str)
def test_what_stays_is_told_of_again_after_the_cooldown(minutes, told):
    told_at = None if minutes is None else NOON - timedelta(minutes=minutes)
    assert may_tell(told_at, NOON, timedelta(hours=1)) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "a name has"),
        ({"name": "Lambat"}, "a name has"),
        ({"name": "a" * 21}, "a name has"),
        ({"name": "drift"}, "is not 'drift'"),
        ({"clear_at": 101}, "clear_at 101 must not lie beyond raise_at 100, but below it"),
        ({"direction": Direction.BELOW}, "clear_at 50 must not lie beyond raise_at 100, but above it"),
        ({"raise_at": float("nan")}, "must be numbers"),
        ({"clear_at": float("-inf")}, "must be numbers"),
        ({"evaluations": 0}, "evaluations must be 1"),
        ({"cooldown": timedelta(minutes=-1)}, "cooldown_minutes must be 0"),
    ],
)
def test_a_rule_that_contradicts_itself_cannot_be_made(changes, told):
    with pytest.raises(AlertRuleInvalid) as refused:
        replace(SLOW, **changes)
    assert told in refused.value.why


def test_the_default_rules_have_names_of_their_own():
    names = [rule.name for rule in DEFAULT_RULES]
    assert len(set(names)) == len(names)
