"""Reviews in files, read in pieces: CSV, JSON lines, Parquet.

A piece is a few thousand rows as they stand in the file, with their texts beside them. Whatever is wrong with
the file is found here, in the order of its lines, and told with the line.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec
import pyarrow as pa
from pyarrow import parquet

from siklus.errors import ExportImpossible, ReviewsUnreadable, TextColumnMissing

ROWS = 4_096  # of a piece
LONGEST_LINE = 1 << 20  # bytes: a file without a line end must not fill the memory
KINDS = {".csv": "csv", ".jsonl": "jsonl", ".parquet": "parquet"}
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows that follow each other, in the form of their file."""

    texts: list[str | None]
    rows: Any  # fields of CSV rows | lines of JSON | a record batch
    end: int  # where the next piece begins: bytes, or rows of a Parquet file


class Source(Protocol):
    """A file that can be read from where a piece ended."""

    kind: str
    size: int  # in the unit of `Piece.end`

    @property
    def names(self) -> list[str]:
        """The columns."""
        ...

    @property
    def schema(self) -> pa.Schema:
        """The columns as Arrow types."""
        ...

    def pieces(self, begin: int) -> Iterator[Piece]:
        """The pieces from `begin` on."""
        ...


def kind_of(path: Path) -> str:
    """The form that the file's ending names.

    Raises:
        ExportImpossible: it names none.
    """
    try:
        return KINDS[path.suffix.lower()]
    except KeyError:
        raise ExportImpossible(str(path), f"the name must end in {', '.join(KINDS)}") from None


def open_source(path: Path, text: str) -> Source:
    """The file at `path`, its columns known; `text` is the one with the reviews.

    Raises:
        ReviewsUnreadable: it is empty or not of its form.
        TextColumnMissing: there is no such column.
    """
    kind = kind_of(path)
    if path.stat().st_size == 0:
        raise ReviewsUnreadable(str(path), 1, "the file is empty")
    if kind == "csv":
        return CsvSource(path, text)
    return JsonSource(path, text) if kind == "jsonl" else ParquetSource(path, text)


@dataclass
class _Lines:
    """Lines of UTF-8 with their numbers; `end` is where the next one begins."""

    path: Path
    file: BinaryIO
    end: int
    number: int

    def __iter__(self) -> Iterator[str]:
        for raw in iter(lambda: self.file.readline(LONGEST_LINE + 1), b""):
            self.number += 1
            if len(raw) > LONGEST_LINE:
                raise ReviewsUnreadable(str(self.path), self.number, f"longer than {LONGEST_LINE} bytes")
            self.end += len(raw)
            yield self._text(raw)

    def _text(self, raw: bytes) -> str:
        try:
            return (raw.removeprefix(_BOM) if self.number == 1 else raw).decode()
        except UnicodeDecodeError as error:
            raise ReviewsUnreadable(
                str(self.path), self.number, f"byte {error.start + 1} is not UTF-8"
            ) from None


