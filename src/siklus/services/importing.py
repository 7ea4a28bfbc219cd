"""Bring labelled data in: read, check line by line, anonymise, keep what is new."""

import csv
import io
import json
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from siklus.database.store import Store, Transaction
from siklus.domain.examples import Example, ExampleState, Origin
from siklus.domain.identity import new_id, text_key
from siklus.domain.reviews import MAX_CHARACTERS, Label, clean_text
from siklus.domain.splits import split_of
from siklus.errors import ColumnMissing, DataUnreadable, Invalid, ReviewTooLong, TextMissing
from siklus.privacy.redaction import anonymise

COLUMNS = ("text", "label")
SHOWN_REFUSALS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled text from outside, checked and anonymised."""

    line: int  # of the file, from 1; the header is line 1 of a CSV
    text: str
    label: Label
    domain: str | None
    details: dict[str, Any]

    @property
    def key(self) -> str:
        """What duplicates of the text share."""
        return text_key(self.text)


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken, and why; never its text."""

    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Columns:
    """What the file calls the text and its label, in whatever case."""

    text: str = "text"
    label: str = "label"

    def rename(self, record: dict[str, Any]) -> dict[str, Any]:
        """The record with our names; a further column of one of our names is left out."""
        others = {
            name: value for name, value in record.items() if name not in (self.text, self.label, *COLUMNS)
        }
        return others | {"text": record[self.text], "label": record[self.label]}

    @classmethod
    def read(cls, text: str | None, label: str | None) -> "Columns":
        """As a header has them: trimmed, and in small letters."""
        return cls((text or "text").strip().lower(), (label or "label").strip().lower())


@dataclass
class Imported:
    """What came of an import, or would come of it."""

    added: int = 0
    duplicate: int = 0
    refused: list[Refused] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)  # usable examples that hold the file's texts
    fresh: list[Row] = field(default_factory=list)  # what was not there yet

    def as_dict(self) -> dict[str, Any]:
        """What the API and the command line show: all counts, and the first refusals."""
        shown = sorted(self.refused, key=lambda one: one.line)[:SHOWN_REFUSALS]
        return {
            "added": self.added,
            "duplicate": self.duplicate,
            "refused": len(self.refused),
            "refusals": [{"line": one.line, "code": one.code, "message": one.message} for one in shown],
            "reasons": dict(Counter(one.code for one in self.refused)),
            "labels": dict(Counter(str(row.label) for row in self.fresh)),
        }


@dataclass(frozen=True, slots=True)
class ImportService:
    """Labelled data from files."""

    store: Store
    now: Callable[[], datetime]

    def preview(self, content: bytes, columns: Columns | None = None) -> Imported:
        """What `add` would keep and refuse; nothing is written.

        Raises:
            DataUnreadable, ColumnMissing: as `add`.
        """
        done = Imported()
        rows = list(read_rows(content, done.refused, columns))
        with self.store.reading() as tx:
            done.fresh = _new_rows(rows, tx, done)
        done.added = len(done.fresh)
        return done

    def add(
        self,
        content: bytes,
        *,
        actor: str,
        origin: Origin = Origin.IMPORT,
        columns: Columns | None = None,
    ) -> Imported:
        """Keep the good lines of a CSV or JSON-lines file, all in one transaction.

        A text that is there already with the same label is a duplicate; with another label it is
        refused, because an import cannot know which of the two is right.

        Raises:
            DataUnreadable: not UTF-8, or neither CSV nor JSON lines.
            ColumnMissing: the text's or the label's column is none of it.
        """
        done = Imported()
        rows = list(read_rows(content, done.refused, columns))
        with self.store.transaction() as tx:
            done.fresh = fresh = _new_rows(rows, tx, done)
            at = self.now()
            tx.examples.add([_example(row, origin, at) for row in fresh], [row.details for row in fresh])
            done.added = len(fresh)
            done.ids = tx.examples.ids_of_keys([row.key for row in rows])
            tx.audit_log.add(
                actor=actor,
                action="examples.imported",
                at=at,
                added=done.added,
                duplicate=done.duplicate,
                refused=len(done.refused),
            )
        return done


