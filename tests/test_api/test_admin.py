"""Reviewers, versions, retraining, erasure: the calls with a key."""

import json

import pytest

from support.api import REVIEW


@pytest.fixture
def disputed(local, stored):
    """A prediction that its reader called wrong."""
    other = next(label for label in ("positif", "netral", "negatif") if label != stored["label"])
    body = {"token": stored["feedback_token"], "correct": False, "label": other}
    assert local.post(f"/v1/predictions/{stored['id']}/feedback", body).status_code == 201
    return stored


def test_a_reviewer_gets_a_disputed_text_and_gives_its_label_once(reviewer, disputed):
    [item] = reviewer.get("/v1/reviews/next?n=5").json()["items"]
    assert (item["prediction_id"], item["reason"]) == (disputed["id"], "disputed")
    assert item["text"] == REVIEW

    path = f"/v1/reviews/{item['ask_id']}"
    first, second = reviewer.post(path, {"label": "negatif"}), reviewer.post(path, {"label": "netral"})

    assert (first.status_code, first.json()["source"]) == (201, "reviewer")
    assert (second.status_code, second.json()["code"]) == (409, "already_answered")


def test_a_reviewer_may_skip_but_not_skip_and_answer(reviewer, disputed):
    [item] = reviewer.get("/v1/reviews/next").json()["items"]
    path = f"/v1/reviews/{item['ask_id']}"

    assert reviewer.post(path, {"skip": True, "label": "netral"}).json()["field"] == "skip"
    assert reviewer.post(path, {}).json()["code"] == "label_missing"
    assert reviewer.post(path, {"skip": True}).json() == {"skipped": True}
    assert reviewer.post("/v1/reviews/none", {"label": "netral"}).status_code == 404


def test_the_figures_of_a_period(reviewer, stored, clock):
    clock.advance(minutes=1)

    summary = reviewer.get("/v1/monitoring/summary").json()
    latency = reviewer.get("/v1/monitoring/latency?threshold_ms=0").json()
    timeline = reviewer.get("/v1/monitoring/timeline?version=v1").json()

    assert (summary["active_version"], summary["predictions"]["stored"]) == (1, 1)
    assert (latency["count"], latency["above"]) == (1, 1)
    assert [day["predictions"] for day in timeline["days"]] == [1]
    assert reviewer.get("/v1/monitoring/drift").json()["level"] == "too_little"
    assert reviewer.get("/v1/monitoring/versions").json()["versions"][0]["predictions"] == 1


def test_accuracy_says_of_each_estimate_whether_it_is_biased(reviewer, stored, clock):
    clock.advance(minutes=1)

    found = reviewer.get("/v1/monitoring/accuracy?channel=api").json()

    assert found["coverage"]["predictions"] == 1
    assert {name: one["biased"] for name, one in found["estimates"].items() if one["biased"]} == {
        "volunteered": True
    }
    assert found["estimates"]["audited"]["value"] is None
    assert reviewer.get("/v1/monitoring/accuracy?channel=a%00b").status_code == 422


def test_two_versions_are_compared_by_their_names(reviewer):
    found = reviewer.get("/v1/monitoring/versions/compare?a=1&b=v1").json()

    assert (found["a"], found["b"]) == (1, 1)
    assert [part["rows"] for part in found["same_rows"]] == ["golden", "audited"]
    assert reviewer.get("/v1/monitoring/versions/compare?a=1&b=9").json()["code"] == "version_not_found"
    assert reviewer.get("/v1/monitoring/versions/compare?a=1").status_code == 422


def test_past_alerts_are_told_with_the_open_ones(reviewer, services, clock):
    for value in (0.9, 0.0):
        services.alerting.judge({"refusal_share": value, "active_version": 1.0})
        services.alerting.judge({"refusal_share": value, "active_version": 1.0})
        clock.advance(minutes=5)
        services.alerting.judge({"refusal_share": value, "active_version": 1.0})
        clock.advance(minutes=5)

    [alert] = reviewer.get("/v1/alerts").json()["alerts"]

    assert (alert["rule"], alert["value"]) == ("refusals", 0.9)
    assert alert["at"] < alert["resolved_at"]
    assert reviewer.get("/v1/alerts?n=0").status_code == 422


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("from=2026-11-23", 1),
        ("from=2026-11-23T00:00:00Z", 1),
        ("from=2026-11-23T00:00:00+00:00", 1),
        ("from=2026-11-01&to=2026-11-02", 0),
        ("version=2", 0),
        ("version=v1", 1),
        ("channel=api", 1),
        ("channel=web", 0),
    ],
)
def test_a_period_is_written_in_many_ways(reviewer, stored, clock, query, count):
    clock.advance(minutes=1)

    assert reviewer.get(f"/v1/monitoring/latency?{query}").json()["count"] == count


