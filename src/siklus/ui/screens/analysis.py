"""*Analisis*: texts in, their labels out, and the visitor's say on them."""

import streamlit as st

from siklus.ui import history
from siklus.ui.labels import listed, ready_made
from siklus.ui.parts import answer, asking, many, past, saying
from siklus.ui.text import t

MODE = "mode"


def render() -> None:
    """Draw the page."""
    if ready_made():
        st.title(t("analysis.title"))
        st.write(t("analysis.intro"))
    else:
        st.title(t("analysis.title_own"))
        st.write(t("analysis.intro_own", labels=listed()))
    saying.send_due()
    mode = st.segmented_control(
        t("analysis.mode"),
        ["one", "many"],
        default="one",
        required=True,
        format_func=lambda name: t(f"analysis.mode.{name}"),
        label_visibility="collapsed",
        key=MODE,
    )
    if mode == "many":
        saying.send_all()
        many.draw()
        return
    asking.draw()
    if history.entries():
        answer.draw(history.entries()[0])
    past.draw()


if __name__ == "__main__":
    render()
