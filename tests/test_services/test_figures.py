"""What alert rules and Prometheus see, on rows that were made by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from siklus.database.rollups import Counter, Metric
from siklus.domain.alerts import Figure
from siklus.domain.feedback import Answer, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS
from siklus.domain.triggers import Outcome
from support.clock import NOON

POS, _, NEG = LABELS


def answered(tx, prediction, label, source):
    answer = Answer(new_id(), prediction.id, label, source, None, Trust.TRUSTED, prediction.created_at)
    tx.feedback.add(answer)


def test_an_empty_installation_knows_little_and_says_so(services):
    found = services.figures.current()
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
        ],
        0.0,
    )


def test_accuracy_is_that_of_the_audits_and_its_shortfall_the_certain_part(trained, store, make_prediction):
    with store.transaction() as tx:
        for wrong in [True] * 30 + [False] * 10:
            prediction = make_prediction(POS, tx=tx)
            answered(tx, prediction, NEG if wrong else POS, Source.AUDIT)
    found = trained.figures.current()
    golden = trained.deployment.versions()[0].scores["accuracy"]
    assert found["active_version"] == 1
    assert found[Figure.ACCURACY] == 0.25
    assert found[Figure.ACCURACY_LOW] < 0.25 < found[Figure.ACCURACY_HIGH]
    assert found[Figure.ACCURACY_SHORTFALL] == pytest.approx(golden - found[Figure.ACCURACY_HIGH])


def test_traffic_of_a_day_against_the_week_before(trained, store, clock, make_prediction):
    hour = NOON.replace(minute=0) - timedelta(hours=2)
    with store.transaction() as tx:
        for _ in range(5):
            make_prediction(tx=tx, latency_ms=20)
        for _ in range(280):
            make_prediction(tx=tx, at=NOON - timedelta(days=3))
        tx.rollups.fold(
            {
                Counter(hour, Metric.UNSTORED, "no_consent", 1): 12,
                Counter(hour, Metric.UNSTORED, "database_unavailable", 1): 3,
                Counter(hour, Metric.REFUSED, "review_too_short"): 20,
            }
        )
    clock.advance(minutes=1)
    found = trained.figures.current()
    assert found[Figure.PREDICTIONS] == 20
    assert found[Figure.VOLUME_DROP] == 0.5
    assert found[Figure.REFUSAL_SHARE] == 0.5
    assert found[Figure.UNSTORED_BY_OUTAGE] == 3
    assert found[Figure.LATENCY_MEAN_MS] == 20


def test_what_readers_say_counts_from_twenty_answers_on(trained, store, clock, make_prediction):
    clock.advance(minutes=1)
    for wrong, known in [(19, False), (1, True)]:
        with store.transaction() as tx:
            for _ in range(wrong):
                answered(tx, make_prediction(POS, tx=tx, at=NOON), NEG, Source.READER)
        found = trained.figures.current()
        assert (found[Figure.WRONG_FEEDBACK] == 1.0) == known
    assert 0.8 < found[Figure.WRONG_FEEDBACK_LOW] < 1


def test_failed_retrainings_are_counted_from_the_newest_back(trained, store, clock):
    for failed in (True, False, True, True):
        run = trained.retraining.request(actor="test", note="")
        with store.transaction() as tx:
            tx.runs.finish(run.id, Outcome.FAILED if failed else Outcome.REFUSED, clock.advance(minutes=1))
    trained.retraining.request(actor="test", note="")
    assert trained.figures.current()[Figure.FAILED_RUNS] == 2


def test_the_silence_of_the_workers_is_that_of_the_one_heard_of_last(trained, store, clock):
    figures = replace(trained.figures, now=clock)
    with store.transaction() as tx:
        at = tx.workers.clock(clock())
        tx.workers.join("old", pid=1, host="h", now=at - timedelta(hours=1))
        tx.workers.join("new", pid=2, host="h", now=at - timedelta(seconds=30))
    assert figures.worker_silence() == pytest.approx(30, abs=10)
    with store.transaction() as tx:
        tx.workers.leave("new")
    assert figures.worker_silence() == pytest.approx(3600, abs=10)
    with store.transaction() as tx:
        tx.workers.leave("old")
    assert figures.worker_silence() is None
