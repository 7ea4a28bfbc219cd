"""`siklus mlflow`."""

import pytest


@pytest.mark.xdist_group("mlflow")
def test_all_versions_are_told_by_hand_and_again_nothing_is(siklus, mlflow_url):
    named = {"mlflow_url": mlflow_url, "mlflow_name": "by-hand"}

    first = siklus("mlflow", "sync", "--json", **named)
    again = siklus("mlflow", "sync", **named)

    assert first.json["added"] == [f"v{number + 1}" for number in range(first.json["versions"])]
    assert first.json["active"] in first.json["added"]
    assert (again.code, again.rows) == (0, [])
    assert first.json["active"] in again.err


def test_without_an_address_the_setting_is_named_and_a_server_that_is_away_is_exit_3(siklus):
    missing = siklus("mlflow", "sync")
    away = siklus("mlflow", "sync", mlflow_url="http://ani:rahasia@127.0.0.1:9")

    assert (missing.code, away.code) == (2, 3)
    assert "SIKLUS_MLFLOW_URL" in missing.err
    assert "MLflow could not be told" in away.err
    assert "rahasia" not in away.err
