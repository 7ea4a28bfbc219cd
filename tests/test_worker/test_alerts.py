"""Workers judge the rules on their tick, tell people, and are not held up by a receiver that hangs."""

import threading
import time

import pytest

from support.receivers import webhook

RULES = """
[rules.waiting]
figure = "labels_waiting"
raise_at = 100
clear_at = 10
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(RULES)
    return path


def told(hook):
    return [(body["rule"], body["event"], body["version"]) for body in hook.received]


def test_two_workers_tell_of_a_trouble_once(sqlite_installation, wait_until, rules):
    with webhook() as hook:
        settings = {"alert_rules": rules, "alert_webhook": hook.url}
        workers = [sqlite_installation.worker(**settings), sqlite_installation.worker(**settings)]
        wait_until(lambda: hook.received, "an alert came")
        time.sleep(2)  # several ticks
        assert told(hook) == [("waiting", "raised", None)]
        assert hook.received[0]["value"] > 100
        assert sqlite_installation.stop() == [0, 0]
    logs = "".join(worker.path.read_text() for worker in workers)
    assert logs.count('"alert.raised"') == 1
    assert "rahasia-token" not in logs


def test_a_receiver_that_hangs_does_not_hold_up_the_worker(sqlite_installation, wait_until, rules):
    with webhook() as hook:
        hook.silent = threading.Event()
        worker = sqlite_installation.worker(alert_rules=rules, alert_webhook=hook.url)
        wait_until(lambda: hook.received, "it was asked")
        sqlite_installation.carried_out_once(sqlite_installation.request().id)
        assert not worker.lines("worker.reborn")
        assert worker.stop() == 0
        hook.silent.set()
    assert sqlite_installation.services.alerting.history(1)[0]["messages"]
