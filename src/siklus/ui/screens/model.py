"""*Model*: where the versions come from, which one answers, and how to change that."""

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from siklus.client import Client, Models, Run, Version
from siklus.ui import runs
from siklus.ui.figures import moment, number, percent
from siklus.ui.parts import trial
from siklus.ui.parts.deeds import ask_reason, is_complete, news, tell
from siklus.ui.session import admin, told
from siklus.ui.text import t, t_or

BEGINNING = "2000-01-01"


def render() -> None:
    """Draw the page."""
    st.title(t("model.title"))
    st.write(t("model.intro"))
    client = admin()
    if client is None:
        st.info(f"**{t('model.need_key')}** {t('model.need_key_advice')}", icon=":material/key:")
        return
    with told():
        # The runs first: only an admin may see them, so a lower key is told so before anything shows.
        found = client.runs(20)
        models = client.models()
        news()
        if not models.versions:
            st.info(t("model.empty"), icon=":material/eco:")
            return
        _sections(client, models, found)


def _sections(client: Client, models: Models, found: list[Run]) -> None:
    if models.active:
        st.markdown(t("monitoring.active", version=models.active))
    # Not `st.tabs`: they fall back to the first one when something appears above them.
    section = st.segmented_control(
        t("model.title"),
        ["versions", "retraining", "trial", "switch"],
        default="versions",
        required=True,
        format_func=lambda name: t(f"model.tab.{name}"),
        label_visibility="collapsed",
        key="section",
    )
    if section == "versions":
        _versions(models.versions)
        _deployments(client)
        _card(client, models)
    elif section == "retraining":
        _retraining(client, found)
    elif section == "trial":
        trial.draw(client, models)
    else:
        _activate(client, models)
        if models.active:
            _roll_back(client, models.active)


def _versions(versions: Sequence[Version]) -> None:
    table = pd.DataFrame([_version(version) for version in reversed(versions)])
    with st.container(key="models-table"):
        st.dataframe(table, hide_index=True)
    st.caption(t("versions.note"))


def _version(version: Version) -> dict[str, str]:
    return {
        t("versions.version"): version.name,
        t("versions.state"): t_or(f"state.{version.state}", version.state),
        t("versions.golden_accuracy"): percent(version.scores.get("accuracy")),
        t("versions.golden_f1"): number(version.scores.get("macro_f1"), 3),
        t("model.behaviour"): percent(version.scores.get("behaviour", {}).get("rate")),
        t("model.parent"): f"v{version.parent}" if version.parent else t("unknown"),
        t("versions.created"): moment(version.created_at),
    }


def _deployments(client: Client) -> None:
    st.subheader(t("model.deployments"), anchor=False)
    chain = client.timeline(BEGINNING)["deployments"]
    if not chain:
        st.markdown(t("model.deployments_empty"))
        return
    rows = [
        {
            t("deployment.at"): moment(link["at"]),
            t("deployment.change"): f"v{link['previous']} → v{link['version']}"
            if link["previous"]
            else f"v{link['version']}",
            t("deployment.action"): t_or(f"action.{link['action']}", link["action"]),
            t("deployment.reason"): link["reason"],
            t("deployment.actor"): link["actor"],
        }
        for link in reversed(chain)
    ]
    with st.container(key="deployments-table"):
        st.dataframe(pd.DataFrame(rows), hide_index=True)


def _card(client: Client, models: Models) -> None:
    st.subheader(t("model.card"), anchor=False)
    numbers = [version.version for version in reversed(models.versions)]
    chosen = st.selectbox(
        t("model.card_of"),
        numbers,
        index=numbers.index(models.active) if models.active in numbers else 0,
        format_func=lambda number: f"v{number}",
        key="card-of",
        width=240,
    )
    with st.container(border=True, height=480):
        st.caption(t("model.card_language"))
        # Three levels down: the card is a part of this page, not a page.
        st.markdown(re.sub(r"^(?=#)", "###", client.model(chosen).card, flags=re.MULTILINE))


def _retraining(client: Client, found: list[Run]) -> None:
    st.subheader(t("retrain.title"), anchor=False)
    st.write(t("retrain.note"))
    under_way = next((run for run in found if runs.is_under_way(run)), None)
    if under_way is not None:
        st.info(t("retrain.under_way"), icon=":material/hourglass_top:")
        runs.watch(client, under_way.run_id)
    else:
        _ask_for_run(client)
    st.subheader(t("run.title"), anchor=False)
    ended = [run for run in found if run is not under_way]
    if not ended:
        st.markdown(t("run.empty"))
    for place, run in enumerate(ended):
        runs.show(run, expanded=place == 0)


def _ask_for_run(client: Client) -> None:
    with st.form("retrain"):
        reason = st.text_input(
            t("retrain.reason"), placeholder=t("retrain.reason_placeholder"), max_chars=500
        ).strip()
        sent = st.form_submit_button(t("retrain.start"), type="primary", key="start-retraining")
    if sent and not reason:
        st.warning(t("switch.reason_missing"), icon=":material/edit:")
    elif sent:
        with told():
            client.retrain(reason)
            tell(t("retrain.started"))


def _activate(client: Client, models: Models) -> None:
    st.subheader(t("switch.activate"), anchor=False)
    st.write(t("switch.activate_note"))
    others = [version for version in reversed(models.versions) if version.version != models.active]
    if not others:
        st.markdown(t("switch.activate_only"))
        return
    with st.form("activate"):
        chosen = st.selectbox(
            t("switch.activate_which"),
            others,
            format_func=lambda one: f"{one.name} · {t_or(f'state.{one.state}', one.state)}",
        )
        reason = ask_reason("activate")
        sure = st.checkbox(t("switch.activate_confirm"), key="activate-sure")
        sent = st.form_submit_button(t("switch.activate"), key="activate-now")
    if sent and is_complete(reason, sure=sure):
        with told():
            link = client.activate(chosen.version, reason)
            tell(t("switch.activated", version=link.version))


def _roll_back(client: Client, active: int) -> None:
    st.subheader(t("switch.rollback_title"), anchor=False)
    st.write(t("switch.rollback_note", version=active))
    with st.form("rollback"):
        reason = ask_reason("rollback")
        sure = st.checkbox(t("switch.rollback_confirm"), key="rollback-sure")
        sent = st.form_submit_button(t("switch.rollback"), key="rollback-now")
    if sent and is_complete(reason, sure=sure):
        with told():
            link = client.rollback(reason)
            tell(t("switch.rolled_back", version=link.version))


if __name__ == "__main__":
    render()
