"""How much came in, how fast it was answered, and what was not kept."""

import pandas as pd
import streamlit as st

from siklus.client import Client
from siklus.ui import charts
from siklus.ui.figures import milliseconds, number, percent
from siklus.ui.labels import label_name
from siklus.ui.parts.choice import Choice
from siklus.ui.parts.pieces import Figures, Metric, charted, metrics, pair
from siklus.ui.text import t, t_or


def totals(summary: Figures) -> None:
    """The cards at the top."""
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


def volume(timeline: Figures, summary: Figures) -> None:
    """Predictions by version and by label."""
    counts: dict[int, int] = {}
    for day in timeline["days"]:
        counts[day["version"]] = counts.get(day["version"], 0) + day["predictions"]
    left, right = pair("mix")
    with left:
        st.subheader(t("volume.by_version"), anchor=False)
        said = ", ".join(f"v{version}: {number(count)}" for version, count in sorted(counts.items()))
        rows = [{"version": version, "predictions": count} for version, count in sorted(counts.items())]
        chart = charts.per_version(dict(sorted(counts.items())))
        charted(chart, f"{t('volume.by_version')}: {said}", rows, "versions")
        st.caption(t("volume.by_version_note"))
    with right:
        st.subheader(t("monitoring.labels"), anchor=False)
        labels = summary["predictions"]["labels"]
        said = ", ".join(f"{label_name(label)}: {number(count)}" for label, count in labels.items())
        shares = [{"label": label, "predictions": count} for label, count in labels.items()]
        charted(charts.per_label(labels), f"{t('monitoring.labels')}: {said}", shares, "labels")
        st.caption(t("monitoring.labels_note"))


def by_day(timeline: Figures) -> None:
    """Predictions day by day."""
    st.subheader(t("volume.by_day"), anchor=False)
    said = ", ".join(f"{day['day']} v{day['version']}: {day['predictions']}" for day in timeline["days"])
    changes = [link for link in timeline["deployments"] if link["previous"] is not None]
    chart = charts.per_day(timeline["days"], changes)
    charted(chart, f"{t('volume.by_day')}: {said}", timeline["days"], "days")
    st.caption(t("volume.by_day_note") + (" " + t("volume.deployed") if changes else ""))


def latency(client: Client, choice: Choice) -> None:
    """How fast answers came."""
    st.subheader(t("latency.title"), anchor=False)
    threshold = st.number_input(
        t("latency.threshold"), min_value=0.0, value=10.0, step=1.0, format="%g", key="threshold", width=200
    )
    found = client.latency(choice.since, choice.until, choice.version, threshold, choice.channel)
    metrics(
        "metrics-latency",
        [
            (t("latency.minimum"), milliseconds(found["minimum"]), None),
            (t("latency.mean"), milliseconds(found["mean"]), None),
            (t("latency.maximum"), milliseconds(found["maximum"]), None),
            (t("latency.above"), number(found["above"]), None),
        ],
    )
    said = t("latency.chart", threshold=milliseconds(threshold))
    charted(charts.latency(found["bins"], threshold), said, found["bins"], "latency")
    st.caption(t("latency.note"))


def left_out(predictions: Figures) -> None:
    """Why something was not kept, or refused."""
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
