"""Labelled rows of a piece of a file, checked and pseudonymised as an import does it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from siklus.domain.reviews import MAX_CHARACTERS, Label, clean_text
from siklus.errors import Invalid, ReviewTooLong, TextMissing
from siklus.privacy.redaction import anonymise
from siklus.services.scoring.reading import Piece, Source

TEXT, LABEL = "text", "label"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the labels of a file stand."""

    kind: str  # of the file
    at: int  # of a CSV: which field

    @classmethod
    def of(cls, source: Source) -> "Place":
        """In this file, which has the column."""
        return cls(source.kind, source.names.index(LABEL))

    def labels(self, piece: Piece) -> list[Any]:
        """Of the rows of a piece, as they are written."""
        if self.kind == "csv":
            return [fields[self.at] for fields in piece.rows]
        if self.kind == "jsonl":
            return [msgspec.json.decode(line, type=dict[str, Any]).get(LABEL) for line in piece.rows]
        found: list[Any] = piece.rows.column(LABEL).to_pylist()
        return found


def read(piece: Piece, place: Place, refused: Counter[str]) -> Iterator[tuple[str, Label] | None]:
    """Text and label of each row; None where it cannot be learnt from, and `refused` counts why."""
    for raw, label in zip(piece.texts, place.labels(piece), strict=True):
        try:
            yield _row(raw, label)
        except Invalid as error:
            refused[error.code] += 1
            yield None


def _row(raw: str | None, label: object) -> tuple[str, Label]:
    text = clean_text(raw) if raw else ""
    if not text:
        raise TextMissing
    if len(text) > MAX_CHARACTERS:
        raise ReviewTooLong(len(text), MAX_CHARACTERS)
    return anonymise(text).text, Label.read(str(label))
