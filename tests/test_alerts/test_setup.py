"""Half a channel is an error that names its setting and repeats no secret."""

import pytest

from siklus.alerts.channels import LogChannel, Mail, Style, Webhook
from siklus.bootstrap import running
from siklus.errors import AlertRuleInvalid, SettingInvalid
from siklus.settings import read_settings

MAIL = {
    "smtp_url": "smtps://siklus:s%2Frahasia@surat.contoh.id",
    "alert_from": "s@c.id",
    "alert_to": "a@c.id",
}


def channels(**given):
    return read_settings(_env_file=None, **given).channels


def test_without_a_setting_there_is_the_log_alone():
    assert channels() == (LogChannel(),)
    assert channels(alert_webhook="", smtp_url="") == (LogChannel(),)


def test_every_channel_that_is_set_up_is_used():
    log, hook, mail = channels(alert_webhook="https://h.id/x", alert_webhook_style="slack", **MAIL)
    assert (log, hook) == (LogChannel(), Webhook("https://h.id/x", Style.SLACK))
    assert mail == Mail("surat.contoh.id", 465, "s@c.id", ("a@c.id",), True, "siklus", "s/rahasia")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"alert_webhook": "rahasia"}, "SIKLUS_ALERT_WEBHOOK"),
        ({"alert_webhook": "ftp://rahasia/x"}, "SIKLUS_ALERT_WEBHOOK"),
        ({"alert_webhook": "https:///rahasia"}, "SIKLUS_ALERT_WEBHOOK"),
        ({"alert_webhook": "https://h:99999/rahasia"}, "SIKLUS_ALERT_WEBHOOK"),
        ({"alert_webhook": "https://h/ rahasia"}, "SIKLUS_ALERT_WEBHOOK"),
        ({"alert_webhook": "https://[h/rahasia"}, "SIKLUS_ALERT_WEBHOOK"),
        ({"alert_webhook": "https://h/x", "alert_webhook_style": "telegram"}, "SIKLUS_ALERT_TELEGRAM_CHAT"),
        (MAIL | {"smtp_url": "http://rahasia"}, "SIKLUS_SMTP_URL"),
        (MAIL | {"smtp_url": "smtp://siklus:ra/hasia@h"}, "SIKLUS_SMTP_URL"),
        (MAIL | {"alert_from": None}, "SIKLUS_ALERT_FROM"),
        (MAIL | {"alert_from": "a@c.id, b@c.id"}, "SIKLUS_ALERT_FROM"),
        (MAIL | {"alert_to": " "}, "SIKLUS_ALERT_TO"),
        (MAIL | {"alert_to": "siapa"}, "SIKLUS_ALERT_TO"),
        (MAIL | {"alert_to": "a@c.id\nBcc: b@c.id"}, "SIKLUS_ALERT_TO"),
    ],
)
def test_what_cannot_be_used_is_named(given, name):
    with pytest.raises(SettingInvalid) as refused:
        channels(**given)
    assert refused.value.name == name
    assert "rahasia" not in str(refused.value)


@pytest.mark.parametrize(("name", "value"), [("ALERT_LANGUAGE", "fr"), ("ALERT_WEBHOOK_STYLE", "xml")])
def test_a_word_that_is_none_of_those_possible_is_an_error(monkeypatch, name, value):
    monkeypatch.setenv(f"SIKLUS_{name}", value)
    with pytest.raises(SettingInvalid, match=f"SIKLUS_{name}"):
        read_settings(_env_file=None)


def test_secrets_do_not_show():
    settings = read_settings(_env_file=None, alert_webhook="https://h/rahasia", **MAIL)
    assert "rahasia" not in repr(settings) + str(settings) + repr(settings.channels)


def test_a_wrong_rule_stops_the_start(tmp_path):
    (tmp_path / "rules.toml").write_text("[rules.slow_answers]\nraise_at = 1\n")
    settings = read_settings(_env_file=None, home=tmp_path, alert_rules=tmp_path / "rules.toml")
    with pytest.raises(AlertRuleInvalid, match="slow_answers"), running(settings, prepare=True):
        pass
