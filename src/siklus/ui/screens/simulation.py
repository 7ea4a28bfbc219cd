"""*Simulasi*: what the loop would be worth on labelled reviews."""

import streamlit as st

from siklus.ui.text import t


def render() -> None:
    """Draw the page."""
    st.title(t("simulation.title"))
    st.write(t("simulation.intro"))


if __name__ == "__main__":
    render()
