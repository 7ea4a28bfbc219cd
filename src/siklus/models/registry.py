"""Model files: immutable, named by their own sha256, and checked before a byte of them is parsed.

Beside a model file lies that of its scorer, which is what serves: see `plain`.
"""

import hashlib
import os
import platform
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from siklus.choice import CHOICE, OUR_LANGUAGE
from siklus.errors import ArtefactDamaged, ArtefactMissing
from siklus.models.bucket import Bucket
from siklus.models.plain import Plain, unpacked

if TYPE_CHECKING:
    from siklus.models.model import Model

TABLES = "siklus word tables"
_TABLE_MODULES = ("spelling", "lexicon")
_LIBRARIES = ("scikit-learn", "numpy", "scipy", "skops")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Artefact:
    """A stored model file."""

    sha256: str
    size: int  # bytes


def libraries() -> dict[str, str]:
    """The versions that decide what a fit comes to."""
    return {**_installed(), TABLES: word_tables()}


@cache
def _installed() -> Mapping[str, str]:
    # To look them up takes a third of the time to load a model.
    return {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}


@cache
def word_tables() -> str:
    """A digest of the hand-written tables that texts are read with: chat spelling, and words with a tone."""
    own = CHOICE.language != OUR_LANGUAGE
    modules = (*_TABLE_MODULES, "languages") if own else _TABLE_MODULES
    tables = [file.read_bytes() for file in (files("siklus.models").joinpath(f"{n}.py") for n in modules)]
    tables += [CHOICE.language.encode()] if own else []
    return hashlib.sha256(b"\0".join(tables)).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class ArtefactStore:
    """A folder of model files, `<sha256>.skops`, each with its scorer, `<sha256>.scorer`.

    With a bucket the files are there, and the folder holds what was needed here.
    """

    folder: Path
    bucket: Bucket | None = None

    def path(self, sha256: str) -> Path:
        """Where the file of this name is or would be.

        Raises:
            ArtefactMissing: it is no sha256, so it names no file (and none outside the folder).
        """
        if not _SHA256.fullmatch(sha256):
            raise ArtefactMissing(str(self.folder), sha256)
        return self.folder / f"{sha256}.skops"

    def save(self, model: "Model") -> Artefact:
        """Store `model`; the same model a second time is the same file and changes nothing."""
        from siklus.models.archive import dumped  # noqa: PLC0415 (see `load`)

        return self.put(dumped(model))

    def put(self, content: bytes) -> Artefact:
        """Store the bytes of a model file, whoever dumped it."""
        artefact = Artefact(hashlib.sha256(content).hexdigest(), len(content))
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._holds(artefact):
            _write(self.path(artefact.sha256), content)
        # Before anybody is told of it: other machines will look for it there.
        if self.bucket is not None:
            self.bucket.put(self.path(artefact.sha256).name, content)
        return artefact

    def load(self, sha256: str) -> "Model":
        """The model with this sha256.

        Raises:
            ArtefactMissing: there is no such file.
            ArtefactDamaged: its content is not what its name says; nothing of it was parsed.
            ArtefactFromOtherLibraries: it was trained with another scikit-learn (major or minor).
        """
        # Loaded here, for it brings scikit-learn: whoever serves a scorer needs nothing but its file.
        from siklus.models.archive import parsed  # noqa: PLC0415

        # The bytes that are hashed are the bytes that are parsed: the file is not opened a second time.
        return parsed(self.content(sha256), str(self.path(sha256)))

    def content(self, sha256: str) -> bytes:
        """The bytes of the file with this sha256.

        Raises:
            ArtefactMissing, ArtefactDamaged: as `load`.
        """
        return self._verified(self.path(sha256), sha256, sha256)

    def put_scorer(self, sha256: str, content: bytes) -> str:
        """Store the file of the scorer of a model; its sha256."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self.scorer_path(sha256), content)
        if self.bucket is not None:
            self.bucket.put(self.scorer_path(sha256).name, content)
        return hashlib.sha256(content).hexdigest()

    def scorer(self, sha256: str, scorer_sha256: str) -> Plain:
        """The scorer of the model with this sha256.

        Args:
            scorer_sha256: of the scorer's file, from where it cannot have been changed along with it.

        Raises:
            ArtefactMissing: there is none.
            ArtefactDamaged: its content is another; nothing of it was parsed. Or it is of another model.
        """
        content = self.scorer_content(sha256, scorer_sha256)
        try:
            return unpacked(content, sha256)
        except ValueError as error:
            raise ArtefactDamaged(str(self.scorer_path(sha256)), scorer_sha256, str(error)) from None

    def scorer_content(self, sha256: str, scorer_sha256: str) -> bytes:
        """The bytes of that file.

        Raises:
            ArtefactMissing, ArtefactDamaged: as `scorer`.
        """
        return self._verified(self.scorer_path(sha256), sha256, scorer_sha256)

    def scorer_path(self, sha256: str) -> Path:
        """Where the scorer of a model is or would be."""
        return self.path(sha256).with_suffix(".scorer")

    def delete(self, sha256: str) -> bool:
        """Delete a model and its scorer for good; whether there was anything."""
        paths = (self.path(sha256), self.scorer_path(sha256))
        gone = [_unlink(path) for path in paths]
        if self.bucket is not None:
            gone += [self.bucket.delete(path.name) for path in paths]
        return any(gone)

    def _verified(self, path: Path, sha256: str, expected: str) -> bytes:
        content = _read(path)
        if self.bucket is not None and (content is None or _digest(content) != expected):
            content = self._fetched(self.bucket, path, expected)
        if content is None:
            raise ArtefactMissing(self.bucket.url if self.bucket else str(self.folder), sha256)
        if _digest(content) != expected:
            raise ArtefactDamaged(str(path), expected, _digest(content))
        return content

    def _fetched(self, bucket: Bucket, path: Path, expected: str) -> bytes | None:
        """What the bucket has; kept here only where it is what it should be."""
        content = bucket.get(path.name)
        if content is not None and _digest(content) == expected:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(path, content)
        return content

    def _holds(self, artefact: Artefact) -> bool:
        """Whether the file is there and sound; a damaged one is written anew."""
        path = self.path(artefact.sha256)
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == artefact.sha256


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unlink(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    """All or nothing: a crash leaves a stray temporary file, never half an artefact."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o444)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, has to outlive a power cut
    finally:
        os.close(folder)
