"""The database goes, files are damaged, versions change, code has bugs: predictions go on."""

import threading
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from siklus.api import create_app
from siklus.api.background import REFRESH_SECONDS, Background, first_refresh
from siklus.api.serve import listening
from siklus.domain.access import Role
from siklus.domain.lifecycle import Action
from siklus.errors import ArtefactDamaged, DatabaseUnavailable, PortTaken, SettingInvalid
from siklus.services.deployment import point_to
from siklus.services.serving import Serving
from support.api import FAR, PATIENCE, REVIEW, Asker, served, until


@pytest.fixture
def second(trained, small_model):
    """Version 2, trained and not active."""
    version, _ = trained.retraining.train_version([e.id for e in small_model.examples[:200]], actor="test")
    return version


def activate(services, version):
    """As another process would: this one is not told."""
    with services.store.transaction() as tx:
        point_to(tx, version.version, Action.ACTIVATE, actor="test", reason="", at=services.deployment.now())


def damage(path):
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])


def test_while_the_database_is_away_texts_are_judged_and_nothing_is_promised(
    app, local, stored, keys, database_away
):
    customer = Asker(app, keys[Role.CLIENT], FAR)
    assert customer.post("/v1/predictions", {"text": REVIEW}).status_code == 200
    feedback = {"token": stored["feedback_token"], "correct": True}
    path = f"/v1/predictions/{stored['id']}/feedback"

    with database_away():
        found = local.post("/v1/predictions", {"text": REVIEW, "consent": True})
        refused = local.post(path, feedback)
        ready = local.get("/readyz")
        known = customer.post("/v1/predictions", {"text": REVIEW})
        unknown = Asker(app, "sk_never_seen", FAR).post("/v1/predictions", {"text": REVIEW})

    assert (found.status_code, found.json()["stored"]) == (200, False)
    assert (found.json()["not_stored"], found.json()["id"]) == ("database_unavailable", None)
    assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
    assert refused.json()["detail"] == "the database is unavailable"
    assert (ready.status_code, ready.json()["model"]) == (503, "ok")
    assert ready.json()["database"] == "database_unavailable"
    assert (known.status_code, unknown.status_code) == (200, 503)

    # It is back: what was refused works, without a restart.
    assert local.post(path, feedback).status_code == 201
    assert local.post("/v1/predictions", {"text": REVIEW, "consent": True}).json()["stored"]
    assert local.get("/readyz").status_code == 200


def test_the_tasks_outlive_the_database_and_say_so_once(local, trained, database_away):
    background = Background(trained)
    local.post("/v1/predictions", {"text": REVIEW})

    with database_away(), capture_logs() as logs:
        for _ in range(3):
            background.refreshing.turn()
            background.flushing.turn()
        assert background.refreshing.error == background.flushing.error == "database_unavailable"
    with capture_logs() as later:
        background.refreshing.turn()
        background.flushing.turn()

    assert [line["event"] for line in logs] == ["refresh.failing", "flush.failing"]
    assert [line["event"] for line in later] == ["refresh.well", "flush.well"]
    with trained.store.reading() as tx:
        now = trained.counters.now()
        totals = tx.rollups.totals(now.replace(hour=0), now.replace(hour=23))
    assert sum(totals.values()) == 1


def test_a_damaged_version_is_not_followed_and_the_old_one_answers(app, local, trained, second):
    refreshing = app.state.background.refreshing
    damage(trained.artefacts.path(second.sha256))
    damage(trained.artefacts.scorer_path(second.sha256))
    activate(trained, second)

    with capture_logs() as logs:
        refreshing.turn()
        refreshing.turn()

    assert [line["code"] for line in logs] == ["artefact_damaged"]
    assert local.post("/v1/predictions", {"text": REVIEW}).json()["model_version"] == 1
    assert local.get("/readyz").json()["refresh_error"] == "artefact_damaged"


def test_a_damaged_version_at_the_start_ends_the_start(trained, small_model):
    fresh = Serving(trained.store, trained.scorers)
    damage(trained.artefacts.path(small_model.version.sha256))

    with pytest.raises(ArtefactDamaged):
        first_refresh(trained.exchanged(serving=fresh))


def test_a_start_without_a_version_waits_and_without_a_database_does_not(services, database_away):
    first_refresh(services)

    with database_away(), pytest.raises(DatabaseUnavailable):
        first_refresh(services)


