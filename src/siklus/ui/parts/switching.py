"""Make another version the active one, or go back: what will happen is said before."""

import streamlit as st

from siklus.client import Client, Models, Version
from siklus.ui.figures import number, percent
from siklus.ui.parts.deeds import ask_reason, is_complete, tell
from siklus.ui.session import told
from siklus.ui.text import t, t_or


def draw(client: Client, models: Models) -> None:
    """The section."""
    _activate(client, models)
    if models.active:
        _roll_back(client, models.active)


def _activate(client: Client, models: Models) -> None:
    st.subheader(t("switch.activate"), anchor=False)
    others = [version for version in reversed(models.versions) if version.version != models.active]
    if not others:
        st.markdown(t("switch.activate_only"))
        return
    # Outside the form, so that what is said follows the choice.
    chosen = st.selectbox(
        t("switch.activate_which"),
        others,
        format_func=lambda one: f"{one.name} · {t_or(f'state.{one.state}', one.state)}",
        key="activate-which",
    )
    _outlook(models, chosen)
    with st.form("activate"):
        reason = ask_reason("activate")
        sure = st.checkbox(t("switch.activate_confirm"), key="activate-sure")
        sent = st.form_submit_button(t("switch.activate"), key="activate-now")
    if sent and is_complete(reason, sure=sure):
        with told():
            link = client.activate(chosen.version, reason)
            tell(t("switch.activated", version=link.version))


def _outlook(models: Models, chosen: Version) -> None:
    active = next((one for one in models.versions if one.version == models.active), None)
    lines = [t("switch.will_answer", version=chosen.name)]
    if active is not None:
        lines.append(t("switch.will_archive", version=active.name))
        lines.append(t("switch.golden", **_scores("a", active), **_scores("b", chosen)))
    if chosen.state in ("refused", "waiting"):
        lines.append(t(f"switch.despite.{chosen.state}"))
    st.info("\n".join(f"* {line}" for line in lines), icon=":material/swap_horiz:")


def _scores(side: str, version: Version) -> dict[str, str]:
    return {
        side: version.name,
        f"{side}_accuracy": percent(version.scores.get("accuracy")),
        f"{side}_f1": number(version.scores.get("macro_f1"), 3),
    }


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
