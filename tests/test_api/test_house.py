"""What an admin sees of the installation itself."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from siklus.api import create_app
from siklus.api.house import SETTINGS
from siklus.bootstrap import assemble
from siklus.database.expiring import Kind
from siklus.database.revision import newest_revision
from siklus.database.schema import audit_log
from siklus.settings import Settings
from support.api import FAR, REVIEW, Asker


@pytest.fixture
def kept_for_a_day(trained, keys, clock):
    """The admin of an installation that keeps predictions for a day, and tells a webhook of alerts."""
    changed = {"keep_days": 1, "alert_webhook": "http://127.0.0.1:9/rahasia"}
    settings = Settings(**trained.settings.model_dump(exclude_unset=True) | changed)
    services = assemble(settings, trained.store, b"s" * 32, clock)
    services.serving.refresh()
    return Asker(create_app(services), keys["admin"], FAR)


def test_every_kind_names_a_setting_that_exists():
    fields = {f"SIKLUS_{name.upper()}" for name in Settings.model_fields}
    assert set(SETTINGS) == set(Kind)
    assert set(SETTINGS.values()) <= fields


def test_what_is_kept_and_what_goes_next(kept_for_a_day, stored, clock):
    clock.advance(days=3)

    found = kept_for_a_day.get("/v1/retention").json()

    kinds = {one["kind"]: one for one in found["kinds"]}
    assert found["erasure_hours"] == 72
    assert (kinds["predictions"]["keep_days"], kinds["predictions"]["due"]) == (1, 1)
    assert kinds["predictions"]["setting"] == "SIKLUS_KEEP_DAYS"
    assert (kinds["alerts"]["keep_days"], kinds["alerts"]["before"], kinds["alerts"]["due"]) == (
        None,
        None,
        0,
    )


def test_the_ways_out_are_named_and_their_addresses_are_not(kept_for_a_day):
    reply = kept_for_a_day.get("/v1/alerts/channels")
    tested = kept_for_a_day.post("/v1/alerts/test").json()["channels"]

    assert reply.json()["channels"] == ["log", "webhook"]
    assert reply.json()["language"] == "id"
    assert next(rule for rule in reply.json()["rules"] if rule["name"] == "refusals")["raise_at"] > 0
    assert (tested["log"], bool(tested["webhook"])) == (None, True)
    assert "rahasia" not in reply.text + str(tested)


def test_consents_are_counted_by_their_wording(admin, local, stored):
    local.post("/v1/predictions", {"text": REVIEW, "consent": True})
    admin("DELETE", "/v1/subjects/pelanggan%2F17")

    [wording] = admin.get("/v1/consents").json()["wordings"]

    assert wording["current"]
    assert (wording["standing"], wording["withdrawn"]) == (1, 1)
    assert wording["wording"]["id"].startswith("Bolehkah")


def test_the_system_says_what_runs(admin, services, clock):
    with services.store.transaction() as tx:
        now = tx.workers.clock(clock())
        tx.workers.join("quiet", pid=1, host="a", now=now - timedelta(hours=1))
        tx.workers.join("busy", pid=2, host="a", now=now)

    found = admin.get("/v1/system").json()

    assert found["database"] == services.store.engine.dialect.name
    assert found["revision"] == newest_revision()
    assert [(worker["id"], worker["alive"]) for worker in found["workers"]] == [
        ("busy", True),
        ("quiet", False),
    ]
    assert found["audit_verified_at"] is None


def test_a_sound_audit_log_is_noted_in_itself(admin, clock):
    verdict = admin.post("/v1/audit/verify").json()
    clock.advance(minutes=1)
    system = admin.get("/v1/system").json()
    [newest] = admin.get("/v1/audit?n=1").json()["entries"]

    assert (verdict["sound"], verdict["fault"]) == (True, None)
    assert (newest["action"], newest["details"]) == ("audit.verified", {"entries": verdict["entries"]})
    assert (system["audit_verified_at"], system["audit_verified_entries"]) == (
        newest["at"],
        verdict["entries"],
    )
    assert system["audit_entries"] == verdict["entries"] + 1


def test_a_changed_audit_log_is_told_and_never_called_sound(admin, services):
    with services.store.transaction() as tx:
        tx.connection.execute(update(audit_log).where(audit_log.c.seq == 2).values(actor="nobody"))

    verdict = admin.post("/v1/audit/verify").json()

    assert (verdict["sound"], verdict["fault"], verdict["at"]) == (False, "changed", 2)
    assert admin.get("/v1/system").json()["audit_verified_at"] is None
