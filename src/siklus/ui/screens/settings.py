"""*Pengaturan*: keys, alerts, retention, consent and erasures."""

import streamlit as st

from siklus.ui.text import t


def render() -> None:
    """Draw the page."""
    st.title(t("settings.title"))
    st.write(t("settings.intro"))


if __name__ == "__main__":
    render()
