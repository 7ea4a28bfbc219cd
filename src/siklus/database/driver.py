"""Statements straight to the driver, where SQLAlchemy's own part would cost as much as the database's."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def run(
    connection: Connection, statement: str, values: Sequence[Any], *, wanted: bool = False
) -> list[tuple[Any, ...]]:
    """A statement that is written for the driver, in the connection's transaction.

    Values and rows are the driver's own. No event sees them; errors are SQLAlchemy's, as from everywhere.

    Args:
        wanted: whether it has rows to return.

    Raises:
        DBAPIError: as `Connection.exec_driver_sql`.
    """
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if wanted else []
    except connection.dialect.loaded_dbapi.Error as error:
        raise _known(connection, statement, error) from error
    finally:
        cursor.close()


def _known(connection: Connection, statement: str, error: Any) -> DBAPIError:
    dialect, base = connection.dialect, connection.dialect.loaded_dbapi.Error
    lost = dialect.is_disconnect(error, connection.connection.driver_connection, None)
    if lost:
        connection.invalidate(error)
    found = DBAPIError.instance(
        statement, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
    return cast("DBAPIError", found)
