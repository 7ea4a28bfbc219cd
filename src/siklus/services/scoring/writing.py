"""Rows with the columns of an answer, as CSV, JSON lines or Parquet."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
from pyarrow import parquet

from siklus.domain.reviews import LABELS
from siklus.domain.scores import Judgement
from siklus.services.scoring.reading import ROWS, Piece

DIGITS = 6
_NAMES = [label.value for label in LABELS]
PIECES_PER_GROUP = 16  # of pieces in a row group of a Parquet file
ADDED = pa.schema(
    [
        ("label", pa.string()),
        *((f"p_{name}", pa.float64()) for name in _NAMES),
        ("confidence", pa.float64()),
        ("model_version", pa.int32()),
        ("reason", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing is said of a text."""

    code: str  # of an error


Verdict = Judgement | Reason
Cells = list[tuple[Any, ...]]


def cells_of(verdict: Verdict, version: int) -> tuple[Any, ...]:
    """The values of the columns that are added."""
    if isinstance(verdict, Reason):
        return (None, *(None for _ in _NAMES), None, version, verdict.code)
    shares = verdict.probabilities
    most = max(shares)
    rounded = [round(share, DIGITS) for share in shares]
    return (_NAMES[shares.index(most)], *rounded, round(most, DIGITS), version, None)


@dataclass(frozen=True, slots=True)
class Form:
    """How the output is written: `source` and `target` are kinds of files."""

    source: str
    target: str
    names: tuple[str, ...]  # columns of the input
    added: tuple[str, ...]  # names of the columns of the answer
    schema: pa.Schema  # of the input
    kinds: pa.Schema = ADDED  # of the columns of the answer

    def head(self) -> bytes:
        """What a file begins with."""
        return _csv_lines([(*self.names, *self.added)]) if self.target == "csv" else b""


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of the output."""

    content: bytes
    rows: int
    counts: Counter[str]  # labels and reasons


def names_for_added(names: Sequence[str]) -> tuple[str, ...]:
    """Names of the columns of an answer; where the input has such a column, `predicted_` goes before ours.

    >>> names_for_added(["text", "label"])[:2]
    ('predicted_label', 'p_positif')
    """
    return tuple(_free(name, names) for name in ADDED.names)


def _free(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name = f"predicted_{name}"
    return name


def written(form: Form, piece: Piece, verdicts: list[Verdict], version: int) -> Written:
    """A piece with its verdicts, in the form of the output."""
    added = [cells_of(verdict, version) for verdict in verdicts]
    counts = Counter(cells[0] or cells[-1] for cells in added)
    return Written(content(form, piece, added), len(added), counts)


def content(form: Form, piece: Piece, added: Cells) -> bytes:
    """A piece with the cells of the columns that are added, in the form of the output."""
    return _WRITERS[form.target](form, piece, added)


# --- CSV ------------------------------------------------------------------------------------------


def _csv(form: Form, piece: Piece, added: Cells) -> bytes:
    rows: Iterable[Sequence[Any]] = piece.rows if form.source == "csv" else _values(form, piece)
    return _csv_lines((*row, *cells) for row, cells in zip(rows, added, strict=True))


def _csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


def _values(form: Form, piece: Piece) -> Iterator[list[Any]]:
    """The rows of a piece; lists and structures as JSON."""
    columns = _table(form, piece).to_pydict().values()
    yield from ([_plain(cell) for cell in row] for row in zip(*columns, strict=True))


def _plain(cell: Any) -> Any:
    return msgspec.json.encode(cell).decode() if isinstance(cell, list | dict | bytes) else cell


# --- JSON lines -----------------------------------------------------------------------------------


def _json(form: Form, piece: Piece, added: Cells) -> bytes:
    encode = msgspec.json.encode
    if not form.added:
        lines = piece.rows if form.source == "jsonl" else map(encode, _table(form, piece).to_pylist())
        return b"".join((line.encode() if isinstance(line, str) else line) + b"\n" for line in lines)
    ours = [encode(dict(zip(form.added, cells, strict=True))) for cells in added]
    if form.source == "jsonl":  # as it stands, with ours put in before the last bracket
        rows = (line.encode()[:-1].rstrip() for line in piece.rows)
        return b"".join(row + b"," + cells[1:] + b"\n" for row, cells in zip(rows, ours, strict=True))
    rows = (encode(row)[:-1] for row in _table(form, piece).to_pylist())
    return b"".join(row + b"," + cells[1:] + b"\n" for row, cells in zip(rows, ours, strict=True))


# --- Parquet --------------------------------------------------------------------------------------


def _arrow(form: Form, piece: Piece, added: Cells) -> bytes:
    """An Arrow stream of its own: a Parquet file has its table of contents at the end, so none can grow."""
    table = _table(form, piece)
    columns = zip(*added, strict=True) if form.added else ()
    for name, kind, column in zip(form.added, form.kinds.types, columns, strict=True):
        table = table.append_column(name, pa.array(column, kind))
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()


def _table(form: Form, piece: Piece) -> pa.Table:
    if form.source == "parquet":
        return pa.Table.from_batches([piece.rows], form.schema)
    if form.source == "csv":
        columns = zip(*piece.rows, strict=True)
        return pa.table([pa.array(column, pa.string()) for column in columns], form.schema)
    records = [msgspec.json.decode(line, type=dict[str, msgspec.Raw]) for line in piece.rows]
    words = ([_word(record.get(name)) for record in records] for name in form.names)
    return pa.table([pa.array(column, pa.string()) for column in words], form.schema)


def _word(raw: msgspec.Raw | None) -> str | None:
    """A value of JSON as a cell: words as they are, all else as it is written."""
    if raw is None or bytes(raw) == b"null":
        return None
    content = bytes(raw)
    return msgspec.json.decode(content, type=str) if content[:1] == b'"' else content.decode()


_WRITERS: dict[str, Callable[[Form, Piece, Cells], bytes]] = {"csv": _csv, "jsonl": _json, "parquet": _arrow}


def assemble(part: Path, form: Form, whole: Path) -> None:
    """Make the output of all that was written."""
    if form.target == "parquet":
        _as_parquet(part, form, whole)
    else:
        part.replace(whole)


def _as_parquet(part: Path, form: Form, whole: Path) -> None:
    fields = [form.kinds.field(at).with_name(name) for at, name in enumerate(form.added)]
    schema = pa.schema([*form.schema, *fields])
    beside = part.with_suffix(".whole")
    with part.open("rb") as file, parquet.ParquetWriter(beside, schema) as writer:
        for tables in _groups(_streams(file)):
            writer.write_table(pa.concat_tables(tables), row_group_size=PIECES_PER_GROUP * ROWS)
    beside.replace(whole)
    part.unlink()


def _streams(file: BinaryIO) -> Iterator[pa.Table]:
    while file.peek(1):  # type: ignore[attr-defined]
        yield pa.ipc.open_stream(file).read_all()


def _groups(tables: Iterator[pa.Table]) -> Iterator[list[pa.Table]]:
    group: list[pa.Table] = []
    for table in tables:
        group.append(table)
        if len(group) == PIECES_PER_GROUP:
            yield group
            group = []
    if group:
        yield group
