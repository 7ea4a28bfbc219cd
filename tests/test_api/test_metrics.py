"""What Prometheus sees: requests, predictions, answers, and what the database knows, read seldom."""

import threading
import timeit

import pytest
from prometheus_client.parser import text_string_to_metric_families

from siklus.api.lookup import Lookup
from siklus.api.metrics import Metrics
from siklus.domain.alerts import Figure
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS
from siklus.errors import DatabaseUnavailable
from siklus.services.prediction import Reply
from siklus.services.vitals import Standing
from support.api import REVIEW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def samples(printed):
    """Every sample by its name and labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(printed)
        for sample in family.samples
    }


@pytest.fixture
def scraped(local):
    return lambda: samples(local.get("/metrics").text)


def test_requests_are_counted_by_declared_path_and_status(local, scraped):
    local.post("/v1/predictions", {"text": REVIEW})
    local.post("/v1/predictions", {"text": "pendek"})
    local.get("/v1/models/rahasia-v1")
    local.get("/wp-login.php")
    local("BREW", "/healthz")

    found = scraped()

    requests = {key[1:]: value for key, value in found.items() if key[0] == "siklus_http_requests_total"}
    assert requests[("method", "POST"), ("route", "/v1/predictions"), ("status", "200")] == 1
    assert requests[("method", "POST"), ("route", "/v1/predictions"), ("status", "422")] == 1
    assert requests[("method", "GET"), ("route", "(none)"), ("status", "404")] == 1
    assert [labels for labels in requests if ("method", "other") in labels]
    assert "rahasia" not in str(found)
    assert "wp-login" not in str(found)
    assert "BREW" not in str(found)
    assert found["siklus_http_request_seconds_count", ("route", "/v1/predictions")] == 2


def test_predictions_are_counted_by_version_label_and_whether_they_were_kept(local, scraped):
    replies = [
        local.post("/v1/predictions", {"text": REVIEW, "consent": consent}).json()
        for consent in (True, False)
    ]
    batch = local.post("/v1/predictions/batch", {"texts": [REVIEW] * 3}).json()["predictions"]

    found = scraped()

    label = replies[0]["label"]
    assert {reply["label"] for reply in batch} == {label}
    counts = {
        stored: found["siklus_predictions_total", ("label", label), ("stored", stored), ("version", "1")]
        for stored in ("true", "false")
    }
    assert counts == {"true": 1, "false": 4}
    assert found["siklus_confidence_count", ("version", "1")] == 5
    assert found["siklus_prediction_seconds_count", ("version", "1")] == 5


def test_answers_are_counted_by_who_gave_them_and_what_they_say(local, reviewer, stored, scraped):
    wrong = next(str(label) for label in LABELS if label != stored["label"])
    body = {"token": stored["feedback_token"], "correct": False, "label": wrong}
    assert local.post(f"/v1/predictions/{stored['id']}/feedback", body).status_code == 201
    [item] = reviewer.get("/v1/reviews/next").json()["items"]
    assert reviewer.post(f"/v1/reviews/{item['ask_id']}", {"skip": True}).status_code == 200
    assert reviewer.post(f"/v1/reviews/{item['ask_id']}", {"label": stored["label"]}).status_code == 201

    found = {key[1:]: value for key, value in scraped().items() if key[0] == "siklus_feedback_total"}

    assert found == {
        (("source", "reader"), ("verdict", "wrong")): 1,
        (("source", "reviewer"), ("verdict", "right")): 1,
    }


def test_what_the_database_knows_is_shown(trained, store, scraped):
    with store.transaction() as tx:
        tx.workers.join("w", pid=1, host="h", now=trained.alerting.now())
    trained.alerting.judge({Figure.UNSTORED_BY_OUTAGE: 2})

    found = scraped()

    assert found["siklus_database_up",] == 1
    assert found["siklus_alerts_open", ("rule", "database_away")] == 1
    assert found["siklus_alerts_open", ("rule", "drift")] == 0
    assert found["siklus_queue_open", ("reason", "audit")] == 0
    assert found["siklus_retraining_runs_total", ("outcome", "refused")] == 0
    assert found["siklus_worker_last_seen_timestamp_seconds",] == trained.alerting.now().timestamp()
    assert ("siklus_accuracy",) not in found  # nobody has audited yet


def test_a_database_that_is_away_is_said_and_the_rest_goes_on(local, scraped, database_away):
    local.post("/v1/predictions", {"text": REVIEW})
    with database_away():
        found = scraped()
    assert found["siklus_database_up",] == 0
    assert found["siklus_prediction_seconds_count", ("version", "1")] == 1
    assert not [key for key in found if key[0] == "siklus_alerts_open"]


class Reader:
    """Reads a standing, and counts how often."""

    def __init__(self, fails=False):
        self.times, self.fails, self.gate = 0, fails, threading.Event()
        self.gate.set()

    def __call__(self):
        self.times += 1
        self.gate.wait(10)
        if self.fails:
            raise DatabaseUnavailable("gone")
        return Standing({Figure.DRIFT_SCORE: self.times}, {}, frozenset(), {}, None)


def names(lookup):
    return {family.name for family in lookup.collect()}


@pytest.mark.parametrize("fails", [False, True])
def test_a_storm_of_scrapes_asks_the_database_once(database_url, monkeypatch, fails):
    reader = Reader(fails)
    lookup = Lookup(reader, [])
    assert len({frozenset(names(lookup)) for _ in range(50)}) == 1
    assert reader.times == 1
    monkeypatch.setattr("siklus.api.lookup.KEPT_SECONDS", 0.0)
    names(lookup)
    assert reader.times == 2


def test_who_comes_while_another_reads_gets_what_is_known(database_url, monkeypatch):
    reader = Reader()
    lookup = Lookup(reader, [])
    names(lookup)
    monkeypatch.setattr("siklus.api.lookup.KEPT_SECONDS", 0.0)
    reader.gate.clear()
    slow = threading.Thread(target=names, args=(lookup,))
    slow.start()
    while reader.times < 2:
        pass
    assert "siklus_drift_score" in names(lookup)
    assert reader.times == 2
    reader.gate.set()
    slow.join()


def test_counting_costs_the_hot_path_little(database_url):
    metrics = Metrics(lambda: 1, lambda: True)
    reply = Reply(LABELS[0], (0.8, 0.1, 0.1), 1, 0.4, id=new_id())
    turns = 2_000

    def request():
        metrics.answered([reply])
        metrics.replied("POST", "/v1/predictions", 200, 0.001)

    seconds = min(timeit.repeat(request, number=turns, repeat=5)) / turns
    # About 4 µs on a machine with nothing else to do; far more would be a mistake, not a slow machine.
    assert seconds < 200e-6