def read_rows(content: bytes, refused: list[Refused], columns: Columns | None = None) -> Iterator[Row]:
    """The good rows of a file, anonymised; what is wrong with the others goes to `refused`.

    Raises:
        DataUnreadable, ColumnMissing: as `ImportService.add`.
    """
    named = columns or Columns()
    for line, record in _records(_decoded(content), refused, named):
        try:
            yield _row(line, named.rename(record))
        except Invalid as error:
            refused.append(Refused(line, error.code, str(error)))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataUnreadable("the file", f"byte {error.start} is not UTF-8") from None


def _records(text: str, refused: list[Refused], columns: Columns) -> Iterator[tuple[int, dict[str, Any]]]:
    if text.lstrip().startswith("{"):
        yield from _json_lines(text, refused, columns)
    else:
        yield from _csv_lines(text, refused, columns)


def _json_lines(text: str, refused: list[Refused], columns: Columns) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        try:
            record = json.loads(raw)
        except (ValueError, RecursionError):  # the latter for a thousand opening brackets
            refused.append(Refused(line, "data_unreadable", "the line is no JSON"))
            continue
        if isinstance(record, dict):
            record = {str(name).strip().lower(): value for name, value in record.items()}
        wanted = (columns.text, columns.label)
        missing = [name for name in wanted if not isinstance(record, dict) or name not in record]
        if missing:
            refused.append(Refused(line, "column_missing", f"the line has no {missing[0]!r}"))
            continue
        yield line, record


def _csv_lines(text: str, refused: list[Refused], columns: Columns) -> Iterator[tuple[int, dict[str, Any]]]:
    delimiter = delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    header = _header(reader, columns)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            refused.append(Refused(line, "data_unreadable", f"the line is no CSV: {error}"))
            continue
        if len(fields) == len(header):
            yield line, dict(zip(header, fields, strict=True))
        elif fields:  # a blank line has none
            refused.append(Refused(line, "data_unreadable", f"the line has not {len(header)} fields"))


def delimiter_of(text: str) -> str:
    """What parts the columns in the header; spreadsheets write `;` where the comma is the decimal sign.

    >>> delimiter_of("teks;label"), delimiter_of("text,label"), delimiter_of("text")
    (';', ',', ',')
    """
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _header(reader: Iterator[list[str]], columns: Columns) -> list[str]:
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise DataUnreadable("line 1", str(error)) from None
    for column in (columns.text, columns.label):
        if column not in header:
            raise ColumnMissing(column, header)
    return header


def _row(line: int, record: dict[str, Any]) -> Row:
    raw = record["text"]
    text = clean_text(raw) if isinstance(raw, str) else ""
    if not text:
        raise TextMissing
    if len(text) > MAX_CHARACTERS:
        raise ReviewTooLong(len(text), MAX_CHARACTERS)
    label = Label.read(str(record["label"]))
    others = {_plain(n)[:80]: _detail(v) for n, v in record.items() if n not in (*COLUMNS, "domain")}
    domain = str(_detail(str(record["domain"])))[:80] if record.get("domain") else None
    return Row(line, anonymise(text).text, label, domain, others)


def _detail(value: Any) -> Any:
    """A further column as it may be kept: people's names and numbers stand there more often than in texts."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return None  # no JSON, and PostgreSQL says so
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    kept = anonymise(_plain(written)).text
    return value if isinstance(value, int | float) and kept == written else kept


def _plain(text: str) -> str:
    """`text` without what no column of text can hold: control characters and halves of surrogate pairs."""
    return "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs"))


def _new_rows(rows: list[Row], tx: Transaction, done: Imported) -> list[Row]:
    known = tx.examples.labels_of_keys([row.key for row in rows])
    fresh = []
    for row in rows:
        labels = known.setdefault(row.key, set())
        if row.label in labels:
            done.duplicate += 1
        elif labels:
            message = "the same text is there already with another label"
            done.refused.append(Refused(row.line, "label_contradicts", message))
        else:
            labels.add(row.label)
            fresh.append(row)
    return fresh


def _example(row: Row, origin: Origin, at: datetime) -> Example:
    return Example(
        id=new_id(),
        text=row.text,
        text_key=row.key,
        label=row.label,
        origin=origin,
        split=split_of(row.text),
        state=ExampleState.USABLE,
        created_at=at,
        domain=row.domain,
    )
