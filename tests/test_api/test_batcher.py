"""Requests that come together are carried out together, and each has its own outcome."""

import asyncio
import threading
import time

import pytest

from siklus.api.batcher import AT_ONCE, BESIDE, Batcher
from siklus.api.refusals import Overloaded
from siklus.errors import NoActiveVersion
from support.api import PATIENCE


class Doubling:
    """Doubles numbers, remembers in which batches, and waits where it is told to."""

    def __init__(self):
        self.batches, self.gate = [], threading.Event()
        self.gate.set()

    def __call__(self, items):
        self.batches.append(list(items))
        assert self.gate.wait(PATIENCE)
        if "bug" in items:
            raise ValueError("a bug")
        return [KeyError(item) if item is None else item * 2 for item in items]


@pytest.fixture
def doubling():
    return Doubling()


@pytest.fixture
def batcher(doubling):
    made = Batcher(doubling, "test", waiting=200)
    yield made
    doubling.gate.set()
    made.close()


async def outcomes(batcher, items):
    return await asyncio.gather(*map(batcher, items), return_exceptions=True)


def test_one_goes_at_once_and_many_go_together(batcher, doubling):
    assert asyncio.run(batcher(7)) == 14
    assert asyncio.run(outcomes(batcher, range(20))) == list(range(0, 40, 2))
    assert list(map(len, doubling.batches)) == [1, 20]


def test_no_batch_is_too_large_and_none_waits_for_company(batcher, doubling):
    asyncio.run(outcomes(batcher, range(150)))
    assert sorted(map(len, doubling.batches)) == [150 - 2 * AT_ONCE, AT_ONCE, AT_ONCE]


async def begun_at(doubling, batches):
    """Whatever came has been taken in, and so many batches have begun."""
    until = time.monotonic() + PATIENCE
    await asyncio.sleep(0)
    while len(doubling.batches) < batches:
        assert time.monotonic() < until
        await asyncio.sleep(0.005)


async def one_after_another(batcher, doubling, items):
    doubling.gate.clear()
    there = []
    for n in items:
        there.append(asyncio.ensure_future(batcher(n)))
        await begun_at(doubling, 1)
    await begun_at(doubling, 1 + (len(there) > BESIDE))
    begun = list(map(len, doubling.batches))
    doubling.gate.set()
    return begun, await asyncio.gather(*there)


def test_what_comes_while_a_batch_is_under_way_is_taken_together_afterwards(batcher, doubling):
    begun, found = asyncio.run(one_after_another(batcher, doubling, range(11)))
    assert found == list(range(0, 22, 2))
    assert (begun, list(map(len, doubling.batches))) == ([1], [1, 10])


def test_when_many_wait_they_go_beside_the_batch_that_is_under_way(batcher, doubling):
    begun, found = asyncio.run(one_after_another(batcher, doubling, range(1 + BESIDE + 10)))
    assert found == list(range(0, 2 * (1 + BESIDE + 10), 2))
    assert (begun, list(map(len, doubling.batches))) == ([1, BESIDE], [1, BESIDE, 10])


def test_whoever_finds_the_queue_full_is_told_at_once(batcher, doubling):
    async def crowd():
        doubling.gate.clear()
        there = [asyncio.ensure_future(batcher(n)) for n in range(200)]
        await begun_at(doubling, 2)  # 72 wait
        there += [asyncio.ensure_future(batcher(n)) for n in range(128)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded) as refused:
            await batcher(1)
        doubling.gate.set()
        await asyncio.gather(*there)
        return refused.value

    assert asyncio.run(crowd()).waiting == 200
    assert asyncio.run(batcher(3)) == 6


def test_a_bad_one_does_not_make_its_neighbours_fail(batcher):
    found = asyncio.run(outcomes(batcher, [1, None, 2]))
    assert (found[0], found[2]) == (2, 4)
    assert isinstance(found[1], KeyError)


def test_after_a_bug_each_is_tried_alone(batcher, doubling):
    found = asyncio.run(outcomes(batcher, [1, "bug", 2]))
    assert (found[0], found[2]) == (2, 4)
    assert isinstance(found[1], ValueError)
    assert doubling.batches == [[1, "bug", 2], [1], ["bug"], [2]]


def test_an_error_of_ours_is_everybodys_and_nothing_is_tried_again():
    tried = []

    def refuse(items):
        tried.append(len(items))
        raise NoActiveVersion

    found = asyncio.run(outcomes(Batcher(refuse, "test"), [1, 2, 3]))
    assert [type(one) for one in found] == [NoActiveVersion] * 3
    assert tried == [3]


def test_who_has_gone_before_his_turn_is_not_carried_out(batcher, doubling):
    async def impatient():
        doubling.gate.clear()
        there = [asyncio.ensure_future(batcher(n)) for n in range(3 * AT_ONCE)]
        await begun_at(doubling, 2)
        for one in there[2 * AT_ONCE :: 2]:  # half of those who wait
            one.cancel()
        there[0].cancel()  # and one whose batch is under way
        await asyncio.sleep(0)
        doubling.gate.set()
        return await asyncio.gather(*there, return_exceptions=True)

    found = asyncio.run(impatient())
    assert sum(isinstance(one, asyncio.CancelledError) for one in found) == 1 + AT_ONCE // 2
    assert sorted(map(len, doubling.batches)) == [AT_ONCE // 2, AT_ONCE, AT_ONCE]


def test_a_loop_that_was_closed_meanwhile_costs_the_next_one_nothing(batcher, doubling):
    async def leave():
        asyncio.ensure_future(batcher(1))  # noqa: RUF006
        await begun_at(doubling, 1)

    doubling.gate.clear()
    asyncio.run(leave())
    doubling.gate.set()
    assert asyncio.run(batcher(5)) == 10
