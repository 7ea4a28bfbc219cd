"""The file of a backup: a zip archive that is written and read as a stream, with the sha256 of every part.

::

    manifest.json         what was copied, when, of which revision; how the audit log ended
    secret                only where it was asked for
    tables/NAME.jsonl     a row a line: see `database.copying`
    models/SHA256.skops   model files as they are stored, and their scorers
    SHA256SUMS            as `sha256sum` prints them; written last, so half a file has none

Nothing of a file is used before every hash has been checked.
"""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from siklus.database.copying import Kind
from siklus.errors import BackupInvalid

FORMAT = 1
MANIFEST, SECRET, SUMS = "manifest.json", "secret", "SHA256SUMS"
TABLES, MODELS = "tables/", "models/"
PIECE = 1 << 20  # bytes in memory at once
Progress = Callable[[str, float], None]  # a stage and how much of it is done, 0..1


class Rows(msgspec.Struct, frozen=True):
    """One table: how many rows, and what its columns hold."""

    rows: int
    columns: dict[str, Kind]


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself."""

    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    revision: str
    engine: str  # that the rows came out of; they go into any
    fingerprint: str  # of the secret
    tables: dict[str, Rows]  # one that refers to another stands behind it
    models: list[str]  # the sha256 of each model file
    absent: list[int]  # versions whose model file was not there, or was damaged
    audit_entries: int
    audit_head: str
    backup: int = FORMAT


@dataclass(slots=True)
class Writer:
    """A backup under way."""

    archive: zipfile.ZipFile
    sums: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a member, piece by piece."""
        digest = hashlib.sha256()
        # A table may be larger than the 4 GB that a zip archive takes without it being said beforehand.
        with self.archive.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                member.write(piece)
        self.sums[name] = digest.hexdigest()

    def end(self, manifest: Manifest) -> None:
        """Add the manifest and the hashes."""
        self.add(MANIFEST, [msgspec.json.format(msgspec.json.encode(manifest), indent=1)])
        lines = [f"{digest}  {name}\n" for name, digest in self.sums.items()]
        self.archive.writestr(SUMS, "".join(lines))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write a backup, all of it or nothing: what stood at `path` stays until the new one is on the disk.

    Only who made it may read it.
    """
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """The sha256 of a file, however large."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Reader:
    """A backup that is being read."""

    archive: zipfile.ZipFile
    path: str
    sums: Mapping[str, str]
    manifest: Manifest

    def verify(self, progress: Progress | None = None) -> None:
        """Read everything once and compare the hashes.

        Raises:
            BackupInvalid: one differs.
        """
        for done, (name, expected) in enumerate(self.sums.items()):
            if progress is not None:
                progress("check", done / len(self.sums))
            digest = hashlib.sha256()
            with _said_plainly(self.path), self.archive.open(name) as member:
                while piece := member.read(PIECE):
                    digest.update(piece)
            if digest.hexdigest() != expected:
                raise BackupInvalid(self.path, f"damaged: {name} is not what was written")

    def content(self, name: str) -> bytes | None:
        """A member that is small; None where there is none."""
        return self.archive.read(name) if name in self.sums else None

    def lines(self, table: str) -> Iterator[bytes]:
        """The rows of a table, not read yet."""
        with self.archive.open(f"{TABLES}{table}.jsonl") as member:
            yield from member


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Read a backup.

    Raises:
        BackupInvalid: it is none, half of one, or of a form that this program does not know.
    """
    shown = str(path)
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise BackupInvalid(shown, error.strerror or "it cannot be read") from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BackupInvalid(shown, "no backup of Siklus, or only a part of one") from None
    with archive:
        sums = _sums(archive, shown)
        yield Reader(archive, shown, sums, _manifest(archive, shown, sums))


def _sums(archive: zipfile.ZipFile, path: str) -> dict[str, str]:
    names = archive.namelist()
    if SUMS not in names or MANIFEST not in names:
        raise BackupInvalid(path, "no backup of Siklus")
    with _said_plainly(path):
        lines = archive.read(SUMS).decode().splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    if sorted(names) != sorted([*sums, SUMS]):
        raise BackupInvalid(path, "damaged: it does not hold what its list of hashes names")
    return sums


def _manifest(archive: zipfile.ZipFile, path: str, sums: Mapping[str, str]) -> Manifest:
    with _said_plainly(path):
        content = archive.read(MANIFEST)
    if hashlib.sha256(content).hexdigest() != sums[MANIFEST]:
        raise BackupInvalid(path, f"damaged: {MANIFEST} is not what was written")
    try:
        found = msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        raise BackupInvalid(path, f"no backup of Siklus: {error}") from None
    if found.backup != FORMAT:
        raise BackupInvalid(path, f"of form {found.backup}; this program reads form {FORMAT}")
    members = [f"{TABLES}{name}.jsonl" for name in found.tables]
    members += [f"{MODELS}{sha256}.skops" for sha256 in found.models]
    if missing := [name for name in members if name not in sums]:
        raise BackupInvalid(path, f"damaged: {missing[0]} is missing")
    return found


@contextmanager
def _said_plainly(path: str) -> Iterator[None]:
    """What the library raises at broken archives, encrypted ones and unknown kinds of compression."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
        raise BackupInvalid(path, f"damaged ({error})") from None
