"""Simulations over HTTP: asked for by an admin, read by reviewers, run beside the service."""

import sys
import time
from dataclasses import replace

import pytest

from siklus.api import create_app
from siklus.client import Client, SiklusApiError
from siklus.domain.access import Role
from support.api import FAR, Asker, served
from support.starter import as_csv, starter_rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")
WAIT_SECONDS = 180


@pytest.fixture
def lasting(trained):
    """A service whose simulations last."""
    found = replace(trained, simulating=replace(trained.simulating, command=SLEEPER))
    yield found
    found.simulating.stop()


def test_from_the_wish_to_the_report_and_away(trained, keys):
    base, stream = as_csv(starter_rows(150)).decode(), as_csv(starter_rows(50, skip=150)).decode()
    with served(trained) as address, Client(address, keys[Role.ADMIN]) as siklus:
        asked = siklus.simulate(stream=stream, base=base, arms=["static"], block=25, name="kecil")
        with pytest.raises(SiklusApiError, match="no report"):
            siklus.simulation_report(asked.id)
        deadline = time.monotonic() + WAIT_SECONDS
        while (found := siklus.simulation(asked.id)).state in ("queued", "running"):
            assert time.monotonic() < deadline
            time.sleep(0.2)

        assert (found.state, found.outlook["items"], len(found.curves[0].blocks)) == ("done", 50, 2)
        assert b'"arms"' in siklus.simulation_report(asked.id)
        assert siklus.simulation_report(asked.id, "html").startswith(b"<!DOCTYPE html>")
        with Client(address, keys[Role.REVIEWER]) as reviewer:
            assert [one.id for one in reviewer.simulations()] == [asked.id]
            with pytest.raises(SiklusApiError, match="role"):
                reviewer.remove_simulation(asked.id)
        siklus.remove_simulation(asked.id)
        assert siklus.simulations() == []


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "simulation_unclear", None),
        ({"scenario": "quiet", "stream": "text,label\n"}, "simulation_unclear", None),
        ({"scenario": "--out=/tmp"}, "body_invalid", "scenario"),
        ({"scenario": "quiet", "seeds": 11}, "body_invalid", "seeds"),
        ({"scenario": "quiet", "arms": []}, "body_invalid", "arms"),
        ({"scenario": "quiet", "readers": {"noise": 2}}, "body_invalid", "readers.noise"),
        ({"scenario": "quiet", "stream": ""}, "body_invalid", "stream"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_once(lasting, keys, body, code, field):
    admin = Asker(create_app(lasting), keys[Role.ADMIN], FAR)
    reply = admin.post("/v1/simulations", body)

    assert (reply.status_code, reply.json()["code"], reply.json().get("field")) == (422, code, field)
    assert admin.get("/v1/simulations").json() == {"simulations": []}


def test_a_simulation_that_runs_is_told_without_its_texts(lasting, keys):
    admin = Asker(create_app(lasting), keys[Role.ADMIN], FAR)
    asked = admin.post("/v1/simulations", {"stream": "text,label\nrahasia sekali,positif\n"})
    path = f"/v1/simulations/{asked.json()['id']}"

    assert (asked.status_code, asked.json()["state"]) == (202, "running")
    assert "rahasia" not in admin.get("/v1/simulations").text
    assert admin.get(f"{path}/report.html").json()["code"] == "simulation_not_done"
    assert admin("DELETE", path).json() == {"removed": True}
    assert admin.get(path).json()["code"] == "simulation_not_found"
