"""What every table module has: the connection of its transaction."""

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class TableAccess:
    """One table inside one transaction."""

    connection: Connection
