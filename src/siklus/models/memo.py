"""What is known of words: each distinct one is read, looked up and cut into pieces once.

What texts are made of is a few thousand words; what is known of each lies in arrays, one row a word, so that
a text is a list of numbers. Words come from strangers, so what is remembered is bounded: when it is full
everything is forgotten, and what is still in use is learnt again within a few texts.
"""

import threading
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from siklus.models.cutting import Cutter
from siklus.models.plain import Floats, Plain, index_of
from siklus.models.reading import Numbers, Reader
from siklus.models.strings import tone_of
from siklus.models.text import DENIED
from siklus.models.words import Words

Kind = TypeVar("Kind", bound=np.generic)

MOST_WORDS = 65_536  # and as many ways to write them
FIRST_ROWS, FIRST_PIECES = 4_096, 65_536
NONE = -1  # no column
NO_WORD, KNOWN, UNKNOWN = 0, 1, 2  # of what share of the words is new: marks and numbers are no words
LINE = 64  # bytes that a processor fetches at once

# The facts of a word: the columns of its word and of its tone (NONE where they have none), its kind, what it
# does to a negation, its number when it is denied (0: not met), and where its pieces begin and end.
PHRASE, TONE, KIND, ROLE, DENIAL, BEGIN, END = range(7)
FACTS = 8  # one is free: so a row never lies in two lines


class Rows(NamedTuple):
    """What is known of each word (or denied word) that has a number."""

    facts: Numbers  # numbers × FACTS
    # Of its columns, all as if they stood in a text once: squares, and weights of each label. First of its
    # phrase and its tone together, then of its pieces.
    sums: Floats  # numbers × 2 · (1 + labels)
    pieces: Numbers  # columns, one word's after another's; as often as the word holds them


class Reading(NamedTuple):
    """Some texts as numbers, and what is known of those."""

    rows: Rows
    numbers: Numbers  # as `Read`
    words: Numbers
    carriers: Numbers


class Memo:
    """What was learnt of words, for one set of columns; any number of threads may read texts with it."""

    def __init__(self, plain: Plain, loads: Floats, cut: Cutter, reader: Reader) -> None:
        """Nothing is known yet.

        Args:
            loads: see `Columns`.
        """
        self._plain, self._loads, self._cut, self._reader = plain, loads, cut, reader
        self.words: Words
        self._facts: Numbers
        self._sums: Floats
        self._pieces: Numbers
        self._held: int  # numbers of which the arrays know
        index = index_of(plain)
        self.phrase_at, self.piece_at = index.phrase_at, index.piece_at
        self._lock = threading.Lock()
        self._forget()

    def read(self, texts: Sequence[str]) -> Reading:
        """Texts as numbers."""
        with self._lock:
            if max(len(self._reader), len(self.words)) > MOST_WORDS:
                self._forget()
            read = self._reader.read(texts, self._settled)
            self._settled()
            return Reading(Rows(self._facts, self._sums, self._pieces), *read)

    @property
    def size(self) -> int:
        """Bytes that the arrays take."""
        return self._facts.nbytes + self._sums.nbytes + self._pieces.nbytes

    @property
    def longest_run(self) -> int:
        """Signs of the longest run that is remembered."""
        return self._reader.longest

    def __len__(self) -> int:
        return len(self.words)

    def _settled(self) -> Numbers:
        """Write what was learnt into the arrays, all at once: word by word, numpy's calls are most of it."""
        begin, end = self._held, len(self.words.names)
        if begin == end:
            return self._facts
        self._held = end
        names = self.words.names[begin:]
        sizes, pieces = self._cut(names)
        held = int(self._facts[begin - 1, END])
        self._make_room(end, held + len(pieces))
        self._pieces[held : held + len(pieces)] = pieces
        phrases, tones = self._own(names)
        ends = held + np.cumsum(sizes)
        roles, denials = self.words.roles[begin:], self.words.denials[begin:]
        kinds = [self._kind_of(name) for name in names]
        learnt = (phrases, tones, kinds, roles, denials, ends - sizes, ends)
        self._facts[begin:end, : len(learnt)] = np.column_stack(learnt)
        half = self._sums.shape[1] // 2
        own = np.column_stack([phrases, tones]).ravel()
        row = np.repeat(np.arange(end - begin), 2)[own != NONE]
        self._sums[begin:end, :half] = summed(row, self._loads[own[own != NONE]], end - begin)
        row = np.repeat(np.arange(end - begin), sizes)
        self._sums[begin:end, half:] = summed(row, self._loads[pieces], end - begin)
        return self._facts

    def _own(self, names: Sequence[str]) -> tuple[Numbers, Numbers]:
        """The columns of words and of their tones."""
        phrases = [self.phrase_at.get(name, NONE) for name in names]
        tones = [self.phrase_at.get(tone_of(name), NONE) for name in names]
        return np.array(phrases, np.int32), np.array(tones, np.int32)

    def _kind_of(self, carrier: str) -> int:
        if carrier.startswith(DENIED) or not carrier.isalpha():
            return NO_WORD
        return KNOWN if carrier in self._plain.known_words else UNKNOWN

    def _make_room(self, numbers: int, pieces: int) -> None:
        """Readings under way keep the arrays that they have: what a pass reads there never changes."""
        while numbers > len(self._facts):
            self._facts, self._sums = _doubled(self._facts), _doubled(self._sums)
        while pieces > len(self._pieces):
            self._pieces = _doubled(self._pieces)

    def _forget(self) -> None:
        self.words, self._held = Words(), 1
        self._reader.forget(self.words)
        self._facts = in_lines((FIRST_ROWS, FACTS), np.int32)
        self._facts[0] = (NONE, NONE, NO_WORD, 0, 0, 0, 0, 0)
        self._sums = in_lines((FIRST_ROWS, 2 * self._loads.shape[1]), np.float64)
        self._pieces = in_lines((FIRST_PIECES,), np.int32)


def in_lines(shape: tuple[int, ...], kind: type[Kind]) -> NDArray[Kind]:
    """Zeros that begin where a processor's line begins, so that short rows do not lie in two."""
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    room = np.zeros(size + LINE, np.uint8)
    begin = -room.ctypes.data % LINE
    return room[begin : begin + size].view(kind).reshape(shape)


def summed(row: NDArray[np.int64], loads: Floats, rows: int) -> Floats:
    """Rows of figures added up, those of a `row` one after the other in their order."""
    added = [np.bincount(row, part, minlength=rows) for part in loads.T]
    return np.column_stack(added).astype(np.float64, copy=False)  # of no rows numpy makes whole numbers


def _doubled(held: NDArray[Kind]) -> NDArray[Kind]:
    found = in_lines((2 * len(held), *held.shape[1:]), held.dtype.type)
    found[: len(held)] = held
    return found
