"""What runs here: the program, its database, its workers, its audit log."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from siklus.database.revision import revision_of
from siklus.database.store import Store, Transaction
from siklus.domain.audit import LogEntry
from siklus.services.auditing import VERIFIED


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """A worker process."""

    id: str
    seen_at: datetime
    alive: bool  # heard of within the time after which another takes its work over


@dataclass(frozen=True, slots=True)
class System:
    """The installation as it is now."""

    version: str
    python: str
    database: str  # sqlite, postgresql
    revision: str | None
    workers: tuple[WorkerSeen, ...]
    audit_entries: int
    verified: LogEntry | None  # the last time that the audit log was found sound, as it is noted there


@dataclass(frozen=True, slots=True)
class SystemService:
    """Looks at the installation."""

    store: Store
    now: Callable[[], datetime]
    silence: timedelta = timedelta(seconds=20)  # after which a worker counts as dead

    def look(self) -> System:
        """The installation as it is now.

        Raises:
            DatabaseUnavailable: it is away.
        """
        with self.store.reading() as tx:
            return System(
                version=version("siklus"),
                python=platform.python_version(),
                database=tx.connection.dialect.name,
                revision=revision_of(tx.connection),
                workers=self._workers(tx),
                audit_entries=tx.audit_log.count(),
                verified=tx.audit_log.newest_of(VERIFIED),
            )

    def _workers(self, tx: Transaction) -> tuple[WorkerSeen, ...]:
        now = tx.workers.clock(self.now())
        return tuple(
            WorkerSeen(name, seen_at, now - seen_at <= self.silence)
            for name, seen_at in tx.workers.heard_of()
        )
