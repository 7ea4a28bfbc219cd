"""Many texts of one visitor: which of them can be judged, and how far that has come. Lives in the session."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from siklus.client import Client, Prediction, SiklusApiError
from siklus.ui.labels import labels
from siklus.ui.word_count import why_refused

STATE = "batch"
MOST = 5_000  # texts: what a page can show, and a visitor waits for
AT_ONCE = 50  # a request: often enough for a bar that moves


@dataclass(frozen=True, slots=True)
class Line:
    """A text, and where it stood: counted from 1 without the heading."""

    number: int
    text: str


@dataclass(slots=True)
class Batch:
    """Texts on their way."""

    waiting: list[Line]
    refused: list[tuple[Line, str]]  # and why: the name of a reason
    consent: bool
    done: list[tuple[Line, Prediction]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All that can be judged."""
        return len(self.waiting) + len(self.done)

    def steps(self, client: Client) -> Iterator[int]:
        """Judge what is waiting; how many are done, after each request.

        Raises:
            SiklusClientError: what was judged before is kept, and the rest still waits.
        """
        while self.waiting:
            some = self.waiting[:AT_ONCE]
            try:
                found = client.predict_many([line.text for line in some], consent=self.consent, channel="ui")
            except SiklusApiError as error:
                index = error.facts.get("index")
                if not isinstance(index, int) or not 0 <= index < len(some):
                    raise
                # The service knows better than `sorted_out` which text it cannot judge; the others go on.
                self.refused.append((self.waiting.pop(index), error.code))
                continue
            self.done += zip(some, found, strict=True)
            del self.waiting[: len(some)]
            yield len(self.done)

    def mix(self) -> dict[str, int]:
        """How many texts have each label."""
        counts = Counter(found.label for _, found in self.done)
        return {label: counts[label] for label in labels()}

    def table(self) -> pd.DataFrame:
        """What was judged, in its order, with names and figures that programs read."""
        return pd.DataFrame(
            [
                {
                    "row": line.number,
                    "text": line.text,
                    "label": found.label,
                    "confidence": found.confidence,
                    **{f"p_{label}": share for label, share in found.probabilities.items()},
                    "model_version": found.model_version,
                    "stored": found.stored,
                }
                for line, found in self.done
            ]
        )


def sorted_out(texts: Sequence[str]) -> tuple[list[Line], list[tuple[Line, str]]]:
    """The texts that can be judged, and the others with the name of the reason.

    >>> good, bad = sorted_out(["pendek", "Pelayanannya ramah dan barangnya datang cepat sekali hari ini"])
    >>> [line.number for line in good], [(line.number, why) for line, why in bad]
    ([2], [(1, 'short')])
    """
    lines = [Line(number, text) for number, text in enumerate(texts, start=1)]
    reasons = [(line, why_refused(line.text)) for line in lines]
    good = [line for line, why in reasons if why is None]
    return good, [(line, why) for line, why in reasons if why is not None]


def current() -> Batch | None:
    """The one of this session."""
    found: Batch | None = st.session_state.get(STATE)
    return found


def begin(batch: Batch) -> None:
    """Take this one in place of any other."""
    st.session_state[STATE] = batch


def drop() -> None:
    """Forget it; what was stored stays stored."""
    st.session_state.pop(STATE, None)
