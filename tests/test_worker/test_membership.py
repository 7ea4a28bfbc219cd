"""Heartbeats: the silent are buried once, by somebody who was not silent."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from siklus.bootstrap import utc_now
from siklus.worker.takeover import Membership, new_worker_id

# Long beside what a slow disk takes for a heartbeat.
SILENCE = timedelta(seconds=2)


@pytest.fixture
def join(store):
    """A new member."""

    def joined() -> Membership:
        member = Membership(store, new_worker_id(), SILENCE, pulse=0.5, now=utc_now)
        member.join()
        return member

    return joined


def keep_alive(*members: Membership, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert all(member.beat() for member in members)
        time.sleep(0.05)


def test_the_silent_one_is_buried_once_and_learns_of_it(join):
    silent, first, second = join(), join(), join()

    buried: list[str] = []
    until = time.monotonic() + 30
    while not buried and time.monotonic() < until:
        keep_alive(first, second, seconds=0.1)
        buried = first.bury_silent() + second.bury_silent()

    assert buried == [silent.worker_id]
    assert first.bury_silent() + second.bury_silent() == []
    assert not silent.beat()
    assert not silent.is_member()
    assert first.members() == {first.worker_id, second.worker_id}


def test_who_was_silent_itself_does_not_bury_at_once(join):
    one, other = join(), join()
    time.sleep(1.2 * SILENCE.total_seconds())

    assert one.beat()
    assert one.bury_silent() == []

    assert other.beat()
    keep_alive(one, other, seconds=0.2)
    assert one.bury_silent() == []


def test_one_of_the_living_leads(join):
    members = [join(), join(), join()]
    [leader] = [member for member in members if member.leads()]
    others = [member for member in members if member is not leader]

    leader.leave()

    assert sum(member.leads() for member in others) == 1


def test_nobody_is_buried_in_the_midst_of_what_it_writes(join, store):
    writer = join()

    def bury() -> list[str]:
        with store.transaction() as tx:
            return tx.workers.bury(utc_now() + timedelta(days=1))

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as tx:
            assert writer.holds(tx)
            burial = pool.submit(bury)
            time.sleep(0.3)
            assert not burial.done()
        assert burial.result() == [writer.worker_id]
    with store.transaction() as tx:
        assert not writer.holds(tx)
