"""The cutting of `cutting`, compiled by numba: a piece is two numbers, looked up by a hash."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from siklus.models.compiling import MIXER, compiled
from siklus.models.cutting import Cut
from siklus.models.plain import Plain, index_of
from siklus.models.strings import SHORTEST_DENIED
from siklus.models.text import DENIED

SIGN_BITS, SIGNS = 21, 3  # of a sign of Unicode plus one; so many in a number
LONGEST = 2 * SIGNS - 1  # of a piece, without the mark of a denied one
MARK = ord("~")


class Table(NamedTuple):
    """The known pieces, each at its hash or in the first free slot after it."""

    keys: NDArray[np.int64]  # slots × 2; 0, 0 is free
    columns: NDArray[np.int32]


class CompiledCutter:
    """Cuts words of models whose pieces have at most `LONGEST` signs."""

    def __init__(self, plain: Plain) -> None:
        piece_at = index_of(plain).piece_at
        self._shortest, self._longest = plain.shortest, plain.longest
        size = 1 << (2 * len(piece_at) + 1).bit_length()  # at most half full
        self._table = Table(np.zeros((size, 2), np.int64), np.zeros(size, np.int32))
        columns = np.fromiter(piece_at.values(), np.int32, len(piece_at))
        _fill(*_signs(list(piece_at)), columns, self._table)

    def __call__(self, carriers: Sequence[str]) -> Cut:
        """As `Cutter`."""
        denied = np.fromiter((carrier.startswith(DENIED) for carrier in carriers), np.bool_, len(carriers))
        signs, ends = _signs([f" {carrier.removeprefix(DENIED)} " for carrier in carriers])
        sizes = np.zeros(len(carriers), np.int64)
        found = np.empty(len(signs) * (self._longest - self._shortest + 1), np.int32)
        held = _cut((signs, ends, denied), (self._shortest, self._longest), self._table, sizes, found)
        return Cut(sizes, found[:held])


def _signs(strings: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The signs of strings, one after the other, and where each string ends."""
    signs = np.frombuffer("".join(strings).encode("utf-32-le", "surrogatepass"), np.int32)
    return signs, np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)))


@compiled
def _slot(low: Any, high: Any, table: Any) -> Any:
    """Where a key is, or the free slot where it would be."""
    mixed = (low + high * np.int64(MIXER)) * np.int64(MIXER)
    mask = len(table.columns) - 1
    slot = (mixed ^ (mixed >> 32)) & mask
    while table.keys[slot, 0] and (table.keys[slot, 0] != low or table.keys[slot, 1] != high):
        slot = (slot + 1) & mask
    return slot


@compiled
def _key(signs: Any, marked: Any) -> Any:
    """A piece as two numbers; others have others."""
    low, high, at = np.int64(0), np.int64(0), 0
    if marked:
        low, at = np.int64(MARK + 1), 1
    for sign in signs:
        if at < SIGNS:
            low = (low << SIGN_BITS) + sign + 1
        else:
            high = (high << SIGN_BITS) + sign + 1
        at += 1
    return low, high


@compiled
def _fill(signs: Any, ends: Any, columns: Any, table: Any) -> None:
    begin = 0
    for at, end in enumerate(ends):
        low, high = _key(signs[begin:end], False)
        slot = _slot(low, high, table)
        table.keys[slot, 0], table.keys[slot, 1], table.columns[slot] = low, high, columns[at]
        begin = end


@compiled
def _cut(words: Any, bounds: Any, table: Any, sizes: Any, found: Any) -> int:
    """Write down how many known pieces each word has, and which; how many there are in all."""
    signs, ends, denied = words
    shortest, longest = bounds
    begin, held = 0, 0
    for at, end in enumerate(ends):
        before = held
        for size in range(max(shortest, SHORTEST_DENIED) if denied[at] else shortest, longest + 1):
            for place in range(begin, end - size + 1):
                low, high = _key(signs[place : place + size], denied[at])
                slot = _slot(low, high, table)
                if table.keys[slot, 0]:
                    found[held] = table.columns[slot]
                    held += 1
        sizes[at], begin = held - before, end
    return held
