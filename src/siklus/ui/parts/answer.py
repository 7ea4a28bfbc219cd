"""The answer to one text: its label, how sure that is, and which words it comes from."""

import streamlit as st

from siklus.client import Prediction
from siklus.ui import charts, highlight
from siklus.ui.figures import milliseconds, number, percent
from siklus.ui.history import Asked
from siklus.ui.labels import confidence_words, label_name, signed
from siklus.ui.parts import saying
from siklus.ui.session import told, visitor
from siklus.ui.text import t, t_or


def draw(asked: Asked) -> None:
    """The part."""
    found = asked.prediction
    with st.container(border=True, key="result"):
        st.caption(t("analysis.result"))
        st.header(signed(found.label), anchor=False)
        _confidence(found)
        _telling_words(found)
        _probabilities(found)
        _kept(asked)
        saying.draw(asked)
        st.caption(
            t("analysis.answered_by", version=found.model_version, latency=milliseconds(found.latency_ms))
        )
        if found.stored and not asked.withdrawn:
            _withdrawal(asked)


def _confidence(found: Prediction) -> None:
    words = confidence_words(found.confidence)
    st.markdown(t("analysis.confidence", share=percent(found.confidence), words=words))
    st.caption(t("analysis.confidence_means", right=number(100 * found.confidence)))


def _probabilities(found: Prediction) -> None:
    shares = dict(found.probabilities)
    spoken = ", ".join(f"{label_name(label)} {percent(share)}" for label, share in shares.items())
    st.markdown(f"**{t('analysis.probabilities')}**")
    st.altair_chart(
        charts.probabilities(shares), alt=f"{t('analysis.probabilities')}: {spoken}", key="probabilities"
    )


def _telling_words(found: Prediction) -> None:
    words = [(word, weight) for word, weight in found.explanation or [] if weight]
    st.markdown(f"**{t('analysis.words')}**")
    if found.passages:
        highlight.telling(found.passages)
    if not words:
        st.caption(t("analysis.words_none"))
        return
    st.caption(t("analysis.words_note", label=label_name(found.label)))
    sides = {True: t("analysis.words_for"), False: t("analysis.words_against")}
    spoken = ", ".join(f"{word} ({sides[weight > 0]})" for word, weight in words)
    with st.expander(t("analysis.words_strength"), key="words-strength"):
        st.altair_chart(
            charts.telling_words(words), alt=f"{t('analysis.words')}: {spoken}", key="telling-words"
        )
        st.caption(t("analysis.words_chart_note"))


def _kept(asked: Asked) -> None:
    found = asked.prediction
    if asked.withdrawn:
        st.info(t("withdraw.done"), icon=":material/delete:")
    elif found.stored:
        st.info(t("analysis.stored"), icon=":material/inventory_2:")
    else:
        reason = t_or(f"analysis.not_stored.{found.not_stored}", t("analysis.not_stored.other"))
        st.info(f"{reason} {t('feedback.impossible')}", icon=":material/block:")


def _withdrawal(asked: Asked) -> None:
    with st.popover(t("withdraw.open"), type="tertiary", icon=":material/delete:"):
        st.markdown(t("withdraw.about"))
        if st.button(t("withdraw.now"), key=f"withdraw-{asked.prediction.id}"):
            with told():
                visitor().withdraw(asked.prediction)
                asked.withdrawn, asked.chosen = True, None
                st.rerun()
