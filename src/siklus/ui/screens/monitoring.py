"""*Pemantauan*: how well the versions do, and how surely that is known."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from siklus.client import Client
from siklus.ui import drift
from siklus.ui.alerts import in_words, past
from siklus.ui.parts import accuracy, traffic, versions
from siklus.ui.parts.choice import BEGINNING, Choice, choose
from siklus.ui.parts.pieces import pair
from siklus.ui.session import reviewer, told
from siklus.ui.text import t

Figures = Mapping[str, Any]
LIVE_SECONDS = 10.0


def render() -> None:
    """Draw the page."""
    st.title(t("monitoring.title"))
    st.write(t("monitoring.intro"))
    client = reviewer()
    if client is None:
        st.info(f"**{t('monitoring.need_key')}** {t('monitoring.need_key_advice')}", icon=":material/key:")
        return
    with told():
        live = LIVE_SECONDS if st.session_state.get("live") else None
        everything = client.versions(BEGINNING)["versions"]
        channels = client.summary(BEGINNING)["channels"]
        st.fragment(_state, run_every=live)(client)
        choice = choose([int(row["version"]) for row in everything], channels)
        if choice is not None:
            st.fragment(_told, run_every=live)(client, choice)


def _state(client: Client) -> None:
    with told():
        accuracy.sentence(client)


def _told(client: Client, choice: Choice) -> None:
    with told():
        _figures(client, choice)


def _figures(client: Client, choice: Choice) -> None:
    asked = (choice.since, choice.until, choice.version)
    summary = client.summary(*asked, choice.channel)
    known = client.accuracy(*asked, choice.channel)
    timeline = client.timeline(*asked, choice.channel)
    for alert in summary["alerts"]:
        st.warning(in_words(alert), icon=":material/warning:")
    past(client)
    traffic.totals(summary)
    if summary["predictions"]["stored"]:
        changes = [link for link in timeline["deployments"] if link["previous"] is not None]
        accuracy.draw(known, changes)
    else:
        st.info(f"**{t('monitoring.empty')}** {t('monitoring.empty_advice')}", icon=":material/eco:")
    drift.render(client.drift(choice.version))
    by_version = {row["version"]: row["combined"] for row in known["versions"]}
    rows = client.versions(choice.since, choice.until, choice.channel)["versions"]
    versions.draw(client, rows, by_version)
    if summary["predictions"]["stored"]:
        left, right = pair("traffic")
        with left:
            traffic.by_day(timeline)
        with right:
            traffic.latency(client, choice)
        traffic.volume(timeline, summary)
    traffic.left_out(summary["predictions"])


if __name__ == "__main__":
    render()
