"""A version on trial beside the active one: how it does, how to begin, how to end."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from siklus.client import Client, Models, Trial, TrialFigures, Version
from siklus.ui.figures import moment, number, percent
from siklus.ui.parts.deeds import ask_reason, is_complete, tell
from siklus.ui.parts.pieces import metrics
from siklus.ui.session import told
from siklus.ui.text import plain, t, t_or

MODES = ("shadow", "canary")
LEAST, MOST, USUAL = 1, 50, 10  # per cent that a canary can be given here


def draw(client: Client, models: Models, *, may: bool) -> None:
    """The section; `may` says whether the visitor may begin and end a trial."""
    st.subheader(t("trial.title"), anchor=False)
    st.write(t("trial.note"))
    found = client.trial()
    if found.trial is None:
        st.markdown(t("trial.none"))
    else:
        _running(found.trial, found.figures)
        if may:
            _end(client, found.trial)
    if may:
        _begin(client, models)
    _past(found.past)


def _running(trial: Trial, figures: TrialFigures | None) -> None:
    facts = {
        "version": trial.version,
        "champion": trial.champion,
        "share": percent(trial.share, 0),
        "actor": plain(trial.actor),
        "at": moment(trial.started_at),
    }
    with st.container(key="trial-state"):
        st.info(t(f"trial.runs.{trial.mode}", **facts), icon=":material/science:")
    if figures is None:
        return
    metrics(
        "trial-figures",
        [
            (t("trial.scored"), number(figures.scored), t("trial.scored_help")),
            (t("trial.audits"), number(figures.audits), t("trial.audits_help")),
            (t("trial.right", version=trial.champion), _right(figures.champion_right, figures), None),
            (t("trial.right", version=trial.version), _right(figures.challenger_right, figures), None),
        ],
    )
    st.markdown(_verdict(trial, figures))


def _right(right: int, figures: TrialFigures) -> str:
    return percent(right / figures.audits if figures.audits else None)


def _verdict(trial: Trial, figures: TrialFigures) -> str:
    if not figures.audits:
        return t("trial.no_audits")
    facts = {
        "version": trial.version,
        "champion": trial.champion,
        "won": number(figures.won),
        "lost": number(figures.lost),
        "p": number(figures.p_value, 3),
        "harm": _evidence(figures.harm),
        "gain": _evidence(figures.gain),
        "limit": number(figures.limit),
    }
    word = t_or(f"trial.finding.{figures.finding}", figures.finding).format(**facts)
    return f"{t('trial.figures', **facts)} {word}"


def _evidence(found: float | None) -> str:
    return "∞" if found is None else number(found, 1)


def _begin(client: Client, models: Models) -> None:
    others = [version for version in reversed(models.versions) if version.version != models.active]
    if not models.active or not others:
        st.markdown(t("switch.activate_only"))
        return
    with st.form("begin-trial"):
        chosen = st.selectbox(
            t("trial.which"),
            others,
            format_func=lambda one: f"{one.name} · {t_or(f'state.{one.state}', one.state)}",
        )
        mode = st.radio(t("trial.mode"), MODES, format_func=lambda one: t(f"trial.mode.{one}"))
        share = st.slider(t("trial.share"), LEAST, MOST, USUAL, format="%d %%", key="trial-share")
        reason = ask_reason("trial")
        sure = st.checkbox(t("trial.confirm"), key="trial-sure")
        sent = st.form_submit_button(t("trial.begin"), key="begin-trial-now")
    if sent and is_complete(reason, sure=sure):
        with told():
            _start(client, chosen, mode, share, reason)


def _start(client: Client, chosen: Version, mode: str, share: int, reason: str) -> None:
    if mode == "canary":
        client.canary(chosen.version, share / 100, reason)
    else:
        client.shadow(chosen.version, reason)
    tell(t(f"trial.begun.{mode}", version=chosen.version, share=percent(share / 100, 0)))


def _end(client: Client, trial: Trial) -> None:
    with st.form("end-trial"):
        reason = ask_reason("end-trial")
        sure = st.checkbox(t("trial.end_confirm"), key="end-trial-sure")
        sent = st.form_submit_button(t("trial.end"), key="end-trial-now")
    if sent and is_complete(reason, sure=sure):
        with told():
            client.end_trial(reason)
            tell(t("trial.ended", version=trial.version))


def _past(past: Sequence[Trial]) -> None:
    if not past:
        return
    st.markdown(f"**{t('trial.past')}**")
    with st.container(key="trials-table"):
        st.dataframe(pd.DataFrame([_row(trial) for trial in past]), hide_index=True)


def _row(trial: Trial) -> dict[str, str]:
    outcome = str(trial.outcome)
    return {
        t("versions.version"): f"v{trial.version}",
        t("trial.against"): f"v{trial.champion}",
        t("trial.mode"): t_or(f"trial.mode.{trial.mode}", trial.mode),
        t("trial.share"): percent(trial.share, 0) if trial.share else t("unknown"),
        t("trial.from"): moment(trial.started_at),
        t("trial.to"): moment(trial.ended_at) if trial.ended_at else t("unknown"),
        t("trial.outcome"): t_or(f"trial.outcome.{outcome}", outcome),
        t("deployment.reason"): trial.why_ended or "",
        t("deployment.actor"): trial.ended_by or "",
    }
