"""Who may call what: every operation of the OpenAPI document, with every kind of key."""

import pytest

from siklus.api import create_app
from siklus.api.app import ROOMS
from siklus.api.auth import role_of
from siklus.api.serve import Proxied
from siklus.bootstrap import assemble
from siklus.domain.access import Role
from support.api import FAR, REVIEW, Asker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OPEN = {"/healthz", "/readyz", "/v1/consent", "/v1/labels"}
CLIENT = {
    "/v1/anonymise",
    "/v1/predictions",
    "/v1/predictions/batch",
    "/v1/predictions/{prediction_id}",
    "/v1/predictions/{prediction_id}/feedback",
}
ANY_KEY = {"/v1/me"}
REVIEWER = {
    ("get", "/metrics"),
    ("get", "/v1/reviews/next"),
    ("get", "/v1/reviews/progress"),
    ("get", "/v1/reviews/agreement"),
    ("post", "/v1/reviews/{ask_id}"),
    ("delete", "/v1/reviews/{ask_id}"),
    ("post", "/v1/reviews/{ask_id}/reveal"),
    ("get", "/v1/quarantine"),
    ("get", "/v1/monitoring/summary"),
    ("get", "/v1/monitoring/accuracy"),
    ("get", "/v1/monitoring/latency"),
    ("get", "/v1/monitoring/drift"),
    ("get", "/v1/monitoring/versions"),
    ("get", "/v1/monitoring/versions/compare"),
    ("get", "/v1/monitoring/timeline"),
    ("get", "/v1/alerts"),
    ("get", "/v1/models"),
    ("get", "/v1/models/active"),
    ("get", "/v1/models/trial"),
    ("get", "/v1/models/{version}"),
    ("get", "/v1/models/{version}/card.html"),
    ("get", "/v1/retraining"),
    ("get", "/v1/retraining/{run_id}"),
    ("get", "/v1/simulations"),
    ("get", "/v1/simulations/{simulation_id}"),
    ("get", "/v1/simulations/{simulation_id}/report.json"),
    ("get", "/v1/simulations/{simulation_id}/report.html"),
}
ADMIN = {
    ("post", "/v1/models/{version}/activate"),
    ("post", "/v1/models/rollback"),
    ("post", "/v1/models/{version}/shadow"),
    ("post", "/v1/models/{version}/canary"),
    ("post", "/v1/models/trial/end"),
    ("post", "/v1/quarantine/{answer_id}/release"),
    ("post", "/v1/retraining"),
    ("post", "/v1/examples"),
    ("delete", "/v1/subjects/{subject}"),
    ("get", "/v1/erasures"),
    ("get", "/v1/keys"),
    ("post", "/v1/keys"),
    ("delete", "/v1/keys/{key_id}"),
    ("get", "/v1/alerts/channels"),
    ("post", "/v1/alerts/test"),
    ("get", "/v1/retention"),
    ("get", "/v1/consents"),
    ("get", "/v1/system"),
    ("get", "/v1/audit"),
    ("post", "/v1/audit/verify"),
    ("post", "/v1/simulations"),
    ("delete", "/v1/simulations/{simulation_id}"),
}


def needed(method: str, path: str) -> Role | None:
    if path in OPEN:
        return None
    if path in CLIENT | ANY_KEY:
        return Role.CLIENT
    if (method, path) in ADMIN:
        return Role.ADMIN
    assert (method, path) in REVIEWER, "a new call: say here who may call it"
    return Role.REVIEWER


def operations(app):
    return [(method, path) for path, calls in app.openapi()["paths"].items() for method in calls]


def refusal(reply) -> str | None:
    return reply.json()["code"] if reply.status_code in (401, 403) else None


def test_every_call_from_afar_lets_in_exactly_the_roles_that_may(app, keys):
    found, wanted = {}, {}
    for method, path in operations(app):
        role = needed(method, path)
        for held in (None, *Role):
            asker = Asker(app, keys[held] if held else None, FAR)
            body = {"content": b"{}"} if method == "post" else {}
            found[method, path, held] = refusal(
                asker(method.upper(), path.replace("{version}", "v9"), **body)
            )
            if role is None or (held is not None and held.includes(role)):
                wanted[method, path, held] = None
            else:
                wanted[method, path, held] = "role_too_low" if held else "key_missing"
    assert found == wanted
    assert len(found) == 4 * 59


def test_the_reference_shows_the_roles_that_are_asked_for(app):
    """`docs/reference/roles.md` is written from what the calls say of themselves: `role_of`."""
    said = {
        (method.lower(), route.path_format): role_of(route)
        for room in ROOMS
        for route in room.router.routes
        if route.include_in_schema
        for method in route.methods
    }
    assert said == {(method, path): needed(method, path) for method, path in operations(app)}


