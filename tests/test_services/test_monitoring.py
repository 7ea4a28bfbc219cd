"""Figures on a stream that was made by hand, so that every one of them is known."""

from dataclasses import replace
from datetime import timedelta

import pytest

from siklus.database.predictions import Period
from siklus.database.rollups import Counter, Metric
from siklus.domain.feedback import Answer, Ask, AskReason, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS
from siklus.domain.triggers import Reason
from siklus.monitoring.rollup import fold_answer
from support.clock import NOON

POS, NET, NEG = LABELS
DAY = Period(NOON - timedelta(hours=12), NOON + timedelta(hours=12))


@pytest.fixture
def answer(store, clock):
    def add(prediction, label, source=Source.AUDIT) -> None:
        given = Answer(new_id(), prediction.id, label, source, None, Trust.TRUSTED, clock())
        with store.transaction() as tx:
            before = tx.feedback.of_prediction(prediction.id)
            tx.feedback.add(given)
            tx.figures.add(fold_answer(prediction, before, given))

    return add


@pytest.fixture
def stream(trained, make_prediction, answer):
    """Ten predictions of version 1: six positif, three negatif, one netral; four audited, two clicked."""
    labels = [POS] * 6 + [NEG] * 3 + [NET]
    made = [
        make_prediction(
            label, confidence=0.5 + i / 20, latency_ms=float(i + 1), at=NOON + timedelta(minutes=i)
        )
        for i, label in enumerate(labels)
    ]
    for prediction, label in zip(made[:4], (POS, POS, POS, NEG), strict=True):
        answer(prediction, label)
    answer(made[4], POS, Source.READER)
    answer(made[6], POS, Source.READER)
    make_prediction(POS, at=NOON - timedelta(days=3))  # outside of the day
    with trained.store.transaction() as tx:
        tx.asks.add(Ask(new_id(), made[9].id, AskReason.AUDIT, 0.03, NOON, None))
        tx.rollups.fold(
            {
                Counter(NOON, Metric.UNSTORED, "no_consent", 1): 7,
                Counter(NOON, Metric.REFUSED, "review_too_short"): 2,
                Counter(NOON, Metric.REFUSED, "review_too_long"): 1,
                Counter(NOON - timedelta(days=3), Metric.REFUSED, "review_too_long"): 50,
            }
        )
    return made


def test_the_summary_of_a_day(trained, stream):
    found = trained.monitoring.summary(DAY)
    assert found["active_version"] == 1
    assert found["predictions"] == {
        "stored": 10,
        "labels": {"positif": 6, "netral": 1, "negatif": 3},
        "unstored": {"total": 7, "reasons": {"no_consent": 7}},
        "refused": {"total": 3, "reasons": {"review_too_short": 2, "review_too_long": 1}},
    }
    assert found["latency"] == {"count": 10, "minimum": 1.0, "mean": 5.5, "maximum": 10.0}
    assert found["mean_confidence"] == pytest.approx(0.725)
    # Three of four audits: Wilson's 95 % interval.
    accuracy = found["accuracy"]
    assert (accuracy["answers"], accuracy["right"], accuracy["value"]) == (4, 3, 0.75)
    assert (accuracy["low"], accuracy["high"]) == (
        pytest.approx(0.3006, abs=1e-4),
        pytest.approx(0.9544, abs=1e-4),
    )
    assert (found["answered"]["answers"], found["answered"]["right"]) == (2, 1)
    assert found["queue"] == {"audit": 1, "second": 0, "suspect": 0, "disputed": 0, "unsure": 0}
    assert found["drift"]["level"] == "too_little"
    assert found["new_labels"] == 0
    assert found["alerts"] == []


def test_a_summary_without_anything_has_nulls_and_no_invented_figures(services):
    found = services.monitoring.summary(DAY)
    assert found["active_version"] is None
    assert found["mean_confidence"] is None
    assert found["accuracy"] == {"answers": 0, "right": 0, "value": None, "low": None, "high": None}
    assert found["predictions"]["stored"] == 0
    assert services.drift.show(None)["windows"] == []
    assert services.drift.measure() is None