def test_a_version_is_found_by_both_ways_of_writing_it(reviewer):
    plain, named, active = (reviewer.get(f"/v1/models/{name}").json() for name in ("1", "v1", "active"))

    assert plain == named == active
    assert (plain["version"], plain["state"]) == (1, "active")
    assert plain["card"].startswith("#")
    assert plain["deployment"]["action"] == "first"
    for name in ("0", "2", "v", "vv1", "1.0", "-1", "99999999999"):
        assert reviewer.get(f"/v1/models/{name}").json()["code"] == "version_not_found"


def test_a_version_is_activated_and_rolled_back_with_reasons_that_are_kept(admin, trained, small_model):
    trained.retraining.train_version([example.id for example in small_model.examples[:200]], actor="test")

    done = admin.post("/v1/models/v2/activate", {"reason": "pelanggan baru"})
    again = admin.post("/v1/models/2/activate", {"reason": "pelanggan baru"})
    back = admin.post("/v1/models/rollback", {"reason": "lebih buruk"})

    assert (done.status_code, done.json()["version"], done.json()["reason"]) == (200, 2, "pelanggan baru")
    assert (again.status_code, again.json()["code"]) == (409, "version_not_servable")
    assert (back.json()["version"], back.json()["previous"], back.json()["action"]) == (1, 2, "rollback")
    assert admin.get("/v1/models").json()["active"] == 1


def test_nothing_to_roll_back_to(admin):
    reply = admin.post("/v1/models/rollback", {"reason": "coba"})

    assert (reply.status_code, reply.json()["code"]) == (409, "nothing_to_roll_back_to")


def test_a_retraining_is_queued_once_and_can_be_looked_at(admin):
    queued = admin.post("/v1/retraining", {"reason": "data baru"})
    second = admin.post("/v1/retraining", {"reason": "data baru"})

    run_id = queued.json()["run_id"]
    assert queued.status_code == 202
    assert (second.status_code, second.json()["run_id"]) == (409, run_id)
    run = admin.get(f"/v1/retraining/{run_id}").json()
    assert (run["state"], run["note"], run["reasons"]) == ("queued", "data baru", ["manual"])
    assert [one["run_id"] for one in admin.get("/v1/retraining").json()["runs"]] == [run_id]
    assert admin.get("/v1/retraining/none").json()["code"] == "run_not_found"


def test_examples_come_in_as_json_lines_and_duplicates_are_counted(admin):
    row = json.dumps({"text": "Warnanya cantik dan bahannya lembut sekali", "label": "positif"})

    reply = admin.post("/v1/examples", content=f"{row}\n{row}\n".encode())

    assert reply.json() == {
        "added": 1,
        "duplicate": 1,
        "refused": 0,
        "refusals": [],
        "reasons": {},
        "labels": {"positif": 1},
        "dry_run": False,
        "sample": [],
    }


def test_an_import_can_be_looked_at_before_it_is_done(admin):
    rows = b"Isi;Kelas\nHubungi 081234567890 untuk pesan,positif;netral\nBagus,marah;marah\n"
    path = "/v1/examples?text_column=isi&label_column=KELAS"

    seen, again = (admin.post(f"{path}&dry_run=true", content=rows).json() for _ in range(2))

    assert seen == again
    assert (seen["added"], seen["refused"], seen["reasons"]) == (1, 1, {"unknown_label": 1})
    assert seen["refusals"][0]["line"] == 3
    [sample] = seen["sample"]
    assert (sample["line"], sample["label"], "0812" in sample["text"]) == (2, "netral", False)
    assert admin.post(path, content=rows).json()["added"] == 1
    missing = admin.post("/v1/examples?dry_run=true", content=rows)
    assert (missing.status_code, missing.json()["code"]) == (422, "column_missing")
    assert missing.json()["found"] == ["isi", "kelas"]


def test_a_subject_is_erased_also_where_its_name_holds_a_slash(admin, stored, services):
    first = admin("DELETE", "/v1/subjects/pelanggan%2F17")
    second = admin("DELETE", "/v1/subjects/pelanggan%2F17")

    found = first.json()
    assert (found["predictions"], found["texts"], found["state"], found["in_time"]) == (1, 1, "done", True)
    assert admin.get("/v1/erasures").json() == {"erasures": [found]}
    assert (second.status_code, second.json()["code"]) == (404, "subject_not_found")
    with services.store.reading() as tx:
        assert tx.predictions.all_rows() == []


def test_the_card_is_a_page_that_fetches_nothing(reviewer, admin):
    page = reviewer.get("/v1/models/v1/card.html")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<h1>Siklus model v1</h1>" in page.text
    assert reviewer.get("/v1/models/v9/card.html").json()["code"] == "version_not_found"
