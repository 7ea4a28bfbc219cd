"""Model files: immutable, named by their own sha256, and checked before a byte of them is parsed.

An artefact is a skops archive: data and the names of types, no code. Only the types listed here are ever
made of it, so a file from a stranger can at worst be refused.
"""

import hashlib
import io
import json
import os
import platform
import re
import tempfile
import warnings
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import skops.io

from siklus.errors import ArtefactDamaged, ArtefactFromOtherLibraries, ArtefactMissing
from siklus.models.model import Model
from siklus.models.pipeline import Recipe

# Listed by hand and never asked of the file. skops itself trusts scikit-learn's estimators and numpy's
# arrays; these are all that our pipelines hold beside them.
TRUSTED = (
    "siklus.models.features.ReviewFeatures",
    "siklus.models.pipeline.CalibratedClassifier",
)
_TABLES = "siklus word tables"
_TABLE_MODULES = ("spelling", "lexicon")
_LIBRARIES = ("scikit-learn", "numpy", "scipy", "skops")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SCHEMA, _LIBRARIES_FILE = "schema.json", "libraries.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can name
_COMPRESSION = 6


@dataclass(frozen=True, slots=True)
class Artefact:
    """A stored model file."""

    sha256: str
    size: int  # bytes


def libraries() -> dict[str, str]:
    """The versions that decide what a fit comes to."""
    found = {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}
    return found | {_TABLES: word_tables()}


@cache
def word_tables() -> str:
    """A digest of the hand-written tables that texts are read with: chat spelling, and words with a tone."""
    tables = [
        file.read_bytes() for file in (files("siklus.models").joinpath(f"{n}.py") for n in _TABLE_MODULES)
    ]
    return hashlib.sha256(b"\0".join(tables)).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class ArtefactStore:
    """A folder of model files, `<sha256>.skops`."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Where the file of this name is or would be.

        Raises:
            ArtefactMissing: it is no sha256, so it names no file (and none outside the folder).
        """
        if not _SHA256.fullmatch(sha256):
            raise ArtefactMissing(str(self.folder), sha256)
        return self.folder / f"{sha256}.skops"

    def save(self, model: Model) -> Artefact:
        """Store `model`; the same model a second time is the same file and changes nothing."""
        return self.put(dumped(model))

    def put(self, content: bytes) -> Artefact:
        """Store the bytes of a model file, whoever dumped it."""
        artefact = Artefact(hashlib.sha256(content).hexdigest(), len(content))
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._holds(artefact):
            _write(self.path(artefact.sha256), content)
        return artefact

    def load(self, sha256: str) -> Model:
        """The model with this sha256.

        Raises:
            ArtefactMissing: there is no such file.
            ArtefactDamaged: its content is not what its name says; nothing of it was parsed.
            ArtefactFromOtherLibraries: it was trained with another scikit-learn (major or minor).
        """
        # The bytes that are hashed are the bytes that are parsed: the file is not opened a second time.
        return parsed(self.content(sha256), str(self.path(sha256)))

    def content(self, sha256: str) -> bytes:
        """The bytes of the file with this sha256.

        Raises:
            ArtefactMissing, ArtefactDamaged: as `load`.
        """
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise ArtefactMissing(str(self.folder), sha256) from None
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            raise ArtefactDamaged(str(path), sha256, found)
        return content

    def delete(self, sha256: str) -> bool:
        """Delete a file for good; whether it was there."""
        path = self.path(sha256)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        return True

    def _holds(self, artefact: Artefact) -> bool:
        """Whether the file is there and sound; a damaged one is written anew."""
        path = self.path(artefact.sha256)
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == artefact.sha256


def dumped(model: Model) -> bytes:
    """A model as an archive; the same model is the same bytes, whenever and wherever it is dumped."""
    parts = {
        "pipeline": model.pipeline,
        "recipe": json.dumps(model.recipe.as_dict(), sort_keys=True),
        "reference": json.dumps(model.reference, sort_keys=True),
    }
    files = _canonical(skops.io.dumps(parts))
    files[_LIBRARIES_FILE] = json.dumps(libraries(), sort_keys=True).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, _COMPRESSION)
    return buffer.getvalue()


def parsed(content: bytes, path: str) -> Model:
    """The model of an archive whose bytes have been verified.

    A model of another scikit-learn minor is refused rather than tried: its fitted attributes may mean
    something else, and a wrong label is worse than no answer while an older version serves. So is one
    that learnt with other tables of chat spelling or tone: the same file would give other answers.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        made_with: dict[str, str] = json.loads(archive.read(_LIBRARIES_FILE))
    _refuse_others(made_with, path)
    with warnings.catch_warnings():
        # A patch release of scikit-learn warns too; those keep what fitted attributes mean.
        warnings.simplefilter("ignore")
        parts: dict[str, Any] = skops.io.loads(content, trusted=list(TRUSTED))
    recipe = Recipe(**json.loads(parts["recipe"]))
    return Model(parts["pipeline"], recipe, json.loads(parts["reference"]))


def _refuse_others(made_with: dict[str, str], path: str) -> None:
    ours = libraries()
    for name, parts in (("scikit-learn", 2), (_TABLES, 1)):
        theirs = made_with.get(name, "unknown")
        if theirs.split(".")[:parts] != ours[name].split(".")[:parts]:
            raise ArtefactFromOtherLibraries(path, name, theirs, ours[name])


def _canonical(content: bytes) -> dict[str, bytes]:
    """The archive's files with memory addresses replaced by 1, 2, 3 … in the order of the schema.

    skops names arrays after the address of the object, so that two dumps of one model differ.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    renamed: dict[str, str] = {}
    schema = json.loads(files.pop(_SCHEMA))
    _renumber(schema, renamed)
    arrays = {
        name: files[f"{old}.npy"]
        for old, at in renamed.items()
        if f"{old}.npy" in files
        for name in [f"{at}.npy"]
    }
    return {_SCHEMA: json.dumps(schema).encode(), **arrays}


def _renumber(node: Any, renamed: dict[str, str]) -> None:
    if isinstance(node, list):
        for child in node:
            _renumber(child, renamed)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("__id__"), int):
        node["__id__"] = int(renamed.setdefault(str(node["__id__"]), str(len(renamed) + 1)))
    if isinstance(node.get("file"), str):
        old = node["file"].removesuffix(".npy")
        node["file"] = renamed.setdefault(old, str(len(renamed) + 1)) + ".npy"
    for child in node.values():
        _renumber(child, renamed)


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
