"""How labels look: a word, a sign and a colour, so that no one of them is needed alone."""

from collections.abc import Sequence

import streamlit as st

from siklus.client import ApiUnreachable, Labels, SiklusApiError
from siklus.ui.session import visitor
from siklus.ui.text import t, t_or

STATE, NOT_FOUND = "labels", 404
OURS = Labels(("positif", "netral", "negatif"), "id", ready_made=True)

# Blue and orange stay apart for every common kind of colour blindness and in both themes.
BLUE, GREY, ORANGE = "#2481B5", "#7D8A96", "#D9701A"
COLOURS = {"positif": BLUE, "netral": GREY, "negatif": ORANGE}
SIGNS = {"positif": "▲", "netral": "●", "negatif": "▼"}
# Of other labels, by their place: after Okabe and Ito, at tones of like weight; signs differ in outline.
OTHER_COLOURS = (
    *(BLUE, ORANGE, "#1E9E77", "#A978B5", "#B59410", GREY),
    *("#5FA8D3", "#C2524A", "#6F9A3E", "#7A6BB0", "#B0698F", "#4F8A8B"),
)
OTHER_SIGNS = "▲●■◆▼★△○□◇▽☆"


def learn() -> None:
    """Ask the service, once a session, what it sorts texts into."""
    if STATE in st.session_state:
        return
    try:
        st.session_state[STATE] = visitor().labels()
    except SiklusApiError as error:
        if error.status == NOT_FOUND:  # an older service has no others than ours
            st.session_state[STATE] = OURS
    except ApiUnreachable:  # asked again with the next run; until it answers nothing can be judged
        return


def known() -> Labels:
    """What the service sorts texts into, and their language."""
    found: Labels = st.session_state.get(STATE, OURS)
    return found


def labels() -> tuple[str, ...]:
    """The labels, in the order of every table and chart."""
    return known().labels


def ready_made() -> bool:
    """Whether examples and scenarios that come with Siklus fit."""
    return known().ready_made


def listed() -> str:
    """All labels in words."""
    return ", ".join(label_name(label) for label in labels())


def label_name(label: str) -> str:
    """The label's word; other labels than ours are shown as they are."""
    return t_or(f"label.{label}", label)


def sign(label: str) -> str:
    """The label's sign."""
    return _looks(label, SIGNS, OTHER_SIGNS, "·")


def colours(of: Sequence[str]) -> list[str]:
    """A colour for each label."""
    return [_looks(label, COLOURS, OTHER_COLOURS, GREY) for label in of]


def signed(label: str) -> str:
    """The label's word behind its sign."""
    return f"{sign(label)} {label_name(label)}"


def _looks(label: str, ours: dict[str, str], others: Sequence[str], unknown: str) -> str:
    every = labels()
    if every == OURS.labels:
        return ours.get(label, unknown)
    return others[every.index(label) % len(others)] if label in every else unknown


def confidence_words(confidence: float) -> str:
    """A calibrated confidence in words."""
    steps = ((0.9, "high"), (0.7, "good"), (0.5, "some"))
    step = next((name for least, name in steps if confidence >= least), "low")
    return t(f"confidence.{step}")
