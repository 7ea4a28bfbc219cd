"""Alerts: what is wrong and what was, whether people were told, and whether they would be."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from siklus.client import Client
from siklus.ui.alerts import named
from siklus.ui.figures import moment, number
from siklus.ui.session import told
from siklus.ui.text import plain, t, t_or

SHOWN = 50
WAYS = ("log", "webhook", "mail")


def draw(client: Client) -> None:
    """The section."""
    with st.spinner(t("settings.wait")):
        ways, found = client.alert_channels(), client.alerts(SHOWN)
    st.subheader(t("notices.title"), anchor=False)
    if not found:
        st.markdown(f":material/eco: {t('notices.none')}")
    else:
        _table("alerts-table", [_alert(alert) for alert in found])
        st.caption(t("notices.note", count=number(len(ways.rules))))
        _messages(found)
    st.subheader(t("notices.ways"), anchor=False)
    st.markdown("\n".join(f"* {_way(name, name in ways.channels)}" for name in WAYS))
    st.caption(t("notices.ways_note"))
    _test(client)


def _alert(alert: Mapping[str, Any]) -> dict[str, str]:
    until = alert["resolved_at"]
    return {
        t("notices.state"): t("notices.past") if until else t("notices.open"),
        t("alerts.what"): named(alert),
        t("alerts.from"): moment(alert["at"]),
        t("alerts.until"): moment(until) if until else t("unknown"),
    }


def _messages(found: Sequence[Mapping[str, Any]]) -> None:
    rows = [_message(alert, one) for alert in found for one in alert["messages"]]
    st.markdown(f"**{t('notices.messages')}**")
    if not rows:
        st.markdown(t("notices.messages_none"))
        return
    _table("messages-table", rows)
    st.caption(t("notices.messages_note"))


def _message(alert: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, str]:
    return {
        t("notices.event"): t_or(f"notices.event.{one['event']}", one["event"]),
        t("notices.way"): t_or(f"notices.way.{one['channel']}", one["channel"]),
        t("notices.sent"): t_or(f"notices.sent.{one['state']}", one["state"]),
        t("notices.attempts"): number(one["attempts"]),
        t("notices.why"): one["error"] or "",
        t("alerts.what"): named(alert),
    }


def _way(name: str, there: bool) -> str:
    sign, word = ("✓", "notices.set_up") if there else ("○", "notices.not_set_up")
    return f"{sign} **{t(f'notices.way.{name}')}**: {t(word)}. {t(f'notices.how.{name}')}"


def _test(client: Client) -> None:
    if st.button(t("notices.test"), key="test-alerts", icon=":material/send:"):
        with told(), st.spinner(t("notices.testing")):
            _tell(client.test_alerts())
    st.caption(t("notices.test_note"))


def _tell(found: Mapping[str, str | None]) -> None:
    for name, why in found.items():
        way = t_or(f"notices.way.{name}", plain(name))
        if why is None:
            st.success(t("notices.taken", way=way), icon=":material/check_circle:")
        else:
            st.error(t("notices.not_taken", way=way, why=plain(why)), icon=":material/warning:")


def _table(key: str, rows: Sequence[Mapping[str, str]]) -> None:
    with st.container(key=key):
        st.dataframe(pd.DataFrame(rows), hide_index=True)
