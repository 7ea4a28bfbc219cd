"""The text of a review card: as it is written, never as markup; screen readers say it when it changes."""

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from siklus.ui import ASSETS
from siklus.ui.labels import known
from siklus.ui.text import t

# It can be scrolled where it is long, so it must be reachable by keyboard.
_HTML = '<p role="region" aria-live="polite" tabindex="0" lang="{language}" dir="auto"></p>'


def review_text(text: str) -> None:
    """Show a text."""
    _component()(key="review-text", data={"text": text, "name": t("review.text")})


def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "siklus_review_text",
        html=_HTML.format(language=known().language),
        css=(ASSETS / "review_text.css").read_text("utf-8"),
        js=(ASSETS / "review_text.js").read_text("utf-8"),
    )
