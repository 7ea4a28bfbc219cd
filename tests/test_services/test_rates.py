"""What processes tell each other of how often an address has asked."""

import time

import pytest
from sqlalchemy import text

from siklus.api.rates import BUCKET_SECONDS, RateLimit
from siklus.api.refusals import TooManyRequests
from siklus.database.engine import make_engine
from siklus.database.rate_tables import rates
from siklus.database.store import Store
from siklus.services.rates import RateService, address_hash
from support.api import FAR

SECRET = b"a-secret-of-the-tests-that-protects-nothing"
LIMIT = 60


class Process:
    """One process's limit, and its way to the others."""

    def __init__(self, store, clock):
        self.clock = clock
        self.limit = RateLimit(LIMIT, self.seconds)
        self.service = RateService(store, SECRET, clock)

    def seconds(self) -> float:
        return self.clock().timestamp()

    def admits(self, count: int, address: str = FAR) -> int:
        """How many of so many requests are let through."""
        return sum(self._admits(address) for _ in range(count))

    def _admits(self, address: str) -> bool:
        try:
            self.limit.take(address)
        except TooManyRequests:
            return False
        return True

    def settle(self, name: str = "requests") -> None:
        self.limit.learn(self.service.settle(name, self.limit.untold()))


@pytest.fixture
def processes(store, clock):
    return [Process(store, clock) for _ in range(3)]


@pytest.fixture
def timed(sqlite_url, clock):
    """The same, where the clock of the test is that of the database too."""
    engine = make_engine(sqlite_url)
    yield [Process(Store(engine), clock) for _ in range(3)]
    engine.dispose()


def kept(store) -> list[tuple[str, float]]:
    with store.reading() as tx:
        return [tuple(row) for row in tx.connection.execute(rates.select())]


def test_what_others_let_through_counts_from_the_next_settling_on(processes):
    one, two, _ = processes
    began = time.monotonic()
    assert one.admits(50) == 50
    one.settle()
    assert two.admits(5) == 5

    two.settle()

    refilled = (time.monotonic() - began) * LIMIT / BUCKET_SECONDS  # the database has a clock of its own
    assert 5 <= two.admits(LIMIT) <= 6 + refilled


def test_at_most_a_bucket_for_each_process_gets_through_and_that_debt_is_paid_back(timed, clock):
    assert [one.admits(2 * LIMIT) for one in timed] == [LIMIT] * 3
    for one in timed:
        one.settle()
    through = 3 * LIMIT

    for _ in range(6 * 10):
        clock.advance(seconds=6)
        through += sum(one.admits(LIMIT) for one in timed)
        for one in timed:
            one.settle()

    minutes = 6
    assert through <= (minutes + 3) * LIMIT


def test_whoever_keeps_to_the_limit_is_never_refused_however_his_requests_are_shared_out(timed, clock):
    for turn in range(300):
        clock.advance(seconds=1)
        assert timed[turn % 3].admits(1) == 1
        for one in timed:
            one.settle()


def test_one_address_has_a_bucket_for_each_limit(processes):
    one, two, _ = processes
    one.admits(LIMIT)
    one.settle("requests")
    two.admits(1)
    two.settle("answers")

    assert two.admits(LIMIT) == LIMIT - 1


def test_no_address_is_in_the_database_and_another_secret_makes_another_row(processes, store):
    processes[0].admits(1, "203.0.113.77")
    processes[0].settle()

    [(key, _)] = kept(store)
    assert key == address_hash(SECRET, "requests", "203.0.113.77")
    assert key != address_hash(SECRET, "answers", "203.0.113.77")
    assert key != address_hash(b"x" * 32, "requests", "203.0.113.77")


def test_rows_of_full_buckets_go_and_others_stay(store, clock):
    with store.transaction() as tx:
        now = tx.workers.clock(clock())
        tx.rates.spend({"over": -1.0, "under way": BUCKET_SECONDS}, now)
    service = RateService(store, SECRET, clock)

    service.forget()

    assert [key for key, _ in kept(store)] == ["under way"]


def test_thousands_of_addresses_are_settled_at_once(processes, store):
    one, two, _ = processes
    for number in range(1_200):
        one.admits(1, f"10.0.{number // 256}.{number % 256}")
    one.settle()
    two.admits(LIMIT, "10.0.4.175")
    two.settle()

    assert len(kept(store)) == 1_200
    assert two.limit.untold() == {}


def test_nothing_is_asked_of_the_database_where_nobody_asked_anything(processes, store):
    with store.transaction() as tx:
        schema = "siklus." if store.engine.dialect.name == "postgresql" else ""
        tx.connection.execute(text(f"DROP TABLE {schema}rates"))

    processes[0].settle()
