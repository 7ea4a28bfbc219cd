"""*Pemantauan*: how well the versions do, and how surely that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from siklus.client import Client
from siklus.ui import charts, drift
from siklus.ui.alerts import in_words
from siklus.ui.figures import local, milliseconds, number, percent, zone
from siklus.ui.labels import LABELS, label_name
from siklus.ui.session import reviewer, told
from siklus.ui.text import t, t_or

Figures = Mapping[str, Any]
Metric = tuple[str, str, str | None]  # name, value, explanation
PERIODS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor wants to see."""

    since: datetime
    until: datetime | None
    version: int | None


def render() -> None:
    """Draw the page."""
    st.title(t("monitoring.title"))
    st.write(t("monitoring.intro"))
    client = reviewer()
    if client is None:
        st.info(f"**{t('monitoring.need_key')}** {t('monitoring.need_key_advice')}", icon=":material/key:")
        return
    with told():
        _figures(client)


def _figures(client: Client) -> None:
    everything = client.versions(BEGINNING)["versions"]
    choice = _choose([int(row["version"]) for row in everything])
    if choice is None:
        return
    summary = client.summary(choice.since, choice.until, choice.version)
    _active(summary)
    _totals(summary)
    _accuracy(summary)
    drift.render(client.drift(choice.version))
    _versions(client.versions(choice.since, choice.until)["versions"])
    if summary["predictions"]["stored"]:
        _volume(client, choice, summary)
        _latency(client, choice)
    else:
        st.info(f"**{t('monitoring.empty')}** {t('monitoring.empty_advice')}", icon=":material/eco:")
    _left_out(summary["predictions"])


