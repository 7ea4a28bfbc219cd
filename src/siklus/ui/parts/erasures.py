"""Erasures: everything of a person goes, and what learnt from it is followed by a version that did not."""

import pandas as pd
import streamlit as st

from siklus.client import Client, Erasure
from siklus.ui.figures import moment, number
from siklus.ui.parts.deeds import fresh, tell
from siklus.ui.session import told
from siklus.ui.text import t, t_or

SHOWN = 50
SUBJECT_CHARACTERS = 200


def draw(client: Client) -> None:
    """The section."""
    _ask(client)
    st.subheader(t("erasures.title"), anchor=False)
    with st.spinner(t("settings.wait")):
        found = client.erasures(SHOWN)
    if not found:
        st.markdown(f":material/eco: {t('erasures.none')}")
        return
    with st.container(key="erasures-table"):
        st.dataframe(pd.DataFrame([_row(one) for one in found]), hide_index=True)
    st.caption(t("erasures.note"))


def _ask(client: Client) -> None:
    st.subheader(t("erasures.ask"), anchor=False)
    st.write(t("erasures.what_happens"))
    with st.form("erase"):
        # Not trimmed: subjects are hashed as they were sent, blanks and all.
        subject = st.text_input(
            t("erasures.subject"),
            placeholder=t("erasures.subject_placeholder"),
            max_chars=SUBJECT_CHARACTERS,
            key=fresh("erase-subject"),
            autocomplete="off",
        )
        sure = st.checkbox(t("erasures.confirm"), key=fresh("erase-sure"))
        sent = st.form_submit_button(t("erasures.erase"), key="erase-now")
    if not sent:
        return
    if not subject:
        st.warning(t("erasures.subject_missing"), icon=":material/edit:")
    elif not sure:
        st.warning(t("switch.confirm_missing"), icon=":material/check_box:")
    else:
        with told():
            tell(_said(client.erase(subject)))


def _said(done: Erasure) -> str:
    counts = {
        name: number(getattr(done, name))
        for name in ("texts", "predictions", "answers", "examples", "consents")
    }
    said = t("erasures.done", **counts)
    if done.state == "done":
        return said
    return f"{said} {t('erasures.follows', versions=_versions(done), due=moment(done.due_at))}"


def _row(one: Erasure) -> dict[str, str]:
    return {
        t("erasures.at"): moment(one.at),
        t("erasures.kind"): t_or(f"erasures.kind.{one.kind}", one.kind),
        t("erasures.state"): _state(one),
        t("erasures.texts"): number(one.texts),
        t("erasures.versions"): _versions(one) or t("unknown"),
        t("erasures.successor"): f"v{one.successor}" if one.successor else t("unknown"),
        t("erasures.proof"): _proof(one),
    }


def _state(one: Erasure) -> str:
    if one.finished_at is None:
        return t_or(f"erasures.state.{one.state}", one.state).format(due=moment(one.due_at))
    return t(f"erasures.state.{'done' if one.in_time else 'done_late'}", at=moment(one.finished_at))


def _versions(one: Erasure) -> str:
    return ", ".join(f"v{number}" for number in one.versions)


def _proof(one: Erasure) -> str:
    entries = (one.erased_entry, one.finished_entry)
    return ", ".join(f"#{entry}" for entry in entries if entry is not None)
