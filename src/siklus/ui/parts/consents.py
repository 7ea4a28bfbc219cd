"""What people agree to, in which words, and how many did."""

import streamlit as st

from siklus.client import Client, WordingStanding
from siklus.ui.figures import number
from siklus.ui.parts.pieces import metrics
from siklus.ui.text import LANGUAGES, plain, t


def draw(client: Client) -> None:
    """The section."""
    with st.spinner(t("settings.wait")):
        found = client.consents()
    for wording in found:
        if wording.current:
            st.subheader(t("consents.current", version=wording.version), anchor=False)
            _figures(wording)
            _words(wording)
    st.subheader(t("consents.earlier"), anchor=False)
    earlier = [wording for wording in found if not wording.current]
    if not earlier:
        st.markdown(t("consents.no_earlier"))
    for wording in earlier:
        with st.expander(t("consents.version", version=plain(wording.version))):
            _figures(wording)
            _words(wording)
    st.caption(t("consents.note"))


def _figures(wording: WordingStanding) -> None:
    metrics(
        f"metrics-consents-{wording.version}",
        [
            (t("consents.standing"), number(wording.standing), t("consents.standing_help")),
            (t("consents.withdrawn"), number(wording.withdrawn), t("consents.withdrawn_help")),
        ],
    )


def _words(wording: WordingStanding) -> None:
    for code, words in (("id", wording.wording.id), ("en", wording.wording.en)):
        st.markdown(f"**{LANGUAGES['id' if code == 'id' else 'en']}**")
        with st.container(border=True):
            for line in words.splitlines():
                st.markdown(plain(line))
