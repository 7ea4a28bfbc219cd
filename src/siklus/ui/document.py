"""What belongs to the whole document: its language, how wide it may be, and the way past the sidebar."""

import streamlit as st

from siklus.ui import ASSETS
from siklus.ui.text import language, t


def document(*, wide: bool) -> None:
    """Say which language the page is in and how wide it may be."""
    made = st.components.v2.component("siklus_document", js=(ASSETS / "document.js").read_text("utf-8"))
    width = "wide" if wide else "usual"
    data = {"language": language(), "skip": t("skip"), "upload": t("upload"), "width": width}
    with st.container(key="document"):
        made(key="document-words", data=data)
