"""A gate's report: one sentence, checks in plain words, a chart, and everything for a statistician."""

import json

import pandas as pd
import streamlit as st

from siklus.client import Run
from siklus.ui import charts_model, gate
from siklus.ui.figures import number, percent
from siklus.ui.gate import Bar, Check, Figures
from siklus.ui.parts.pieces import charted
from siklus.ui.text import plain, t


def draw(run: Run, report: Figures) -> None:
    """The report of a run."""
    st.markdown(f"**{gate.verdict(report, run.candidate, deployed=run.outcome in ('deployed', 'canary'))}**")
    for check in gate.checks(report):
        _check(check)
    bars = gate.bars(report["figures"])
    if bars:
        said = "; ".join(_spoken(bar) for bar in bars)
        rows = [_row(bar) for bar in bars]
        charted(charts_model.differences(bars), f"{t('gate.chart')}: {said}", rows, f"gate-{run.run_id}")
        st.caption(t("gate.chart_caption"))
    _all_figures(run, report)


def _check(check: Check) -> None:
    lines = [f"**{check.signed}** · **{t(f'gate.check.{check.name}')}.** {t(f'gate.means.{check.name}')}"]
    lines.append(check.figures)
    if check.needed and check.state in (gate.FAILED, gate.WAITS):
        lines.append(f"*{t('gate.needed')}* {check.needed}")
    st.markdown(" ".join(lines))


def _spoken(bar: Bar) -> str:
    ends = (number(each, 1, sign=True) for each in (bar.change, bar.low, bar.high))
    return "{} {} ({} … {})".format(bar.name, *ends)


def _row(bar: Bar) -> dict[str, object]:
    return {"what": bar.name, "points": bar.change, "low": bar.low, "high": bar.high, "margin": bar.margin}


def _all_figures(run: Run, report: Figures) -> None:
    with st.expander(t("gate.statistics"), icon=":material/functions:"):
        st.markdown(t("gate.methods"))
        slices = _slices(report["figures"])
        if slices:
            with st.container(key=f"slices-{run.run_id}-table"):
                st.dataframe(pd.DataFrame(slices), hide_index=True)
        st.markdown("\n".join(f"* {plain(reason)}" for reason in report["reasons"]))
        if look := report["figures"].get("look"):
            bound, spent = number(look["bound"], 2, sign=True), percent(look["spent"])
            st.markdown(t("gate.look", look=look["number"], bound=bound, spent=spent))
        st.json(dict(report["figures"]), expanded=False)
        st.download_button(
            t("gate.download"),
            json.dumps(dict(report), ensure_ascii=False, indent=1),
            file_name=f"siklus-gate-{run.run_id}.json",
            mime="application/json",
            key=f"gate-json-{run.run_id}",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
        )


def _slices(figures: Figures) -> list[dict[str, str]]:
    found = figures.get("slices") or {}
    return [
        {
            t("gate.slices_kind"): gate.slice_name(f"{part} {name}"),
            "n": number(one["n"]),
            t("gate.slices_won"): number(one["won"], 1),
            t("gate.slices_lost"): number(one["lost"], 1),
            t("gate.slices_change"): number(100 * one["change"], 1, sign=True),
            "p": number(one["p"], 4),
        }
        for part in ("golden", "fresh")
        for name, one in found.get(part, {}).items()
    ]