def test_on_this_machine_predictions_feedback_and_metrics_need_no_key(app, local):
    for method, path in operations(app):
        body = {"content": b"{}"} if method == "post" else {}
        let_in = refusal(local(method.upper(), path, **body)) is None
        open_here = path in OPEN | CLIENT or path == "/metrics"
        assert let_in == open_here, path


def test_an_unknown_and_a_revoked_key_are_refused_alike(app, services, keys):
    services.access.revoke("admin", actor="test")

    for key in ("sk_unknown", keys[Role.ADMIN], "é"):
        reply = Asker(app, None, FAR, {"Authorization": f"Bearer {key}".encode()}).get("/v1/models")
        assert (reply.status_code, reply.json()["code"]) == (401, "key_unknown")
        assert reply.headers["www-authenticate"].startswith("Bearer")


def test_a_missing_key_is_asked_for(app):
    reply = Asker(app, None, FAR).get("/v1/models")

    assert (reply.status_code, reply.json()["role"]) == (401, "reviewer")
    assert reply.headers["www-authenticate"] == "Bearer"


def test_the_key_is_looked_at_before_the_body(app):
    reply = Asker(app, None, FAR).post("/v1/predictions", content=b"nonsense")

    assert reply.status_code == 401


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_many_names(app, host):
    assert Asker(app, host=host).post("/v1/predictions", {"text": REVIEW}).status_code == 200


@pytest.mark.parametrize("host", ["10.0.0.1", "2001:db8::1", "::ffff:203.0.113.5", "unknown", ""])
def test_others_are_not_this_machine(app, host):
    assert Asker(app, host=host).post("/v1/predictions", {"text": REVIEW}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Real-IP": "203.0.113.5"},
        {"Forwarded": "for=203.0.113.5"},
        {"Via": "1.1 proxy"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_neither_a_proxy_here_nor_a_foreign_page_makes_a_request_local(app, headers):
    assert Asker(app, headers=headers).post("/v1/predictions", {"text": REVIEW}).status_code == 401


def test_a_page_of_this_machine_is_local(app):
    asker = Asker(app, headers={"Origin": "http://localhost:8501"})

    assert asker.post("/v1/predictions", {"text": REVIEW}).status_code == 200


def test_a_public_service_answers_anybody_so_often_and_keys_without_limit(trained, clock, keys):
    settings = trained.settings.model_copy(update={"public": True, "rate_per_minute": 3})
    services = assemble(settings, trained.store, b"s" * 32, clock)
    services.serving.refresh()
    app = create_app(services)
    stranger, customer = Asker(app, host=FAR), Asker(app, keys[Role.CLIENT], FAR)

    replies = [stranger.post("/v1/predictions", {"text": REVIEW}) for _ in range(4)]

    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert replies[3].json()["code"] == "too_many_requests"
    assert 1 <= int(replies[3].headers["retry-after"]) <= 20
    assert customer.post("/v1/predictions", {"text": REVIEW}).status_code == 200
    assert Asker(app, host="198.51.100.1").post("/v1/predictions", {"text": REVIEW}).status_code == 200
    assert Asker(app, host=FAR).get("/v1/models").status_code == 401


def test_on_a_public_service_a_batch_costs_as_much_as_its_texts(trained, clock):
    settings = trained.settings.model_copy(update={"public": True, "rate_per_minute": 10})
    services = assemble(settings, trained.store, b"s" * 32, clock)
    services.serving.refresh()
    stranger = Asker(create_app(services), host=FAR)

    first = stranger.post("/v1/predictions/batch", {"texts": [REVIEW] * 8})
    second = stranger.post("/v1/predictions/batch", {"texts": [REVIEW] * 8})

    assert (first.status_code, second.status_code) == (200, 429)


def test_a_proxy_elsewhere_names_its_clients_where_it_is_trusted_and_each_has_a_rate(trained, clock):
    settings = trained.settings.model_copy(update={"public": True, "rate_per_minute": 2})
    app = create_app(assemble(settings, trained.store, b"s" * 32, clock))
    app.state.services.serving.refresh()
    proxied = Proxied(app, ["172.30.87.0/24"])

    def ask(peer, client):
        return Asker(proxied, host=peer, headers={"X-Forwarded-For": client}).post(
            "/v1/predictions", {"text": REVIEW}
        )

    for client in ("203.0.113.5", "203.0.113.6"):
        assert [ask("172.30.87.4", client).status_code for _ in range(3)] == [200, 200, 429]
    # Whoever is no such proxy can name as many clients as he likes: he is one.
    told = [ask("172.31.0.9", f"198.51.100.{number}").status_code for number in range(3)]
    assert told == [200, 200, 429]