def test_another_version_is_served_within_two_seconds_and_no_request_fails(trained, second):
    replies, stop = [], threading.Event()

    with served(trained) as address:
        import httpx

        def ask():
            with httpx.Client(base_url=address, timeout=PATIENCE) as http:
                while not stop.is_set():
                    reply = http.post("/v1/predictions", json={"text": REVIEW})
                    replies.append((reply.status_code, reply.json().get("model_version")))

        askers = [threading.Thread(target=ask) for _ in range(2)]
        for asker in askers:
            asker.start()
        until(lambda: (200, 1) in replies)
        activate(trained, second)
        until(lambda: (200, 2) in replies)
        # Each asker may have been answered by the old one already when the first heard of the new one.
        seen = len(replies)
        until(lambda: len(replies) >= seen + 6)
        stop.set()
        for asker in askers:
            asker.join()

    # One look is enough (`turn` in the tests above); how long one takes is the machine's affair.
    assert REFRESH_SECONDS <= 1
    assert {status for status, _ in replies} == {200}
    assert [version for _, version in replies[-4:]] == [2] * 4


def test_what_was_counted_is_written_when_the_service_stops(trained):
    import httpx

    with served(trained) as address:
        httpx.post(f"{address}/v1/predictions", json={"text": REVIEW}, timeout=PATIENCE)

    with trained.store.reading() as tx:
        now = trained.counters.now()
        assert sum(tx.rollups.totals(now.replace(hour=0), now.replace(hour=23)).values()) == 1


def test_a_proxy_on_this_machine_does_not_make_everybody_local(trained):
    import httpx

    with served(trained) as address, httpx.Client(base_url=address, timeout=PATIENCE) as http:
        direct = http.post("/v1/predictions", json={"text": REVIEW})
        behind = http.post("/v1/predictions", json={"text": REVIEW}, headers={"X-Forwarded-For": FAR})
        metrics = http.get("/metrics", headers={"X-Forwarded-For": FAR})

    assert (direct.status_code, behind.status_code, metrics.status_code) == (200, 401, 401)


def test_a_bug_is_a_number_to_the_caller_and_places_in_the_code_to_the_log(trained):
    app = create_app(trained)

    @app.get("/bug/{subject}")
    def bug(subject: str) -> None:
        raise ValueError(f"cannot read {subject} in {REVIEW}")

    with capture_logs() as logs:
        reply = Asker(app).get("/bug/rahasia-budi")

    assert (reply.status_code, reply.json()["code"]) == (500, "internal_error")
    assert reply.headers["content-type"] == "application/problem+json"
    [line] = [line for line in logs if line["event"] == "bug"]
    assert line["incident"] == reply.json()["incident"]
    assert line["frames"][0] == "ValueError"
    assert any("test_faults.py" in frame for frame in line["frames"])
    for word in ("rahasia", "Pengiriman"):
        assert word not in str(logs)
        assert word not in reply.text


def test_the_access_log_has_templates_and_no_texts(local, admin, stored):
    with capture_logs() as logs:
        local.get("/healthz")
        local.post(
            "/v1/predictions", {"text": REVIEW, "subject": "rahasia"}
        )  # what goes well is counted only
        local.post("/v1/predictions", {"text": "rahasia"})
        local.post("/v1/predictions/batch", {"texts": [REVIEW]})
        admin("DELETE", "/v1/subjects/rahasia-budi?x=rahasia")
        local.get("/rahasia")

    lines = [(line["method"], line["path"], line["status"]) for line in logs if line["event"] == "request"]
    assert lines == [
        ("POST", "/v1/predictions", 422),
        ("POST", "/v1/predictions/batch", 200),
        ("DELETE", "/v1/subjects/{subject}", 404),
        ("GET", "(none)", 404),
    ]
    assert "rahasia" not in str(logs)
    assert "Pengiriman" not in str(logs)


def test_a_port_that_is_taken_may_be_free_later_and_a_foreign_address_is_a_wrong_setting():
    with listening("127.0.0.1", 0) as taken, pytest.raises(PortTaken, match="another program"):
        listening("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(SettingInvalid, match="SIKLUS_HOST"):
        listening("192.0.2.1", 8700)


def test_that_no_worker_is_left_is_told_by_the_service(trained, clock, store):
    background = Background(trained)
    with store.transaction() as tx:
        tx.workers.join("w", pid=1, host="h", now=tx.workers.clock(clock()) - timedelta(minutes=5))

    background.standing_in.turn()

    [alert] = trained.alerting.history(10)
    assert (alert["rule"], alert["resolved_at"]) == ("worker_silent", None)
    assert [message["state"] for message in alert["messages"]] == ["sent"]
    clock.advance(minutes=1)
    with store.transaction() as tx:
        tx.workers.beat("w", tx.workers.clock(clock()))
    trained.alerting.evaluate(trained.vitals.current())
    assert trained.alerting.history(10)[0]["resolved_at"] is not None


def test_where_no_worker_was_ever_started_none_is_missed(trained, store):
    Background(trained).standing_in.turn()
    with store.reading() as tx:
        assert tx.alert_watches.all() == {}
