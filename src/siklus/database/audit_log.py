"""A row says who did what, and holds the hash of the row before; ids and counts only, never a text."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from siklus.database.schema import audit_log
from siklus.database.table import TableAccess, alone
from siklus.domain.audit import BEGINNING, LogEntry, plain
from siklus.domain.identity import new_id

PART = 1_000  # entries that are read at once
_COLUMNS = ("seq", "id", "actor", "action", "details", "at", "previous")


class AuditLog(TableAccess):
    """What was done by hand or by the loop."""

    __slots__ = ()

    def add(self, *, actor: str, action: str, at: datetime, **details: Any) -> None:
        """Note an act in the transaction that carries it out, as its last or nearly last statement.

        From here to its end the transaction keeps others from noting theirs: of two that followed the same
        entry one would be lost, or the chain would fork.
        """
        alone(self.connection, "audit_log")
        seq, previous = self._end()
        entry = LogEntry(
            seq + 1, new_id(), actor, action, plain(details), at.astimezone(UTC), previous, hash=""
        )
        values = {name: getattr(entry, name) for name in _COLUMNS}
        self.connection.execute(insert(audit_log).values(**values, hash=entry.content_hash))

    def newest(self, limit: int) -> list[LogEntry]:
        """The newest entries, the newest first."""
        query = select(audit_log).order_by(audit_log.c.seq.desc()).limit(limit)
        return [_entry(row) for row in self.connection.execute(query)]

    def of_action(self, action: str) -> list[LogEntry]:
        """Every entry about acts of this kind, the oldest first."""
        query = select(audit_log).where(audit_log.c.action == action).order_by(audit_log.c.seq)
        return [_entry(row) for row in self.connection.execute(query)]

    def newest_of(self, action: str) -> LogEntry | None:
        """The newest entry about acts of this kind."""
        query = select(audit_log).where(audit_log.c.action == action).order_by(audit_log.c.seq.desc())
        row = self.connection.execute(query.limit(1)).first()
        return _entry(row) if row else None

    def count(self) -> int:
        """How many entries there are."""
        return self.connection.scalar(select(func.count()).select_from(audit_log)) or 0

    def chain(self) -> Iterator[LogEntry]:
        """Every entry by its number, a part in memory at a time."""
        query = select(audit_log).order_by(audit_log.c.seq).limit(PART)
        rows = self.connection.execute(query).all()
        while rows:
            yield from map(_entry, rows)
            rows = self.connection.execute(query.where(audit_log.c.seq > rows[-1].seq)).all()

    def _end(self) -> tuple[int, str]:
        columns = select(audit_log.c.seq, audit_log.c.hash)
        row = self.connection.execute(columns.order_by(audit_log.c.seq.desc()).limit(1)).first()
        return (row.seq, row.hash) if row else (0, BEGINNING)


def _entry(row: Row[Any]) -> LogEntry:
    return LogEntry(row.seq, row.id, row.actor, row.action, dict(row.details), row.at, row.previous, row.hash)
