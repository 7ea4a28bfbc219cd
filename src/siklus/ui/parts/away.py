"""The button that tries again, where the service did not answer."""

import streamlit as st

from siklus.ui.session import AWAY
from siklus.ui.text import t

DRAWN = "away-drawn"


def begin() -> None:
    """Nothing was told yet in this run."""
    st.session_state[AWAY] = st.session_state[DRAWN] = False


def offer() -> None:
    """Draw the button once a run, if it was told that the service is away."""
    if st.session_state[AWAY] and not st.session_state[DRAWN]:
        st.session_state[DRAWN] = True
        st.button(t("try_again"), key="try-again", icon=":material/refresh:")
