"""The statements by which roll-ups are added to, made by hand.

SQLAlchemy compiles an upsert anew each time, and takes longer over it than the database. Nothing in them
comes from outside: names of our own, marks for values.
"""

from functools import lru_cache

from siklus.database.schema import SCHEMA
from siklus.domain.rollups import TOTALS

ROWS_AT_ONCE = 64
HOUR_LOCK, SHARD_LOCK, DAYS_LOCK = 0x73696B01, 0x73696B02, 0x73696B03
KEY = ("at", "version", "channel", "audit_ppm", "shard")
REST = (*TOTALS, "least_ms", "greatest_ms", "bins")
LOCK_TO_ADD = (
    f"SELECT pg_advisory_xact_lock_shared({HOUR_LOCK}, %s), pg_advisory_xact_lock_shared({DAYS_LOCK}, 0), "
    f"pg_advisory_xact_lock({SHARD_LOCK}, %s)"
)


@lru_cache
def read(table: str, dialect: str) -> str:
    """A row at least, so that what it says of the day is said also where nothing is there."""
    mark, schema = _style(dialect)
    return (
        f"SELECT closed, version, channel, audit_ppm, bins "  # noqa: S608
        f"FROM (SELECT EXISTS (SELECT 1 FROM {schema}rollup_day WHERE at >= {mark}) AS closed) AS days "
        f"LEFT JOIN {schema}{table} ON at = {mark} AND shard = {mark}"
    )


@lru_cache(maxsize=4 * ROWS_AT_ONCE)
def upsert(table: str, rows: int, dialect: str) -> str:
    columns, (mark, schema) = (*KEY, *REST), _style(dialect)
    marks = ", ".join([f"({', '.join([mark] * len(columns))})"] * rows)
    least, greatest = ("LEAST", "GREATEST") if dialect == "postgresql" else ("min", "max")
    changes = [
        *(f"{name} = {table}.{name} + excluded.{name}" for name in TOTALS),
        *(
            # SQLite's min and max of something and nothing are nothing.
            f"{name} = coalesce({pick}({table}.{name}, excluded.{name}), {table}.{name}, excluded.{name})"
            for name, pick in (("least_ms", least), ("greatest_ms", greatest))
        ),
        "bins = excluded.bins",
    ]
    return (
        f"INSERT INTO {schema}{table} ({', '.join(columns)}) VALUES {marks} "  # noqa: S608
        f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {', '.join(changes)}"
    )


def _style(dialect: str) -> tuple[str, str]:
    """The mark for a value, and what stands before a table's name."""
    return ("%s", f"{SCHEMA}.") if dialect == "postgresql" else ("?", "")
