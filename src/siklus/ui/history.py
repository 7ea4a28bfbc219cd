"""What this visitor asked in this session. It lives in the session only and ends with it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from siklus.client import Prediction

STATE = "history"


@dataclass(slots=True)
class Asked:
    """A text, its answer, and what the visitor said to it."""

    text: str
    prediction: Prediction
    at: datetime
    said: str | None = None  # the label the visitor called right; None before that


def remember(text: str, prediction: Prediction) -> None:
    """Put an answer on top of the history."""
    entries().insert(0, Asked(text, prediction, datetime.now(UTC)))


def entries() -> list[Asked]:
    """The newest first."""
    found: list[Any] = st.session_state.setdefault(STATE, [])
    return found
