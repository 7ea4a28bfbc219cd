"""What every form of an admin has: a reason, a tick to confirm, and the news afterwards."""

import streamlit as st

from siklus.ui.text import t

NEWS, DEEDS = "news", "deeds"


def news() -> None:
    """What the last deed came to: told after the page was drawn anew, with the figures as they are then."""
    if NEWS in st.session_state:
        st.success(st.session_state.pop(NEWS), icon=":material/check_circle:")


def tell(words: str) -> None:
    """Draw the page anew, and say this above it."""
    st.session_state[NEWS] = words
    st.session_state[DEEDS] = st.session_state.get(DEEDS, 0) + 1
    st.rerun()


def fresh(key: str) -> str:
    """The key of a field that is empty again after each deed: a tick to confirm is for one deed alone."""
    return f"{key}-{st.session_state.get(DEEDS, 0)}"


def ask_reason(form: str) -> str:
    """The field for the reason; what stands in it."""
    return st.text_input(
        t("switch.reason"),
        placeholder=t("switch.reason_placeholder"),
        max_chars=500,
        key=f"{form}-reason",
    ).strip()


def is_complete(reason: str, *, sure: bool) -> bool:
    """Whether the form may be sent; what is missing is said."""
    if not reason:
        st.warning(t("switch.reason_missing"), icon=":material/edit:")
    elif not sure:
        st.warning(t("switch.confirm_missing"), icon=":material/check_box:")
    return bool(reason) and sure
