"""The process itself: alive, ready, measured, documented."""

import re

import jsonschema
import pytest

from siklus.api import create_app
from siklus.domain.access import Role
from siklus.privacy.consent import CURRENT
from support.api import FAR, REVIEW, Asker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_alive_and_ready(local):
    assert local.get("/healthz").json() == {"alive": True}
    assert local.get("/readyz").json() == {
        "ready": True,
        "model_version": 1,
        "model": "ok",
        "database": "ok",
        "refresh_error": None,
    }


def test_without_a_version_the_process_lives_but_is_not_ready(services):
    local = Asker(create_app(services))

    ready = local.get("/readyz")
    prediction = local.post("/v1/predictions", {"text": REVIEW})

    assert local.get("/healthz").status_code == 200
    assert (ready.status_code, ready.json()["code"]) == (503, "not_ready")
    assert (ready.json()["model"], ready.json()["database"]) == ("no_active_version", "ok")
    assert (prediction.status_code, prediction.json()["code"]) == (503, "no_active_version")
    assert int(prediction.headers["retry-after"]) > 0


def test_the_consent_wording_is_open_and_in_both_languages(app):
    found = Asker(app, host=FAR).get("/v1/consent").json()

    assert found == {
        "version": CURRENT.version,
        "purpose": CURRENT.purpose,
        "wording": {"id": CURRENT.id, "en": CURRENT.en},
    }


def test_metrics_count_without_texts_and_are_closed_to_others(app, local, keys):
    label = local.post("/v1/predictions", {"text": REVIEW}).json()["label"]
    local.post("/v1/predictions", {"text": "pendek"})

    found = local.get("/metrics")

    assert f'siklus_predictions_total{{label="{label}",stored="false",version="1"}} 1.0' in found.text
    assert 'siklus_prediction_seconds_count{version="1"} 1.0' in found.text
    assert 'siklus_refusals_total{code="review_too_short"} 1.0' in found.text
    assert "siklus_active_version 1.0" in found.text
    assert "Pengiriman" not in found.text
    assert Asker(app, host=FAR).get("/metrics").status_code == 401
    assert Asker(app, keys[Role.REVIEWER], FAR).get("/metrics").status_code == 200


def test_every_reply_has_the_security_headers(local, reviewer):
    replies = [
        local.get("/healthz"),
        local.get("/nowhere"),
        local.post("/v1/predictions", {"text": REVIEW}),
        reviewer.get("/v1/models"),
        local.get("/docs"),
    ]
    for reply in replies:
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"
        assert "server" not in reply.headers


def test_the_docs_page_names_no_other_host_and_may_not_call_one(local):
    reply = local.get("/docs")

    assert reply.headers["content-type"].startswith("text/html")
    assert re.findall(r"(?:https?:)?//[a-z]", reply.text) == []
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_the_frameworks_own_docs_are_off(local):
    assert local.get("/redoc").status_code == 404
    assert "swagger" not in local.get("/docs").text.lower()


def references(node):
    """Every `$ref` in a document."""
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    own = [node["$ref"]] if isinstance(node, dict) and "$ref" in node else []
    return own + [found for child in children for found in references(child)]


def test_the_openapi_document_holds_together(local):
    document = local.get("/openapi.json").json()

    schemas = document["components"]["schemas"]
    assert document["openapi"].startswith("3.1")
    assert {ref.removeprefix("#/components/schemas/") for ref in references(document)} <= set(schemas)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    names = [call["operationId"] for calls in document["paths"].values() for call in calls.values()]
    assert len(names) == len(set(names)) == 59


def test_every_call_says_which_problems_it_has_and_what_it_takes(local):
    document = local.get("/openapi.json").json()

    for path, calls in document["paths"].items():
        for method, call in calls.items():
            problems = [
                reply
                for status, reply in call["responses"].items()
                if status[0] in "45" or status == "default"
            ]
            assert problems, path
            assert all(list(reply["content"]) == ["application/problem+json"] for reply in problems), path
            assert call["description"], path
            takes_nothing = path.endswith(("/release", "/reveal", "/test", "/verify"))
            assert ("requestBody" in call) == (method == "post" and not takes_nothing), path


def test_a_reply_is_as_the_document_says(local):
    document = local.get("/openapi.json").json()
    schema = {"$ref": "#/components/schemas/PredictionReply", "components": document["components"]}

    for body in ({"text": REVIEW}, {"text": REVIEW, "consent": True, "explain": True}):
        jsonschema.validate(local.post("/v1/predictions", body).json(), schema)


def test_405_names_every_method_of_the_address(local):
    assert local("PUT", "/v1/retraining").headers["allow"] == "GET, POST"
    assert local("GET", "/v1/predictions").headers["allow"] == "POST"
