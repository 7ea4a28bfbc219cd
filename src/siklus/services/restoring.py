"""Put a backup into an installation that holds nothing yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError

from siklus.database.copying import Copying, filled, read
from siklus.database.store import Store
from siklus.database.upgrade import known_revisions, upgrade
from siklus.domain.audit import Verdict, walk
from siklus.errors import BackupInvalid, BackupNewer, InstallationNotEmpty, SecretMismatch, SettingInvalid
from siklus.models.registry import ArtefactStore
from siklus.services.backup_file import MODELS, SECRET, Manifest, Progress, Reader, reading, sha256_of

Fingerprint = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, looked at once it was there."""

    manifest: Manifest
    revision: str  # that the tables are of now
    rows: int
    log: Verdict  # on the audit log as far as the backup knew it
    secret: bytes | None  # that was in the backup

    @property
    def sound(self) -> bool:
        """Whether the audit log is a whole chain that ends as it did when the backup was made."""
        return self.log.sound


@dataclass(frozen=True, slots=True)
class RestoreService:
    """The way back. Everything is checked first; then the rows come in one transaction."""

    engine: Engine
    artefacts: ArtefactStore
    fingerprint: Fingerprint
    now: Callable[[], datetime]

    def restore(
        self,
        path: Path,
        secret: bytes | None,
        *,
        actor: str,
        others: tuple[bytes, ...] = (),
        progress: Progress | None = None,
    ) -> Restored:
        """Bring everything back.

        Args:
            secret: of this installation; None where none was set or made here.
            others: secrets that are accepted beside it.

        Raises:
            BackupInvalid: it is no backup, damaged, or a row of it does not fit.
            BackupNewer: a later Siklus made it.
            InstallationNotEmpty: something is stored here already.
            SecretMismatch, SettingInvalid: what is stored was hashed and signed with another secret; there is
                none.
        """
        with reading(path) as backup:
            self._refuse(backup, secret, others)
            backup.verify(progress)
            upgrade(self.engine, backup.manifest.revision)
            self._put_models(backup)
            rows = self._put_rows(backup, progress)
            revision = upgrade(self.engine)
            log = self._look(backup.manifest, sha256_of(path), actor)
            return Restored(backup.manifest, revision, rows, log, backup.content(SECRET))

    def _refuse(self, backup: Reader, secret: bytes | None, others: tuple[bytes, ...]) -> None:
        manifest = backup.manifest
        if manifest.revision not in known_revisions():
            raise BackupNewer(backup.path, manifest.revision, max(known_revisions()))
        secret = secret or backup.content(SECRET)
        if secret is None:
            raise SettingInvalid(
                "SIKLUS_SECRET", "is needed as it was when the backup was made; it is not in it"
            )
        if manifest.fingerprint not in map(self.fingerprint, (secret, *others)):
            raise SecretMismatch
        revision, table = filled(self.engine)
        if table is not None:
            raise InstallationNotEmpty(f"rows in {table}")
        if revision is not None and revision > manifest.revision:
            raise InstallationNotEmpty(
                f"tables of revision {revision}, and the backup is of {manifest.revision}"
            )

    def _put_models(self, backup: Reader) -> None:
        for sha256 in backup.manifest.models:
            content = backup.content(f"{MODELS}{sha256}.skops") or b""
            if self.artefacts.put(content).sha256 != sha256:
                raise BackupInvalid(backup.path, f"the model file {sha256} is another one")
            if scorer := backup.content(f"{MODELS}{sha256}.scorer"):
                self.artefacts.put_scorer(sha256, scorer)

    def _put_rows(self, backup: Reader, progress: Progress | None) -> int:
        tables, done = backup.manifest.tables, 0
        every = max(sum(table.rows for table in tables.values()), 1)
        try:
            with Store(self.engine).transaction() as tx:
                for name, table in tables.items():
                    rows = read(backup.lines(name), table.columns)
                    if Copying(tx.connection).add(name, table.columns, rows) != table.rows:
                        raise BackupInvalid(backup.path, f"{name} does not have the rows that were counted")
                    done += table.rows
                    if progress is not None:
                        progress("restore", done / every)
        except (msgspec.DecodeError, DataError, IntegrityError) as error:
            raise BackupInvalid(backup.path, f"its rows do not fit together: {_first_line(error)}") from None
        return done

    def _look(self, manifest: Manifest, sha256: str, actor: str) -> Verdict:
        """Walk along the audit log, then note in it what was done."""
        store = Store(self.engine)
        with store.reading() as tx:
            found = walk(tx.audit_log.chain(), manifest.audit_head)
        with store.transaction() as tx:
            facts = {"sha256": sha256, "made_at": manifest.made_at.isoformat()}
            tx.audit_log.add(actor=actor, action="backup.restored", at=self.now(), **facts)
        return found


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0][:200]
