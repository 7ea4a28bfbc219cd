"""A worker tells MLflow by itself, and a server that is away holds nothing up."""

import pytest

from siklus.services.mlflow_rest import MlflowClient


@pytest.mark.xdist_group("mlflow")
def test_a_worker_tells_of_each_version_and_of_a_deployment(sqlite_installation, wait_until, mlflow_url):
    worker = sqlite_installation.worker(mlflow_url=mlflow_url, mlflow_name="by-worker")
    worker.says("mlflow.told")
    run = sqlite_installation.carried_out_once(sqlite_installation.request().id)

    def told() -> bool:
        with MlflowClient(mlflow_url, None, "by-worker") as mlflow:
            return [version.tags["siklus.version"] for version in mlflow.versions()] == [
                "1",
                str(run.candidate),
            ]

    wait_until(told, "MLflow knows the candidate")
    assert worker.stop() == 0


def test_a_server_that_is_away_holds_no_retraining_up(sqlite_installation):
    worker = sqlite_installation.worker(mlflow_url="http://127.0.0.1:9")
    worker.says("mlflow.failing")

    sqlite_installation.carried_out_once(sqlite_installation.request().id)

    assert worker.stop() == 0
    assert len(worker.lines("mlflow.failing")) == 1
