"""A database that lets people wait is not asked by everybody."""

import threading

import pytest

from siklus.errors import AlreadyAnswered, DatabaseUnavailable
from siklus.services.outage import LONG_SECONDS, PAUSE_SECONDS, Outage


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def outage(watch):
    return Outage(watch)


def ask(outage, watch, seconds, error):
    with outage.watched():
        watch.at += seconds
        raise error


def wait_in_vain(outage, watch, seconds):
    with pytest.raises(DatabaseUnavailable, match="gone"):
        ask(outage, watch, seconds, DatabaseUnavailable("gone"))


def may_ask(outage):
    try:
        with outage.watched():
            return True
    except DatabaseUnavailable:
        return False


def test_an_outage_that_is_noticed_at_once_is_not_remembered(outage, watch):
    wait_in_vain(outage, watch, LONG_SECONDS / 2)
    assert may_ask(outage)


def test_after_a_long_wait_nobody_else_waits_for_a_while(outage, watch):
    wait_in_vain(outage, watch, LONG_SECONDS)
    assert not may_ask(outage)
    watch.at += PAUSE_SECONDS
    assert may_ask(outage)
    assert may_ask(outage)  # that ended it


def test_one_at_a_time_tries_again(outage, watch):
    wait_in_vain(outage, watch, LONG_SECONDS)
    watch.at += PAUSE_SECONDS
    with outage.watched():
        found = []
        other = threading.Thread(target=lambda: found.append(may_ask(outage)))
        other.start()
        other.join()
    assert found == [False]
    assert may_ask(outage)


def test_a_second_wait_in_vain_prolongs_it_and_a_refusal_ends_it(outage, watch):
    wait_in_vain(outage, watch, LONG_SECONDS)
    watch.at += PAUSE_SECONDS
    wait_in_vain(outage, watch, LONG_SECONDS)
    assert not may_ask(outage)
    watch.at += PAUSE_SECONDS
    with pytest.raises(AlreadyAnswered):
        ask(outage, watch, LONG_SECONDS, AlreadyAnswered("x"))
    assert may_ask(outage)
