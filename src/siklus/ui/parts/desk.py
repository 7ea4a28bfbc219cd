"""What lies on a reviewer's desk: one card, the answer before it, and what the last deed came to.

The deeds are callbacks of buttons: they run before the page is drawn, with the card that the button was
drawn for. A key that is pressed twice before the next card is there means the card that was seen, so the
second press does nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from siklus.client import Client, Revealed, ReviewItem, SiklusApiError, SiklusClientError

STATE = "desk"
# Codes that say that a card is not this reviewer's any more.
GONE = ("already_answered", "ask_not_found", "ask_not_yours", "prediction_not_found")


@dataclass
class Done:
    """A card that was answered, or given back."""

    item: ReviewItem
    label: str | None  # None: skipped
    seen: Revealed | None = None  # what the model had said, once it was asked for


@dataclass
class Desk:
    """One reviewer's desk, as long as the page is open."""

    client: Client
    item: ReviewItem | None = None
    last: Done | None = None
    skipped: set[str] = field(default_factory=set)
    gone: str | None = None  # why the card before was not this reviewer's any more
    unsent: str | None = None  # the label that could not be sent
    problem: SiklusClientError | None = None  # why a deed came to nothing

    def fetch(self) -> None:
        """Take the most urgent card where none lies here; none where there is none.

        Raises:
            SiklusClientError: the service is away, or the key's role too low.
        """
        if self.item is None:
            self.item = next(iter(self.client.reviews_next(1)), None)

    def answer(self, ask_id: str, label: str | None) -> None:
        """Send what was pressed on a card: a label, or None to skip."""
        item = self.item
        if item is None or item.ask_id != ask_id:
            return

        def send() -> None:
            if label is None:
                self.client.skip(ask_id)
                self.skipped.add(ask_id)
            else:
                self.client.review(ask_id, label)
            self.last, self.item = Done(item, label), None

        self._try(send)
        self.unsent = label if self.problem else None

    def undo(self, ask_id: str) -> None:
        """Take the last answer back; its card lies here again."""
        last = self.last
        if last is None or last.item.ask_id != ask_id:
            return

        def take_back() -> None:
            # A skip has left nothing to take back; whoever is quicker with the card, his answer counts.
            self.item = last.item if last.label is None else self.client.take_back(ask_id)
            self.skipped.discard(ask_id)
            self.last = None

        self._try(take_back)

    def reveal(self, ask_id: str) -> None:
        """Ask what the model had said of the last card."""
        last = self.last
        if last is None or last.item.ask_id != ask_id:
            return

        def look() -> None:
            last.seen = self.client.reveal(ask_id)

        self._try(look)

    def _try(self, deed: Callable[[], None]) -> None:
        self.gone, self.unsent, self.problem = None, None, None
        try:
            deed()
        except SiklusApiError as error:
            if error.code in GONE:
                self.gone, self.item = error.code, None
            else:
                self.problem = error
        except SiklusClientError as error:
            self.problem = error


def desk_of(client: Client) -> Desk:
    """The desk of whoever uses this connection; another key has another one."""
    found: Desk | None = st.session_state.get(STATE)
    if found is None or found.client is not client:
        found = st.session_state[STATE] = Desk(client)
    return found


def clear() -> None:
    """Leave nothing on the desk of whoever has gone."""
    st.session_state.pop(STATE, None)
