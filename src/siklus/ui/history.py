"""What this visitor asked in this session. It lives in the session only and ends with it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from siklus.client import Prediction, SiklusClientError

STATE = "history"


@dataclass(slots=True)
class Asked:
    """A text, its answer, and what the visitor said to it."""

    text: str
    prediction: Prediction
    at: datetime
    wrong: bool = False  # the visitor said so, and not yet what would be right
    chosen: str | None = None  # said and not sent yet: it can be taken back
    due: datetime | None = None  # when `chosen` is sent
    said: str | None = None  # sent: the label that the visitor called right
    failed: SiklusClientError | None = None  # why the last sending came to nothing
    withdrawn: bool = False  # the consent was taken back, and nothing of it is stored any more


def remember(text: str, prediction: Prediction) -> None:
    """Put an answer on top of the history."""
    entries().insert(0, Asked(text, prediction, datetime.now(UTC)))


def entries() -> list[Asked]:
    """The newest first."""
    found: list[Any] = st.session_state.setdefault(STATE, [])
    return found


def forget() -> None:
    """Empty the history of this session; what was stored stays stored."""
    entries().clear()
