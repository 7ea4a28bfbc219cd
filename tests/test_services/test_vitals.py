"""What alert rules and Prometheus see, on a stream that was made by hand through the services."""

from dataclasses import replace
from datetime import timedelta

import pytest

from siklus.database.predictions import EVER
from siklus.database.rollups import Counter, Metric
from siklus.domain.access import Caller, Role
from siklus.domain.alerts import Figure
from siklus.domain.reviews import LABELS
from siklus.domain.triggers import Outcome
from siklus.services.prediction import Request
from support.clock import NOON
from support.rows import REVIEW

SARI = Caller("Sari", Role.REVIEWER)


def another(label):
    return next(each for each in LABELS if each != label)


def test_an_empty_installation_knows_little_and_says_so(services):
    found = services.vitals.current()
    assert set(found) == {*Figure, "active_version"}
    known = {name: value for name, value in found.items() if value is not None}
    assert known == dict.fromkeys(
        [
            "active_version",
            "predictions",
            "unstored_by_outage",
            "labels_waiting",
            "open_audits",
            "failed_runs",
            "rolled_back",
            "challenger_out",
            "challenger_ready",
            "erasure_used",
            "erasure_forced",
            "runs_withheld",
            "scorer_out",
        ],
        0.0,
    )


def test_accuracy_is_that_of_the_audits_and_its_shortfall_the_certain_part(trained, clock):
    audited = replace(trained.prediction, draw=lambda: 0.0)
    audited.predict_many([Request(REVIEW, consent=True)] * 40)
    assert trained.vitals.current()[Figure.OPEN_AUDITS] == 40
    for number, item in enumerate(trained.review.next(SARI, 40)):
        label = another(item.shown) if number < 30 else item.shown
        trained.review.answer(item.ask.id, SARI, label)
    clock.advance(seconds=1)
    found = trained.vitals.current()
    golden = trained.deployment.versions()[0].scores["accuracy"]
    assert found["active_version"] == 1
    assert found[Figure.OPEN_AUDITS] == 0
    assert found[Figure.ACCURACY] == 0.25
    assert found[Figure.ACCURACY_LOW] < 0.25 < found[Figure.ACCURACY_HIGH]
    assert found[Figure.ACCURACY_SHORTFALL] == pytest.approx(golden - found[Figure.ACCURACY_HIGH])


def test_traffic_of_a_day_against_the_week_before(trained, store, clock):
    for at, times in ((NOON - timedelta(days=3), 280), (NOON, 5)):
        clock.time = at
        trained.prediction.predict_many([Request(REVIEW, consent=True)] * times)
    with store.transaction() as tx:
        tx.rollups.fold(
            {
                Counter(NOON, Metric.UNSTORED, "no_consent", 1): 12,
                Counter(NOON, Metric.UNSTORED, "database_unavailable", 1): 3,
                Counter(NOON, Metric.REFUSED, "review_too_short"): 20,
            }
        )
    clock.advance(minutes=1)
    found = trained.vitals.current()
    assert found[Figure.PREDICTIONS] == 20
    assert found[Figure.VOLUME_DROP] == 0.5
    assert found[Figure.REFUSAL_SHARE] == 0.5
    assert found[Figure.UNSTORED_BY_OUTAGE] == 3
    assert 0 < found[Figure.LATENCY_MEAN_MS] < 1_000


def test_the_latency_that_one_in_twenty_exceeds_is_that_of_the_page(trained, make_prediction, clock):
    assert trained.vitals.current()[Figure.LATENCY_P95_MS] is None
    for ms in range(1, 101):
        make_prediction(latency_ms=float(ms))
    clock.advance(minutes=1)
    found = trained.vitals.current()[Figure.LATENCY_P95_MS]
    assert found == pytest.approx(95, abs=5)
    assert found == trained.monitoring.latency(EVER, 100.0)["p95"]


def test_what_readers_say_counts_from_twenty_answers_on(trained, clock):
    for times, known in ((19, False), (1, True)):
        for reply in trained.prediction.predict_many([Request(REVIEW, consent=True)] * times):
            trained.feedback.answer(reply.id, reply.feedback_token, correct=False, label=another(reply.label))
        clock.advance(seconds=1)
        found = trained.vitals.current()
        assert (found[Figure.WRONG_FEEDBACK] == 1.0) == known
    assert 0.8 < found[Figure.WRONG_FEEDBACK_LOW] < 1


def test_failed_retrainings_are_counted_from_the_newest_back(trained, store, clock):
    for failed in (True, False, True, True):
        run = trained.retraining.request(actor="test", note="")
        with store.transaction() as tx:
            outcome = Outcome.FAILED if failed else Outcome.REFUSED
            tx.runs.finish(run.id, outcome, clock.advance(minutes=1))
    trained.retraining.request(actor="test", note="")
    assert trained.vitals.current()[Figure.FAILED_RUNS] == 2
    runs = trained.vitals.standing().runs
    assert (runs["failed"], runs["refused"], runs["deployed"]) == (3, 1, 0)


def test_the_silence_of_the_workers_is_that_of_the_one_heard_of_last(trained, store, clock):
    with store.transaction() as tx:
        at = tx.workers.clock(clock())
        tx.workers.join("old", pid=1, host="h", now=at - timedelta(hours=1))
        tx.workers.join("new", pid=2, host="h", now=at - timedelta(seconds=30))
    assert trained.vitals.worker_silence() == pytest.approx(30, abs=10)
    with store.transaction() as tx:
        tx.workers.leave("new")
    assert trained.vitals.worker_silence() == pytest.approx(3600, abs=10)
    with store.transaction() as tx:
        tx.workers.leave("old")
    assert trained.vitals.worker_silence() is None
