"""A row says who did what; ids and counts only, never a text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from siklus.database.schema import audit_log
from siklus.database.table import TableAccess
from siklus.domain.identity import new_id


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Who did what."""

    actor: str
    action: str
    details: dict[str, Any]
    at: datetime


class AuditLog(TableAccess):
    """What was done by hand or by the loop."""

    __slots__ = ()

    def add(self, *, actor: str, action: str, at: datetime, **details: Any) -> None:
        """Note an act in the transaction that carries it out."""
        self.connection.execute(
            insert(audit_log).values(id=new_id(), actor=actor, action=action, details=details, at=at)
        )

    def newest(self, limit: int) -> list[LogEntry]:
        """The newest entries, the newest first."""
        query = select(audit_log).order_by(audit_log.c.at.desc(), audit_log.c.id.desc()).limit(limit)
        return [
            LogEntry(row.actor, row.action, dict(row.details), row.at)
            for row in self.connection.execute(query)
        ]
