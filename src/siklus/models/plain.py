"""A fitted pipeline as plain arrays and lists of strings, and the file that holds them.

The file is numpy's own archive, read with `allow_pickle=False`: arrays and nothing else. Strings are one
array of bytes, what is left is a little JSON. It is bound to the model file that it was made of.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from siklus.domain.reviews import LABELS

if TYPE_CHECKING:  # whoever serves a file of arrays needs no scikit-learn
    from siklus.models.model import Model

Floats = NDArray[np.float64]

FORM = 1
# All that decides what a file of arrays says of a text.
_CODE = (
    "compiled",
    "compiled_cutting",
    "compiled_reading",
    "compiling",
    "cutting",
    "languages",
    "lexicon",
    "memo",
    "passes",
    "plain",
    "reading",
    "scorer",
    "spelling",
    "strings",
    "telling",
    "text",
    "words",
)


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """All that judging takes. Columns are the phrases and then the pieces."""

    scope: int  # words that a negation reaches
    shortest: int  # characters of a piece
    longest: int
    phrases: list[str]
    pieces: list[str]
    known_words: frozenset[str]
    rarity: Floats  # one a column: the inverse document frequency
    weights: Floats  # columns × labels, the calibration's scale in them
    constants: Floats  # one a label


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Where the strings of a model stand; nobody changes it."""

    phrase_at: dict[str, int]
    piece_at: dict[str, int]
    pairs: NDArray[np.int64]  # left column · phrases + right column, of all pairs that are phrases; sorted
    pair_columns: NDArray[np.int32]


def index_of(plain: Plain) -> Index:
    """The index of a model's strings; models on one foundation have the same, and it is made once."""
    return _index(tuple(plain.phrases), tuple(plain.pieces))


@lru_cache(maxsize=1)
def _index(phrases: tuple[str, ...], pieces: tuple[str, ...]) -> Index:
    phrase_at = {phrase: column for column, phrase in enumerate(phrases)}
    piece_at = {piece: column for column, piece in enumerate(pieces, start=len(phrases))}
    return Index(phrase_at, piece_at, *_pairs(phrase_at))


def _pairs(at: dict[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    found = []
    for phrase, column in at.items():
        left, blank, right = phrase.partition(" ")
        # Both words of a pair are phrases of their own: they stand in as many texts, and more.
        if blank and left in at and right in at:
            found.append((at[left] * len(at) + at[right], column))
    found.sort()
    keys = np.array([key for key, _ in found], dtype=np.int64)
    return keys, np.array([column for _, column in found], dtype=np.int32)


def plain_of(model: "Model") -> Plain:
    """The arrays of a model.

    Raises:
        TypeError: its features are not ours; there are none.
    """
    features, classifier = model.own, model.classifier
    if features is None:
        raise TypeError("features that are not ours")
    phrases, pieces = (
        np.argsort(features.phrase_idf_, kind="stable"),
        np.argsort(features.piece_idf_, kind="stable"),
    )
    # What stands in most texts lies side by side, and so in the processor's caches.
    order = np.concatenate([phrases, len(phrases) + pieces])
    rarity = np.concatenate([features.phrase_idf_, features.piece_idf_])
    return Plain(
        scope=features.scope,
        shortest=features.shortest,
        longest=features.longest,
        phrases=[features.phrases_[at] for at in phrases],
        pieces=[features.pieces_[at] for at in pieces],
        known_words=frozenset(features.known_words_),
        rarity=rarity[order],
        weights=np.ascontiguousarray((classifier.scale_ * classifier.coef_)[order]),
        constants=classifier.scale_ * classifier.intercept_ + classifier.offsets_,
    )


def packed(plain: Plain, sha256: str) -> bytes:
    """The file of a model's arrays; the same arrays are the same bytes.

    Args:
        sha256: of the model file that they were made of.
    """
    header = {
        "form": FORM,
        "model": sha256,
        "labels": [label.value for label in LABELS],
        "scope": plain.scope,
        "shortest": plain.shortest,
        "longest": plain.longest,
    }
    buffer = io.BytesIO()
    np.savez(
        buffer,
        allow_pickle=False,
        header=_bytes(json.dumps(header)),
        phrases=_bytes("\n".join(plain.phrases)),
        pieces=_bytes("\n".join(plain.pieces)),
        known_words=_bytes("\n".join(sorted(plain.known_words))),
        rarity=plain.rarity,
        weights=plain.weights,
        constants=plain.constants,
    )
    return buffer.getvalue()


def unpacked(content: bytes, sha256: str) -> Plain:
    """What `packed` made of the model with this sha256; its bytes have been verified.

    Raises:
        ValueError: it is none of ours, of another form, or of another model.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            parts = {name: archive[name] for name in archive.files}
        header: dict[str, Any] = json.loads(_text(parts["header"]))
        found = (header["form"], header["model"], header["labels"])
        if found != (FORM, sha256, [label.value for label in LABELS]):
            raise ValueError("arrays of another form, model or set of labels")
        return _plain(header, parts)
    except (KeyError, TypeError, AttributeError, OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"no arrays of ours: {type(error).__name__}") from None


@cache
def reading_code() -> str:
    """A digest of the code that reads texts and judges them by arrays.

    What was checked is the file and this code together: after an update the same file is checked again.
    """
    sources = [files("siklus.models").joinpath(f"{name}.py").read_bytes() for name in _CODE]
    return hashlib.sha256(b"\0".join(sources)).hexdigest()[:16]


def _plain(header: dict[str, Any], parts: dict[str, Any]) -> Plain:
    found = Plain(
        scope=int(header["scope"]),
        shortest=int(header["shortest"]),
        longest=int(header["longest"]),
        phrases=_strings(parts["phrases"]),
        pieces=_strings(parts["pieces"]),
        known_words=frozenset(_strings(parts["known_words"])),
        rarity=parts["rarity"],
        weights=parts["weights"],
        constants=parts["constants"],
    )
    columns = len(found.phrases) + len(found.pieces)
    if found.rarity.shape != (columns,) or found.weights.shape != (columns, len(LABELS)):
        raise ValueError("arrays of another length than the strings")
    return found


def _strings(array: Any) -> list[str]:
    text = _text(array)
    return text.split("\n") if text else []


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _text(array: Any) -> str:
    return bytes(array).decode("utf-8", "surrogatepass")
