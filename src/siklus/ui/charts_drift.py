"""The charts of drift. A level is told by a sign or a shape beside its colour."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from siklus.client import LabelMix
from siklus.ui.charts import written_here
from siklus.ui.labels import BLUE, GREY, ORANGE
from siklus.ui.text import t

SHIFTED_FROM = 0.2  # as docs/why/drift.md has it
DEEP = "#B5500F"  # orange again: how far it went is told by shape and word
LEVELS = {"too_little": GREY, "quiet": BLUE, "watch": ORANGE, "shifted": DEEP}
SHAPES = {"too_little": "cross", "quiet": "circle", "watch": "diamond", "shifted": "triangle-up"}


def effects(rows: Sequence[tuple[str, float, str]]) -> alt.LayerChart | alt.FacetChart:
    """A bar per figure: its name (with figure and level in words), its effect, its level."""
    data = pd.DataFrame(rows, columns=["name", "effect", "level"])
    axis = alt.Axis(ticks=False, domain=False, labelFontSize=13, labelLimit=280)
    bars = (
        alt.Chart(data, height=28 * len(rows) + 10)
        .mark_bar(cornerRadius=3, height=14)
        .encode(
            x=alt.X("effect", scale=alt.Scale(domain=[0, 1]), axis=None),
            y=alt.Y("name", sort=None, title=None, axis=axis),
            color=_coloured(),
            tooltip=alt.value(None),
        )
    )
    limit = alt.Chart(pd.DataFrame({"limit": [SHIFTED_FROM]}))
    return written_here(alt.layer(bars, limit.mark_rule(color=GREY, strokeDash=[4, 4]).encode(x="limit")))


def mixes(rows: Sequence[tuple[str, LabelMix]]) -> alt.LayerChart | alt.FacetChart:
    """A line per label: its share now as a point with its interval, and before as an upright stroke."""
    data = pd.DataFrame(
        {
            "name": [name for name, _ in rows],
            "value": [mix.value for _, mix in rows],
            "low": [mix.low for _, mix in rows],
            "high": [mix.high for _, mix in rows],
            "before": [mix.before for _, mix in rows],
        }
    )
    axis = alt.Axis(ticks=False, domain=False, labelFontSize=13, labelLimit=200, labelFlush=False)
    y = alt.Y("name", sort=None, title=None, axis=axis, scale=alt.Scale(type="band"))
    x = alt.Scale(domain=[0, 1])
    base = alt.Chart(data, height=48 * len(rows) + 40).encode(y=y, tooltip=alt.value(None))
    interval = base.mark_rule(color=BLUE, strokeWidth=3).encode(
        x=alt.X("low", scale=x, title=t("drift.labels_axis"), axis=alt.Axis(format="%")), x2="high"
    )
    now = base.mark_point(color=BLUE, filled=True, size=120, opacity=1).encode(x=alt.X("value", scale=x))
    before = base.mark_tick(color=ORANGE, thickness=3, size=24).encode(x=alt.X("before", scale=x))
    return written_here(alt.layer(interval, before, now))


def history(rows: Sequence[tuple[str, float, str, str]]) -> alt.LayerChart | alt.FacetChart:
    """The score of each look, in their order: (when, score, level, the level in words)."""
    data = pd.DataFrame(rows, columns=["when", "score", "level", "name"])
    data["place"] = range(len(data))
    # Two looks may fall in one minute, so the axis counts looks and shows their times.
    times = alt.Axis(labels=False, ticks=False, grid=False, title=f"{rows[0][0]} → {rows[-1][0]}")
    x = alt.X("place:Q", axis=times, scale=alt.Scale(nice=False))
    y = alt.Y("score", title=t("drift.history_score"), scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(data, height=220)
    line = base.mark_line(color=GREY, strokeWidth=1.5).encode(x=x, y=y)
    points = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=x,
        y=y,
        color=_coloured(),
        shape=alt.Shape("level", scale=_scale(list(SHAPES.values()), SHAPES), legend=None),
        tooltip=[alt.Tooltip(name, title=" ") for name in ("when", "score", "name")],
    )
    limit = alt.Chart(pd.DataFrame({"limit": [SHIFTED_FROM]}))
    rule = limit.mark_rule(color=GREY, strokeDash=[4, 4]).encode(y="limit")
    return written_here(alt.layer(rule, line, points))


def _coloured() -> alt.Color:
    return alt.Color("level", scale=_scale(list(LEVELS.values()), LEVELS), legend=None)


def _scale(found: list[str], names: dict[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(names), range=found)
