"""What a simulation replays: labelled texts in the order in which they come, checked before anything runs."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import numpy as np

from siklus.domain.reviews import LABELS, Label, Review
from siklus.errors import (
    ColumnMissing,
    DataFileMissing,
    DataUnreadable,
    Invalid,
    NotEnoughData,
    RowsOutOfOrder,
    StreamLabelUnknown,
)
from siklus.privacy.redaction import anonymise

COLUMNS = ("text", "label")
WHEN = "created_at"


class Order(StrEnum):
    """In which order the rows of a stream come."""

    KEPT = "kept"  # as the file has them
    CREATED_AT = "created_at"


@dataclass(frozen=True, slots=True)
class Item:
    """One text that comes in, and the label that it should be given."""

    text: str  # anonymised, as the service judges it
    label: Label
    part: str  # the file or the phase of a scenario that it belongs to


@dataclass(frozen=True, slots=True)
class Stream:
    """Items in the order in which they come, and how many rows were left out, by the error's code."""

    items: tuple[Item, ...]
    left_out: dict[str, int] = field(default_factory=dict)
    repeated: int = 0  # items that came before, because a mix asks for more of a label than there are


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a stream, or its first rows."""

    path: Path
    rows: int | None = None

    @property
    def name(self) -> str:
        """What the report calls it."""
        return self.path.stem

    @classmethod
    def read(cls, spec: str) -> "Part":
        """`FILE`, or `FILE:N` for N rows of it.

        Raises:
            NotEnoughData: N is 0.

        >>> Part.read("reviews.csv:300").rows, Part.read("a:b.csv").rows
        (300, None)
        """
        before, _, count = spec.rpartition(":")
        if not before or not (count.isascii() and count.isdigit()):
            return cls(Path(spec))
        if int(count) == 0:
            raise NotEnoughData(f"rows asked for of {before}", 0, 1)
        return cls(Path(before), int(count))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file with the line it stands on; its label is known, its text may be no review."""

    number: int
    text: str
    label: Label
    at: datetime | None


def read_stream(
    parts: Sequence[Part],
    known: Iterable[Label],
    order: Order = Order.KEPT,
    *,
    shuffled_by: int | None = None,
    mix: Mapping[Label, float] | None = None,
    seed: int = 0,
) -> Stream:
    """The items of several files, one after the other.

    Args:
        known: labels that the base has; a stream with others cannot be judged by any arm.
        shuffled_by: a seed that decides the order inside each file; then no date does.
        mix: each file is drawn to this class mix, from all of its rows: see `mixed`.
        seed: of the mix.

    Raises:
        DataFileMissing, DataUnreadable, ColumnMissing: a file cannot be used.
        NotEnoughData: a file holds no row of a label that the mix asks for.
        StreamLabelUnknown: a label is none of `known`.
        RowsOutOfOrder: `created_at` goes backwards although the order is to be kept.
    """
    items: list[Item] = []
    left_out: Counter[str] = Counter()
    repeated = 0
    for at, part in enumerate(parts):
        lines = read_lines(part.path, known)
        if shuffled_by is not None:
            places = np.random.default_rng([shuffled_by, at]).permutation(len(lines))
            lines = [lines[place] for place in places]
        else:
            lines = in_order(lines, order, part.path)
        taken, refused = reviews_of(lines, part.name, None if mix else part.rows)
        if mix:
            taken, twice = mixed(taken, mix, [seed, at], part.rows)
            repeated += twice
        items += taken
        left_out.update(refused)
    return Stream(tuple(items), dict(left_out), repeated)


def check_length(stream: Stream, block: int) -> None:
    """Refuse a stream that does not fill one block.

    Raises:
        NotEnoughData: it has fewer items.
    """
    if len(stream.items) < block:
        raise NotEnoughData("items in the stream, of one block", len(stream.items), block)


def read_lines(path: Path, known: Iterable[Label]) -> list[Line]:
    """Every row of a CSV, with a label that is one of `known`.

    Raises:
        DataFileMissing, DataUnreadable, ColumnMissing, StreamLabelUnknown: as `read_stream`.
    """
    content = _content(path)
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    allowed = {str(label): label for label in known}
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(header)
        found = []
        while (line := reader.line_num + 1) and (fields := next(reader, None)) is not None:
            if fields:  # a blank line has none
                found.append(_line(path, line, _record(path, line, header, fields), allowed))
    except csv.Error as error:
        raise DataUnreadable(f"{path}, line {reader.line_num}", str(error)) from None
    if not found:
        raise DataUnreadable(str(path), "it holds no rows")
    return found


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataFileMissing(str(path), error.strerror or "unknown reason") from None
    except UnicodeDecodeError as error:
        raise DataUnreadable(str(path), f"byte {error.start} is not UTF-8") from None


