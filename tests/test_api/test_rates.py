"""The token buckets."""

import pytest

from siklus.api.rates import RateLimit
from siklus.api.refusals import TooManyRequests


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def rate(seconds: Seconds) -> RateLimit:
    return RateLimit(60, seconds, max_addresses=3)


def test_a_bucket_fills_again_with_time(rate, seconds):
    rate.take("a", 60)
    with pytest.raises(TooManyRequests) as refused:
        rate.take("a")
    assert refused.value.retry_after_seconds == 1

    seconds.now += 1
    rate.take("a")


def test_a_bucket_never_holds_more_than_a_minutes_worth(rate, seconds):
    rate.take("a")
    seconds.now += 3_600
    rate.take("a", 60)
    with pytest.raises(TooManyRequests):
        rate.take("a")


def test_what_costs_more_than_a_bucket_takes_a_full_one(rate):
    rate.take("a", 1_000)
    with pytest.raises(TooManyRequests):
        rate.take("a")


def test_the_addresses_of_one_ipv6_customer_share_a_bucket(rate):
    rate.take("2001:db8::1", 60)
    with pytest.raises(TooManyRequests):
        rate.take("2001:db8::2")
    rate.take("2001:db8:0:1::1")


def test_only_so_many_addresses_are_remembered(rate):
    for number in range(100):
        rate.take(f"10.0.0.{number}")
    assert len(rate._full_at) == 3
