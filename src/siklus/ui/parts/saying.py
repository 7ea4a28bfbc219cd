"""What the visitor says of an answer: a click, a second one for the right label, and a while to take it back.

An answer is recorded once and never overwritten, so it is taken back before it is recorded: it waits in the
session for a few seconds, which are shown, and is sent then, or as soon as the visitor does something else.
"""

from datetime import UTC, datetime, timedelta

import streamlit as st

from siklus.client import SiklusClientError
from siklus.ui import history
from siklus.ui.history import Asked
from siklus.ui.labels import label_name, labels, signed
from siklus.ui.session import tell, visitor
from siklus.ui.text import t

WHILE = timedelta(seconds=15)
LOOK_SECONDS = 1.0


def draw(asked: Asked) -> None:
    """The part; nothing where nothing was stored."""
    if not asked.prediction.stored or asked.withdrawn:
        return
    if asked.chosen is not None:
        st.fragment(_waiting, run_every=LOOK_SECONDS)(asked)
    elif asked.said is not None:
        thanks = "thanks_right" if asked.said == asked.prediction.label else "thanks_wrong"
        st.success(t(f"feedback.{thanks}", label=label_name(asked.said)), icon=":material/check_circle:")
    else:
        _question(asked)


def send_due() -> None:
    """Send what has waited long enough."""
    now = datetime.now(UTC)
    for asked in history.entries():
        if asked.due is not None and asked.due <= now:
            _send(asked)


def send_all() -> None:
    """Send whatever waits: the visitor has gone on to something else."""
    for asked in history.entries():
        _send(asked)


def _question(asked: Asked) -> None:
    found = asked.prediction
    if asked.failed is not None:
        tell(asked.failed)
    st.markdown(f"**{t('feedback.question')}**")
    with st.container(horizontal=True, key="question"):
        st.button(t("feedback.right"), key=f"right-{found.id}", on_click=_choose, args=(asked, found.label))
        st.button(t("feedback.wrong"), key=f"wrong-{found.id}", on_click=_doubt, args=(asked,))
    if not asked.wrong:
        return
    st.markdown(t("feedback.which"))
    with st.container(horizontal=True, key="right-label"):
        for label in labels():
            if label != found.label:
                key = f"label-{label}-{found.id}"
                st.button(signed(label), key=key, on_click=_choose, args=(asked, label))


def _waiting(asked: Asked) -> None:
    left = asked.due - datetime.now(UTC) if asked.due is not None else timedelta()
    if left <= timedelta():
        _send(asked)
        st.rerun()
    right = asked.chosen == asked.prediction.label
    words = t(f"feedback.waiting_{'right' if right else 'wrong'}", label=label_name(str(asked.chosen)))
    st.info(f"{words} {t('feedback.waiting', seconds=WHILE.seconds)}", icon=":material/schedule_send:")
    st.progress(min(1.0, left / WHILE))
    if st.button(t("feedback.undo"), key="undo", icon=":material/undo:"):
        _take_back(asked)
        st.rerun()


def _choose(asked: Asked, label: str) -> None:
    asked.chosen, asked.due = label, datetime.now(UTC) + WHILE
    asked.wrong, asked.failed = False, None


def _doubt(asked: Asked) -> None:
    asked.wrong, asked.failed = True, None


def _take_back(asked: Asked) -> None:
    asked.chosen = asked.due = None


def _send(asked: Asked) -> None:
    label = asked.chosen
    # First of all: a sending that fails must not be tried again every second.
    _take_back(asked)
    if label is None:
        return
    right = label == asked.prediction.label
    try:
        visitor().feedback(asked.prediction, correct=right, label=None if right else label)
    except SiklusClientError as error:
        asked.failed = error
    else:
        asked.said = label
