"""The charts of the pages *Model* and *Simulasi*: who answered when, what the gate saw, how arms fare."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from siklus.ui.charts import Layers, written_here
from siklus.ui.gate import Bar
from siklus.ui.labels import BLUE, GREY, ORANGE
from siklus.ui.text import t

LONG_DAYS = 3
MARKS = {"first": "circle", "deploy": "triangle-up", "activate": "diamond", "rollback": "triangle-down"}
# The two accents for what is compared first; an arm keeps its tone wherever it is drawn.
ARMS = {
    "static": GREY,
    "siklus": BLUE,
    "oracle": "#1E9E77",
    "schedule": "#B59410",
    "online": ORANGE,
    "no-gate": "#5FA8D3",
    "no-audit": "#A978B5",
    "no-trust": "#C2524A",
}
DASHES = {"static": [6, 3], "oracle": [2, 2]}
ROW = 34


def timeline(
    spans: Sequence[Mapping[str, Any]],
    changes: Sequence[Mapping[str, Any]],
    trials: Sequence[Mapping[str, Any]],
) -> Layers:
    """Which version answered when: a bar each time, a mark where it began, a thin bar for a trial.

    Args:
        spans: `version`, `begin` and `end`, local times without a zone, and `written` for the tooltip.
        changes: `version`, `at`, `action` and `written`.
        trials: `version`, `begin`, `end`, `mode` and `written`.
    """
    versions = sorted({row["version"] for row in (*spans, *trials)}, reverse=True)
    names = [f"v{version}" for version in versions]
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False, labelFontSize=13))
    x = alt.X("begin:T", title=None, axis=_time_axis(spans))
    told = [alt.Tooltip("written:N", title=" ")]
    bars = (
        alt.Chart(_named(spans, "begin", "end"), height=ROW * len(names) + 30)
        .mark_bar(height=14, cornerRadius=3, color=BLUE, opacity=0.85)
        .encode(x=x, x2="end:T", y=y, tooltip=told)
    )
    layers = [bars]
    if trials:
        tried = alt.Chart(_named(trials, "begin", "end")).mark_bar(height=5, yOffset=12, color=ORANGE)
        layers.append(tried.encode(x=x, x2="end:T", y=y, tooltip=told))
    marks = alt.Chart(_named(changes, "at"), height=ROW * len(names) + 30).mark_point(
        filled=True, size=130, opacity=1, stroke="white", strokeWidth=1
    )
    shape = alt.Shape(
        "action:N", scale=alt.Scale(domain=list(MARKS), range=list(MARKS.values())), legend=None
    )
    colour = alt.condition(alt.datum.action == "rollback", alt.value(ORANGE), alt.value(BLUE))
    layers.append(marks.encode(x="at:T", y=y, shape=shape, color=colour, tooltip=told))
    return written_here(alt.layer(*layers))


def _named(rows: Sequence[Mapping[str, Any]], *times: str) -> pd.DataFrame:
    found = pd.DataFrame([{**row, "name": f"v{row['version']}"} for row in rows])
    for name in times:
        found[name] = pd.to_datetime(found[name])
    return found


def _time_axis(spans: Sequence[Mapping[str, Any]]) -> alt.Axis:
    times = pd.to_datetime([row[end] for row in spans for end in ("begin", "end")])
    long = (times.max() - times.min()).days > LONG_DAYS
    return alt.Axis(format="%Y-%m-%d" if long else "%m-%d %H:%M", tickCount=5, labelOverlap=True)


def differences(bars: Sequence[Bar]) -> Layers:
    """The candidate against the active version: a dot with its interval, and the margin it may not pass."""
    rows = pd.DataFrame(
        [
            {"name": bar.name, "change": bar.change, "low": bar.low, "high": bar.high, "margin": bar.margin}
            for bar in bars
        ]
    )
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=220))
    x = alt.X("low:Q", title=t("gate.chart_axis"), axis=alt.Axis(format="+,~g", tickCount=6))
    base = alt.Chart(rows, height=ROW * len(bars) + 10).encode(y=y)
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=GREY).encode(x="zero:Q")
    lines = base.mark_rule(strokeWidth=2.5, color=BLUE, opacity=0.6).encode(x=x, x2="high:Q")
    dots = base.mark_point(filled=True, size=80, color=BLUE, opacity=1).encode(x="change:Q")
    ticks = (
        alt.Chart(rows.dropna(subset=["margin"]))
        .mark_tick(thickness=3, size=20, color=ORANGE)
        .encode(x="margin:Q", y=y)
    )
    return written_here(alt.layer(zero, lines, ticks, dots))


def curves(rows: Sequence[Mapping[str, Any]], changes: Sequence[Mapping[str, Any]], blocks: int) -> Layers:
    """Accuracy of each block, an arm a line.

    Args:
        rows: `arm`, `name`, `block` from 1, `accuracy`; over several seeds also `low` and `high`.
        changes: `block` and `accuracy` where the loop deployed.
        blocks: how many there will be.
    """
    found = pd.DataFrame(rows)
    arms = list(dict.fromkeys(row["arm"] for row in rows))
    names = list(dict.fromkeys(row["name"] for row in rows))
    least = min(row.get("low") or row["accuracy"] for row in rows)
    x = alt.X(
        "block:Q",
        title=t("simulation.block"),
        axis=alt.Axis(tickMinStep=1, format="d"),
        scale=alt.Scale(domain=[0.8, blocks + 0.2]),
    )
    scale = alt.Scale(domain=[int(10 * max(0.0, least)) / 10, 1.0])
    y = alt.Y("accuracy:Q", title=t("simulation.accuracy"), axis=alt.Axis(format="%"), scale=scale)
    colour = alt.Color(
        "name:N",
        scale=alt.Scale(domain=names, range=[ARMS.get(arm, GREY) for arm in arms]),
        legend=alt.Legend(
            orient="top", title=None, columns=2, labelLimit=260, symbolType="stroke", symbolStrokeWidth=3
        ),
    )
    dash = alt.StrokeDash(
        "name:N", scale=alt.Scale(domain=names, range=[DASHES.get(arm, [1, 0]) for arm in arms]), legend=None
    )
    base = alt.Chart(found, height=320).encode(x=x)
    told = [alt.Tooltip("name:N", title=" "), alt.Tooltip("written:N", title=" ")]
    lines = base.mark_line(strokeWidth=2.5).encode(y=y, color=colour, strokeDash=dash)
    dots = base.mark_point(filled=True, size=45, opacity=1).encode(y="accuracy:Q", color=colour, tooltip=told)
    layers = [lines, dots]
    if any(row.get("low") is not None for row in rows):
        band = base.mark_area(opacity=0.12).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q", color=colour)
        layers.insert(0, band)
    if changes:
        marks = alt.Chart(pd.DataFrame(changes)).mark_point(
            shape="triangle-up", size=150, fill=BLUE, stroke="white", opacity=1
        )
        layers.append(marks.encode(x=x, y="accuracy:Q", tooltip=[alt.Tooltip("written:N", title=" ")]))
    return written_here(alt.layer(*layers))
