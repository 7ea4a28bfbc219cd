"""Words cut into pieces, and the columns of those pieces that a model knows: by Python, word by word."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from siklus.models.plain import Plain, index_of
from siklus.models.strings import pieces_of


class Cut(NamedTuple):
    """The known pieces of words."""

    sizes: NDArray[np.int64]  # of each word: how many it has
    columns: NDArray[np.int32]  # word by word, in the order of `pieces_of`


class Cutter(Protocol):
    """Cuts words."""

    def __call__(self, carriers: Sequence[str]) -> Cut:
        """The known pieces of these words."""
        ...


class PlainCutter:
    """Piece by piece."""

    def __init__(self, plain: Plain) -> None:
        self._shortest, self._longest = plain.shortest, plain.longest
        self._piece_at = index_of(plain).piece_at

    def __call__(self, carriers: Sequence[str]) -> Cut:
        """As `Cutter`."""
        cuts = [self._columns(carrier) for carrier in carriers]
        sizes = np.fromiter(map(len, cuts), np.int64, len(cuts))
        return Cut(sizes, np.fromiter(chain.from_iterable(cuts), np.int32, int(sizes.sum())))

    def _columns(self, carrier: str) -> list[int]:
        found = map(self._piece_at.get, pieces_of(carrier, self._shortest, self._longest))
        return [column for column in found if column is not None]
