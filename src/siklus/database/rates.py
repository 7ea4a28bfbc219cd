"""A row is a bucket that is not full: a keyed hash of a limit and an address, and when it is full again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from siklus.database.rate_tables import rates
from siklus.database.table import TableAccess

ROWS = 500  # a statement: both databases bound its parameters
FORGOTTEN = 5_000  # at a time


class Rates(TableAccess):
    """What all processes together have let through."""

    __slots__ = ()

    def spend(self, spent: Mapping[str, float], now: datetime) -> dict[str, float]:
        """Take from buckets, also below their bottom; the seconds until each is full again.

        Args:
            spent: seconds, by key.
        """
        # In a fixed order, so that two processes never wait for each other in a ring.
        keys, found = sorted(spent), dict[str, float]()
        for start in range(0, len(keys), ROWS):
            part = {key: spent[key] for key in keys[start : start + ROWS]}
            found |= self._spend(part, now.timestamp())
        return found

    def _spend(self, spent: Mapping[str, float], now: float) -> dict[str, float]:
        kind = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        row = kind.insert(rates).values([{"key": key, "full_at": now + each} for key, each in spent.items()])
        owing = case((rates.c.full_at > now, rates.c.full_at), else_=now)
        added = row.on_conflict_do_update(
            index_elements=["key"], set_={"full_at": owing + row.excluded.full_at - now}
        )
        kept = self.connection.execute(added.returning(rates.c.key, rates.c.full_at))
        return {key: full_at - now for key, full_at in kept}

    def forget(self, now: datetime) -> int:
        """Delete buckets that are full, which a missing one is as well; how many."""
        query = select(rates.c.key).where(rates.c.full_at <= now.timestamp())
        # One that another process is spending from at this moment stays.
        full = query.limit(FORGOTTEN).with_for_update(skip_locked=True).scalar_subquery()
        return self.connection.execute(delete(rates).where(rates.c.key.in_(full))).rowcount
