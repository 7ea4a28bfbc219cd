"""Trials over HTTP, and what a serving process makes of them."""

import threading
from itertools import count

import httpx
import pytest
from structlog.testing import capture_logs

from siklus.api.background import REFRESH_SECONDS
from siklus.domain.identity import new_id
from siklus.privacy.subjects import subject_hash
from siklus.services.challenging import WAITING, Heard
from support.api import PATIENCE, REVIEW, served, until
from support.models import add_version, same, turned_round, unfit

NONE_RUNS = {"trial": None, "figures": None, "past": []}


@pytest.fixture
def second(trained, small_model):
    """Version 2 beside the active version 1."""

    def add(change=same):
        return add_version(trained, small_model, change)

    return add


def test_a_version_goes_through_shadow_and_canary_to_its_end(admin, reviewer, second):
    second()
    assert reviewer.get("/v1/models/trial").json() == NONE_RUNS
    shadow = admin.post("/v1/models/v2/shadow", {"reason": "coba dulu"})
    canary = admin.post("/v1/models/2/canary", {"share": 0.25, "reason": "berani"})
    found = reviewer.get("/v1/models/trial").json()
    ended = admin.post("/v1/models/trial/end", {"reason": "cukup"})

    assert [reply.status_code for reply in (shadow, canary, ended)] == [200, 200, 200]
    assert shadow.json()["mode"] == "shadow"
    assert shadow.json()["actor"].startswith("admin (")
    assert found["trial"] == canary.json()
    assert (canary.json()["mode"], canary.json()["share"], canary.json()["champion"]) == ("canary", 0.25, 1)
    assert (found["figures"]["audits"], found["figures"]["finding"]) == (0, "open")
    assert [(one["mode"], one["outcome"]) for one in found["past"]] == [("shadow", "replaced")]
    assert (ended.json()["outcome"], ended.json()["why_ended"]) == ("stopped", "cukup")
    past = reviewer.get("/v1/models/trial").json()["past"]
    assert [one["outcome"] for one in past] == ["stopped", "replaced"]


@pytest.mark.parametrize(
    ("path", "body", "refusal"),
    [
        ("v1/shadow", {"reason": "coba"}, (409, "version_not_servable")),
        ("v7/shadow", {"reason": "coba"}, (404, "version_not_found")),
        ("v2/shadow", {}, (422, "body_invalid")),
        ("v2/canary", {"share": 1, "reason": "coba"}, (422, "body_invalid")),
        ("v2/canary", {"share": 0, "reason": "coba"}, (422, "body_invalid")),
        ("v2/canary", {"reason": "coba"}, (422, "body_invalid")),
        ("trial/end", {"reason": "coba"}, (409, "no_trial")),
    ],
)
def test_what_is_no_trial_is_refused(admin, second, path, body, refusal):
    second()
    reply = admin.post(f"/v1/models/{path}", body)
    assert (reply.status_code, reply.json()["code"]) == refusal


def asked(http, **facts):
    return http.post("/v1/predictions", json={"text": REVIEW, **facts}).json()


def test_a_running_process_follows_a_trial_within_two_seconds_and_no_request_fails(trained, second):
    second(turned_round)
    statuses, stop = set(), threading.Event()
    with served(trained) as address, httpx.Client(base_url=address, timeout=PATIENCE) as http:

        def ask():
            with httpx.Client(base_url=address, timeout=PATIENCE) as other:
                while not stop.is_set():
                    statuses.add(other.post("/v1/predictions", json={"text": REVIEW}).status_code)

        asking = threading.Thread(target=ask)
        asking.start()
        trial = trained.trials.canary(2, 0.99, actor="Ani", reason="coba")
        subject = next(name for name in map(str, count()) if is_chosen(trained, trial, name))
        until(lambda: asked(http, subject=subject)["model_version"] == 2)
        reply = asked(http, subject=subject, consent=True)
        assert reply["stored"], reply
        until(lambda: unheard(trained, reply["id"]) == [1])
        trained.trials.stop(actor="Ani", reason="cukup")
        until(lambda: asked(http, subject=subject)["model_version"] == 1)
        stop.set()
        asking.join()
    assert statuses == {200}
    # One look is enough (`following.turn` in the tests below); how long one takes is the machine's affair.
    assert REFRESH_SECONDS <= 1


def is_chosen(services, trial, subject):
    return trial.is_answered_by_challenger(subject_hash(services.prediction.secret, subject))


def unheard(services, prediction_id):
    with services.store.reading() as tx:
        return [answer.version for answer in tx.shadow_answers.of(prediction_id)]


def test_a_challenger_that_fails_costs_no_request_and_is_said_once(app, local, trained, second):
    second(unfit)
    trained.trials.canary(2, 0.9, actor="Ani", reason="coba")
    background = app.state.background
    background.following.turn()
    replies = [local.post("/v1/predictions", {"text": REVIEW, "consent": True}) for _ in range(3)]
    with capture_logs() as logs:
        background.shadowing.turn()
        background.following.turn()
        background.following.turn()

    assert {(r.status_code, r.json()["model_version"], r.json()["stored"]) for r in replies} == {
        (200, 1, True)
    }
    [line] = logs
    assert (line["event"], line["version"], line["error"]) == ("challenger.broken", "v2", "ValueError")
    assert trained.trials.newest()[0].outcome == "broken"
    assert local.get("/readyz").json()["refresh_error"] is None


def test_while_the_database_is_away_a_trial_waits_and_texts_are_judged(
    app, local, trained, second, database_away
):
    second()
    trained.trials.shadow(2, actor="Ani", reason="coba")
    background = app.state.background
    background.following.turn()
    stored = local.post("/v1/predictions", {"text": REVIEW, "consent": True}).json()
    with database_away(), capture_logs() as logs:
        for _ in range(2):
            background.following.turn()
            background.shadowing.turn()
        assert local.post("/v1/predictions", {"text": REVIEW}).status_code == 200
    assert {line["event"] for line in logs if "failing" in line["event"]} == {
        "trial.failing",
        "shadow.failing",
    }
    background.following.turn()
    background.shadowing.turn()
    assert unheard(trained, stored["id"]) == [2]


def test_what_a_trial_loses_is_said_once(app, trained, second, database_away):
    second()
    trained.trials.shadow(2, actor="Ani", reason="coba")
    background = app.state.background
    background.following.turn()
    challenger = trained.challenging.current(trained.serving.current())
    trained.shadows.add([Heard(new_id(), REVIEW, challenger.trial, challenger.served)] * (WAITING + 3))
    with database_away(), capture_logs() as logs:
        background.shadowing.turn()
        background.shadowing.turn()
        background.stop()
    told = [(line["event"], line["texts"]) for line in logs if "texts" in line]
    assert told == [("shadow.dropped", 3), ("shadow.left", WAITING)]


def test_what_waits_is_judged_before_a_process_ends(trained, second):
    second()
    trained.trials.shadow(2, actor="Ani", reason="coba")
    trained.challenging.refresh()
    with served(trained) as address, httpx.Client(base_url=address, timeout=PATIENCE) as http:
        replies = [asked(http, consent=True) for _ in range(5)]
    assert [unheard(trained, reply["id"]) for reply in replies] == [[2]] * 5
