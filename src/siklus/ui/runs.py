"""Retraining runs: step by step while they run, and what came of them."""

from datetime import UTC, datetime

import streamlit as st

from siklus.client import Client, Run, Step
from siklus.ui.figures import moment, number
from siklus.ui.parts import gate
from siklus.ui.session import told
from siklus.ui.text import plain, t, t_or

STEPS = ("queued", "snapshot", "train", "gate", "deploy", "done")
MINUTE = 60


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
        with st.container(key="run-steps"):
            st.markdown("  \n".join(_lines(run)))


def _lines(run: Run) -> list[str]:
    """A line a step: done with the time it took, under way with what it is doing, or still to come."""
    begun = {step.step: step for step in run.steps}
    ends = {step.step: after.at for step, after in zip(run.steps, run.steps[1:], strict=False)}
    place = STEPS.index(run.state)
    return [_line(name, at - place, begun.get(name), ends.get(name)) for at, name in enumerate(STEPS)]


def _line(name: str, away: int, step: Step | None, end: str | None) -> str:
    state = t(f"run.state.{name}")
    if away > 0:
        return f"○ {state}"
    if away < 0:
        return f"✓ {state}" + (f" · {_lasted(step.at, end)}" if step and end else "")
    doing = ""
    if step and step.doing:
        doing = f" · {t_or(f'run.doing.{step.doing}', step.doing)} {number(100 * (step.share or 0))} %"
    return f"**▶ {state}**{doing}" + (f" · {_lasted(step.at, None)}" if step else "")


def _lasted(begin: str, end: str | None) -> str:
    until = datetime.fromisoformat(end) if end else datetime.now(UTC)
    seconds = max(0.0, (until - datetime.fromisoformat(begin)).total_seconds())
    if seconds < MINUTE:
        return t("run.seconds", n=number(seconds, 1 if end else 0))
    return t("run.minutes", n=number(seconds / MINUTE, 1))


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
            gate.draw(run, run.gate)
        _took(run)


def _took(run: Run) -> None:
    pairs = zip(run.steps, run.steps[1:], strict=False)
    lasted = [f"{t(f'run.state.{step.step}')} {_lasted(step.at, after.at)}" for step, after in pairs]
    if lasted:
        st.caption(t("run.took", steps=" · ".join(lasted)))
