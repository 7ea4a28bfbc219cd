"""The reviewers' queue over HTTP: blind where it measures, once, and to be undone."""

from dataclasses import replace

import pytest

from siklus.api import create_app
from siklus.domain.access import Role
from siklus.domain.feedback import Ask, AskReason, Held
from siklus.domain.identity import new_id
from support.api import FAR, Asker

SAID_OF_IT = ("shown_label", "confidence")


@pytest.fixture
def audit(trained, stored, clock) -> str:
    """A request to audit what is stored."""
    ask = Ask(new_id(), stored["id"], AskReason.AUDIT, 0.03, clock(), None)
    with trained.store.transaction() as tx:
        tx.asks.add(ask)
    return ask.id


@pytest.fixture
def other_label(stored) -> str:
    """One that the model did not give."""
    return "netral" if stored["label"] != "netral" else "positif"


def test_what_the_model_said_of_an_audit_is_not_sent_before_it_is_answered(reviewer, audit, stored):
    [item] = reviewer.get("/v1/reviews/next").json()["items"]
    assert (item["ask_id"], item["reason"], item["propensity"]) == (audit, "audit", 0.03)
    assert [item[name] for name in SAID_OF_IT] == [None, None]
    early = reviewer.post(f"/v1/reviews/{audit}/reveal")
    assert (early.status_code, early.json()["code"]) == (409, "ask_not_answered")
    reviewer.post(f"/v1/reviews/{audit}", {"label": "netral"})
    seen = reviewer.post(f"/v1/reviews/{audit}/reveal").json()
    assert (seen["shown_label"], seen["model_version"]) == (stored["label"], 1)
    assert seen["probabilities"] == stored["probabilities"]


def test_other_requests_say_what_the_model_said(reviewer, local, stored, other_label):
    body = {"token": stored["feedback_token"], "correct": False, "label": other_label}
    local.post(f"/v1/predictions/{stored['id']}/feedback", body)
    [item] = reviewer.get("/v1/reviews/next").json()["items"]
    assert (item["reason"], item["shown_label"]) == ("disputed", stored["label"])
    assert item["confidence"] == pytest.approx(stored["confidence"])


def test_an_answer_can_be_taken_back_until_what_the_model_said_was_seen(reviewer, audit, other_label):
    reviewer.get("/v1/reviews/next")
    reviewer.post(f"/v1/reviews/{audit}", {"label": "netral"})
    back = reviewer("DELETE", f"/v1/reviews/{audit}")
    assert (back.status_code, back.json()["ask_id"], back.json()["shown_label"]) == (200, audit, None)
    again = reviewer("DELETE", f"/v1/reviews/{audit}")
    assert (again.status_code, again.json()["code"]) == (409, "ask_not_answered")
    for _ in range(2):  # the same once more is no second answer
        assert reviewer.post(f"/v1/reviews/{audit}", {"label": other_label}).status_code == 201
    reviewer.post(f"/v1/reviews/{audit}/reveal")
    late = reviewer("DELETE", f"/v1/reviews/{audit}")
    assert (late.status_code, late.json()["code"]) == (409, "answer_revealed")


def test_an_answer_sent_twice_is_counted_once(reviewer, local, audit):
    for _ in range(2):
        reviewer.post(f"/v1/reviews/{audit}", {"label": "netral"})
    counted = [line for line in local.get("/metrics").text.splitlines() if 'source="audit"' in line]
    assert [line.split()[-1] for line in counted if not line.startswith("#") and "_total" in line] == ["1.0"]


def test_progress_and_agreement_of_two_reviewers(services, trained, reviewer, audit):
    doubled = replace(trained, review=replace(trained.review, second_share=1.0))
    key = services.access.create("another", Role.REVIEWER, actor="test")
    another = Asker(create_app(doubled), key, FAR)
    another.post(f"/v1/reviews/{audit}", {"label": "netral"})
    assert another.get("/v1/reviews/next").json()["items"] == []
    found = another.get("/v1/reviews/progress?since=2026-01-01").json()
    assert (found["drawn"], found["answered"], found["given"], found["open_elsewhere"]) == (1, 1, 1, 1)
    assert sum(found["open"].values()) == 0

    [item] = reviewer.get("/v1/reviews/next").json()["items"]
    assert (item["reason"], item["shown_label"]) == ("second", None)
    reviewer.post(f"/v1/reviews/{item['ask_id']}", {"label": "negatif"})
    agreed = reviewer.get("/v1/reviews/agreement?n=5").json()
    assert (agreed["n"], agreed["agreed"]["value"], agreed["kappa"]["value"]) == (1, 0.0, 0.0)
    assert agreed["table"] == [[0, 0, 0], [0, 0, 1], [0, 0, 0]]
    [one] = agreed["differences"]
    assert (one["first"], one["second"], one["text"]) == ("netral", "negatif", item["text"])


def test_a_quarantined_answer_about_an_open_audit_is_not_shown(reviewer, local, trained, audit, stored):
    body = {"token": stored["feedback_token"], "correct": True}
    answer = local.post(f"/v1/predictions/{stored['id']}/feedback", body).json()
    with trained.store.transaction() as tx:
        tx.feedback.move([answer["id"]], None, Held.READER)
    assert reviewer.get("/v1/quarantine").json()["answers"] == []
    reviewer.post(f"/v1/reviews/{audit}", {"label": stored["label"]})
    [shown] = reviewer.get("/v1/quarantine").json()["answers"]
    assert shown["answer_id"] == answer["id"]


def test_a_day_that_is_none_is_refused(reviewer):
    assert reviewer.get("/v1/reviews/progress?since=kemarin").json()["code"] == "parameter_invalid"
