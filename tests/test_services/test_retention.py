"""What is too old goes; what taught and what was counted stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from siklus.database.alerts import Alert, DriftWindow
from siklus.database.expiring import Kind
from siklus.database.predictions import EVER
from siklus.database.schema import alert_deliveries, asks, consents, feedback, inputs, predictions
from siklus.domain.access import Caller, Role
from siklus.domain.alerts import Delivery, DeliveryState, Event
from siklus.domain.examples import Origin
from siklus.domain.feedback import Answer, Ask, AskReason, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import Label
from siklus.domain.triggers import Run, RunState
from siklus.errors import PredictionNotFound
from siklus.privacy.subjects import subject_hash
from siklus.services.prediction import Request
from support.clock import NOON
from support.rows import REVIEW, an_example

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
    assert (done.gone.predictions, done.gone.examples, done.gone.consents) == (0, 1, 1)
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


def test_what_reviewers_took_back_goes_with_its_prediction(services, retention, make_prediction):
    one = make_prediction(at=NOON - timedelta(days=40))
    said = Answer(new_id(), one.id, Label.NETRAL, Source.AUDIT, "Ani", Trust.TRUSTED, NOON)
    with services.store.transaction() as tx:
        tx.retractions.add(said, NOON)
    retention.expire()
    with services.store.reading() as tx:
        assert not tx.retractions.any_of(one.id)


# --- other kinds --------------------------------------------------------------------------------


def an_evaluation(services, at, state=RunState.NOT_NEEDED):
    run = Run(new_id(), (), (), {}, "loop", "", state, None, None, None, None, None, None, at, None)
    with services.store.transaction() as tx:
        tx.runs.add(run)
    return run


def kept(services, kind, days):
    return replace(services.retention, keep=None, others={kind: timedelta(days=days)})


def test_evaluations_that_said_no_go_and_retrainings_stay(services):
    old = NOON - timedelta(days=40)
    run = an_evaluation(services, old, RunState.QUEUED)
    for at in (old, old, NOON):
        an_evaluation(services, at)
    retention = kept(services, Kind.EVALUATIONS, 30)
    assert retention.expire() == 2
    assert retention.expire() == 0
    assert len(services.retraining.runs(started_only=False)) == 2
    assert services.retraining.queued() == run


def test_alerts_that_are_over_go_with_their_messages_and_open_ones_stay(services):
    old = NOON - timedelta(days=40)
    over, open_ = (Alert(new_id(), "refusals", 0, {}, old) for _ in range(2))
    message = Delivery(new_id(), over.id, Event.RAISED, 1.0, "log", DeliveryState.SENT, 1, old, None, old)
    with services.store.transaction() as tx:
        for alert in (over, open_):
            tx.alerts.raise_(alert)
        tx.alert_deliveries.add(message)
        tx.alerts.resolve(over.id, old)
    assert kept(services, Kind.ALERTS, 30).expire() == 1
    with services.store.reading() as tx:
        assert tx.alerts.newest(9) == [open_]
        assert tx.connection.scalar(select(func.count()).select_from(alert_deliveries)) == 0


def test_labels_from_the_live_service_are_emptied_and_imported_ones_stay(services, clock):
    old = NOON - timedelta(days=400)
    live, young, imported = (
        an_example(origin=Origin.READER, subject="s" * 32, created_at=old),
        an_example(origin=Origin.READER, created_at=NOON),
        an_example(created_at=old),
    )
    with services.store.transaction() as tx:
        tx.examples.add([live, young, imported])
    assert kept(services, Kind.EXAMPLES, 365).expire() == 1
    with services.store.reading() as tx:
        assert {e.id for e in tx.examples.usable()} == {young.id, imported.id}
        [gone] = tx.examples.by_ids([live.id])
        # Nobody asked for it, so no version has to go.
        assert tx.erasures.newest(1) == []
    assert (gone.text, gone.subject, gone.state) == ("", None, "withdrawn")


def test_measurements_of_drift_go(services):
    with services.store.transaction() as tx:
        for days in (1, 100):
            at = NOON - timedelta(days=days)
            tx.drift.add(DriftWindow(new_id(), 1, 150, 0.1, "quiet", {}, at, at))
    assert kept(services, Kind.DRIFT, 30).expire() == 1


def test_what_is_too_old_can_be_seen_before_it_goes(services, make_prediction):
    for days in (1, 40):
        make_prediction(at=NOON - timedelta(days=days))
    retention = replace(services.retention, keep=timedelta(days=30))
    found = {due.kind: due for due in retention.due()}
    assert (found[Kind.PREDICTIONS].rows, found[Kind.PREDICTIONS].due) == (2, 1)
    assert (found[Kind.EXAMPLES].keep, found[Kind.EXAMPLES].due) == (None, 0)
    assert found[Kind.EVALUATIONS].keep == timedelta(days=90)
    assert counts(services.store)[0] == 2
    retention.expire()
    assert not any(due.due for due in retention.due())


def test_each_kind_is_logged_with_its_limit(services, make_prediction):
    make_prediction(at=NOON - timedelta(days=40))
    an_evaluation(services, NOON - timedelta(days=100))
    replace(services.retention, keep=timedelta(days=30)).expire()
    with services.store.reading() as tx:
        found = [entry.details for entry in tx.audit_log.of_action("rows.expired")]
    assert [set(details) for details in found] == [{"predictions", "before"}, {"evaluations", "before"}]


def test_where_there_is_little_time_a_later_kind_waits(services, make_prediction):
    make_prediction(at=NOON - timedelta(days=40))
    an_evaluation(services, NOON - timedelta(days=100))
    retention = replace(services.retention, keep=timedelta(days=30))
    assert [retention.expire(seconds=0) for _ in range(3)] == [1, 1, 0]
