"""*Analisis*: one text in, its label out, and the visitor's say on it."""

from typing import Any

import pandas as pd
import streamlit as st

from siklus.client import Consent, Prediction, SiklusClientError
from siklus.ui import charts, history
from siklus.ui.figures import local, milliseconds, percent
from siklus.ui.history import Asked
from siklus.ui.labels import LABELS, confidence_words, label_name, signed
from siklus.ui.session import tell, told, visitor
from siklus.ui.text import language, plain, t, t_or
from siklus.ui.word_count import word_count

FIELD = "review"


def render() -> None:
    """Draw the page."""
    st.title(t("analysis.title"))
    st.write(t("analysis.intro"))
    _examples()
    _ask()
    if history.entries():
        _result(history.entries()[0])
    _history()


def _examples() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(t("analysis.examples"), width="content")
        for label in LABELS:
            st.button(
                signed(label),
                key=f"example-{label}",
                on_click=st.session_state.__setitem__,
                args=(FIELD, t(f"analysis.example.{label}")),
            )


def _ask() -> None:
    wording = _wording()
    # A consent is given for one text: after each answer the box is a new one, and empty.
    turn = len(history.entries())
    with st.form("ask", enter_to_submit=False):
        text = st.text_area(t("analysis.field"), key=FIELD, height=140, placeholder=t("analysis.placeholder"))
        word_count(FIELD)
        consent = st.checkbox(t("analysis.consent"), key=f"consent-{turn}", disabled=wording is None)
        if wording is None:
            st.caption(t("analysis.consent_away"))
        subject = _statement(wording) if wording is not None else ""
        sent = st.form_submit_button(t("analysis.submit"), type="primary", key="analyse")
    if sent:
        _send(text, consent=consent and wording is not None, subject=subject)


def _wording() -> Consent | None:
    try:
        return visitor().consent()
    except SiklusClientError as error:
        tell(error)
        return None


def _statement(wording: Consent) -> str:
    with st.expander(t("analysis.consent_more"), key="statement"):
        words = wording.wording.en if language() == "en" else wording.wording.id
        for line in words.splitlines():
            st.markdown(plain(line))
        st.caption(t("analysis.consent_version", version=plain(wording.version)))
        # Without it a consent cannot be withdrawn: there is nothing to find the reviews by.
        subject = st.text_input(
            t("analysis.subject"), key="subject", help=t("analysis.subject_help"), max_chars=200
        )
    return subject.strip()


def _send(text: str, *, consent: bool, subject: str) -> None:
    with told():
        prediction = visitor().predict(
            text, consent=consent, subject=subject or None if consent else None, channel="ui", explain=True
        )
        history.remember(text, prediction)
        st.rerun()


def _result(asked: Asked) -> None:
    found = asked.prediction
    with st.container(border=True, key="result"):
        st.caption(t("analysis.result"))
        st.header(signed(found.label), anchor=False)
        st.markdown(
            t(
                "analysis.confidence",
                share=percent(found.confidence),
                words=confidence_words(found.confidence),
            )
        )
        st.altair_chart(
            charts.probabilities(_shares(found)),
            alt=f"{t('analysis.probabilities')}: {_spoken(found)}",
            key="probabilities",
        )
        _telling_words(found)
        _kept(found)
        _feedback(asked)
        st.caption(
            t(
                "analysis.answered_by",
                version=found.model_version,
                latency=milliseconds(found.latency_ms),
            )
        )


def _shares(found: Prediction) -> dict[str, float]:
    return {label: float(getattr(found.probabilities, label)) for label in LABELS}


def _spoken(found: Prediction) -> str:
    return ", ".join(f"{label_name(label)} {percent(share)}" for label, share in _shares(found).items())


def _telling_words(found: Prediction) -> None:
    words = [(word, weight) for word, weight in found.explanation or [] if weight]
    st.markdown(f"**{t('analysis.words')}**")
    if not words:
        st.caption(t("analysis.words_none"))
        return
    chart = charts.telling_words(words)
    sides = {True: t("analysis.words_for"), False: t("analysis.words_against")}
    spoken = ", ".join(f"{word} ({sides[weight > 0]})" for word, weight in words)
    st.altair_chart(chart, alt=f"{t('analysis.words')}: {spoken}", key="telling-words")
    st.caption(t("analysis.words_note", label=label_name(found.label)))


def _kept(found: Prediction) -> None:
    if found.stored:
        st.info(t("analysis.stored"), icon=":material/inventory_2:")
    else:
        reason = t_or(f"analysis.not_stored.{found.not_stored}", t("analysis.not_stored.other"))
        st.info(f"{reason} {t('feedback.impossible')}", icon=":material/block:")


def _feedback(asked: Asked) -> None:
    found = asked.prediction
    if not found.stored:
        return
    if asked.said is not None:
        right = asked.said == found.label
        thanks = "thanks_right" if right else "thanks_wrong"
        st.success(t(f"feedback.{thanks}", label=label_name(asked.said)), icon=":material/check_circle:")
        return
    st.markdown(f"**{t('feedback.question')}**")
    with st.container(horizontal=True):
        if st.button(t("feedback.right"), key=f"right-{found.id}"):
            _answer(asked, found.label)
        if st.button(t("feedback.wrong"), key=f"wrong-{found.id}"):
            st.session_state["disputed"] = found.id
    if st.session_state.get("disputed") == found.id:
        _correction(asked)


def _correction(asked: Asked) -> None:
    found = asked.prediction
    with st.form(f"correction-{found.id}"):
        # Nothing is chosen beforehand: a preset sent by accident would count as truth.
        right_label = st.radio(
            t("feedback.which"),
            [label for label in LABELS if label != found.label],
            index=None,
            format_func=signed,
            horizontal=True,
        )
        sent = st.form_submit_button(t("feedback.send"), key=f"send-{found.id}")
    if sent and right_label is None:
        st.warning(t("feedback.choose"), icon=":material/touch_app:")
    elif sent:
        _answer(asked, str(right_label))


def _answer(asked: Asked, label: str) -> None:
    found = asked.prediction
    with told():
        right = label == found.label
        visitor().feedback(found, correct=right, label=None if right else label)
        asked.said = label
        st.rerun()


def _history() -> None:
    st.subheader(t("history.title"), anchor=False)
    st.caption(t("history.note"))
    if not history.entries():
        st.markdown(t("history.empty"))
        return
    rows = pd.DataFrame([_row(asked) for asked in history.entries()])
    with st.container(key="history-table"):
        st.dataframe(rows, hide_index=True)


def _row(asked: Asked) -> dict[str, Any]:
    found = asked.prediction
    if asked.said is None:
        said = t("unknown")
    elif asked.said == found.label:
        said = t("history.right")
    else:
        said = t("history.corrected", label=label_name(asked.said))
    return {
        t("history.label"): signed(found.label),
        t("history.confidence"): percent(found.confidence),
        t("history.time"): local(asked.at).strftime("%H:%M:%S"),
        t("history.stored"): t("history.yes") if found.stored else t("history.no"),
        t("history.answer"): said,
        t("history.text"): asked.text,
    }


if __name__ == "__main__":
    render()
