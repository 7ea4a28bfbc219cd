"""Features of rows that come block by block: count the strings of each block, add up, keep the frequent ones.

Blocks are counted anywhere and added in their order, so whoever counted, the same columns come of it. Where
memory ends, strings that stood in the fewest rows so far are forgotten; up to there it is what
`ReviewFeatures.fit` comes to on all rows at once.
"""

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from siklus.models.features import ReviewFeatures, count, numbered, rarity, rows_with
from siklus.models.pipeline import new_features
from siklus.models.recipe import Recipe
from siklus.models.strings import carriers_of, phrases_of, pieces_of

MOST_STRINGS = 2_000_000  # of one table while it is counted: about 300 MB
MOST_COLUMNS = 1 << 18  # phrases, and as many pieces
Counts = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Held:
    """Strings of a block, and in how many of its rows each stands; as one string, for it travels."""

    strings: str
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, strings: Iterable[str], rows: Counts) -> "Held":
        """Strings as they come."""
        return cls("\n".join(strings), rows.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Tally:
    """What one block adds."""

    rows: int
    words: Held
    phrases: Held
    pieces: Held


def tallied(rows: Sequence[list[str]], recipe: Recipe) -> Tally:
    """Count the strings of texts that are words already."""
    carried = [carriers_of(row, recipe.scope) for row in rows]
    distinct = numbered(dict.fromkeys(chain.from_iterable(carried)))
    cut = [pieces_of(carrier, recipe.shortest_piece, recipe.longest_piece) for carrier in distinct]
    columns = numbered(dict.fromkeys(chain.from_iterable(cut)))
    pieces = count(carried, distinct) @ count(cut, columns)
    return Tally(
        rows=len(rows),
        words=_held(rows),
        phrases=_held([phrases_of(row, recipe.scope) for row in rows]),
        pieces=Held.of(columns, rows_with(pieces)),
    )


def _held(rows: Sequence[list[str]]) -> Held:
    columns = numbered(dict.fromkeys(chain.from_iterable(rows)))
    return Held.of(columns, rows_with(count(rows, columns)))


@dataclass
class Table:
    """In how many rows each string stood so far."""

    counts: dict[str, int] = field(default_factory=dict)
    forgotten: int = 0  # a string may have stood in so many rows more

    def add(self, held: Held) -> None:
        """Add a block."""
        counts, strings = self.counts, held.strings.split("\n") if len(held.rows) else []
        for string, rows in zip(strings, held.rows.tolist(), strict=True):
            counts[string] = counts.get(string, 0) + rows
        if len(counts) > MOST_STRINGS:
            self._forget()

    def _forget(self) -> None:
        """Drop the strings of the fewest rows, until half of the room is free."""
        found = np.fromiter(self.counts.values(), dtype=np.int64, count=len(self.counts))
        least = int(np.partition(found, len(found) - MOST_STRINGS // 2)[len(found) - MOST_STRINGS // 2])
        self.counts = {string: rows for string, rows in self.counts.items() if rows > least}
        self.forgotten += least

    def frequent(self, least: int, most: int = MOST_COLUMNS) -> tuple[list[str], Counts]:
        """The strings of at least `least` rows, sorted, and their counts; of too many the most frequent."""
        kept = [(string, rows) for string, rows in self.counts.items() if rows >= least]
        if len(kept) > most:
            kept = sorted(kept, key=lambda one: (-one[1], one[0]))[:most]
        kept.sort()
        return [string for string, _ in kept], np.array([rows for _, rows in kept], dtype=np.intp)


@dataclass
class Vocabulary:
    """What all blocks so far hold."""

    rows: int = 0
    words: Table = field(default_factory=Table)
    phrases: Table = field(default_factory=Table)
    pieces: Table = field(default_factory=Table)

    def add(self, tally: Tally) -> None:
        """Add a block; the order of the blocks counts where memory ends."""
        self.rows += tally.rows
        self.words.add(tally.words)
        self.phrases.add(tally.phrases)
        self.pieces.add(tally.pieces)

    def features(self, recipe: Recipe) -> ReviewFeatures:
        """The first step of a pipeline, fitted to all of it."""
        words, _ = self.words.frequent(recipe.least_texts)
        phrases, phrase_rows = self.phrases.frequent(recipe.least_texts)
        pieces, piece_rows = self.pieces.frequent(recipe.least_texts)
        rarities = rarity(self.rows, phrase_rows), rarity(self.rows, piece_rows)
        return _ours(recipe).fitted((words, phrases, pieces), rarities)


def packed(features: ReviewFeatures) -> bytes:
    """Fitted features as bytes that travel: numpy's own archive, arrays and nothing else."""
    lists = {"words": features.known_words_, "phrases": features.phrases_, "pieces": features.pieces_}
    joined = json.dumps({name: "\n".join(strings) for name, strings in lists.items()}).encode()
    buffer = io.BytesIO()
    np.savez(
        buffer,
        allow_pickle=False,
        lists=np.frombuffer(joined, dtype=np.uint8),
        phrase_rarity=features.phrase_idf_,
        piece_rarity=features.piece_idf_,
    )
    return buffer.getvalue()


def unpacked(content: bytes, recipe: Recipe) -> ReviewFeatures:
    """What `packed` made."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        lists = json.loads(bytes(archive["lists"]))
        rarities = archive["phrase_rarity"], archive["piece_rarity"]
    words, phrases, pieces = (lists[name].split("\n") for name in ("words", "phrases", "pieces"))
    return _ours(recipe).fitted((words, phrases, pieces), rarities)


def _ours(recipe: Recipe) -> ReviewFeatures:
    found = new_features(recipe)
    assert isinstance(found, ReviewFeatures)  # noqa: S101 (whoever trains out of core has looked)
    return found
