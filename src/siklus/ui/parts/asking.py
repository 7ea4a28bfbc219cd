"""One text: the field, the consent, and the look at what would be kept before it is."""

from dataclasses import dataclass

import streamlit as st

from siklus.client import Anonymised, Consent, SiklusClientError
from siklus.ui import highlight, history
from siklus.ui.labels import known, labels, ready_made, signed
from siklus.ui.parts import away, saying
from siklus.ui.session import tell, told, visitor
from siklus.ui.text import language, plain, t, t_or
from siklus.ui.word_count import word_count

FIELD = "review"
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text whose writer agreed that it is kept, and how it would be."""

    text: str
    subject: str
    shown: Anonymised


def draw() -> None:
    """The part."""
    if ready_made():
        _examples()
    _ask()
    draft: Draft | None = st.session_state.get(DRAFT)
    if draft is not None:
        _confirm(draft)


def wording() -> Consent | None:
    """What consent means, in words; None where they cannot be had, which is told."""
    try:
        return visitor().consent()
    except SiklusClientError as error:
        tell(error)
        away.offer()
        return None


def statement(found: Consent) -> None:
    """The words of the consent."""
    words = found.wording.en if language() == "en" else found.wording.id
    for line in words.splitlines():
        st.markdown(plain(line))
    st.caption(t("analysis.consent_version", version=plain(found.version)))


def replaced(shown: Anonymised) -> None:
    """A text as it would be kept, and in words what was replaced."""
    highlight.anonymised(shown)
    if not shown.found:
        st.caption(t("anonymised.nothing"))
        return
    kinds = ", ".join(f"{t_or(f'personal.{one.kind}', one.kind)} ({one.count})" for one in shown.found)
    st.caption(t("anonymised.replaced", kinds=kinds))


def _examples() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(t("analysis.examples"), width="content")
        for label in labels():
            st.button(
                signed(label),
                key=f"example-{label}",
                help=t(f"analysis.example_about.{label}"),
                on_click=st.session_state.__setitem__,
                args=(FIELD, t(f"analysis.example.{label}")),
            )


def _placeholder() -> str:
    return t("analysis.placeholder" if known().language == "id" else "analysis.placeholder_own")


def _ask() -> None:
    words = wording()
    # A consent is given for one text: after each answer the box is a new one, and empty.
    turn = len(history.entries())
    with st.form("ask", enter_to_submit=False):
        text = st.text_area(t("analysis.field"), key=FIELD, height=140, placeholder=_placeholder())
        word_count(FIELD)
        consent = st.checkbox(t("analysis.consent"), key=f"consent-{turn}", disabled=words is None)
        st.caption(t("analysis.consent_away") if words is None else t("analysis.consent_short"))
        subject = _details(words) if words is not None else ""
        sent = st.form_submit_button(t("analysis.submit"), type="primary", key="analyse")
    if not sent:
        return
    st.session_state.pop(DRAFT, None)
    if consent and words is not None:
        _show(text, subject)
    else:
        _send(text, consent=False, subject="")


def _details(words: Consent) -> str:
    with st.expander(t("analysis.consent_more"), key="statement"):
        statement(words)
        # Without it a consent cannot be withdrawn later: there is nothing to find the reviews by.
        subject = st.text_input(
            t("analysis.subject"), key="subject", help=t("analysis.subject_help"), max_chars=200
        )
    return subject.strip()


def _show(text: str, subject: str) -> None:
    with told():
        st.session_state[DRAFT] = Draft(text, subject, visitor().anonymise(text))


def _confirm(draft: Draft) -> None:
    with st.container(border=True, key="draft"):
        st.markdown(f"**{t('anonymised.title')}**")
        replaced(draft.shown)
        with st.container(horizontal=True):
            keep = st.button(t("anonymised.keep"), type="primary", key="keep")
            only = st.button(t("anonymised.only"), key="only-analyse")
            st.button(t("cancel"), key="cancel-draft", type="tertiary", on_click=_drop)
    if keep or only:
        _send(draft.text, consent=keep, subject=draft.subject)


def _drop() -> None:
    st.session_state.pop(DRAFT, None)


def _send(text: str, *, consent: bool, subject: str) -> None:
    with told():
        prediction = visitor().predict(
            text, consent=consent, subject=subject or None if consent else None, channel="ui", explain=True
        )
        saying.send_all()
        history.remember(text, prediction)
        _drop()
        st.rerun()
