"""The visitor's own history: looked through, taken away, emptied."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from siklus.ui import history
from siklus.ui.figures import local, percent
from siklus.ui.history import Asked
from siklus.ui.labels import label_name, labels, signed
from siklus.ui.parts import saying
from siklus.ui.parts.pieces import hand_over
from siklus.ui.text import t

FILTER_FROM = 2  # entries: before that there is nothing to look for


def draw() -> None:
    """The part."""
    st.subheader(t("history.title"), anchor=False)
    st.caption(t("history.note"))
    entries = history.entries()
    if not entries:
        st.info(t("history.empty"), icon=":material/eco:")
        return
    shown = _filtered(entries) if len(entries) >= FILTER_FROM else entries
    if not shown:
        st.info(t("history.none_match"), icon=":material/filter_alt_off:")
        return
    with st.container(key="history-table"):
        wide = {t("history.text"): st.column_config.TextColumn(width=300)}
        st.dataframe(
            pd.DataFrame([_row(asked) for asked in shown]),
            hide_index=True,
            column_config=wide,
            height="content",
        )
    with st.container(horizontal=True):
        hand_over(pd.DataFrame([_taken(asked) for asked in shown]), "history")
        st.button(
            t("history.forget"),
            key="forget-history",
            type="tertiary",
            icon=":material/delete_sweep:",
            help=t("history.forget_help"),
            on_click=_forget,
        )


def _forget() -> None:
    saying.send_all()
    history.forget()


def _filtered(entries: Sequence[Asked]) -> list[Asked]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(t("history.search"), key="history-search", width=260)
        wanted = st.pills(
            t("history.label"), labels(), selection_mode="multi", format_func=signed, key="history-labels"
        )
    return [
        asked
        for asked in entries
        if words.strip().casefold() in asked.text.casefold()
        and (not wanted or asked.prediction.label in wanted)
    ]


def _row(asked: Asked) -> dict[str, Any]:
    found = asked.prediction
    return {
        t("history.label"): signed(found.label),
        t("history.confidence"): percent(found.confidence),
        t("history.text"): asked.text,
        t("history.answer"): _said(asked),
        t("history.stored"): _stored(asked),
        t("history.time"): local(asked.at).strftime("%H:%M:%S"),
    }


def _taken(asked: Asked) -> dict[str, Any]:
    """A row to take away, with names and figures that programs read."""
    found = asked.prediction
    return {
        "time": asked.at.isoformat(timespec="seconds"),
        "text": asked.text,
        "label": found.label,
        "confidence": found.confidence,
        **{f"p_{label}": share for label, share in found.probabilities.items()},
        "model_version": found.model_version,
        "stored": found.stored and not asked.withdrawn,
        "your_answer": asked.said or "",
    }


def _stored(asked: Asked) -> str:
    if asked.withdrawn:
        return t("history.erased")
    return t("history.yes") if asked.prediction.stored else t("history.no")


def _said(asked: Asked) -> str:
    if asked.chosen is not None:
        return t("history.waiting")
    if asked.said is None:
        return t("unknown")
    if asked.said == asked.prediction.label:
        return t("history.right")
    return t("history.corrected", label=label_name(asked.said))
