"""The report as one page that needs nothing but itself: no other file, no other host."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from siklus.simulation import words
from siklus.simulation.tables import Sheet, sheets

WIDTH, HEIGHT = 780, 320
GREEN, RED = "#1E9E77", "#C2524A"
COLOURS = {
    "static": "#8A8F98",
    "schedule": "#B59410",
    "siklus": "#2F6FB5",
    "no-gate": "#5FA8D3",
    "no-audit": "#A978B5",
    "no-trust": "#C2524A",
    "online": "#D9822B",
    "oracle": GREEN,
}
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1d2129; background: #fff; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-size: .9rem; display: block;
  overflow-x: auto; }
th, td { padding: .3rem .7rem; text-align: right; border-bottom: 1px solid #dde1e7; }
th:first-child, td:first-child { text-align: left; white-space: nowrap; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
.verdict { font-size: 1.25rem; }
code { background: #f2f4f7; padding: .15rem .3rem; overflow-wrap: anywhere; }
.note { color: #596273; font-size: .9rem; }
"""


def write_report(report: dict[str, Any], folder: Path) -> list[Path]:
    """Write `report.json` and `report.html`; the paths."""
    written = {
        folder / "report.json": json.dumps(report, ensure_ascii=False, indent=1),
        folder / "report.html": page(report),
    }
    for path, content in written.items():
        beside = path.with_name(f".{path.name}.part")
        beside.write_text(content, encoding="utf-8")
        beside.replace(path)  # all of it or nothing: who finds a report may believe it
    return list(written)


def page(report: dict[str, Any]) -> str:
    """The whole page as HTML."""
    drawn = chart(report).to_html(inline=True, embed_options={"actions": False, "renderer": "svg"})
    # From the right: the scripts in the head may hold these words too.
    head, _, rest = drawn.rpartition("</head>")
    _, _, body = rest.partition("<body>")
    title = f"<title>{escape(words.TITLE)}</title>\n  <style>{STYLE}</style>\n"
    return f"{head}{title}</head>\n<body>\n{''.join(_opening(report))}{body}"


def _opening(report: dict[str, Any]) -> Iterator[str]:
    yield f"<h1>{escape(words.TITLE)}</h1>\n"
    yield f'<p class="verdict">{escape(words.verdict(report))}</p>\n'
    for sheet in sheets(report):
        yield _table(sheet)
    yield "<ul>" + "".join(
        f"<li><b>{escape(arm)}</b>: {escape(words.ARMS[arm])}</li>" for arm in report["arms"]
    )
    yield f"</ul>\n<p>{escape(words.REPEAT)}: <code>{escape(report['command'])}</code></p>\n"
    yield f'<p class="note">{escape(words.ACCURACY_NOTE)} {escape(words.ESTIMATES_NOTE)}</p>\n'


def _table(sheet: Sheet) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in sheet.head)
    rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in sheet.rows)
    return f"<table><caption>{escape(sheet.title)}</caption><tr>{head}</tr>{rows}</table>\n"


def chart(report: dict[str, Any]) -> alt.VConcatChart:
    """Accuracy per block and arm; below it what the loop could know of it."""
    drawn = [_accuracy(report)]
    if "siklus" in report["arms"]:
        drawn.append(_estimates(report["arms"]["siklus"]["seeds"][0]))
    found: alt.VConcatChart = alt.vconcat(*drawn).resolve_scale(color="independent")
    return found


def _accuracy(report: dict[str, Any]) -> alt.LayerChart:
    arms = list(report["arms"])
    colour = alt.Color(
        "arm:N", scale=alt.Scale(domain=arms, range=[COLOURS[arm] for arm in arms]), title="arm"
    )
    x = alt.X("block:Q", title="block", axis=alt.Axis(tickMinStep=1))
    close = alt.Scale(zero=False)
    y = alt.Y("accuracy:Q", title="accuracy", scale=close, axis=alt.Axis(format="%"))
    rows = alt.Chart(pd.DataFrame(_block_rows(report)))
    band = rows.mark_area(opacity=0.15).encode(x=x, y=alt.Y("low:Q", scale=close), y2="high:Q", color=colour)
    line = rows.mark_line(point=alt.OverlayMarkDef(size=25)).encode(
        x=x, y=y, color=colour, tooltip=["arm:N", "block:Q", alt.Tooltip("accuracy:Q", format=".1%")]
    )
    found: alt.LayerChart = (band + line + _deployments(report, x)).properties(
        width=WIDTH, height=HEIGHT, title=words.ACCURACY
    )
    return found


def _block_rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "arm": arm,
            "block": number,
            "accuracy": block["mean"],
            # With one seed there is no band: it is drawn with no height. With two it may leave 0..1.
            "low": block["mean"] if block["low"] is None else max(0.0, block["low"]),
            "high": block["mean"] if block["high"] is None else min(1.0, block["high"]),
        }
        for arm, found in report["arms"].items()
        for number, block in enumerate(found["blocks"], 1)
    ]


def _deployments(report: dict[str, Any], x: alt.X) -> alt.Chart:
    """A triangle where the loop deployed, on the height that it had there."""
    siklus = report["arms"].get("siklus", {"seeds": [], "blocks": []})
    rows = [
        {
            "block": change["at"] / report["block"] + 0.5,
            "accuracy": row["blocks"][min(change["at"] // report["block"], len(row["blocks"]) - 1)],
            "what": f"seed {row['seed']}: v{change['previous']} → v{change['version']}",
            "harmful": change["harmful"],
        }
        for row in siklus["seeds"]
        for change in row["changes"]
    ]
    colour = alt.condition(alt.datum.harmful, alt.value(RED), alt.value(COLOURS["siklus"]))
    found: alt.Chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_point(shape="triangle-up", size=70, filled=True, opacity=0.6)
        .encode(x=x, y="accuracy:Q", color=colour, tooltip=["what:N"])
    )
    return found


def _estimates(row: dict[str, Any]) -> alt.LayerChart:
    names = [*words.ESTIMATORS.values()]
    tones = [COLOURS["online"], COLOURS["no-audit"], COLOURS["siklus"], COLOURS["schedule"]]
    colour = alt.Color("estimator:N", scale=alt.Scale(domain=names, range=tones), title="estimator")
    x = alt.X("block:Q", title="block", axis=alt.Axis(tickMinStep=1))
    y = alt.Y("value:Q", title="accuracy", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    truth = [{"block": number, "value": value} for number, value in enumerate(row["blocks"], 1)]
    line = alt.Chart(pd.DataFrame(truth)).mark_line(color="#1d2129", strokeWidth=2).encode(x=x, y=y)
    points = alt.Chart(pd.DataFrame(_estimate_rows(row)))
    bars = points.mark_rule(opacity=0.6).encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour)
    dots = points.mark_point(filled=True, size=45, opacity=1).encode(
        x=x, y=y, color=colour, tooltip=["estimator:N", alt.Tooltip("value:Q", format=".1%")]
    )
    found: alt.LayerChart = (line + bars + dots).properties(width=WIDTH, height=HEIGHT, title=words.ESTIMATES)
    return found


def _estimate_rows(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Each estimate a little beside its block, so that none hides another."""
    return [
        {
            "estimator": words.ESTIMATORS[name],
            "block": block + (number - 1.5) * 0.12,
            "value": found[0],
            "low": found[1],
            "high": found[2],
        }
        for number, (name, figures) in enumerate(row["estimators"].items())
        for block, found in enumerate(figures["values"], 1)
        if found is not None
    ]
