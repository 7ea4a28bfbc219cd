"""The copy of the registry in MLflow, told to a real MLflow server."""

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from structlog.testing import capture_logs

from siklus.domain.gate import Decision, GateReport
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import VersionState
from siklus.domain.triggers import Outcome, RunState
from siklus.errors import MirrorUnavailable, SettingInvalid
from siklus.services.mirroring import Mirrored, MirrorService
from siklus.services.mlflow_rest import MlflowClient
from siklus.worker.mirror import Mirror
from support.clock import NOON

REPORT = GateReport(
    Decision.REFUSE, ("the golden set lost 2 points", "too few labels"), {"golden": {"n": 40, "loss": 0.02}}
)


# One process runs these: each of several would start a server of its own, which takes a while.
pytestmark = pytest.mark.xdist_group("mlflow")


@pytest.fixture
def several(trained, small_model):
    """Version 1 is active; 2 came out of a retraining, and the gate refused it."""
    with trained.store.transaction() as tx:
        tx.versions.add(replace(small_model.version, version=2, parent=1, state=VersionState.REFUSED))
    run = trained.retraining.request(actor="Ani", note="rahasia dagang")
    with trained.store.transaction() as tx:
        tx.runs.advance(run.id, RunState.GATE, trained.now(), candidate=2, gate=REPORT.as_dict())
        tx.runs.finish(run.id, Outcome.REFUSED, trained.now())
    return trained


@pytest.fixture
def name():
    """Of an experiment and a model of this test alone."""
    return f"siklus-{new_id()}"


@pytest.fixture
def mirror(several, mlflow_url, name):
    return MirrorService(several.store, mlflow_url, None, name)


def shown(mlflow_url: str, name: str):
    """What MLflow has: runs and versions by their number of ours, and the active one."""
    with MlflowClient(mlflow_url, None, name) as mlflow:
        runs, versions = mlflow.runs(mlflow.experiment()), mlflow.versions()
        active = mlflow.alias("active")
    return (
        {run.tags["siklus.version"]: run for run in runs},
        {version.tags["siklus.version"]: version for version in versions},
        active,
    )


def test_every_version_is_told_with_what_it_is_made_of_and_what_the_gate_said(
    mirror, mlflow_url, name, several
):
    assert mirror.sync() == Mirrored(2, ["v1", "v2"], [], "v1")

    runs, versions, active = shown(mlflow_url, name)
    one = several.deployment.version(1)
    assert runs["1"].metrics["accuracy"] == one.scores["accuracy"]
    assert runs["1"].params["recipe.seed"] == "0"
    assert runs["1"].params["library.scikit-learn"] == one.libraries["scikit-learn"]
    assert runs["2"].tags["siklus.gate"] == "refuse"
    assert runs["2"].tags["siklus.gate_reasons"] == "the golden set lost 2 points; too few labels"
    assert runs["2"].metrics["gate.golden.loss"] == 0.02
    assert {number: each.tags["siklus.state"] for number, each in versions.items()} == {
        "1": "active",
        "2": "refused",
    }
    assert versions["1"].number == active


def test_a_second_time_there_is_nothing_to_tell(mirror, mlflow_url, name):
    mirror.sync()
    before = shown(mlflow_url, name)

    assert mirror.sync() == Mirrored(2, [], [], "v1")

    assert shown(mlflow_url, name) == before


def test_a_deployment_moves_the_alias_and_the_states(mirror, mlflow_url, name, several):
    mirror.sync()
    before = mirror.mark()
    several.deployment.activate(2, actor="Ani", reason="lebih baik")

    assert mirror.mark() != before
    assert mirror.sync() == Mirrored(2, [], ["v1", "v2"], "v2")

    runs, versions, active = shown(mlflow_url, name)
    assert active == versions["2"].number
    assert (runs["1"].tags["siklus.state"], runs["2"].tags["siklus.state"]) == ("archived", "active")


def test_what_broke_off_half_way_is_made_whole(mirror, mlflow_url, name, several):
    identity = {"siklus.version": "1", "siklus.sha256": several.deployment.version(1).sha256}
    with MlflowClient(mlflow_url, None, name) as mlflow:
        begun = mlflow.add_run(mlflow.experiment(), "v1", identity, several.now())

    mirror.sync()

    runs, versions, _ = shown(mlflow_url, name)
    assert runs["1"].id == begun.id
    assert runs["1"].metrics["accuracy"] > 0
    assert sorted(versions) == ["1", "2"]


def test_what_others_keep_under_the_same_name_is_left_alone(mirror, mlflow_url, name):
    with MlflowClient(mlflow_url, None, name) as mlflow:
        mlflow.register("somebody's")
        theirs = mlflow.add_run(mlflow.experiment(), "v1", {"team": "other"}, NOON)
        mlflow.add_version("s3://elsewhere/model", theirs, {"team": "other"})

    mirror.sync()

    with MlflowClient(mlflow_url, None, name) as mlflow:
        assert [version.tags.get("team") for version in mlflow.versions()] == ["other", None, None]
        assert mlflow.alias("active") == "2"


def test_no_words_of_people_go_there(mirror, mlflow_url, name, several, small_model):
    several.deployment.activate(2, actor="Budi Santoso", reason="keluhan Ibu Sari di Bandung")
    mirror.sync()

    runs, versions, _ = shown(mlflow_url, name)
    everything = repr((runs, versions))
    assert not [word for word in ("Budi", "Ani", "Bandung", "rahasia") if word in everything]
    assert not [row.text for row in small_model.examples if row.text in everything]


def test_a_deployment_does_not_wait_for_a_server_that_is_away_and_it_is_told_later(several, mlflow_url, name):
    away = MirrorService(several.store, "http://127.0.0.1:9", None, name)
    with pytest.raises(MirrorUnavailable):
        away.sync()
    telling = Mirror(away, lambda: True)
    with capture_logs() as logs:
        telling.turn()
        telling.turn()
        several.deployment.activate(2, actor="Ani", reason="lebih baik")
        telling.turn()
    assert [(line["event"], line["error"]) for line in logs] == [("mlflow.failing", "mirror_unavailable")]

    with capture_logs() as logs:
        Mirror(MirrorService(several.store, mlflow_url, None, name), lambda: True).turn()
    assert [(line["event"], line["active"]) for line in logs] == [("mlflow.told", "v2")]


def test_only_the_first_worker_tells(mirror, mlflow_url, name):
    Mirror(mirror, lambda: False).turn()

    with MlflowClient(mlflow_url, None, name) as mlflow:
        assert mlflow.runs(mlflow.experiment()) == []


@contextmanager
def refusing():
    """A server that wants none of it, and what it was sent as authorization."""
    asked: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Authorization"])
            body = json.dumps({"error_code": "PERMISSION_DENIED", "message": "no"}).encode()
            self.send_response(403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/below", asked
        finally:
            server.shutdown()
            thread.join()


def test_a_server_is_told_its_token_and_one_that_refuses_is_no_bug(name):
    with refusing() as (url, asked):
        with MlflowClient(url, "sesame", name) as mlflow, pytest.raises(MirrorUnavailable) as refused:
            mlflow.experiment()
        assert asked == ["Bearer sesame"]
    assert "PERMISSION_DENIED" in refused.value.why
    assert "sesame" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["sqlite:///mlflow.db", "mlflow.example:5000", "https:///models", "ftp://mlflow"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(settings, url):
    wrong = type(settings)(_env_file=None, mlflow_url=url)
    with pytest.raises(SettingInvalid) as refused:
        _ = wrong.mlflow
    assert url not in str(refused.value)
