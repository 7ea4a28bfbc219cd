"""Quarantined answers over HTTP: reviewers see them, admins release them."""

import pytest

from siklus.api import create_app
from siklus.bootstrap import assemble
from siklus.domain.feedback import Held
from siklus.domain.identity import new_id
from support.api import FAR, Asker


@pytest.fixture
def held(local, trained, stored):
    """An answer that is quarantined."""
    body = {"token": stored["feedback_token"], "correct": True}
    answer = local.post(f"/v1/predictions/{stored['id']}/feedback", body).json()
    with trained.store.transaction() as tx:
        tx.examples.hold_answers(tx.feedback.move([answer["id"]], None, Held.READER), free=False)
    return answer["id"]


def test_a_reviewer_sees_what_is_quarantined_and_why(reviewer, held, stored):
    [one] = reviewer.get("/v1/quarantine").json()["answers"]
    assert (one["answer_id"], one["reason"]) == (held, "reader")
    assert (one["label"], one["shown_label"]) == (stored["label"], stored["label"])
    assert one["reader"] != "pelanggan/17"
    assert reviewer.get("/v1/quarantine?reason=copy").json()["answers"] == []
    assert reviewer.get("/v1/quarantine?reason=none").json()["code"] == "parameter_invalid"


def test_an_admin_releases_an_answer_once(admin, held):
    assert admin.post(f"/v1/quarantine/{held}/release").json() == {"answer_id": held, "released": True}
    again = admin.post(f"/v1/quarantine/{held}/release")
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_quarantined")
    unknown = admin.post(f"/v1/quarantine/{new_id()}/release")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "answer_not_found")


def test_a_reader_who_answers_too_often_is_told_when_to_come_back(settings, store, trained, clock):
    few = settings.model_copy(update={"answers_per_hour": 1})
    services = assemble(few, store, trained.feedback.secret, clock)
    services.serving.refresh()
    asker = Asker(create_app(services))
    text = "Makanannya enak sekali dan pelayanannya juga sangat ramah"
    replies = []
    for _ in range(2):
        made = asker.post("/v1/predictions", {"text": text, "consent": True, "subject": "pelanggan"}).json()
        body = {"token": made["feedback_token"], "correct": True}
        replies.append(asker.post(f"/v1/predictions/{made['id']}/feedback", body))
    assert [reply.status_code for reply in replies] == [201, 429]
    assert replies[1].json()["code"] == "too_many_answers"
    assert replies[1].headers["retry-after"] == "3600"


def test_answers_from_one_address_are_counted_apart_from_its_questions(settings, store, trained, clock):
    public = settings.model_copy(update={"public": True, "answers_per_minute": 2})
    asker = Asker(create_app(assemble(public, store, trained.feedback.secret, clock)), None, FAR)
    body = {"token": "f1.x", "correct": True}
    found = [asker.post(f"/v1/predictions/{new_id()}/feedback", body).status_code for _ in range(3)]
    assert found == [403, 403, 429]
