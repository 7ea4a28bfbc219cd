"""Simulations that were asked for: one that runs is watched, one that is done is read."""

import json
from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from siklus.client import Client, Simulation
from siklus.ui import charts_model, simulation
from siklus.ui.figures import moment, number, percent
from siklus.ui.parts.deeds import tell
from siklus.ui.parts.pieces import charted
from siklus.ui.parts.simulating import SHOWN
from siklus.ui.session import told
from siklus.ui.text import explain, t, t_or

REPORTS: dict[Literal["html", "json"], str] = {"html": "text/html", "json": "application/json"}

Report = dict[str, Any]


def draw(client: Client, found: Sequence[Simulation], *, may: bool) -> None:
    """The list, and the one that was chosen."""
    st.subheader(t("simulation.list"), anchor=False)
    if not found:
        st.info(t("simulation.empty"), icon=":material/eco:")
        return
    ids = [one.id for one in found]
    by_id = {one.id: one for one in found}
    if st.session_state.get(SHOWN) not in ids:
        st.session_state[SHOWN] = ids[0]
    chosen = st.selectbox(t("simulation.which"), ids, format_func=lambda one: _title(by_id[one]), key=SHOWN)
    state = t_or(f"simulation.state.{by_id[chosen].state}", by_id[chosen].state)
    st.markdown(f"**{state}**")
    st.caption(t("simulation.here_only"))
    if simulation.is_under_way(by_id[chosen]):
        watch(client, chosen)
    else:
        _ended(client, by_id[chosen])
    if may:
        _remove(client, by_id[chosen])


def _title(one: Simulation) -> str:
    # Without its state: the field goes on showing the words that were chosen.
    return t("simulation.of", name=_name(one), when=moment(one.created_at))


def _name(one: Simulation) -> str:
    scenario = one.asked["scenario"]
    usual = t_or(f"simulation.scenario.{scenario}", scenario) if scenario else t("simulation.own_files")
    return one.asked["name"] or usual.partition(":")[0]


@st.fragment(run_every=1.0)
def watch(client: Client, simulation_id: str) -> None:
    """Show the curves as far as they are, once a second, until the simulation has ended."""
    with told():
        found = client.simulation(simulation_id)
        if not simulation.is_under_way(found):
            st.rerun()
        if found.state == "queued":
            st.info(t("simulation.waits"), icon=":material/hourglass_empty:")
        elif not found.outlook:
            st.progress(0.0, t("simulation.prepares"))
        else:
            outlook = {name: number(found.outlook[name]) for name in ("items", "blocks")}
            facts = {"share": percent(found.share, 0), "seeds": number(found.asked["seeds"])}
            st.progress(min(found.share, 1.0), t("simulation.progress", **facts, **outlook))
        _curves(simulation.from_progress(found), found)


def _curves(shown: simulation.Curves, found: Simulation) -> None:
    if not shown.rows:
        return
    left_out = sum(found.outlook.get("left_out", {}).values())
    if left_out:
        st.caption(t("simulation.left_out", n=number(left_out)))
    st.markdown(f"**{t('simulation.curves')}**")
    said = "; ".join(f"{row['name']}, {row['written']}" for row in shown.rows)
    chart = charts_model.curves(shown.rows, shown.changes, shown.blocks)
    rows = [{"arm": row["arm"], "block": row["block"], "accuracy": row["accuracy"]} for row in shown.rows]
    charted(chart, f"{t('simulation.curves')}: {said}", rows, "curves")
    st.caption(t("simulation.curves_caption"))


def _ended(client: Client, found: Simulation) -> None:
    if found.error is not None:
        told_of = explain(found.error.code, found.error.detail, found.error.facts)
        st.error(told_of, icon=":material/warning:")
        return
    report = json.loads(client.simulation_report(found.id))
    st.markdown(f"**{_verdict(report)}**")
    _curves(simulation.from_report(report), found)
    _figures(report)
    _downloads(client, found)


def _verdict(report: Report) -> str:
    arms = report["arms"]
    if "static" not in arms or "siklus" not in arms:
        return t("simulation.verdict.none")
    siklus, gain = arms["siklus"], arms["siklus"]["gain"]
    interval = ""
    if gain["low"] is not None:
        low, high = (number(100 * gain[end], 1, sign=True) for end in ("low", "high"))
        interval = t("simulation.verdict.interval", low=low, high=high)
    word = "alike" if not simulation.is_clear(siklus) else "helped" if gain["mean"] > 0 else "harmed"
    return t(
        f"simulation.verdict.{word}",
        siklus=percent(siklus["accuracy"]),
        static=percent(arms["static"]["accuracy"]),
        gain=number(100 * gain["mean"], 1, sign=True),
        interval=interval,
        labels=percent(siklus["label_share"]),
    )


def _figures(report: Report) -> None:
    st.markdown(f"**{t('simulation.figures')}**")
    rows = [
        {t("simulation.column.arm"): t_or(f"simulation.arm.{arm}", arm)}
        | {
            t(f"simulation.column.{name}"): simulation.cell(name, one.get(name))
            for name in simulation.COLUMNS
        }
        for arm, one in report["arms"].items()
    ]
    with st.container(key="simulation-figures-table"):
        st.dataframe(pd.DataFrame(rows), hide_index=True)
    with st.expander(t("simulation.words"), icon=":material/help:"):
        lines = [
            f"**{t(f'simulation.column.{one}')}**: {t(f'simulation.means.{one}')}"
            for one in simulation.COLUMNS
        ]
        lines += [
            f"**{t_or(f'simulation.arm.{arm}', arm)}**: {t_or(f'simulation.about.{arm}', arm)}"
            for arm in report["arms"]
        ]
        st.markdown("\n".join(f"* {line}" for line in lines))
    st.markdown(t("simulation.repeat"))
    st.code(report["command"], language=None, wrap_lines=True)


def _downloads(client: Client, found: Simulation) -> None:
    with st.container(horizontal=True):
        for name, media in REPORTS.items():
            st.download_button(
                t(f"simulation.report.{name}"),
                client.simulation_report(found.id, name),
                file_name=f"siklus-simulasi-{found.id}.{name}",
                mime=media,
                icon=":material/download:",
                on_click="ignore",
                key=f"report-{name}",
            )
    st.caption(t("simulation.report.note"))


def _remove(client: Client, found: Simulation) -> None:
    running = simulation.is_under_way(found)
    words = t("simulation.cancel") if running else t("simulation.remove")
    if st.button(words, key="remove-simulation", icon=":material/delete:"):
        with told():
            client.remove_simulation(found.id)
            # The list is drawn anew without it, and the field must not remember it.
            st.session_state.pop(SHOWN, None)
            tell(t("simulation.removed"))
