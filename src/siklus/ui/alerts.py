"""What is wrong and what was, in the visitor's language."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from siklus.client import Client
from siklus.ui.figures import moment, number
from siklus.ui.text import language, plain, t

SHOWN = 50


def in_words(alert: Mapping[str, Any]) -> str:
    """An open alert of the monitoring summary as a sentence.

    >>> alert = {"kind": "refusals", "version": 0, "figures": {}, "words": {"id": "ditolak 62,5 %"}}
    >>> in_words(alert)
    'Peringatan: ditolak 62,5 %.'
    """
    if alert["kind"] == "drift":
        score = number(alert["figures"].get("score"), 2)
        return t("alerts.drift", score=score, version=alert["version"])
    if alert["kind"] == "unproven":
        return t("alerts.unproven", version=alert["version"])
    # The service has the words for its rules; an older one has none.
    words = alert.get("words", {}).get(language())
    if words:
        return t("alerts.rule", words=plain(words))
    return t("alerts.other", kind=plain(alert["kind"]), version=alert["version"])


def past(client: Client) -> None:
    """The alerts that are over, the newest first; nothing where there was none."""
    over = [alert for alert in client.alerts(SHOWN) if alert["resolved_at"]]
    if not over:
        return
    with st.container(key="past-alerts"), st.expander(t("alerts.past", count=number(len(over)))):
        st.dataframe(pd.DataFrame([_row(alert) for alert in over]), hide_index=True)


def named(alert: Mapping[str, Any]) -> str:
    """What an alert was about, for a table: its cells are shown as they are, so nothing is escaped here."""
    version = f"v{alert['version']}" if alert["version"] else ""
    return alert.get("words", {}).get(language()) or f"{alert['rule']} {version}".strip()


def _row(alert: Mapping[str, Any]) -> dict[str, str]:
    return {
        t("alerts.what"): named(alert),
        t("alerts.from"): moment(alert["at"]),
        t("alerts.until"): moment(alert["resolved_at"]),
    }
