"""Retraining runs and the gate's report in plain words."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from siklus.client import Client, Run
from siklus.ui.figures import moment, number, percent
from siklus.ui.session import told
from siklus.ui.text import gate_reason, plain, t, t_or

STEPS = ("queued", "snapshot", "train", "gate", "deploy", "done")


def is_under_way(run: Run) -> bool:
    """Whether it is queued or being carried out."""
    return run.state in STEPS and run.finished_at is None


@st.fragment(run_every=1.0)
def watch(client: Client, run_id: str) -> None:
    """Show how far a run has come, once a second, until it has ended."""
    with told():
        run = client.run(run_id)
        if not is_under_way(run):
            st.rerun()
        step = STEPS.index(run.state) + 1
        state = t(f"run.state.{run.state}")
        st.progress(step / len(STEPS), t("run.step", step=step, steps=len(STEPS), state=state))


def show(run: Run, *, expanded: bool) -> None:
    """One run with what the gate said of it."""
    outcome = t_or(f"run.outcome.{run.outcome or 'running'}", str(run.outcome))
    header = t("run.header", when=moment(run.created_at), outcome=outcome)
    with st.expander(header, expanded=expanded):
        reasons = ", ".join(t_or(f"trigger.{reason}", plain(reason)) for reason in run.reasons)
        st.markdown(t("run.by", actor=plain(run.actor), reasons=reasons))
        if run.note:
            st.text(run.note)
        if run.candidate is not None:
            st.markdown(t("run.candidate", version=run.candidate))
        if run.outcome == "failed":
            st.error(t("run.failed"), icon=":material/warning:")
        elif run.gate is None:
            st.caption(t("run.no_gate"))
        else:
            _gate(run.gate)


def _gate(report: Mapping[str, Any]) -> None:
    decision = str(report["decision"])
    st.markdown(t_or(f"gate.{decision}", plain(decision)))
    golden, fresh = report["figures"]["golden"], report["figures"]["fresh"]
    lines = [gate_reason(reason) for reason in report["reasons"]]
    if golden["n"]:
        lines.append(
            t(
                "gate.golden",
                n=number(golden["n"]),
                active=number(golden["active_macro_f1"], 3),
                candidate=number(golden["candidate_macro_f1"], 3),
                change=number(golden["change"], 3, sign=True),
                low=number(golden["change_low"], 3, sign=True),
                high=number(golden["change_high"], 3, sign=True),
            )
        )
    if fresh["n"]:
        net, z = number(fresh["net"], 1, sign=True), number(fresh["z"], 2, sign=True)
        lines.append(t("gate.fresh", n=fresh["n"], won=fresh["won"], lost=fresh["lost"], net=net, z=z))
    else:
        lines.append(t("gate.fresh_none"))
    lines += _on_behaviour(report["figures"].get("behaviour"))
    lines += _on_audits(report["figures"].get("audits"))
    lines += _on_slices(report["figures"].get("slices"))
    lines += _on_look(report["figures"].get("look"))
    st.markdown("\n".join(f"* {line}" for line in lines))


def _on_behaviour(found: Mapping[str, Any] | None) -> list[str]:
    if found is None:  # an older service has none
        return []
    active, candidate = percent(found["active"]), percent(found["candidate"])
    facts = {"n": number(found["n"]), "won": found["won"], "lost": found["lost"]}
    return [t("gate.behaviour", active=active, candidate=candidate, **facts)]


def _on_audits(found: Mapping[str, Any] | None) -> list[str]:
    if not found or not found["n"]:
        return []
    counts = {name: number(found[name]) for name in ("n", "won", "lost")}
    return [t("gate.audits", **counts, p=number(found["p"], 4), chance=percent(found["chance_of_gain"]))]


def _on_slices(found: Mapping[str, Any] | None) -> list[str]:
    parts = ("golden", "fresh")
    slices = [(f"{part} {name}", one) for part in parts for name, one in (found or {}).get(part, {}).items()]
    if not found or not slices:
        return []
    name, worst = min(slices, key=lambda pair: float(pair[1]["change"]))
    facts = {"change": number(worst["change"], 3, sign=True), "n": number(worst["n"])}
    worst_p = number(worst["p"], 4)
    return [t("gate.slices", judged=found["judged"], slice=plain(name), worst_p=worst_p, **facts)]


def _on_look(found: Mapping[str, Any] | None) -> list[str]:
    if not found:
        return []
    bound = number(found["bound"], 2, sign=True)
    return [t("gate.look", look=found["number"], bound=bound, spent=percent(found["spent"]))]
