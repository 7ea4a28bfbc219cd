"""The charts. Colours are mid-tones that stand out in the light and in the dark theme."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from siklus.ui.figures import milliseconds, number, percent
from siklus.ui.labels import BLUE, GREY, ORANGE, colours, labels, signed
from siklus.ui.text import language, t

Layers = alt.LayerChart | alt.FacetChart

# Okabe and Ito's order, at tones of like weight: neighbours stay apart for colour-blind readers.
VERSIONS = [BLUE, ORANGE, "#1E9E77", "#A978B5", GREY, "#B59410", "#5FA8D3", "#C2524A"]

LEAST_MS = 0.001  # where a scale of decades has to begin


def probabilities(shares: Mapping[str, float]) -> alt.Chart:
    """One bar per label, its share written beside its name."""
    names = [f"{signed(label)}\u2002{percent(share)}" for label, share in shares.items()]
    return _bars(names, list(shares.values()), colours(list(shares)), most=1.0)


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


def per_label(counts: Mapping[str, int]) -> alt.Chart:
    """Predictions of each label."""
    found = {label: counts.get(label, 0) for label in labels()}
    names = [f"{signed(label)}\u2002{number(count)}" for label, count in found.items()]
    return _bars(names, list(found.values()), colours(list(found)), most=max(1, *found.values()))


def per_version(counts: Mapping[int, int]) -> alt.Chart:
    """Predictions of each version."""
    names = [f"v{version}\u2002{number(count)}" for version, count in counts.items()]
    return _bars(names, list(counts.values()), [BLUE] * len(names), most=max(1, *counts.values()))


def _bars(names: list[str], lengths: Sequence[float], colours: list[str], *, most: float) -> alt.Chart:
    # The figures are in the axis' names: Streamlit colours those for the light and the dark theme, but not
    # text inside a chart.
    rows = pd.DataFrame({"name": names, "length": lengths})
    axis = alt.Axis(ticks=False, domain=False, labelFontSize=13, labelLimit=200)
    chart: alt.Chart = (
        alt.Chart(rows, height=30 * len(names) + 10)
        .mark_bar(cornerRadius=3, height=18)
        .encode(
            x=alt.X("length", scale=alt.Scale(domain=[0, most]), axis=None),
            y=alt.Y("name", sort=None, title=None, axis=axis),
            color=alt.Color("name", scale=alt.Scale(domain=names, range=colours), legend=None),
            tooltip=alt.value(None),
        )
    )
    return chart


def per_day(days: Sequence[Mapping[str, Any]], deployments: Sequence[Mapping[str, Any]]) -> Layers:
    """Predictions of each day, stacked by version, with a line where the active version changed."""
    rows = pd.DataFrame(
        {
            "day": [day["day"] for day in days],
            "version": [f"v{day['version']}" for day in days],
            "number": [day["version"] for day in days],
            "count": [day["predictions"] for day in days],
        }
    )
    order = sorted({row["day"] for row in days})
    names = sorted(set(rows["version"]), key=lambda name: int(name[1:]))
    x = alt.X("day:O", sort=order, title=t("volume.day"), axis=alt.Axis(labelAngle=-40, labelOverlap=True))
    bars = (
        alt.Chart(rows, height=300)
        # A single day would else be one bar as wide as the page.
        .mark_bar(width={"band": 0.7 if len(order) > 4 else 0.12 * len(order)})
        .encode(
            x=x,
            y=alt.Y(
                "sum(count)", title=t("monitoring.labels_axis"), axis=alt.Axis(tickMinStep=1, format=",d")
            ),
            color=alt.Color(
                "version",
                sort=names,
                scale=alt.Scale(domain=names, range=[VERSIONS[i % len(VERSIONS)] for i in range(len(names))]),
                legend=alt.Legend(orient="top", title=None),
            ),
            order=alt.Order("number:Q"),
            tooltip=[alt.Tooltip(name, title=" ") for name in ("day", "version", "count")],
        )
    )
    return written_here(alt.layer(bars, *_changes(deployments, order, x)))


def accuracy(points: Sequence[Mapping[str, Any]], deployments: Sequence[Mapping[str, Any]]) -> Layers:
    """Accuracy by day with its 95 % interval, two ways, with a line where the active version changed.

    Args:
        points: as the service gives them, in order; what is not known at a point is not drawn there.
    """
    names = {kind: t(f"accuracy.{kind}") for kind in ("combined", "audited")}
    rows = pd.DataFrame(
        [
            {
                "day": point["day"],
                "kind": name,
                "value": point[kind]["value"],
                "low": point[kind]["low"],
                "high": point[kind]["high"],
                "written": f"{percent(point[kind]['low'])} – {percent(point[kind]['high'])}",
            }
            for point in points
            for kind, name in names.items()
            if point[kind]["value"] is not None
        ],
        columns=["day", "kind", "value", "low", "high", "written"],
    )
    order = [point["day"] for point in points]
    axis = alt.Axis(labelAngle=-40, labelOverlap=True, labelExpr="slice(datum.label, 5)")
    x = alt.X("day:O", sort=order, title=t("volume.day"), axis=axis)
    least = min([*rows["low"], 0.9])
    y = alt.Y(
        "low:Q",
        title=t("accuracy.axis"),
        axis=alt.Axis(format="%"),
        scale=alt.Scale(domain=[int(10 * least) / 10, 1.0]),
    )
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(names.values()), range=[BLUE, ORANGE]),
        legend=alt.Legend(orient="top", title=None, columns=1),
    )
    side = alt.XOffset("kind:N", sort=list(names.values()))
    told = [alt.Tooltip("day", title=" "), alt.Tooltip("kind", title=" "), alt.Tooltip("written", title=" ")]
    base = alt.Chart(rows, height=340).encode(x=x, color=colour, xOffset=side, tooltip=told)
    spans = base.mark_rule(strokeWidth=2, opacity=0.7).encode(y=y, y2="high:Q")
    middles = base.mark_point(filled=True, size=45, opacity=1).encode(y="value:Q")
    rules = _changes(deployments, order, x)
    return written_here(alt.layer(*rules, spans, middles))


def _changes(deployments: Sequence[Mapping[str, Any]], days: Sequence[str], x: alt.X) -> list[alt.Chart]:
    """A line at each day on which the active version changed; none where that is not in the chart."""
    # Where a point stands for several days, the line is at the last one that begins no later.
    at = [max((day for day in days if day <= link["at"][:10]), default=None) for link in deployments]
    changed = pd.DataFrame({"day": sorted({day for day in at if day is not None})})
    if changed.empty:
        return []
    # Before the day and not in its middle, where a bar or a point would hide it.
    before = x.bandPosition(0)
    return [alt.Chart(changed).mark_rule(strokeDash=[4, 4], color=GREY, strokeWidth=1.5).encode(x=before)]


def latency(bins: Sequence[Mapping[str, Any]], threshold_ms: float) -> Layers:
    """Answers per span of time; the spans beyond the threshold in the other colour."""
    rows = pd.DataFrame(
        {
            "low": [max(one["from_ms"], LEAST_MS) for one in bins],
            "high": [max(one["to_ms"], LEAST_MS) for one in bins],
            "count": [one["count"] for one in bins],
            "above": [one["from_ms"] >= threshold_ms for one in bins],
            "span": [f"{milliseconds(one['from_ms'])} – {milliseconds(one['to_ms'])}" for one in bins],
        }
    )
    bars = (
        alt.Chart(rows, height=300)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X(
                "low",
                bin="binned",
                title=t("latency.axis"),
                axis=alt.Axis(format=",~g"),
                # As wide as the bins are made: ten a decade.
                scale=alt.Scale(type="log", nice=False),
            ),
            x2="high",
            y=alt.Y("count", title=t("monitoring.labels_axis"), axis=alt.Axis(tickMinStep=1, format=",d")),
            color=alt.Color(
                "above", scale=alt.Scale(domain=[False, True], range=[BLUE, ORANGE]), legend=None
            ),
            tooltip=[alt.Tooltip("span", title=" "), alt.Tooltip("count", title=t("monitoring.count"))],
        )
    )
    line = pd.DataFrame({"threshold": [max(threshold_ms, LEAST_MS)], "written": [milliseconds(threshold_ms)]})
    rule = alt.Chart(line).mark_rule(color=ORANGE, strokeWidth=2, strokeDash=[6, 3]).encode(x="threshold")
    name = (
        alt.Chart(line)
        .mark_text(align="left", dx=5, dy=4, baseline="top", color=ORANGE, fontWeight="bold")
        .encode(x="threshold", y=alt.value(0), text="written")
    )
    return written_here(alt.layer(bars, rule, name))


def written_here(chart: Layers) -> Layers:
    """The axes' figures as the visitor's language writes them."""
    decimal, thousands = (".", ",") if language() == "en" else (",", ".")
    locale = {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}
    written: Layers = chart.configure(locale={"number": locale})
    return written
