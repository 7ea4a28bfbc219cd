"""Every row of every table, out of one database and into another, whatever engine either is of.

A row is a JSON array, its cells in the order of the columns. What a column holds is said beside the rows, in
our own words: so rows of an earlier revision can be put into tables of that revision, which this program's
`schema.py` knows no more.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any

import msgspec
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from siklus.database.columns import Id, Utc
from siklus.database.revision import TABLE as REVISION_TABLE
from siklus.database.revision import revision_of
from siklus.database.schema import SCHEMA, metadata
from siklus.database.store import said_plainly
from siklus.database.table import TableAccess

PART = 1_000  # rows in memory at once


class Kind(StrEnum):
    """What a column holds."""

    ID = "id"
    TIME = "time"
    BYTES = "bytes"  # base64 in the JSON
    JSON = "json"
    FLOAT = "float"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"


Columns = Mapping[str, Kind]  # of one table, in their order
Row = tuple[Any, ...]

# SQLAlchemy's type by which it is written, and Python's by which it is read. The first kind that fits is it.
_WRITTEN: dict[Kind, Any] = {
    Kind.ID: Id(as_uuid=False),
    Kind.TIME: Utc(),
    Kind.BYTES: LargeBinary(),
    # No value is no value, as where the column was left out; not JSON's own null.
    Kind.JSON: JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
    Kind.FLOAT: Float(),
    Kind.INTEGER: BigInteger(),
    Kind.BOOLEAN: Boolean(),
    Kind.TEXT: Text(),
}
_READ: dict[Kind, Any] = {
    Kind.ID: str,
    Kind.TIME: Annotated[datetime, msgspec.Meta(tz=True)],
    Kind.BYTES: bytes,
    Kind.JSON: Any,
    Kind.FLOAT: float,
    Kind.INTEGER: int,
    Kind.BOOLEAN: bool,
    Kind.TEXT: str,
}
_KINDS: tuple[tuple[type, Kind], ...] = (
    (Id, Kind.ID),
    (Utc, Kind.TIME),
    (LargeBinary, Kind.BYTES),
    (JSON, Kind.JSON),
    (Float, Kind.FLOAT),
    (Boolean, Kind.BOOLEAN),
    (Integer, Kind.INTEGER),
    (String, Kind.TEXT),
)


def tables() -> dict[str, Columns]:
    """Every table of this program; one that refers to another stands behind it."""
    return {table.name: {c.name: _kind(c) for c in table.columns} for table in metadata.sorted_tables}


def _kind(column: Column[Any]) -> Kind:
    return next(kind for of, kind in _KINDS if isinstance(column.type, of))


def written(rows: Iterable[Row]) -> bytes:
    """Rows as lines.

    >>> written([(1, "a"), (2, None)])
    b'[1,"a"]\\n[2,null]\\n'
    """
    return msgspec.json.Encoder().encode_lines(rows)


def read(lines: Iterable[bytes], columns: Columns) -> Iterator[Row]:
    """The rows of lines, each cell of its column's kind.

    Raises:
        msgspec.DecodeError: a line is no row of these columns.

    >>> list(read([b'[1,"a"]'], {"n": Kind.INTEGER, "word": Kind.TEXT}))
    [(1, 'a')]
    """
    cells = tuple(_READ[kind] | None if kind != Kind.JSON else Any for kind in columns.values())
    decoder = msgspec.json.Decoder(tuple[cells])  # type: ignore[valid-type]
    return map(decoder.decode, lines)


def filled(engine: Engine) -> tuple[str | None, str | None]:
    """The revision of the tables that are there, and the first table that holds a row; None for neither."""
    with said_plainly(), engine.connect() as connection:
        revision = revision_of(connection)
        schema = SCHEMA if connection.dialect.name == "postgresql" else None
        names = inspect(connection).get_table_names(schema) if revision else []
        found = [
            name
            for name in sorted(set(names) - {REVISION_TABLE})
            if connection.execute(select(1).select_from(_table(name)).limit(1)).first()
        ]
    return revision, found[0] if found else None


def _table(name: str, columns: Columns | None = None) -> Table:
    """A table as far as it has to be known to write or count its rows."""
    return Table(name, MetaData(), *(Column(each, _WRITTEN[kind]) for each, kind in (columns or {}).items()))


class Copying(TableAccess):
    """All tables, inside one transaction."""

    __slots__ = ()

    def hold(self) -> None:
        """See from here on to the transaction's end what is stored now; to be called before anything else.

        On SQLite every transaction is so.
        """
        if self.connection.dialect.name == "postgresql":
            self.connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def rows(self, name: str) -> Iterator[list[Row]]:
        """The rows of a table by its primary key, a part in memory at a time."""
        table = metadata.tables[name]
        query = select(table).order_by(*table.primary_key.columns)
        streaming = query.execution_options(stream_results=True, max_row_buffer=PART)
        with self.connection.execute(streaming) as found:
            for part in found.partitions(PART):
                yield [tuple(row) for row in part]

    def add(self, name: str, columns: Columns, rows: Iterable[Row]) -> int:
        """Put rows into a table; how many."""
        statement, count, left = insert(_table(name, columns)), 0, iter(rows)
        while part := [dict(zip(columns, row, strict=True)) for row in islice(left, PART)]:
            self.connection.execute(statement, part)
            count += len(part)
        return count

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return self.connection.scalar(select(func.count()).select_from(_table(name))) or 0