def _choose(versions: Sequence[int]) -> Choice | None:
    names = [*PERIODS, "ever", "dates"]
    period = st.segmented_control(
        t("monitoring.period"),
        names,
        default="month",
        required=True,
        format_func=lambda name: t(f"monitoring.period.{name}"),
        key="period",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        version = st.selectbox(
            t("monitoring.version"),
            [None, *reversed(versions)],
            format_func=lambda number: t("monitoring.every_version") if number is None else f"v{number}",
            key="version",
            width=200,
        )
        st.button(t("reload"), key="reload")
    if period == "dates":
        return _dates(version)
    now = datetime.now(UTC)
    return Choice(now - PERIODS[period] if period in PERIODS else BEGINNING, None, version)


def _dates(version: int | None) -> Choice | None:
    today = local(datetime.now(UTC)).date()
    chosen = st.date_input(
        t("monitoring.dates"),
        (today - timedelta(days=6), today),
        max_value=today,
        format="YYYY-MM-DD",
        key="dates",
    )
    days: tuple[date, ...] = chosen if isinstance(chosen, tuple) else (chosen,)
    if len(days) != 2:
        st.caption(t("monitoring.dates_missing"))
        return None
    first, last = (datetime.combine(day, time(), zone()) for day in days)
    return Choice(first, last + timedelta(days=1), version)


def _active(summary: Figures) -> None:
    active = summary["active_version"]
    st.markdown(t("monitoring.active", version=active) if active else t("monitoring.no_active"))
    for alert in summary["alerts"]:
        st.warning(in_words(alert), icon=":material/warning:")


def _totals(summary: Figures) -> None:
    predictions, latency = summary["predictions"], summary["latency"]
    waiting = sum(summary["queue"].values())
    rows: list[list[Metric]] = [
        [
            (t("monitoring.predictions"), number(predictions["stored"]), None),
            (t("monitoring.latency"), milliseconds(latency["mean"] if latency["count"] else None), None),
            (t("monitoring.confidence"), percent(summary["mean_confidence"]), None),
            (t("monitoring.drift"), number(summary["drift"]["score"], 2), t("drift.scale")),
        ],
        [
            (
                t("monitoring.unstored"),
                number(predictions["unstored"]["total"]),
                t("monitoring.unstored_help"),
            ),
            (t("monitoring.refused"), number(predictions["refused"]["total"]), t("monitoring.refused_help")),
            (t("monitoring.queue"), number(waiting), t("monitoring.queue_help")),
            (t("monitoring.new_labels"), number(summary["new_labels"]), t("monitoring.new_labels_help")),
        ],
    ]
    for name, row in zip(("metrics-main", "metrics-more"), rows, strict=True):
        metrics(name, row)


def metrics(key: str, row: Sequence[Metric]) -> None:
    """Figures side by side, two by two on a telephone (assets/style.css)."""
    with st.container(horizontal=True, key=key):
        for name, value, explanation in row:
            st.metric(name, value, help=explanation, border=True, width="stretch")


def _accuracy(summary: Figures) -> None:
    st.subheader(t("accuracy.title"), anchor=False)
    audits, answered = summary["accuracy"], summary["answered"]
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        st.metric(t("accuracy.audits"), percent(audits["value"]))
        st.caption(
            t(
                "accuracy.audits_note",
                right=number(audits["right"]),
                answers=number(audits["answers"]),
                low=percent(audits["low"]),
                high=percent(audits["high"]),
            )
            if audits["answers"]
            else t("accuracy.audits_none")
        )
    with right.container(border=True, height="stretch"):
        st.metric(t("accuracy.answered"), percent(answered["value"]))
        facts = {"right": number(answered["right"]), "answers": number(answered["answers"])}
        none = t("accuracy.answered_none")
        st.caption(t("accuracy.answered_note", **facts) if answered["answers"] else none)


def _versions(rows: Sequence[Figures]) -> None:
    st.subheader(t("versions.title"), anchor=False)
    if not rows:
        st.markdown(t("versions.empty"))
        return
    table = pd.DataFrame([_version(row) for row in reversed(rows)])
    with st.container(key="versions-table"):
        st.dataframe(table, hide_index=True)
    st.caption(t("versions.note"))


def _version(row: Figures) -> dict[str, str]:
    golden, live = row["golden"], row["accuracy"]
    between = f"{percent(live['low'])} – {percent(live['high'])}" if live["answers"] else t("unknown")
    return {
        t("versions.version"): f"v{row['version']}",
        t("versions.state"): t_or(f"state.{row['state']}", str(row["state"])),
        t("versions.golden_accuracy"): percent(golden["accuracy"]),
        t("versions.golden_f1"): number(golden["macro_f1"], 3),
        t("versions.audits"): percent(live["value"]),
        t("versions.interval"): between,
        t("versions.answers"): number(live["answers"]),
        t("versions.predictions"): number(row["predictions"]),
    }


def _volume(client: Client, choice: Choice, summary: Figures) -> None:
    counts: dict[int, int] = {}
    timeline = client.timeline(choice.since, choice.until, choice.version)
    for day in timeline["days"]:
        counts[day["version"]] = counts.get(day["version"], 0) + day["predictions"]
    left, right = st.columns(2)
    with left:
        st.subheader(t("volume.by_version"), anchor=False)
        said = ", ".join(f"v{version}: {number(count)}" for version, count in sorted(counts.items()))
        st.altair_chart(
            charts.per_version(dict(sorted(counts.items()))), alt=f"{t('volume.by_version')}: {said}"
        )
    with right:
        st.subheader(t("monitoring.labels"), anchor=False)
        labels = summary["predictions"]["labels"]
        said = ", ".join(f"{label_name(label)}: {number(labels.get(label, 0))}" for label in LABELS)
        st.altair_chart(charts.per_label(labels), alt=f"{t('monitoring.labels')}: {said}")
    st.subheader(t("volume.by_day"), anchor=False)
    said = ", ".join(f"{day['day']} v{day['version']}: {day['predictions']}" for day in timeline["days"])
    changes = [link for link in timeline["deployments"] if link["previous"] is not None]
    st.altair_chart(charts.per_day(timeline["days"], changes), alt=f"{t('volume.by_day')}: {said}")
    if changes:
        st.caption(t("volume.deployed"))


def _latency(client: Client, choice: Choice) -> None:
    st.subheader(t("latency.title"), anchor=False)
    threshold = st.number_input(
        t("latency.threshold"), min_value=0.0, value=10.0, step=1.0, format="%g", key="threshold", width=200
    )
    found = client.latency(choice.since, choice.until, choice.version, threshold_ms=threshold)
    metrics(
        "metrics-latency",
        [
            (t("latency.minimum"), milliseconds(found["minimum"]), None),
            (t("latency.mean"), milliseconds(found["mean"]), None),
            (t("latency.maximum"), milliseconds(found["maximum"]), None),
            (t("latency.above"), number(found["above"]), None),
        ],
    )
    st.altair_chart(
        charts.latency(found["bins"], threshold),
        alt=t("latency.chart", threshold=milliseconds(threshold)),
    )


def _left_out(predictions: Figures) -> None:
    rows = [
        {
            t("monitoring.kind"): t(f"monitoring.{kind}"),
            t("monitoring.reason"): t_or(f"refusal.{reason}", reason),
            t("monitoring.count"): number(count),
        }
        for kind in ("unstored", "refused")
        for reason, count in sorted(predictions[kind]["reasons"].items())
    ]
    if rows:
        st.subheader(t("monitoring.reasons"), anchor=False)
        with st.container(key="left-out-table"):
            st.dataframe(pd.DataFrame(rows), hide_index=True)


if __name__ == "__main__":
    render()
