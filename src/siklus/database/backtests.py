"""A row says how far a version's confidence was from what audits found, over its past."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from siklus.database.schema import accuracy_backtests as backtests
from siklus.database.table import TableAccess


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check; the shares are 0..1."""

    blocks: int
    bias: float
    error: float


class Backtests(TableAccess):
    """The checks of the estimate without labels."""

    __slots__ = ()

    def put(self, version: int, found: Checked, at: datetime) -> None:
        """Keep the newest check of a version in the place of the one before."""
        kind = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        values = {"blocks": found.blocks, "bias": found.bias, "error": found.error, "checked_at": at}
        row = kind.insert(backtests).values(model_version=version, **values)
        self.connection.execute(row.on_conflict_do_update(index_elements=["model_version"], set_=values))

    def all(self) -> dict[int, Checked]:
        """The check of every version that was checked."""
        rows = self.connection.execute(select(backtests))
        return {row.model_version: Checked(row.blocks, row.bias, row.error) for row in rows}
