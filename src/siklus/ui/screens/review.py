"""*Tinjau*: texts that a reviewer is asked about, one at a time."""

import streamlit as st

from siklus.ui.text import t


def render() -> None:
    """Draw the page."""
    st.title(t("review.title"))
    st.write(t("review.intro"))


if __name__ == "__main__":
    render()
