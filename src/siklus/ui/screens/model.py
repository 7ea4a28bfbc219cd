"""*Model*: where the versions come from, which one answers, and how to change that."""

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from siklus.client import Client, Models, Run, Version
from siklus.ui import runs
from siklus.ui.figures import moment, number, percent
from siklus.ui.parts import importing, switching, timeline, trial
from siklus.ui.parts.deeds import news, tell
from siklus.ui.parts.role import may_change
from siklus.ui.session import admin, told
from siklus.ui.text import t, t_or

READ, CHANGE = ("versions", "retraining", "trial"), ("versions", "import", "retraining", "trial", "switch")


def render() -> None:
    """Draw the page."""
    st.title(t("model.title"))
    st.write(t("model.intro"))
    client = admin()
    if client is None:
        st.info(f"**{t('model.need_key')}** {t('model.need_key_advice')}", icon=":material/key:")
        return
    with told():
        models = client.models()
        news()
        if not models.versions:
            st.info(t("model.empty"), icon=":material/eco:")
            return
        _sections(client, models, may=may_change(client))


def _sections(client: Client, models: Models, *, may: bool) -> None:
    if models.active:
        st.markdown(t("monitoring.active", version=models.active))
    if not may:
        st.info(t("model.read_only"), icon=":material/visibility:")
    # Not `st.tabs`: they fall back to the first one when something appears above them.
    section = st.segmented_control(
        t("model.title"),
        CHANGE if may else READ,
        default="versions",
        required=True,
        format_func=lambda name: t(f"model.tab.{name}"),
        label_visibility="collapsed",
        key="section",
    )
    if section == "versions":
        _versions(models.versions)
        timeline.draw(client)
        _card(client, models)
    elif section == "import":
        importing.draw(client)
    elif section == "retraining":
        _retraining(client, client.runs(20), may=may)
    elif section == "trial":
        trial.draw(client, models, may=may)
    else:
        switching.draw(client, models)


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


def _retraining(client: Client, found: list[Run], *, may: bool) -> None:
    st.subheader(t("retrain.title"), anchor=False)
    st.write(t("retrain.note"))
    under_way = next((run for run in found if runs.is_under_way(run)), None)
    if under_way is not None:
        st.info(t("retrain.under_way"), icon=":material/hourglass_top:")
        runs.watch(client, under_way.run_id)
    elif may:
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


if __name__ == "__main__":
    render()
