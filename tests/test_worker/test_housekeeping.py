"""Once an hour, a slice at a time."""

from datetime import timedelta

import pytest

from siklus.database.predictions import EVER
from siklus.domain.rollups import day_of
from siklus.services.retention import BATCH, RetentionService
from siklus.worker import housekeeping
from siklus.worker.housekeeping import Housekeeping
from support.clock import NOON


@pytest.fixture
def house(services, clock):
    keep = RetentionService(services.store, clock, timedelta(days=30))
    return Housekeeping(keep, services.rollups, services.accuracy, services.erasure)


def stored(services) -> int:
    with services.store.reading() as tx:
        return sum(count for _, count in tx.predictions.count_by_version(EVER))


def test_a_turn_does_a_slice_and_the_next_ones_the_rest(house, services, make_prediction, monkeypatch):
    monkeypatch.setattr(housekeeping, "SLICE", 0.0)
    with services.store.transaction() as tx:
        for _ in range(BATCH + 10):
            make_prediction(at=NOON - timedelta(days=60), tx=tx, counted=False)
    house.turn()
    assert stored(services) == 10
    house.turn()
    assert stored(services) == 0


def test_days_that_are_over_are_closed(house, services, make_prediction):
    for days in (0, 1, 2):
        make_prediction(at=NOON - timedelta(days=days))
    house.turn()
    with services.store.reading() as tx:
        assert tx.figures.oldest_open() == day_of(NOON)


def test_what_is_done_is_left_alone_for_a_while(house, services, make_prediction, monkeypatch):
    house.turn()
    make_prediction(at=NOON - timedelta(days=60))
    house.turn()
    assert stored(services) == 1
    monkeypatch.setattr(housekeeping, "EVERY", 0.0)
    house.turn()
    assert stored(services) == 0
