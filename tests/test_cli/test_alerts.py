"""siklus alerts: what is wrong, and whether anybody would hear of it."""

import pytest

from siklus import bootstrap
from siklus.domain.alerts import Figure
from siklus.settings import read_settings
from support.receivers import post_office, webhook
from support.servers import free_port


@pytest.fixture
def troubled(siklus):
    """An installation whose database was away for a while, and is back."""
    settings = read_settings(_env_file=None, home=siklus.home, tick_seconds=0.2)
    with bootstrap.running(settings) as services:
        services.alerting.judge({Figure.UNSTORED_BY_OUTAGE: 7.0, "active_version": 1.0})
    return siklus


def test_nothing_wrong_is_no_row(siklus):
    done = siklus("alerts")
    assert (done.code, done.out, done.err) == (0, "", "no alert yet\n")
    assert siklus("alerts", "--json").json == []


def test_open_alerts_are_listed_with_their_messages(troubled):
    [[rule, version, state, figure, value, limit, *_, messages]] = troubled("alerts").rows
    assert (rule, version, state, figure) == ("database_away", "", "open", "unstored_by_outage")
    assert (float(value), float(limit), messages) == (7, 1, "log raised waiting")
    [alert] = troubled("alerts", "--json", "--limit", "1").json
    assert (alert["rule"], alert["resolved_at"]) == ("database_away", None)


def test_a_test_message_goes_by_every_channel(siklus):
    with webhook() as hook, post_office() as post:
        done = siklus(
            "alerts",
            "test",
            alert_webhook=hook.url,
            smtp_url=f"smtp://127.0.0.1:{post.port}",
            alert_from="s@c.id",
            alert_to="a@c.id",
            alert_language="en",
        )
    assert done.code == 0
    assert [row for row in done.rows if row[0] in ("webhook", "mail")] == [
        ["webhook", "sent", ""],
        ["mail", "sent", ""],
    ]
    assert "this is a test message" in hook.received[0]["text"]
    assert len(post.letters) == 1


def test_a_channel_that_fails_is_three_and_says_why(siklus):
    url = f"http://127.0.0.1:{free_port()}/rahasia"
    done = siklus("alerts", "test", "--json", alert_webhook=url)
    assert done.code == 3
    assert done.json["webhook"]["sent"] is False
    assert "refused" in done.json["webhook"]["error"]
    assert "webhook: " in done.err
    assert "rahasia" not in done.out + done.err


def test_with_the_log_alone_it_is_said_what_can_be_added(siklus):
    done = siklus("alerts", "test")
    assert done.code == 0
    assert done.rows == [["log", "sent", ""]]
    assert "SIKLUS_ALERT_WEBHOOK" in done.err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"alert_webhook": "rahasia"}, "SIKLUS_ALERT_WEBHOOK: must look like"),
        ({"smtp_url": "smtp://h"}, "SIKLUS_ALERT_FROM: is needed"),
        ({"alert_rules": "not-there.toml"}, "not-there.toml: No such file"),
    ],
)
def test_a_wrong_setting_is_two(siklus, settings, told):
    done = siklus("alerts", **settings)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert "rahasia" not in done.err
