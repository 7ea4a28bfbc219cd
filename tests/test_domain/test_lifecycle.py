"""The chain of deployments, and what a rollback goes back to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.lifecycle import (
    Action,
    Deployment,
    VersionState,
    check_servable,
    is_unbroken,
    rollback_target,
)
from siklus.errors import NothingToRollBackTo, VersionNotServable
from support.clock import NOON
from support.rows import a_snapshot, a_version


def chain_of(*steps: tuple[Action, int]) -> list[Deployment]:
    links: list[Deployment] = []
    for seq, (action, version) in enumerate(steps, start=1):
        previous = links[-1].version if links else None
        links.append(Deployment(seq, version, previous, action, "", "test", NOON))
    return links


FIRST, DEPLOY, ACTIVATE, ROLLBACK = Action.FIRST, Action.DEPLOY, Action.ACTIVATE, Action.ROLLBACK


@pytest.mark.parametrize(
    ("steps", "target"),
    [
        ([(FIRST, 1), (DEPLOY, 2)], 1),
        ([(FIRST, 1), (DEPLOY, 2), (DEPLOY, 3)], 2),
        ([(FIRST, 1), (DEPLOY, 2), (DEPLOY, 3), (ROLLBACK, 2)], 1),
        ([(FIRST, 1), (DEPLOY, 2), (DEPLOY, 3), (ROLLBACK, 2), (DEPLOY, 4)], 2),
        ([(FIRST, 1), (DEPLOY, 2), (DEPLOY, 3), (ROLLBACK, 2), (DEPLOY, 4), (ROLLBACK, 2)], 1),
        ([(FIRST, 1), (DEPLOY, 2), (ROLLBACK, 1), (ACTIVATE, 2)], 1),
        ([(FIRST, 1), (DEPLOY, 2), (ACTIVATE, 1)], 2),
        ([(FIRST, 1), (DEPLOY, 2), (ACTIVATE, 1), (ROLLBACK, 2)], 1),
        ([(FIRST, 1), (DEPLOY, 2), (DEPLOY, 3), (ACTIVATE, 2), (ROLLBACK, 3)], 2),
    ],
    ids=[
        "one back",
        "one back of three",
        "twice goes two back, not to and fro",
        "after a new deployment the line goes on",
        "back over a deployment that came after a rollback",
        "brought back by hand after a rollback",
        "an older one activated by hand counts as new",
        "and can be undone",
        "the same version twice on the line",
    ],
)
def test_rollback_target(steps, target):
    assert rollback_target(chain_of(*steps)) == target


@pytest.mark.parametrize(
    ("steps", "version"),
    [([], None), ([(FIRST, 1)], 1), ([(FIRST, 1), (DEPLOY, 2), (ROLLBACK, 1)], 1)],
    ids=["nothing was ever active", "the first", "back at the first"],
)
def test_behind_the_first_there_is_nothing_to_go_back_to(steps, version):
    with pytest.raises(NothingToRollBackTo) as refused:
        rollback_target(chain_of(*steps))
    assert refused.value.version == version


@given(st.lists(st.sampled_from(["deploy", "activate", "rollback"]), max_size=30), st.randoms())
def test_a_rollback_undoes_the_last_step_that_was_not_undone_yet(acts, random):
    """Against the plain model: a stack that deployments push on and rollbacks pop from."""
    chain, stack, newest = chain_of((FIRST, 1)), [1], 1
    for act in acts:
        if act == "rollback":
            if len(stack) == 1:
                with pytest.raises(NothingToRollBackTo):
                    rollback_target(chain)
                continue
            version, action = rollback_target(chain), ROLLBACK
            stack.pop()
            assert version == stack[-1]
        elif act == "activate":
            others = [v for v in range(1, newest + 1) if v != stack[-1]]
            if not others:
                continue
            version, action = random.choice(others), ACTIVATE
            stack.append(version)
        else:
            newest += 1
            version, action = newest, DEPLOY
            stack.append(version)
        chain.append(Deployment(len(chain) + 1, version, chain[-1].version, action, "", "test", NOON))
    assert is_unbroken(chain)


GOOD = chain_of((FIRST, 1), (DEPLOY, 2), (DEPLOY, 3))


@pytest.mark.parametrize(
    ("chain", "whole"),
    [
        ([], True),
        (GOOD, True),
        (GOOD[1:], False),
        ([GOOD[0], GOOD[2]], False),
        ([*GOOD[:2], replace(GOOD[2], previous=1)], False),
        ([*GOOD[:2], replace(GOOD[2], seq=4)], False),
        ([*GOOD, GOOD[2]], False),
    ],
    ids=["empty", "whole", "no beginning", "a link missing", "two heads", "a number missing", "twice"],
)
def test_is_unbroken(chain, whole):
    assert is_unbroken(chain) is whole


@pytest.mark.parametrize("state", list(VersionState))
def test_every_version_but_the_active_one_may_be_activated(state):
    version = a_version(2, a_snapshot(NOON), NOON, state=state)
    if state is VersionState.ACTIVE:
        with pytest.raises(VersionNotServable):
            check_servable(version)
    else:
        check_servable(version)


def test_a_version_is_called_v_and_its_number():
    assert a_version(12, a_snapshot(NOON), NOON).name == "v12"
