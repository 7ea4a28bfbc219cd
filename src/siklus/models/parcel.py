"""A version as one file, to be carried to another installation.

A zip archive: the model file as it is stored, the card, everything else in `manifest.json`, and the sha256 of
each of these. No code is in it, and nothing of it is used before every hash has been checked.
"""

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from skops.io.exceptions import UntrustedTypesFoundException

from siklus.errors import VersionFileInvalid
from siklus.models.archive import parsed
from siklus.models.model import Model

FORMAT = 1
MANIFEST, CARD, MODEL, SUMS = "manifest.json", "card.md", "model.skops", "SHA256SUMS"
LARGEST = 2**30  # bytes, unpacked: a file from elsewhere must not fill the memory
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can name
_PROBE = "Barangnya bagus sekali dan pengirimannya juga cepat"
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Rows(msgspec.Struct, frozen=True):
    """The snapshot of a version, without its rows."""

    content_hash: str
    counts: dict[str, int]
    created_at: Moment


class Manifest(msgspec.Struct, frozen=True):
    """What there is to know about an exported version, beside its model and its card."""

    version: int
    created_at: Moment
    sha256: str  # of the model file
    recipe: dict[str, Any]
    libraries: dict[str, str]
    scores: dict[str, Any]
    reference: dict[str, Any]
    provenance: dict[str, Any]
    rows: Rows
    gate: dict[str, Any] | None
    siklus: int = FORMAT


@dataclass(frozen=True, slots=True)
class Parcel:
    """An exported version."""

    manifest: Manifest
    card: str
    artefact: bytes


def packed(parcel: Parcel) -> bytes:
    """The file; the same version is the same bytes."""
    members = {
        MANIFEST: msgspec.json.format(msgspec.json.encode(parcel.manifest, order="deterministic"), indent=1),
        CARD: parcel.card.encode(),
        MODEL: parcel.artefact,
    }
    members[SUMS] = _sums(members)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=_EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpacked(content: bytes, path: str) -> Parcel:
    """What a file holds, once every hash in it has been found right.

    Raises:
        VersionFileInvalid: it is no exported version, damaged, or of a newer Siklus.
    """
    members = _members(content, path)
    if _sums({name: members[name] for name in (MANIFEST, CARD, MODEL)}) != members[SUMS]:
        raise VersionFileInvalid(path, "damaged: its contents are not those that were exported")
    try:
        manifest = msgspec.json.decode(members[MANIFEST], type=Manifest)
        card = members[CARD].decode()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise VersionFileInvalid(path, f"no exported version: {error}") from None
    if manifest.siklus != FORMAT:
        raise VersionFileInvalid(path, f"of form {manifest.siklus}; this program reads form {FORMAT}")
    if manifest.sha256 != hashlib.sha256(members[MODEL]).hexdigest():
        raise VersionFileInvalid(path, "its model is not the one that its manifest names")
    return Parcel(manifest, card, members[MODEL])


def tried(parcel: Parcel, path: str) -> Model:
    """The model of a parcel, after it has judged a review.

    Raises:
        VersionFileInvalid: it is no model of ours.
        ArtefactFromOtherLibraries: it was trained with another scikit-learn, or other word tables.
    """
    try:
        model = parsed(parcel.artefact, path)
        model.judge([_PROBE])
    except UntrustedTypesFoundException:
        raise VersionFileInvalid(path, "its model holds types that are none of ours") from None
    except (zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError) as error:
        raise VersionFileInvalid(path, f"its model cannot be used: {type(error).__name__}") from None
    return model


def _members(content: bytes, path: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sorted(entry.filename for entry in entries) != sorted((MANIFEST, CARD, MODEL, SUMS)):
                raise VersionFileInvalid(path, "no exported version of Siklus")
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise VersionFileInvalid(path, f"larger than {LARGEST:,} bytes when unpacked")
            return {entry.filename: archive.read(entry) for entry in entries}
    # What the library raises at broken archives, encrypted ones and unknown kinds of compression.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
        raise VersionFileInvalid(path, f"damaged, or no exported version of Siklus ({error})") from None


def _sums(members: dict[str, bytes]) -> bytes:
    """As `sha256sum` prints them."""
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in members.items())
    return "".join(lines).encode()
