"""What is too old goes; what taught and what was counted stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from siklus.database.predictions import EVER
from siklus.database.schema import asks, consents, feedback, inputs, predictions
from siklus.domain.access import Caller, Role
from siklus.domain.feedback import Ask, AskReason
from siklus.domain.identity import new_id
from siklus.errors import PredictionNotFound
from siklus.privacy.subjects import subject_hash
from siklus.services.prediction import Request
from support.clock import NOON
from support.rows import REVIEW

ROWS = (predictions, inputs, consents, feedback, asks)


@pytest.fixture
def retention(services):
    return replace(services.retention, keep=timedelta(days=30))


def counts(store) -> list[int]:
    with store.reading() as tx:
        return [tx.connection.scalar(select(func.count()).select_from(table)) for table in ROWS]


def test_without_a_limit_nothing_goes(services, make_prediction):
    make_prediction(at=NOON - timedelta(days=3_000))
    assert services.retention.expire() == 0
    assert counts(services.store)[0] == 1


def test_old_rows_go_with_all_that_belongs_to_them_and_young_ones_stay(services, retention, make_prediction):
    for days in (1, 29, 31, 400):
        one = make_prediction(at=NOON - timedelta(days=days))
        with services.store.transaction() as tx:
            tx.asks.add(Ask(new_id(), one.id, AskReason.AUDIT, 0.03, NOON, None))
    assert retention.expire() == 2
    assert counts(services.store) == [2, 2, 2, 0, 2]
    assert retention.expire() == 0


def test_the_limit_is_the_beginning_of_a_day(services, retention, make_prediction):
    limit = (NOON - timedelta(days=30)).replace(hour=0)
    make_prediction(at=limit)
    make_prediction(at=limit - timedelta(microseconds=1))
    assert retention.expire() == 1


def test_figures_stay(services, retention, make_prediction):
    make_prediction(at=NOON - timedelta(days=40))
    with services.store.reading() as tx:
        before = tx.figures.of(EVER)
    assert retention.expire() == 1
    with services.store.reading() as tx:
        assert tx.figures.of(EVER) == before


def test_what_taught_stays_with_the_consent_that_it_stands_on(trained, clock):
    retention = replace(trained.retention, keep=timedelta(days=30))
    taught, silent = (
        trained.prediction.predict(Request(f"{REVIEW} {i}", consent=True, subject="pelanggan-1"))
        for i in range(2)
    )
    trained.feedback.answer(taught.id, taught.feedback_token, correct=True)
    with trained.store.reading() as tx:
        examples = tx.examples.usable()
    clock.advance(days=40)
    assert retention.expire() == 2
    assert counts(trained.store) == [0, 0, 1, 0, 0]
    with trained.store.reading() as tx:
        assert tx.examples.usable() == examples
    with pytest.raises(PredictionNotFound):
        trained.feedback.answer(silent.id, silent.feedback_token, correct=True)
    # And it can still be withdrawn by whoever sent it.
    done = trained.erasure.erase("pelanggan-1", actor="Ani")
    assert (done.predictions, done.examples, done.consents) == (0, 1, 1)
    with trained.store.reading() as tx:
        assert tx.examples.ids_of_subject(subject_hash(trained.prediction.secret, "pelanggan-1")) == []


def test_it_is_noted_how_many_went(services, retention, make_prediction):
    retention.expire()
    make_prediction(at=NOON - timedelta(days=40))
    retention.expire()
    with services.store.reading() as tx:
        [entry] = tx.audit_log.newest(5)
    assert (entry.action, entry.details) == (
        "rows.expired",
        {"predictions": 1, "before": "2026-10-24T00:00:00+00:00"},
    )


def test_reviewers_are_not_asked_about_what_is_gone(services, retention, make_prediction):
    one = make_prediction(at=NOON - timedelta(days=40))
    with services.store.transaction() as tx:
        tx.asks.add(Ask(new_id(), one.id, AskReason.AUDIT, 0.03, NOON, None))
    retention.expire()
    assert services.review.next(Caller("Ani", Role.REVIEWER), 5) == []
