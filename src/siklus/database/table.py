"""What every table module has: the connection of its transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

CHUNK = 500  # ids in one IN list: both databases bound the parameters of a statement


def parts(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """`items` in pieces that fit into one statement.

    >>> [len(part) for part in parts(["id"] * 1200)]
    [500, 500, 200]
    """
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def alone(connection: Connection, with_what: str) -> None:
    """Wait until no other transaction is alone with the same; this one is until its end.

    For what is looked at first and written then. On SQLite every writer is alone already.
    """
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended(f"siklus:{with_what}", 0)
        connection.execute(select(func.pg_advisory_xact_lock(key)))


@dataclass(frozen=True, slots=True)
class TableAccess:
    """One table inside one transaction."""

    connection: Connection