def _check_header(header: list[str]) -> None:
    for column in COLUMNS:
        if column not in header:
            raise ColumnMissing(column, header)


def _record(path: Path, line: int, header: list[str], fields: list[str]) -> dict[str, str]:
    if len(fields) != len(header):
        raise DataUnreadable(f"{path}, line {line}", f"it has {len(fields)} fields, not {len(header)}")
    return dict(zip(header, fields, strict=True))


def _line(path: Path, line: int, record: Mapping[str, str], allowed: Mapping[str, Label]) -> Line:
    label = allowed.get(record["label"].strip().lower())
    if label is None:
        raise StreamLabelUnknown(str(path), line, record["label"], list(allowed))
    return Line(line, record["text"], label, _moment(path, line, record.get(WHEN, "")))


def _moment(path: Path, line: int, written: str) -> datetime | None:
    """The date and time of a row, in UTC where it names no zone; None where it has none."""
    if not written.strip():
        return None
    try:
        found = datetime.fromisoformat(written.strip())
    except ValueError:
        why = f"{WHEN} {written[:40]!r} is no date and time such as 2026-11-23T12:00:00"
        raise DataUnreadable(f"{path}, line {line}", why) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def in_order(lines: Sequence[Line], order: Order, path: Path) -> list[Line]:
    """The rows as they are to come.

    Raises:
        RowsOutOfOrder: they are to stay as they are, but time goes backwards.
        DataUnreadable: they are to be sorted by time, but one has none.
    """
    if order == Order.KEPT:
        newest: datetime | None = None
        for line in lines:
            if newest is not None and line.at is not None and line.at < newest:
                raise RowsOutOfOrder(str(path), line.number)
            newest = line.at or newest
        return list(lines)
    return sorted(lines, key=_when(path))


def _when(path: Path) -> Callable[[Line], datetime]:
    def when(line: Line) -> datetime:
        if line.at is None:
            raise DataUnreadable(f"{path}, line {line.number}", f"there is no {WHEN} to sort by")
        return line.at

    return when


def reviews_of(lines: Iterable[Line], part: str, rows: int | None) -> tuple[list[Item], Counter[str]]:
    """The rows that are reviews, up to `rows` of them; the others are counted by what is wrong with them."""
    items: list[Item] = []
    refused: Counter[str] = Counter()
    for line in lines:
        if rows is not None and len(items) == rows:
            break
        try:
            review = Review.read(line.text)
        except Invalid as error:
            refused[error.code] += 1
        else:
            items.append(Item(anonymise(review.text).text, line.label, part))
    return items, refused


def mixed(
    items: Sequence[Item], mix: Mapping[Label, float], seed: Sequence[int], rows: int | None = None
) -> tuple[list[Item], int]:
    """Items of a class mix, in their order, and how many of them are there once more.

    Args:
        rows: how many; as many as can be had without taking one twice where nothing is said. Where a label
            has too few, all of its items come once before any comes again, and those that come again come at
            a random place.

    Raises:
        NotEnoughData: there is no item of a label that the mix asks for.

    >>> items = [Item(str(at), LABELS[at % 2 * 2], "a") for at in range(10)]
    >>> kept, again = mixed(items, {LABELS[0]: 0.8, LABELS[2]: 0.2}, [0])
    >>> [sum(item.label == label for item in kept) for label in LABELS], again
    ([5, 0, 1], 0)
    >>> kept, again = mixed(items, {LABELS[0]: 0.8, LABELS[2]: 0.2}, [0], rows=10)
    >>> [sum(item.label == label for item in kept) for label in LABELS], again
    ([8, 0, 2], 3)
    """
    by_label = {
        label: [at for at, item in enumerate(items) if item.label == label]
        for label, share in mix.items()
        if share > 0
    }
    for label, places in by_label.items():
        if not places:
            raise NotEnoughData(f"rows labelled {label} in the stream", 0, 1)
    size = rows or min(len(places) / mix[label] for label, places in by_label.items())
    chance = np.random.default_rng(seed)
    kept: list[tuple[float, int]] = []  # where it comes, and which
    for label, places in by_label.items():
        count = round(size * mix[label])
        for first in range(0, count, len(places)):
            drawn = chance.permutation(places)[: count - first]
            comes = chance.uniform(0, len(items), len(drawn)) if first else drawn
            kept += zip(comes.tolist(), drawn.tolist(), strict=True)
    return [items[at] for _, at in sorted(kept)], len(kept) - len({at for _, at in kept})


def labels_of(labels: Iterable[Label]) -> list[Label]:
    """Those of LABELS that occur, in their order."""
    found = set(labels)
    return [label for label in LABELS if label in found]
