"""Labelled texts that can be learnt from, and the exact sets that versions learn from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from siklus.domain.reviews import Label
from siklus.domain.splits import Split


class Origin(StrEnum):
    """Where the label of an example comes from."""

    STARTER = "starter"  # the reviews written for this project
    IMPORT = "import"  # labelled data that an admin brought
    READER = "reader"  # volunteered
    REVIEWER = "reviewer"
    AUDIT = "audit"


LIVE_ORIGINS = (Origin.READER, Origin.REVIEWER, Origin.AUDIT)


class ExampleState(StrEnum):
    """Whether an example may be learnt from."""

    USABLE = "usable"
    QUARANTINED = "quarantined"  # its answer is, or a reviewer's took its place; kept, seen, not learnt from
    RETRACTED = "retracted"  # its reviewer took the label back; a version may have learnt it meanwhile
    WITHDRAWN = "withdrawn"  # consent withdrawn or erased: its text is gone


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text."""

    id: str
    text: str
    text_key: str
    label: Label
    origin: Origin
    split: Split
    state: ExampleState
    created_at: datetime
    domain: str | None = None
    prediction_id: str | None = None
    subject: str | None = None
    shown_label: Label | None = None  # what the model answered, where the label is about an answer
    shown_version: int | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The exact rows of one training set."""

    id: str
    content_hash: str  # sha256 over labels and texts in the order of `example_ids`
    counts: dict[str, int]  # "train", "golden", "new", and one "origin:…" and "label:…" per value
    example_ids: tuple[str, ...]
    created_at: datetime
