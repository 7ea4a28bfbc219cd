"""The charts. Colours are mid-tones that stand out in the light and in the dark theme."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from siklus.ui.figures import milliseconds, number, percent
from siklus.ui.labels import BLUE, COLOURS, GREY, LABELS, ORANGE, signed
from siklus.ui.text import t

Layers = alt.LayerChart | alt.FacetChart

# Okabe and Ito's order, at tones of like weight: neighbours stay apart for colour-blind readers.
VERSIONS = [BLUE, ORANGE, "#1E9E77", "#A978B5", GREY, "#B59410", "#5FA8D3", "#C2524A"]


def probabilities(shares: Mapping[str, float]) -> Layers:
    """One bar per label, its share written beside it."""
    rows = pd.DataFrame(
        {
            "label": [signed(label) for label in LABELS],
            "share": [shares[label] for label in LABELS],
            "written": [percent(shares[label]) for label in LABELS],
        }
    )
    base = alt.Chart(rows, height=120).encode(
        y=alt.Y("label", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelFontSize=13))
    )
    bars = base.mark_bar(cornerRadius=3, height=18).encode(
        # Room on the right for the figure beside a bar that is full.
        x=alt.X("share", scale=alt.Scale(domain=[0, 1.18]), axis=None),
        color=alt.Color(
            "label",
            scale=alt.Scale(domain=rows["label"].tolist(), range=[COLOURS[label] for label in LABELS]),
            legend=None,
        ),
        tooltip=[alt.Tooltip("label", title=" "), alt.Tooltip("written", title=" ")],
    )
    figures = base.mark_text(align="left", dx=6, fontSize=13).encode(x="share", text="written")
    return alt.layer(bars, figures)


def telling_words(words: Sequence[tuple[str, float]]) -> alt.Chart:
    """What each word adds: to the right for the answer, to the left against it."""
    rows = pd.DataFrame(words, columns=["word", "weight"])
    rows["side"] = ["for" if weight >= 0 else "against" for weight in rows["weight"]]
    chart: alt.Chart = (
        alt.Chart(rows, height=28 * len(rows) + 8)
        .mark_bar(cornerRadius=3, height=16)
        .encode(
            x=alt.X("weight", axis=None),
            y=alt.Y(
                "word",
                sort=None,
                title=None,
                axis=alt.Axis(ticks=False, domain=False, labelFontSize=13, labelLimit=180),
            ),
            color=alt.Color(
                "side", scale=alt.Scale(domain=["for", "against"], range=[BLUE, ORANGE]), legend=None
            ),
            tooltip=alt.value(None),
        )
    )
    return chart


def per_label(counts: Mapping[str, int]) -> Layers:
    """Predictions of each label."""
    rows = pd.DataFrame(
        {
            "name": [signed(label) for label in LABELS],
            "count": [counts.get(label, 0) for label in LABELS],
        }
    )
    rows["written"] = [number(count) for count in rows["count"]]
    base = alt.Chart(rows, height=120).encode(
        y=alt.Y("name", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelFontSize=13))
    )
    most = max(1, *rows["count"])
    bars = base.mark_bar(cornerRadius=3, height=18).encode(
        x=alt.X("count", scale=alt.Scale(domain=[0, 1.2 * most]), axis=None),
        color=alt.Color(
            "name",
            scale=alt.Scale(domain=rows["name"].tolist(), range=[COLOURS[label] for label in LABELS]),
            legend=None,
        ),
        tooltip=alt.value(None),
    )
    return alt.layer(bars, base.mark_text(align="left", dx=6, fontSize=13).encode(x="count", text="written"))


def per_version(rows: Sequence[Mapping[str, Any]]) -> Layers:
    """Predictions of each version."""
    frame = pd.DataFrame(
        {
            "version": [f"v{row['version']}" for row in rows],
            "count": [row["predictions"] for row in rows],
            "written": [number(row["predictions"]) for row in rows],
        }
    )
    base = alt.Chart(frame, height=260).encode(
        x=alt.X("version", sort=None, title=None, axis=alt.Axis(labelAngle=0))
    )
    bars = base.mark_bar(cornerRadiusEnd=3, size=36, color=BLUE).encode(
        y=alt.Y("count", title=t("monitoring.labels_axis"), axis=alt.Axis(tickMinStep=1, format="d")),
        tooltip=[alt.Tooltip("version", title=" "), alt.Tooltip("written", title=" ")],
    )
    return alt.layer(bars, base.mark_text(dy=-8, fontSize=13).encode(y="count", text="written"))


def per_day(days: Sequence[Mapping[str, Any]], deployments: Sequence[Mapping[str, Any]]) -> Layers:
    """Predictions of each day, stacked by version, with a line where the active version changed."""
    rows = pd.DataFrame(
        {
            "day": [day["day"] for day in days],
            "version": [f"v{day['version']}" for day in days],
            "count": [day["predictions"] for day in days],
        }
    )
    order = sorted({row["day"] for row in days})
    names = sorted(set(rows["version"]), key=lambda name: int(name[1:]))
    x = alt.X("day:O", sort=order, title=t("volume.day"), axis=alt.Axis(labelAngle=-40, labelOverlap=True))
    bars = (
        alt.Chart(rows, height=260)
        .mark_bar(size=max(4, min(30, 300 // len(order))))
        .encode(
            x=x,
            y=alt.Y(
                "sum(count)", title=t("monitoring.labels_axis"), axis=alt.Axis(tickMinStep=1, format="d")
            ),
            color=alt.Color(
                "version",
                sort=names,
                scale=alt.Scale(domain=names, range=[VERSIONS[i % len(VERSIONS)] for i in range(len(names))]),
                legend=alt.Legend(orient="top", title=None),
            ),
            order=alt.Order("version"),
            tooltip=[alt.Tooltip(name, title=" ") for name in ("day", "version", "count")],
        )
    )
    changed = pd.DataFrame({"day": [link["at"][:10] for link in deployments if link["at"][:10] in order]})
    if changed.empty:
        return alt.layer(bars)
    rules = alt.Chart(changed).mark_rule(strokeDash=[4, 4], color=GREY, strokeWidth=1.5).encode(x=x)
    return alt.layer(bars, rules)


def latency(bins: Sequence[Mapping[str, Any]], threshold_ms: float) -> Layers:
    """Answers per span of time; the spans beyond the threshold in the other colour."""
    rows = pd.DataFrame(
        {
            "low": [one["from_ms"] for one in bins],
            "high": [one["to_ms"] for one in bins],
            "count": [one["count"] for one in bins],
            "above": [one["from_ms"] >= threshold_ms for one in bins],
            "span": [f"{milliseconds(one['from_ms'])} – {milliseconds(one['to_ms'])}" for one in bins],
        }
    )
    bars = (
        alt.Chart(rows, height=260)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X("low", bin="binned", title=t("latency.axis"), scale=alt.Scale(nice=False, zero=True)),
            x2="high",
            y=alt.Y("count", title=t("monitoring.labels_axis"), axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "above", scale=alt.Scale(domain=[False, True], range=[BLUE, ORANGE]), legend=None
            ),
            tooltip=[alt.Tooltip("span", title=" "), alt.Tooltip("count", title=t("monitoring.count"))],
        )
    )
    line = pd.DataFrame({"threshold": [threshold_ms], "written": [milliseconds(threshold_ms)]})
    rule = alt.Chart(line).mark_rule(color=ORANGE, strokeWidth=2, strokeDash=[6, 3]).encode(x="threshold")
    name = (
        alt.Chart(line)
        .mark_text(align="left", dx=5, dy=4, baseline="top", color=ORANGE, fontWeight="bold")
        .encode(x="threshold", y=alt.value(0), text="written")
    )
    return alt.layer(bars, rule, name)
