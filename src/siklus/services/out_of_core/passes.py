"""The two passes over a file's rows: count what they hold, then turn them into numbers."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from siklus.domain.identity import text_key
from siklus.domain.reviews import LABELS, Label
from siklus.domain.splits import Split, split_of
from siklus.models.counting import Tally, tallied, unpacked
from siklus.models.features import ReviewFeatures
from siklus.models.recipe import Recipe
from siklus.models.shelf import Block
from siklus.models.text import words_of
from siklus.services.out_of_core.rows import Place, read
from siklus.services.scoring.reading import Piece

Labelled = tuple[str, Label]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the first pass says of a piece."""

    tally: Tally  # of its training rows
    sides: bytes  # of each row that can be used: 1 where it only measures
    labels: Counter[Label]  # of its training rows
    refused: Counter[str]


@dataclass(frozen=True, slots=True)
class Counting:
    """The errand of the first pass."""

    together: ClassVar[int] = 1  # what is counted may be as large as the piece

    place: Place
    recipe: Recipe

    def fetch(self) -> bytes:
        """Nothing."""
        return b""

    def ready(self, content: bytes) -> Callable[[Piece], Counted]:
        """Nothing to prepare."""
        del content
        return self._count

    def _count(self, piece: Piece) -> Counted:
        refused = Counter[str]()
        rows = [row for row in read(piece, self.place, refused) if row]
        # Costs most of this pass, so that the second one is told.
        sides = bytes(split_of(text) == Split.GOLDEN for text, _ in rows)
        train = [row for row, golden in zip(rows, sides, strict=True) if not golden]
        tally = tallied([words_of(text) for text, _ in train], self.recipe)
        return Counted(tally, sides, Counter(label for _, label in train), refused)


@dataclass(frozen=True, slots=True)
class Sided:
    """A piece, and which of its rows only measure."""

    piece: Piece
    sides: bytes


@dataclass(frozen=True, slots=True)
class Numbered:
    """What the second pass makes of a piece."""

    block: Block  # of the rows that are learnt from
    aside: list[Labelled]  # training rows that calibrate
    golden: list[Labelled]  # rows that measure, or a sample of them
    sha256: bytes  # of all rows, texts and labels


@dataclass(frozen=True, slots=True)
class Numbering:
    """The errand of the second pass."""

    together: ClassVar[int] = 1

    place: Place
    recipe: Recipe
    features: bytes  # as `counting.packed` gives them
    aside: float  # share of the training rows
    golden: float  # share of the rows that measure

    def fetch(self) -> bytes:
        """The features."""
        return self.features

    def ready(self, content: bytes) -> Callable[[Sided], Numbered]:
        """With the features at hand."""
        return partial(self._number, unpacked(content, self.recipe))

    def _number(self, features: ReviewFeatures, sided: Sided) -> Numbered:
        rows = [row for row in read(sided.piece, self.place, Counter()) if row]
        learnt, aside, measuring = list[Labelled](), list[Labelled](), list[Labelled]()
        for row, golden in zip(rows, sided.sides, strict=True):
            drawn = _drawn(row[0])
            if not golden:
                (aside if drawn < self.aside else learnt).append(row)
            elif drawn < self.golden:
                measuring.append(row)
        numbers = features.transform([text for text, _ in learnt])
        block = Block.of(numbers, [LABELS.index(label) for _, label in learnt])
        return Numbered(block, aside, measuring, _digest(rows))


def _drawn(text: str) -> float:
    """A number 0..1 that is the same for the same text everywhere."""
    return int(text_key(text)[:13], 16) / 16**13


def _digest(rows: list[Labelled]) -> bytes:
    digest = hashlib.sha256()
    for text, label in rows:
        written = text.encode("utf-8", "surrogatepass")
        digest.update(f"{label}\t{len(written)}\t".encode() + written + b"\n")
    return digest.digest()
