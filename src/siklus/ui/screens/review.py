"""*Tinjau*: what a reviewer is asked, one card at a time; what is held back; how far reviewers agree."""

import streamlit as st

from siklus.ui.parts import review_agreement, review_card, review_quarantine
from siklus.ui.parts.deeds import news
from siklus.ui.parts.desk import clear
from siklus.ui.session import admin, told
from siklus.ui.text import t

SECTIONS = {
    "card": review_card.draw,
    "quarantine": review_quarantine.draw,
    "agreement": review_agreement.draw,
}


def render() -> None:
    """Draw the page."""
    st.title(t("review.title"))
    st.write(t("review.intro"))
    # Never the key that the interface was started with: it must be known whose answers these are.
    client = admin()
    if client is None:
        clear()
        st.info(f"**{t('review.need_key')}** {t('review.need_key_advice')}", icon=":material/key:")
        return
    news()
    # Not `st.tabs`: they fall back to the first one when something appears above them.
    section = st.segmented_control(
        t("review.title"),
        list(SECTIONS),
        default="card",
        required=True,
        format_func=lambda name: t(f"review.tab.{name}"),
        label_visibility="collapsed",
        key="review-section",
    )
    with told():
        SECTIONS[str(section)](client)


if __name__ == "__main__":
    render()
