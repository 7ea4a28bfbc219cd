"""Keys over HTTP: who am I, who else, one more, one less."""

from siklus.domain.access import Role
from support.api import FAR, Asker


def test_every_key_is_told_whose_it_is_and_what_it_may_do(app, keys):
    for role in Role:
        found = Asker(app, keys[role], FAR).get("/v1/me").json()
        assert (found["role"], found["signed_in_by"]) == (role, "key")
        assert found["name"].startswith(f"{role} (")
    assert Asker(app).get("/v1/me").json()["code"] == "key_missing"


def test_a_key_is_made_used_and_revoked(app, admin, services):
    made = admin.post("/v1/keys", {"name": "  Kasir <b>1</b> ", "role": "reviewer"})
    found = made.json()
    cashier = Asker(app, found["key"], FAR)

    assert (made.status_code, found["name"], found["yours"]) == (201, "Kasir <b>1</b>", False)
    assert cashier.get("/v1/alerts").status_code == 200
    assert cashier.get("/v1/keys").json()["code"] == "role_too_low"

    revoked = admin("DELETE", f"/v1/keys/{found['id']}")
    again = admin("DELETE", f"/v1/keys/{found['id']}")

    assert (revoked.status_code, revoked.json()["revoked_at"] is None) == (200, False)
    assert (again.status_code, again.json()["code"]) == (404, "key_not_found")
    assert cashier.get("/v1/alerts").json()["code"] == "key_unknown"
    with services.store.reading() as tx:
        told = [(entry.action, entry.actor[:5]) for entry in tx.audit_log.newest(2)]
    assert told == [("key.revoked", "admin"), ("key.created", "admin")]


def test_the_list_says_when_a_key_was_last_used(app, admin, keys):
    background = app.state.background
    Asker(app, keys[Role.REVIEWER], FAR).get("/v1/me")
    background.flushing.turn()

    used = {key["role"]: key["last_used_at"] for key in admin.get("/v1/keys").json()["keys"]}
    assert (used["client"], used["reviewer"] is None) == (None, False)


def test_the_list_knows_every_key_and_no_secret(admin, keys):
    reply = admin.get("/v1/keys")

    assert [(key["role"], key["yours"]) for key in reply.json()["keys"]] == [
        ("client", False),
        ("reviewer", False),
        ("admin", True),
    ]
    assert "hash" not in reply.text
    assert not [secret for secret in keys.values() if secret in reply.text]


def test_the_last_admin_cannot_lock_everybody_out(admin):
    [mine] = [key for key in admin.get("/v1/keys").json()["keys"] if key["yours"]]

    reply = admin("DELETE", f"/v1/keys/{mine['id']}")

    assert (reply.status_code, reply.json()["code"]) == (409, "last_admin_key")
    assert admin.get("/v1/me").status_code == 200


def test_a_key_needs_a_name_and_a_role_that_exist(admin):
    refused = [
        admin.post("/v1/keys", body).json()["code"]
        for body in (
            {"name": "   ", "role": "client"},
            {"name": "x" * 51, "role": "client"},
            {"name": "a\x00b", "role": "client"},
            {"name": "a", "role": "owner"},
            {"name": "a"},
        )
    ]
    assert refused == ["key_name_invalid"] * 2 + ["body_invalid"] * 3
