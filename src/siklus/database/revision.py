"""Whether the tables are those that this program needs; asked at every start, so without Alembic.

Alembic takes a third of a second to load, and only an upgrade needs it.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from siklus.database.schema import SCHEMA
from siklus.database.store import said_plainly
from siklus.errors import DatabaseOutdated

MIGRATIONS = Path(__file__).parent / "migrations"
TABLE = "alembic_version"


def check(engine: Engine) -> None:
    """Refuse to work on tables of another version.

    Raises:
        DatabaseOutdated: the tables are missing, older, or newer.
        DatabaseUnavailable: it cannot be reached.
    """
    with said_plainly(), engine.connect() as connection:
        found = revision_of(connection)
    if found != newest_revision():
        raise DatabaseOutdated(found, newest_revision())


@cache
def newest_revision() -> str:
    """The revision that this program needs: each migration's file begins with its own.

    >>> newest_revision() >= "0011"
    True
    """
    return max(file.name.split("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def revision_of(connection: Connection) -> str | None:
    """The revision that the tables are of; None where there are none."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
    if not inspect(connection).has_table(TABLE):
        return None
    found: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {TABLE}").scalar()  # noqa: S608
    return found
