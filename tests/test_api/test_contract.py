"""Whatever is sent to whichever call, no bug answers, and every answer is one that the document describes.

schemathesis makes the requests of the OpenAPI document itself, good ones and bad ones, as an admin would
send them to a running service.
"""

import sys
from dataclasses import replace

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import checks
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

from siklus.domain.access import Role
from siklus.domain.reviews import LABELS
from support.api import REVIEW, served
from support.models import add_version, turned_round

CHECKS = [
    checks.not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
QUIET = {
    # What was found yesterday or on another machine must not decide what is found here.
    "derandomize": True,
    "database": None,
    "deadline": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}
CALLS = settings(max_examples=6, **QUIET)
CHAINS = settings(max_examples=8, stateful_step_count=12, **QUIET)


SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")


@pytest.fixture
def services(services):
    """Every stored prediction is drawn for an audit, and a simulation lasts."""
    return replace(
        services,
        prediction=replace(services.prediction, draw=lambda: 0.0),
        simulating=replace(services.simulating, command=SLEEPER),
    )


@pytest.fixture
def address(trained, small_model):
    """A running service with two versions."""
    add_version(trained, small_model, turned_round)
    with served(trained) as found:
        yield found


@pytest.fixture
def bearer(trained):
    return {"Authorization": f"Bearer {trained.access.create('admin', Role.ADMIN, actor='test')}"}


@pytest.fixture
def schema(address, bearer):
    """The document of the service."""
    found = schemathesis.openapi.from_url(f"{address}/openapi.json")
    found.config.update(headers=bearer)
    return found


@pytest.fixture
def real(address, bearer):
    """Values that exist, by the names of parameters and fields; what is made up is rarely more than a 404."""
    with httpx.Client(base_url=address, headers=bearer, timeout=60) as http:
        body = {"text": REVIEW, "consent": True, "subject": "pelanggan/17"}
        first, second = (http.post("/v1/predictions", json=body).json() for _ in range(2))
        body = {"token": second["feedback_token"], "correct": False, "label": "netral"}
        answer = http.post(f"/v1/predictions/{second['id']}/feedback", json=body).json()
        run = http.post("/v1/retraining", json={"reason": "test"}).json()
        simulation = http.post("/v1/simulations", json={"scenario": "quiet"}).json()
        [ask, *_] = http.get("/v1/reviews/next").json()["items"]
    return {
        "prediction_id": [first["id"]],
        "X-Feedback-Token": [first["feedback_token"]],
        "token": [first["feedback_token"]],
        "ask_id": [ask["ask_id"]],
        "answer_id": [answer["id"]],
        "run_id": [run["run_id"]],
        "simulation_id": [simulation["id"]],
        "scenario": ["quiet"],
        "subject": ["pelanggan/17"],
        "version": ["1", "v2"],
        "text": [REVIEW],
        "texts": [[REVIEW, f"{REVIEW} sekali"]],
        "label": list(LABELS),
        "channel": ["toko"],
    }


@st.composite
def requests(draw, call, mode, real):
    """Requests for a call, of which half ask for what exists."""
    case = draw(call.as_strategy(generation_mode=mode))
    if draw(st.booleans()):
        for part in (case.path_parameters, case.query, case.headers, case.body):
            if hasattr(part, "items"):
                part.update({name: draw(st.sampled_from(real[name])) for name in part if name in real})
    return case


def check(case, reply):
    """An answer is no bug, is of a status that the call names, and looks as it says."""
    case.validate_response(reply, checks=CHECKS)
    named = case.operation.definition.raw["responses"]
    assert str(reply.status_code) in named, f"{case.as_curl_command()}: {reply.text}"


def ask(call, mode, real):
    """Send a call what schemathesis and `real` make up."""

    @given(case=requests(call, mode, real))
    @CALLS
    def sent(case):
        check(case, case.call())

    try:
        sent()
    except Unsatisfiable:
        # Where nothing is asked for, or anything at all, nothing can be asked badly.
        assert mode == GenerationMode.NEGATIVE


@pytest.mark.timeout(600)  # ten seconds of one core, and other programs may want it too
def test_every_call_answers_as_the_document_says(schema, real):
    calls = [found.ok() for found in schema.get_all_operations()]
    assert len(calls) >= 58
    for call in calls:
        for mode in GenerationMode:
            ask(call, mode, real)


def test_chains_of_calls_are_answered_as_the_document_says(schema, real):
    class Chain(schema.as_state_machine()):
        def before_call(self, case):
            # Most made-up texts are too short to be judged, and nothing would ever be stored.
            if isinstance(case.body, dict) and "text" in case.body:
                case.body |= {"text": REVIEW, "consent": True}

        def validate_response(self, response, case, **_):
            check(case, response)

    Chain.run(settings=CHAINS)
