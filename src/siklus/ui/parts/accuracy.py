"""How accurate the answers were, and how surely that is known."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from siklus.client import Client
from siklus.ui import charts
from siklus.ui.figures import number, percent
from siklus.ui.labels import signed
from siklus.ui.parts.choice import BEGINNING
from siklus.ui.parts.pieces import Figures, Metric, between, charted, metrics, pair
from siklus.ui.text import t

ESTIMATES = ("combined", "audited", "label_free")
WHOLE = 1440  # minutes of a day


def sentence(client: Client) -> None:
    """The state in one sentence: of the active version, since it was made."""
    active = client.summary()["active_version"]
    if not active:
        st.markdown(t("monitoring.no_active"))
        return
    found = client.summary(BEGINNING, None, active)
    drift = t(f"state.drift.{found['drift']['level']}")
    if found["estimated"]["value"] is None:
        st.markdown("#### " + t("state.unknown", version=active, drift=drift))
        return
    estimate = {name: percent(found["estimated"][name], 0) for name in ("value", "low", "high")}
    audited = percent(found["audited_share"])
    st.markdown("#### " + t("state.known", version=active, drift=drift, audited=audited, **estimate))


def draw(found: Figures, deployments: Sequence[Figures]) -> None:
    """The section."""
    st.subheader(t("accuracy.title"), anchor=False)
    _side_by_side(found["estimates"])
    left, right = pair("accuracy")
    with left:
        if any(point["audited"]["value"] is not None for point in found["timeline"]):
            _over_time(found["timeline"], deployments)
        else:
            st.info(t("accuracy.over_time_none"), icon=":material/eco:")
    with right:
        _coverage(found["coverage"], found["delay"])
        _labels(found["labels"])
        if len(found["channels"]) > 1:
            _channels(found["channels"])


def _side_by_side(estimates: Figures) -> None:
    for name, column in zip(ESTIMATES, st.columns(len(ESTIMATES)), strict=True):
        estimate = estimates[name]
        with column.container(border=True, height="stretch", key=f"estimate-{name}"):
            st.metric(t(f"accuracy.{name}"), percent(estimate["value"]))
            if estimate["value"] is None:
                st.caption(t(f"accuracy.{name}_none"))
                continue
            low, high = percent(estimate["low"]), percent(estimate["high"])
            st.caption(t("accuracy.interval", low=low, high=high))
            st.caption(t(f"accuracy.{name}_note", n=number(estimate["n"])) + _checked(estimate))
    naive = estimates["volunteered"]
    if naive["value"] is not None:
        st.caption(t("accuracy.volunteered_note", value=percent(naive["value"]), n=number(naive["n"])))


def _checked(estimate: Figures) -> str:
    """What the backtest says, where the estimate has one."""
    check = estimate.get("backtest")
    if check is None:
        return ""
    if not check["blocks"]:
        return " " + t("accuracy.unchecked")
    return " " + t("accuracy.checked", blocks=number(check["blocks"]), error=number(100 * check["error"], 1))


def _over_time(points: Sequence[Figures], deployments: Sequence[Figures]) -> None:
    said = ", ".join(f"{point['day']}: {between(point['combined'])}" for point in points)
    st.markdown(f"**{t('accuracy.over_time')}**")
    charted(charts.accuracy(points, deployments), f"{t('accuracy.over_time')}: {said}", points, "accuracy")
    st.caption(t("accuracy.over_time_note") + (" " + t("volume.deployed") if deployments else ""))


def _coverage(found: Figures, delay: Figures) -> None:
    rows: list[Metric] = [
        (t("coverage.verified"), percent(found["verified_share"]), t("coverage.verified_help")),
        (t("coverage.audits"), percent(found["audits_answered_share"]), t("coverage.audits_help")),
        (t("coverage.readers"), percent(found["answered_share"]), t("coverage.readers_help")),
        (t("coverage.delay"), *_delay(delay["reviewers"])),
    ]
    metrics("metrics-coverage", rows)


def _delay(found: Figures) -> tuple[str, str]:
    """The median, and what it means with the ninth of ten."""
    if found["median"] is None:
        return t("unknown"), t("coverage.delay_none")
    return duration(found["median"]), t("coverage.delay_help", p90=duration(found["p90"]))


def duration(minutes: float) -> str:
    """`12 mnt`, `3,5 jam`, `2,0 hari`: about how long."""
    if minutes < 90:
        return t("duration.minutes", n=number(minutes))
    if minutes < 2 * WHOLE:
        return t("duration.hours", n=number(minutes / 60, 1))
    return t("duration.days", n=number(minutes / WHOLE, 1))


def _labels(rows: Sequence[Figures]) -> None:
    table = [
        {
            t("accuracy.label"): signed(row["label"]),
            t("monitoring.predictions"): number(row["predictions"]),
            t("accuracy.precision"): between(row["combined"]),
            t("accuracy.precision_audits"): between(row["audited"]),
            t("accuracy.recall"): between(row["recall"]),
        }
        for row in rows
    ]
    with st.container(key="labels-table"):
        st.dataframe(pd.DataFrame(table), hide_index=True)
    st.caption(t("accuracy.labels_note"))


def _channels(rows: Sequence[Figures]) -> None:
    table = [
        {
            t("monitoring.channel"): row["channel"],
            t("monitoring.predictions"): number(row["predictions"]),
            **{t(f"accuracy.{name}"): between(row[name]) for name in ("combined", "audited")},
        }
        for row in rows
    ]
    with st.container(key="channels-table"):
        st.dataframe(pd.DataFrame(table), hide_index=True)
