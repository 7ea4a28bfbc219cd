"""Answers that are kept, many in one go: the four tables of a prediction, by statements made by hand.

SQLAlchemy's own part of a row costs more than the database's. Nothing in the statements comes from outside:
names of our own, marks for values. On SQLite one statement writes many rows of a table, for each statement
costs a turn at Python's lock; on PostgreSQL one statement writes all four tables, for each costs a way there
and back, and it needs no session of its own, so a pooler may be between.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Dialect

from siklus.database import driver
from siklus.database.columns import Utc
from siklus.database.schema import SCHEMA
from siklus.database.shares import MORE, NAMES, values_for_sqlite, values_of
from siklus.database.table import TableAccess
from siklus.domain.feedback import AskReason, Prediction

ROWS_AT_ONCE, EIGHT = 64, 8
COLUMNS = {
    "consents": ("id", "purpose", "wording_version", "subject", "at"),
    "inputs": ("id", "text", "words", "anonymiser", "subject", "consent_id", "created_at"),
    "predictions": (
        "id",
        "input_id",
        "model_version",
        "label",
        *NAMES,
        "confidence",
        "latency_ms",
        "oov_share",
        "audit_propensity",
        "channel",
        "created_at",
    ),
    "asks": ("id", "prediction_id", "reason", "propensity", "asked_at"),
}
# What PostgreSQL is given of an answer, in the order of `_given`.
GIVEN = (
    "id uuid, input_id uuid, consent_id uuid, ask_id uuid, subject text, text text, words int, "
    "model_version int, label text, p_positif float8, p_netral float8, p_negatif float8, "
    f"{'p_others jsonb, ' if MORE else ''}confidence float8, "
    "latency_ms float8, oov_share float8, audit_propensity float8, channel text, at timestamptz"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what answers are kept."""

    purpose: str
    wording_version: str
    anonymiser: str


@dataclass(slots=True)
class Kept:
    """An answer that is to be kept, with all that is kept beside it."""

    prediction: Prediction
    text: str  # anonymised
    words: int
    subject: str | None  # the keyed hash
    consent_id: str
    ask_id: str | None  # of the audit that it was drawn for


class Bulk(TableAccess):
    """Consents, inputs, predictions and audits of answers."""

    __slots__ = ()

    def add(self, kept: Sequence[Kept], terms: Terms) -> None:
        """Keep answers."""
        if not kept:
            return
        bound = _bound(self.connection.dialect)
        times = {at: bound(at) for at in {one.prediction.created_at for one in kept}}
        if self.connection.dialect.name == "postgresql":
            self._at_once([_given(one, times[one.prediction.created_at]) for one in kept], terms)
        else:
            self._table_by_table([_rows(one, times[one.prediction.created_at], terms) for one in kept])

    def _at_once(self, given: list[dict[str, Any]], terms: Terms) -> None:
        rows = msgspec.json.encode(given).decode()
        values = (rows, terms.purpose, terms.wording_version, terms.anonymiser, AskReason.AUDIT.value)
        driver.run(self.connection, ALL_TABLES, values)

    def _table_by_table(self, rows: list[tuple[tuple[Any, ...], ...]]) -> None:
        for table, of_table in zip(COLUMNS, zip(*rows, strict=True), strict=True):
            self._insert(table, [row for row in of_table if row])

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        for part in _parts(rows):
            values = [value for row in part for value in row]
            driver.run(self.connection, insert(table, len(part)), values)


def _rows(one: Kept, at: Any, terms: Terms) -> tuple[tuple[Any, ...], ...]:
    """The rows of an answer as SQLite's driver takes them, in the order of COLUMNS; () where it has none."""
    made = one.prediction
    prediction, text, consent = _digits(made.id), _digits(made.input_id), _digits(one.consent_id)
    ask = one.ask_id and (_digits(one.ask_id), prediction, AskReason.AUDIT.value, made.audit_propensity, at)
    return (
        (consent, terms.purpose, terms.wording_version, one.subject, at),
        (text, one.text, one.words, terms.anonymiser, one.subject, consent, at),
        (
            prediction,
            text,
            made.model_version,
            # The driver asks around for how to write a value that is no plain string.
            made.label.value,
            *values_for_sqlite(made.probabilities),
            max(made.probabilities),
            made.latency_ms,
            made.oov_share,
            made.audit_propensity,
            made.channel,
            at,
        ),
        ask or (),
    )


def _given(one: Kept, at: Any) -> dict[str, Any]:
    """An answer as PostgreSQL is given it."""
    made = one.prediction
    return {
        "id": made.id,
        "input_id": made.input_id,
        "consent_id": one.consent_id,
        "ask_id": one.ask_id,
        "subject": one.subject,
        "text": one.text,
        "words": one.words,
        "model_version": made.model_version,
        "label": made.label.value,
        **dict(zip(NAMES, values_of(made.probabilities), strict=True)),
        "confidence": max(made.probabilities),
        "latency_ms": made.latency_ms,
        "oov_share": made.oov_share,
        "audit_propensity": made.audit_propensity,
        "channel": made.channel,
        "at": at,
    }


def _digits(written: str) -> str:
    """An id as SQLite keeps it."""
    return written.replace("-", "")


def _parts(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Rows in parts of 64, of a multiple of eight, and of less: few statements, all known to the driver soon.

    >>> [len(part) for part in _parts([()] * 150)]
    [64, 64, 16, 6]
    """
    start = 0
    while left := len(rows) - start:
        size = min(ROWS_AT_ONCE, left - left % EIGHT or left)
        yield rows[start : start + size]
        start += size


@lru_cache
def insert(table: str, rows: int) -> str:
    """The statement by which SQLite takes so many rows of a table."""
    names = COLUMNS[table]
    marks = f"({', '.join('?' * len(names))})"
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([marks] * rows)}"  # noqa: S608


def _all_tables() -> str:
    """The statement by which PostgreSQL takes answers with everything that belongs to them."""

    def into(table: str, selected: str) -> str:
        names = ", ".join(COLUMNS[table])
        return f"INSERT INTO {SCHEMA}.{table} ({names}) SELECT {selected} FROM given"  # noqa: S608

    predictions = ", ".join(COLUMNS["predictions"]).replace("created_at", "at")
    return (
        f"WITH given AS (SELECT * FROM json_to_recordset(%s::json) AS given({GIVEN})), "  # noqa: S608
        f"kept_consents AS ({into('consents', 'consent_id, %s, %s, subject, at')}), "
        f"kept_inputs AS ({into('inputs', 'input_id, text, words, %s, subject, consent_id, at')}), "
        f"kept_asks AS ({into('asks', 'ask_id, id, %s, audit_propensity, at')} WHERE ask_id IS NOT NULL) "
        f"{into('predictions', predictions)}"
    )


ALL_TABLES = _all_tables()


@lru_cache
def _bound(dialect: Dialect) -> Any:
    """Makes of a time what the driver takes, as for every other table."""
    return Utc().dialect_impl(dialect).bind_processor(dialect)