def test_the_histogram_of_latencies(trained, stream):
    # On the edge of a bin a threshold is exact: 10 ** 0.7 is 5.01.
    found = trained.monitoring.latency(DAY, threshold_ms=10**0.7)
    assert (found["count"], found["above"]) == (10, 5)
    bins = found["bins"]
    assert sum(one["count"] for one in bins) == 10
    assert (bins[0]["to_ms"], bins[-1]["to_ms"]) == (1.0, 10.0)
    assert all(one["from_ms"] <= one["to_ms"] for one in bins)
    assert 4.0 <= found["p50"] <= 6.3
    assert found["p50"] <= found["p95"] <= found["p99"] <= 10.0
    assert trained.monitoring.latency(replace(DAY, version=2), 7.0)["bins"] == []


@pytest.mark.parametrize("threshold", [0.0, 0.5, 3.0, 7.0, 10.0, 1e9])
def test_what_is_above_a_threshold_within_a_bin_is_at_most_that_bin_off(trained, stream, threshold):
    found = trained.monitoring.latency(DAY, threshold)
    true = sum(prediction.latency_ms > threshold for prediction in stream)
    assert abs(found["above"] - true) <= 1


def test_latencies_beyond_all_bins_are_counted_and_read_as_what_was_seen(trained, make_prediction):
    for latency in (0.0, 0.004, 250_000.0):
        make_prediction(latency_ms=latency)
    found = trained.monitoring.latency(DAY, 100_000.0)
    assert (found["count"], found["above"], found["p99"]) == (3, 1, pytest.approx(250_000, rel=0.05))
    assert (found["minimum"], found["maximum"]) == (0.0, 250_000.0)


def test_one_channel_is_looked_at_alone(trained, make_prediction):
    make_prediction(POS, channel="toko")
    make_prediction(NEG, channel="web")
    assert trained.monitoring.summary(replace(DAY, channel="web"))["predictions"]["labels"] == {
        "positif": 0,
        "netral": 0,
        "negatif": 1,
    }


def test_the_figures_stay_when_the_predictions_are_gone(trained, stream):
    """So nothing on the page reads them."""
    before = [
        trained.monitoring.summary(DAY),
        trained.monitoring.latency(DAY, 7.0),
        trained.monitoring.versions(DAY),
        trained.monitoring.timeline(DAY),
    ]
    ids = [prediction.id for prediction in stream]
    with trained.store.transaction() as tx:
        tx.feedback.erase(ids)
        asked = tx.asks.erase(ids)
        assert tx.predictions.erase(ids) == 10
    before[0]["queue"]["audit"] -= asked
    assert before == [
        trained.monitoring.summary(DAY),
        trained.monitoring.latency(DAY, 7.0),
        trained.monitoring.versions(DAY),
        trained.monitoring.timeline(DAY),
    ]


def test_versions_are_told_apart(trained, stream, make_prediction, answer):
    answer(make_prediction(POS, version=2), POS)
    rows = {row["version"]: row for row in trained.monitoring.versions(DAY)["versions"]}
    assert (rows[1]["predictions"], rows[1]["accuracy"]["answers"], rows[1]["accuracy"]["right"]) == (
        10,
        4,
        3,
    )
    assert (rows[2]["predictions"], rows[2]["accuracy"]["value"]) == (1, 1.0)
    assert rows[1]["state"] == "active"
    assert set(rows[1]["golden"]) == {"n", "accuracy", "macro_f1", "ece"}


def test_the_timeline_has_days_and_deployments(trained, stream):
    whole = Period(NOON - timedelta(days=7), NOON + timedelta(days=1))
    found = trained.monitoring.timeline(whole)
    assert found["days"] == [
        {"day": "2026-11-20", "version": 1, "predictions": 1},
        {"day": "2026-11-23", "version": 1, "predictions": 10},
    ]
    assert [(link["version"], link["action"]) for link in found["deployments"]] == [(1, "first")]
    assert trained.monitoring.timeline(Period(NOON - timedelta(days=7), NOON))["deployments"] == []


def test_audits_of_the_version_that_is_active_decide_about_its_accuracy(trained, make_prediction, answer):
    for i in range(30):
        prediction = make_prediction(POS)
        answer(prediction, POS if i < 2 else NEG)
        answer(make_prediction(POS), POS, Source.READER)  # volunteered, so no measure of anything
    found = trained.retraining.consider()
    assert Reason.ACCURACY in found.reasons
    assert (found.figures["audits"], found.figures["audits_right"]) == (30, 2)
