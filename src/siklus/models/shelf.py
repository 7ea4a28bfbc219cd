"""Rows of numbers on disk, and a classifier that learns from them in portions.

A portion takes a few rows of every block, so that a file that is sorted by label or by time is learnt from
as well as one that is not.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from siklus.domain.reviews import LABELS
from siklus.models.calibration import Floats, Integers
from siklus.models.pipeline import CalibratedClassifier, class_weights, new_classifier
from siklus.models.recipe import Progress, Recipe

PORTION = 16_384  # rows that are learnt from at once
# From so many rows on each of them is seen less often: by then a pass more changes next to nothing.
SEEN = 2_000_000  # rows × passes
LEAST_PASSES = 2


@dataclass(frozen=True, slots=True)
class Block:
    """Rows and their labels, as they travel and lie on disk."""

    ends: NDArray[np.int64]  # where each row ends, the first one 0
    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    truth: NDArray[np.uint8]  # numbers of LABELS

    @classmethod
    def of(cls, rows: sp.csr_matrix, truth: Sequence[int]) -> "Block":
        """Rows as features give them."""
        return cls(
            rows.indptr.astype(np.int64),
            rows.indices.astype(np.int32),
            rows.data.astype(np.float32),
            np.array(truth, dtype=np.uint8),
        )


@dataclass
class Shelf:
    """Blocks in a file without a name: whatever happens to this process, it leaves nothing behind."""

    file: IO[bytes]
    width: int  # columns
    blocks: list[tuple[int, Block]] = field(default_factory=list)  # where they lie; their rows are there

    @classmethod
    @contextmanager
    def in_folder(cls, folder: Path, width: int) -> Iterator["Shelf"]:
        """An empty one."""
        with tempfile.TemporaryFile(dir=folder, prefix=".training-") as file:
            yield cls(file, width)

    def add(self, block: Block) -> None:
        """Put a block after the others."""
        at = self.file.seek(0, 2)
        self.file.write(block.columns.tobytes())
        self.file.write(block.values.tobytes())
        nothing = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
        self.blocks.append((at, Block(block.ends, *nothing, block.truth)))

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(len(block.truth) for _, block in self.blocks)

    @property
    def portions(self) -> int:
        """In how many portions they are read."""
        return max(1, -(-self.rows // PORTION))

    def truth(self) -> Integers:
        """Of all rows."""
        return np.concatenate([block.truth for _, block in self.blocks]).astype(np.intp)

    def portion(self, number: int) -> tuple[sp.csr_matrix, Integers]:
        """Some rows of every block, in their order."""
        portions = self.portions
        parts = [self._part(at, block, number, portions) for at, block in self.blocks]
        columns, values, lengths, truth = (np.concatenate(some) for some in zip(*parts, strict=True))
        ends = np.concatenate([[0], np.cumsum(lengths)])
        matrix = sp.csr_matrix((values.astype(np.float64), columns, ends), shape=(len(truth), self.width))
        return matrix, truth.astype(np.intp)

    def _part(self, at: int, block: Block, number: int, portions: int) -> tuple[NDArray[np.generic], ...]:
        rows, total = len(block.truth), int(block.ends[-1])
        first, last = (rows * step // portions for step in (number, number + 1))
        begin, end = int(block.ends[first]), int(block.ends[last])
        return (
            self._read(at + 4 * begin, end - begin, np.int32),
            self._read(at + 4 * (total + begin), end - begin, np.float32),
            np.diff(block.ends[first : last + 1]),
            block.truth[first:last],
        )

    def _read(self, at: int, count: int, kind: type[np.generic]) -> NDArray[np.generic]:
        self.file.seek(at)
        return np.frombuffer(self.file.read(4 * count), dtype=kind)


def passes(rows: int, recipe: Recipe) -> int:
    """How often each of so many rows is learnt from.

    >>> [passes(rows, Recipe(epochs=10)) for rows in (1_000, 200_000, 400_000, 2_000_000)]
    [10, 10, 5, 2]
    """
    return min(recipe.epochs, max(LEAST_PASSES, SEEN // max(rows, 1)))


def learnt(shelf: Shelf, recipe: Recipe, progress: Progress) -> CalibratedClassifier:
    """The linear classifier of all rows, not calibrated; by the same steps wherever the rows were made."""
    classifier = new_classifier(recipe)
    truth = shelf.truth()
    weights = _weights(truth, recipe.balance)
    names = np.array([label.value for label in LABELS])
    chance = np.random.default_rng(recipe.seed)
    portions = shelf.portions
    order = np.concatenate([chance.permutation(portions) for _ in range(passes(len(truth), recipe))])
    for done, number in enumerate(order.tolist()):
        progress("learn", done / len(order))
        rows, some = shelf.portion(number)
        present = np.unique(truth)
        classifier.classifier.partial_fit(rows, names[some], names[present], sample_weight=weights[some])
    return classifier.fitted()


def _weights(truth: Integers, balance: float) -> Floats:
    """How much a row of each label counts; 0 where there is none."""
    rows = np.bincount(truth, minlength=len(LABELS)).astype(np.float64)
    evened = class_weights(np.arange(len(LABELS)), rows, balance)
    return np.divide(evened, rows, out=np.zeros_like(rows), where=rows > 0)
