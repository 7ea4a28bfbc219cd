"""Copy the whole installation into one file while it goes on answering."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from siklus.database.copying import PART, Copying, tables, written
from siklus.database.revision import newest_revision
from siklus.database.store import Store, Transaction
from siklus.domain.audit import BEGINNING
from siklus.domain.erasures import done_with
from siklus.errors import ArtefactDamaged, ArtefactMissing
from siklus.models.registry import ArtefactStore
from siklus.services.backup_file import (
    MODELS,
    SECRET,
    TABLES,
    Manifest,
    Progress,
    Rows,
    Writer,
    sha256_of,
    writing,
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made."""

    manifest: Manifest
    sha256: str  # of the file
    size: int  # bytes

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.manifest.tables.values())

    @property
    def whole(self) -> bool:
        """Whether every version that may answer has its model file in it."""
        return not self.manifest.absent


@dataclass(frozen=True, slots=True)
class BackupService:
    """One file with everything; see `backup_file` for its form."""

    store: Store
    artefacts: ArtefactStore
    secret: bytes
    now: Callable[[], datetime]

    def write(
        self, path: Path, *, actor: str, with_secret: bool = False, progress: Progress | None = None
    ) -> Backup:
        """Copy what is stored at this moment; whoever writes meanwhile neither waits nor is in it.

        Raises:
            DatabaseUnavailable: it is away.
        """
        with writing(path) as writer:
            with self.store.reading() as tx:
                manifest = self._copy(writer, tx, progress)
            if with_secret:
                writer.add(SECRET, [self.secret])
            writer.end(manifest)
        made = Backup(manifest, sha256_of(path), path.stat().st_size)
        with self.store.transaction() as tx:
            facts = {"sha256": made.sha256, "rows": made.rows, "with_secret": with_secret}
            tx.audit_log.add(actor=actor, action="backup.made", at=self.now(), **facts)
        return made

    def _copy(self, writer: Writer, tx: Transaction, progress: Progress | None) -> Manifest:
        copying = Copying(tx.connection)
        copying.hold()
        made_at = self.now()
        last = next(iter(tx.audit_log.newest(1)), None)
        # Before the rows: while they are written a worker may delete files of versions that were erased.
        models, absent = self._models(writer, tx)
        every = sum(copying.count(name) for name in tables())
        done, found = 0, {}
        for name, columns in tables().items():
            counter = _Counter(progress, done, every)
            writer.add(f"{TABLES}{name}.jsonl", counter.lines(copying, name))
            found[name] = Rows(counter.count, dict(columns))
            done += counter.count
        return Manifest(
            made_at=made_at,
            revision=newest_revision(),
            engine=tx.connection.dialect.name,
            fingerprint=tx.installation.fingerprint() or "",
            tables=found,
            models=models,
            absent=absent,
            audit_entries=last.seq if last else 0,
            audit_head=last.hash if last else BEGINNING,
        )

    def _models(self, writer: Writer, tx: Transaction) -> tuple[list[str], list[int]]:
        """The model files; and the versions that should have one and have none that is sound."""
        gone = done_with(tx.erasures.that_reached_versions())
        kept: list[str] = []
        absent: list[int] = []
        for version in tx.versions.all():
            if version.sha256 in kept:
                continue
            try:
                content = self.artefacts.content(version.sha256)
            except (ArtefactMissing, ArtefactDamaged):
                # Of versions that learnt what was erased since the file is deleted, and must be.
                absent += [version.version] if version.version not in gone else []
                continue
            kept.append(version.sha256)
            writer.add(f"{MODELS}{version.sha256}.skops", [content])
            scorer = self.artefacts.scorer_path(version.sha256)
            if scorer.exists():
                writer.add(f"{MODELS}{version.sha256}.scorer", [scorer.read_bytes()])
        return kept, absent


@dataclass(slots=True)
class _Counter:
    """Counts the rows of a table as they go by."""

    progress: Progress | None
    before: int
    every: int
    count: int = 0

    def lines(self, copying: Copying, name: str) -> Iterator[bytes]:
        for part in copying.rows(name):
            self.count += len(part)
            if self.progress is not None:
                self.progress("copy", min((self.before + self.count) / max(self.every, PART), 1.0))
            yield written(part)
