"""Read the audit log, and walk along its chain."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from siklus.database.store import Store, Transaction
from siklus.domain.audit import LogEntry, Verdict, walk

Progress = Callable[[str, float], None]  # what is being done, and the share that is done, 0..1
VERIFIED = "audit.verified"
STEP = 1_000  # entries between two words about progress


@dataclass(frozen=True, slots=True)
class AuditService:
    """Who did what, and whether that is still what was written down."""

    store: Store

    def newest(self, limit: int) -> list[LogEntry]:
        """The newest entries, the newest first."""
        with self.store.reading() as tx:
            return tx.audit_log.newest(limit)

    def verify(self, noted: str | None = None, progress: Progress | None = None) -> Verdict:
        """Walk along the whole chain.

        Args:
            noted: the hash of an entry that was the last one once, kept outside of the database.
        """
        with self.store.reading() as tx:
            return walk(_told(tx, progress), noted)

    def verify_and_note(self, *, actor: str, at: datetime) -> Verdict:
        """Walk along the whole chain, and note in it that it was sound."""
        found = self.verify()
        if found.sound:
            with self.store.transaction() as tx:
                tx.audit_log.add(actor=actor, action=VERIFIED, at=at, entries=found.entries)
        return found


def _told(tx: Transaction, progress: Progress | None) -> Iterator[LogEntry]:
    """The chain, with a word about progress now and then."""
    every = max(tx.audit_log.count(), 1)
    for done, entry in enumerate(tx.audit_log.chain(), start=1):
        if progress is not None and done % STEP == 0:
            progress("verify", min(done / every, 1.0))
        yield entry
