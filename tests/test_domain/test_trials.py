"""Who is answered by a challenger, and what audits say of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.lifecycle import VersionState
from siklus.domain.scores import Paired
from siklus.domain.trials import (
    Contest,
    Finding,
    Mode,
    Promotion,
    Trial,
    TrialPolicy,
    check_challenger,
    place_of,
    promotes,
    proposes,
    successor,
)
from siklus.errors import CanaryShareInvalid, VersionNotServable
from support.clock import NOON
from support.rows import a_snapshot, a_version

SHADOW = Trial("s", 3, 2, Mode.SHADOW, 0.0, "coba", "Ani", since=NOON, started_at=NOON)
CANARY = replace(SHADOW, id="c", mode=Mode.CANARY, share=0.25)
shares = st.floats(min_value=0, max_value=1)


@given(st.text(max_size=80), st.integers(min_value=1, max_value=10_000))
def test_a_place_is_the_same_every_time_and_below_one(who, version):
    place = place_of(who, version)
    assert 0 <= place < 1
    assert place == place_of(who, version)


@given(st.text(max_size=80), shares, shares)
def test_whoever_a_small_canary_answers_a_larger_one_answers_too(who, one, other):
    small, large = sorted((one, other))
    asked = replace(CANARY, share=small), replace(CANARY, share=large)
    first, second = (trial.is_answered_by_challenger(who) for trial in asked)
    assert second or not first


@given(st.text(max_size=80), shares)
def test_another_trial_of_the_same_version_treats_a_person_alike(who, share):
    one = replace(CANARY, share=share)
    other = replace(one, id="x", champion=9, started_at=NOON + timedelta(days=3))
    assert one.is_answered_by_challenger(who) == other.is_answered_by_challenger(who)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_canary_answers_its_share(share):
    trial = replace(CANARY, share=share)
    answered = sum(trial.is_answered_by_challenger(f"subject {n}") for n in range(4_000))
    assert abs(answered / 4_000 - share) < 0.03


def test_another_version_is_tried_on_other_people():
    chosen = [
        {n for n in range(1_000) if replace(CANARY, version=v).is_answered_by_challenger(str(n))}
        for v in (3, 4)
    ]
    overlap = len(chosen[0] & chosen[1])
    assert overlap < 0.5 * len(chosen[0])


def test_a_shadow_answers_nobody():
    assert not any(SHADOW.is_answered_by_challenger(str(n)) for n in range(1_000))


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 1.5, float("nan")])
def test_a_canary_of_nothing_or_everything_is_refused(share):
    version = a_version(3, a_snapshot(NOON), NOON)
    with pytest.raises(CanaryShareInvalid):
        check_challenger(version, Mode.CANARY, share)
    check_challenger(version, Mode.SHADOW, 0.0)


def test_the_active_version_is_no_challenger():
    active = a_version(3, a_snapshot(NOON), NOON, state=VersionState.ACTIVE)
    with pytest.raises(VersionNotServable):
        check_challenger(active, Mode.SHADOW, 0.0)


def test_evidence_is_carried_from_shadow_to_canary_of_the_same_two():
    later = replace(CANARY, since=NOON + timedelta(hours=5))
    assert successor(later, SHADOW).since == NOON
    for other in (None, replace(SHADOW, version=4), replace(SHADOW, champion=1)):
        assert successor(later, other) == later


@pytest.mark.parametrize(
    ("lost", "won", "n", "finding"),
    [
        (0, 0, 0, Finding.OPEN),
        (0, 0, 49, Finding.OPEN),
        (0, 0, 50, Finding.UNHARMED),
        (4, 3, 80, Finding.OPEN),
        (3, 4, 80, Finding.UNHARMED),
        (8, 0, 20, Finding.OPEN),
        (9, 0, 20, Finding.WORSE),
        (0, 9, 20, Finding.BETTER),
        (30, 4, 400, Finding.WORSE),
        (4, 30, 400, Finding.BETTER),
    ],
)
def test_findings(lost, won, n, finding):
    contest = Contest(n, n, Paired(n, n - lost - won, only_first=lost, only_second=won))
    assert contest.finding(TrialPolicy()) == finding


@given(st.integers(0, 300), st.integers(0, 300))
def test_both_directions_are_the_same_test_turned_round(lost, won):
    one = Contest(0, 0, Paired(600, 0, only_first=lost, only_second=won))
    other = Contest(0, 0, Paired(600, 0, only_first=won, only_second=lost))
    assert one.harm == other.gain
    assert not (one.harm >= 100 and one.gain >= 100)


def test_evidence_beyond_every_number_is_none_in_json():
    found = Contest(5_000, 0, Paired(5_000, 0, only_first=5_000, only_second=0)).as_dict(TrialPolicy())
    assert (found["harm"], found["finding"]) == (None, "worse")


@pytest.mark.parametrize(
    ("promotion", "promoted"),
    [
        (Promotion.NEVER, set()),
        (Promotion.BETTER, {Finding.BETTER}),
        (Promotion.UNHARMED, {Finding.BETTER, Finding.UNHARMED}),
    ],
)
def test_only_a_canary_is_promoted_and_only_where_the_operator_says_so(promotion, promoted):
    policy = TrialPolicy(promote=promotion)
    assert {found for found in Finding if promotes(CANARY, found, policy)} == promoted
    assert not any(promotes(SHADOW, found, policy) for found in Finding)


def test_a_challenger_is_proposed_once():
    assert {found for found in Finding if proposes(SHADOW, found)} == {Finding.BETTER}
    assert {found for found in Finding if proposes(CANARY, found)} == {Finding.BETTER, Finding.UNHARMED}
    assert not any(proposes(replace(CANARY, proposed_at=NOON), found) for found in Finding)