@dataclass
class CsvSource:
    """A CSV with a header line; every field is text."""

    path: Path
    text: str
    kind: str = "csv"
    size: int = 0
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the header."""
        self.size = self.path.stat().st_size
        with self.path.open("rb") as file:
            lines = _Lines(self.path, file, 0, 0)
            self.names = next(self._records(lines), [])
            self._begin = lines.end, lines.number
        self._at = _place(self.path, self.text, self.names)

    @property
    def schema(self) -> pa.Schema:
        """All text."""
        return pa.schema([(name, pa.string()) for name in self.names])

    def pieces(self, begin: int) -> Iterator[Piece]:
        """The pieces from byte `begin` on (0: after the header).

        Raises:
            ReviewsUnreadable: a row is no CSV in UTF-8, or has not as many fields as the header.
        """
        end, number = self._begin
        if begin:
            number = _lines_before(self.path, begin)
            end = begin
        with self.path.open("rb") as file:
            file.seek(end)
            lines = _Lines(self.path, file, end, number)
            rows = list[list[str]]()
            for fields in self._records(lines):
                if not fields:  # a blank line
                    continue
                if len(fields) != len(self.names):
                    raise ReviewsUnreadable(
                        str(self.path), lines.number, f"{len(fields)} fields, not {len(self.names)}"
                    )
                rows.append(fields)
                if len(rows) == ROWS:
                    yield self._piece(rows, lines.end)
                    rows = []
            if rows:
                yield self._piece(rows, lines.end)

    def _records(self, lines: _Lines) -> Iterator[list[str]]:
        try:
            yield from csv.reader(lines, strict=True)
        except csv.Error as error:
            raise ReviewsUnreadable(str(self.path), lines.number, f"no CSV: {error}") from None

    def _piece(self, rows: list[list[str]], end: int) -> Piece:
        return Piece([fields[self._at] for fields in rows], rows, end)


@dataclass
class JsonSource:
    """JSON lines: one object a line."""

    path: Path
    text: str
    kind: str = "jsonl"
    size: int = 0
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look at all lines: each may have keys that no line had before."""
        self.size = self.path.stat().st_size
        keys: dict[str, None] = {}
        with self.path.open("rb") as file:
            for _, record in self._records(_Lines(self.path, file, 0, 0)):
                keys |= dict.fromkeys(record)
        self.names = list(keys)
        _place(self.path, self.text, self.names)

    @property
    def schema(self) -> pa.Schema:
        """All text: one key may hold numbers in one line and words in another."""
        return pa.schema([(name, pa.string()) for name in self.names])

    def pieces(self, begin: int) -> Iterator[Piece]:
        """The pieces from byte `begin` on.

        Raises:
            ReviewsUnreadable: a line is no JSON object in UTF-8, or its text is no text.
        """
        with self.path.open("rb") as file:
            file.seek(begin)
            lines = _Lines(self.path, file, begin, _lines_before(self.path, begin))
            texts, rows = list[str | None](), list[str]()
            for line, record in self._records(lines):
                texts.append(self._text_of(record, lines.number))
                rows.append(line)
                if len(rows) == ROWS:
                    yield Piece(texts, rows, lines.end)
                    texts, rows = [], []
            if rows:
                yield Piece(texts, rows, lines.end)

    def _records(self, lines: _Lines) -> Iterator[tuple[str, dict[str, Any]]]:
        for line in lines:
            if not line.strip():
                continue
            try:
                yield line.strip(), msgspec.json.decode(line, type=dict[str, Any])
            except (msgspec.DecodeError, RecursionError):
                raise ReviewsUnreadable(str(self.path), lines.number, "no JSON object") from None

    def _text_of(self, record: dict[str, Any], line: int) -> str | None:
        text = record.get(self.text)
        if text is not None and not isinstance(text, str):
            raise ReviewsUnreadable(str(self.path), line, f"{self.text!r} is no text")
        return text


@dataclass
class ParquetSource:
    """A Parquet file; its columns keep their types."""

    path: Path
    text: str
    kind: str = "parquet"
    size: int = 0
    schema: pa.Schema = field(default_factory=lambda: pa.schema([]))

    def __post_init__(self) -> None:
        """Read the footer."""
        try:
            with parquet.ParquetFile(self.path) as file:
                self.size, self.schema = file.metadata.num_rows, file.schema_arrow
        except (pa.ArrowException, OSError):
            raise ReviewsUnreadable(str(self.path), None, "no Parquet, or cut off") from None
        self.schema = self.schema.remove_metadata()
        kind = self.schema.types[_place(self.path, self.text, self.names)]
        words = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not (
            pa.types.is_string(words) or pa.types.is_large_string(words) or pa.types.is_string_view(words)
        ):
            raise ReviewsUnreadable(str(self.path), None, f"column {self.text!r} holds {kind}, not text")

    @property
    def names(self) -> list[str]:
        """The columns."""
        return list(self.schema.names)

    def pieces(self, begin: int) -> Iterator[Piece]:
        """The pieces from row `begin` on; `begin` is where a piece ended.

        Raises:
            ReviewsUnreadable: a part of the file is damaged.
        """
        at = 0
        # Not buffered ahead: whole row groups would be in memory.
        with parquet.ParquetFile(self.path, pre_buffer=False) as file:
            try:
                for batch in file.iter_batches(ROWS):
                    at += batch.num_rows
                    if at > begin:
                        yield Piece(batch.column(self.text).to_pylist(), batch, at)
            except (pa.ArrowException, OSError, UnicodeDecodeError):
                raise ReviewsUnreadable(str(self.path), None, f"damaged after row {at}") from None


def _place(path: Path, text: str, names: Sequence[str]) -> int:
    """Which column holds the reviews."""
    if len(set(names)) < len(names):
        raise ReviewsUnreadable(str(path), 1, "a column is named twice")
    if text not in names:
        raise TextColumnMissing(text, list(names))
    return names.index(text)


def _lines_before(path: Path, end: int) -> int:
    """How many lines end before byte `end`."""
    count = 0
    with path.open("rb") as file:
        while end > 0 and (block := file.read(min(end, LONGEST_LINE))):
            count += block.count(b"\n")
            end -= len(block)
    return count
