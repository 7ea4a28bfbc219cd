"""Answers that may not teach yet, each with the reason; an admin lets them."""

import streamlit as st

from siklus.client import Client, HeldAnswer
from siklus.ui.figures import moment, number
from siklus.ui.labels import signed
from siklus.ui.parts.deeds import tell
from siklus.ui.parts.pieces import download
from siklus.ui.session import told
from siklus.ui.text import plain, t, t_or

REASONS = ("contradicted", "disputed", "reader", "copy", "share")
ALL = "all"
STEP, MOST = 10, 500  # answers that are shown at once, and that the service tells of
SHOWN = "quarantine-shown"


def draw(client: Client) -> None:
    """The section."""
    st.subheader(t("quarantine.title"), anchor=False)
    st.write(t("quarantine.note"))
    reason = st.selectbox(
        t("quarantine.reason"),
        [ALL, *REASONS],
        format_func=lambda name: t(f"quarantine.why.{name}"),
        key="quarantine-reason",
        width=360,
    )
    with st.spinner(t("review.fetching")):
        found = client.quarantined(MOST, None if reason == ALL else reason)
    if not found:
        st.info(f"**{t('quarantine.empty')}** {t('quarantine.empty_advice')}", icon=":material/eco:")
        return
    st.caption(t("quarantine.count", count=number(len(found))))
    shown = int(st.session_state.get(SHOWN, STEP))
    for held in found[:shown]:
        _answer(client, held)
    if len(found) > shown:
        more = min(STEP, len(found) - shown)
        st.button(
            t("quarantine.more", count=number(more)),
            key="quarantine-more",
            on_click=_show,
            args=(shown + more,),
        )
    download([_row(held) for held in found], "quarantine")


def _show(count: int) -> None:
    st.session_state[SHOWN] = count


def _answer(client: Client, held: HeldAnswer) -> None:
    with st.container(border=True, key=f"held-{held.answer_id}"):
        st.markdown(f"**{t_or(f'quarantine.why.{held.reason}', held.reason)}**")
        st.caption(t_or(f"quarantine.because.{held.reason}", ""))
        st.markdown(plain(held.text))
        st.caption(
            t(
                "quarantine.said",
                said=signed(held.label),
                shown=signed(held.shown_label),
                channel=plain(held.channel),
                at=moment(held.at),
            )
        )
        if st.button(t("quarantine.release"), key=f"release-{held.answer_id}", icon=":material/lock_open:"):
            with told():
                client.release(held.answer_id)
                tell(t("quarantine.released"))


def _row(held: HeldAnswer) -> dict[str, str | None]:
    return {
        "answer_id": held.answer_id,
        "at": held.at,
        "reason": held.reason,
        "reader": held.reader,
        "channel": held.channel,
        "shown_label": held.shown_label,
        "label": held.label,
        "text": held.text,
    }
