"""A worker judges the trial on its tick; one that is killed in between leaves that to the next."""

import signal
from dataclasses import replace

from siklus.domain.access import Caller, Role
from siklus.domain.lifecycle import LOOP
from siklus.domain.trials import Ending
from siklus.services.prediction import Request
from support.models import add_version, turned_round
from support.starter import starter_rows

ANI = Caller("Ani", Role.REVIEWER)


def audit(services, count: int, start: int) -> None:
    """So many texts, judged by both, and what the reviewer says of them."""
    prediction = replace(services.prediction, draw=lambda: 0.0)
    rows = [row for row in starter_rows() if row["label"] != "netral"][start : start + count]
    truth = {str(prediction.predict(Request(row["text"], consent=True)).id): row["label"] for row in rows}
    services.shadows.flush()
    for item in services.review.next(ANI, count):
        services.review.answer(item.ask.id, ANI, truth[item.ask.prediction_id])


def test_a_worse_challenger_goes_also_where_the_worker_was_killed_meanwhile(
    installation, small_model, wait_until
):
    services = installation.services
    services.serving.refresh()
    add_version(services, small_model, turned_round)
    services.trials.shadow(2, actor="Ani", reason="coba")
    services.challenging.refresh()
    first = installation.worker(new_labels=1_000_000)
    first.says("worker.joined")
    audit(services, 5, 0)
    assert services.trials.running() is not None
    first.stop(signal.SIGKILL)
    audit(services, 35, 5)
    assert services.trials.running() is not None

    second = installation.worker(new_labels=1_000_000)

    [line] = second.says("trial.ended")
    assert (line["version"], line["outcome"]) == (2, "worse")
    [trial] = services.trials.newest()
    assert (trial.outcome, trial.ended_by) == (Ending.WORSE, LOOP)
    assert [link.version for link in services.deployment.chain()] == [1]
    wait_until(
        lambda: any(alert["rule"] == "challenger_out" for alert in services.alerting.history(10)),
        "the alert was raised",
    )
    assert second.stop() == 0
