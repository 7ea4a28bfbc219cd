"""Words as numbers: each distinct word is read, looked up and cut into pieces once.

What texts are made of is a few thousand words; what is known of each lies in arrays, one row a word, so that
a text is a list of numbers. Words come from strangers, so what is remembered is bounded: when it is full
everything is forgotten, and what is still in use is learnt again within a few texts.
"""

import threading
from array import array
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from siklus.models.cutting import Cutter
from siklus.models.languages import BETWEEN, NEGATIONS
from siklus.models.plain import Floats, Plain, index_of
from siklus.models.strings import tone_of
from siklus.models.text import DENIED, LONGEST_WORD, STOPS, folded, tokens_in, word_of

Numbers = NDArray[np.int32]
New = tuple[int, int, int]  # a word's phrase, tone and kind
Kind = TypeVar("Kind", bound=np.generic)

MOST_WORDS = 65_536  # and as many ways to write them
FIRST_ROWS, FIRST_PIECES = 4_096, 65_536
CODE, WIDTH = "i", 4  # numbers as bytes
NONE = -1  # no column
NO_WORD, KNOWN, UNKNOWN = 0, 1, 2  # of what share of the words is new: marks and numbers are no words


class Rows(NamedTuple):
    """What is known of each word (or denied word) that has a number."""

    phrase: Numbers  # its column; NONE where it has none
    tone: Numbers  # the column of its tone
    kind: NDArray[np.int8]  # NO_WORD, KNOWN or UNKNOWN
    # Of its columns, all as if they stood in a text once: squares, and weights of each label. First of its
    # phrase and its tone together, then of its pieces.
    sums: Floats  # numbers × 2 · (1 + labels)
    ends: NDArray[np.int64]  # where its pieces end, and those of the next number begin
    pieces: Numbers  # columns, one after the other; as often as the word holds them


class Reading(NamedTuple):
    """Some texts as numbers: of each its words, and then what negations deny."""

    rows: Rows
    numbers: Numbers  # of all texts, one after the other
    words: Numbers  # how many of a text's numbers are words
    carriers: Numbers  # how many numbers a text has


class Memo:
    """What was learnt of words, for one set of columns; any number of threads may read texts with it."""

    def __init__(self, plain: Plain, loads: Floats, cut: Cutter) -> None:
        """Nothing is known yet.

        Args:
            loads: see `Columns`.
        """
        self._plain, self._loads, self._cut = plain, loads, cut
        self._phrase: Numbers
        self._tone: Numbers
        self._kind: NDArray[np.int8]
        self._sums: Floats
        self._ends: NDArray[np.int64]
        self._pieces: Numbers
        index = index_of(plain)
        self.phrase_at, self.piece_at = index.phrase_at, index.piece_at
        self._lock = threading.Lock()
        self._forget()

    def read(self, texts: Sequence[str]) -> Reading:
        """Texts as numbers."""
        with self._lock:
            if max(len(self._runs), len(self._name)) > MOST_WORDS:
                self._forget()
            rows = [self._row(text) for text in texts]
            self._settle()
            return Reading(
                rows=Rows(self._phrase, self._tone, self._kind, self._sums, self._ends, self._pieces),
                numbers=np.frombuffer(b"".join([part for row in rows for part in row]), dtype=np.int32),
                words=np.array([len(words) // WIDTH for words, _ in rows], dtype=np.int32),
                carriers=np.array(
                    [(len(words) + len(denied)) // WIDTH for words, denied in rows], dtype=np.int32
                ),
            )

    @property
    def size(self) -> int:
        """Bytes that the arrays take."""
        parts = (self._phrase, self._tone, self._kind, self._sums, self._ends, self._pieces)
        return sum(part.nbytes for part in parts)

    @property
    def longest_run(self) -> int:
        """Signs of the longest run that is remembered."""
        return max(map(len, [*self._runs, *self._denying]), default=0)

    def __len__(self) -> int:
        return len(self._name) - 1

    def _row(self, text: str) -> tuple[bytes, bytes]:
        """The numbers of a text's words, and of what negations deny."""
        # No word, drawing or mark reaches over a blank, so that a run of other signs is read once.
        runs, self._unsure = folded(text).split(), False
        words = b"".join(map(self._runs.__getitem__, runs))
        return words, self._denied(words) if self._unsure or not self._denying.isdisjoint(runs) else b""

    def _denied(self, words: bytes) -> bytes:
        """As `negated` says it of words, by their numbers."""
        numbers, denied, negations = array(CODE, words).tolist(), array(CODE), self._negations
        for begin in [at for at, number in enumerate(numbers) if number in negations]:
            left = self._plain.scope
            for at in range(begin + 1, len(numbers)):
                number = numbers[at]
                if not left or number in self._ending:
                    break
                if number not in self._between:
                    denied.append(self._denial_of(number))
                    left -= 1
        return denied.tobytes()

    def _denial_of(self, number: int) -> int:
        found = self._denials.get(number)
        if found is None:
            found = self._denials[number] = self._number(DENIED + self._name[number])
        return found

    def _read_run(self, run: str) -> bytes:
        words = [word_of(token) for token in tokens_in(run)]
        if not NEGATIONS.isdisjoint(words):
            if len(run) <= LONGEST_WORD:
                self._denying.add(run)
            else:
                self._unsure = True
        return array(CODE, map(self._number, words)).tobytes()

    def _number(self, carrier: str) -> int:
        return self._numbers.get(carrier) or self._learn(carrier)

    def _learn(self, carrier: str) -> int:
        number = len(self._name)
        phrase, tone = self.phrase_at.get(carrier, NONE), self.phrase_at.get(tone_of(carrier), NONE)
        self._new.append((phrase, tone, self._kind_of(carrier)))
        self._name.append(carrier)
        self._numbers[carrier] = number
        if carrier in NEGATIONS:
            self._negations.add(number)
        if carrier in NEGATIONS or carrier in STOPS:
            self._ending.add(number)
        elif carrier in BETWEEN:
            self._between.add(number)
        return number

    def _settle(self) -> None:
        """Write what was learnt into the arrays, all at once: word by word, numpy's calls are most of it."""
        if not self._new:
            return
        phrases, tones, kinds = zip(*self._new, strict=True)
        begin, end = len(self._name) - len(self._new), len(self._name)
        self._new.clear()
        sizes, pieces = self._cut(self._name[begin:])
        held = int(self._ends[begin - 1])
        self._make_room(end, held + len(pieces))
        self._phrase[begin:end], self._tone[begin:end], self._kind[begin:end] = phrases, tones, kinds
        self._pieces[held : held + len(pieces)] = pieces
        self._ends[begin:end] = held + np.cumsum(sizes)
        half = self._sums.shape[1] // 2
        own = np.column_stack([phrases, tones]).ravel()
        row = np.repeat(np.arange(end - begin), 2)[own != NONE]
        self._sums[begin:end, :half] = summed(row, self._loads[own[own != NONE]], end - begin)
        row = np.repeat(np.arange(end - begin), sizes)
        self._sums[begin:end, half:] = summed(row, self._loads[pieces], end - begin)

    def _kind_of(self, carrier: str) -> int:
        if carrier.startswith(DENIED) or not carrier.isalpha():
            return NO_WORD
        return KNOWN if carrier in self._plain.known_words else UNKNOWN

    def _make_room(self, numbers: int, pieces: int) -> None:
        """Readings that are under way keep the arrays that they have: what is in them never changes."""
        while numbers > len(self._ends):
            self._phrase, self._tone = _doubled(self._phrase), _doubled(self._tone)
            self._kind, self._ends = _doubled(self._kind), _doubled(self._ends)
            self._sums = _doubled(self._sums)
        while pieces > len(self._pieces):
            self._pieces = _doubled(self._pieces)

    def _forget(self) -> None:
        self._runs = _Runs(self._read_run)
        self._denying: set[str] = set()  # the runs with a negation in them
        self._unsure = False  # whether a run that is too long to be remembered holds a negation
        self._numbers: dict[str, int] = {}
        self._denials: dict[int, int] = {}  # a word's number to that of what it is when it is denied
        self._negations: set[int] = set()
        self._ending: set[int] = set()  # what no negation reaches past: marks, and the next negation
        self._between: set[int] = set()  # what a negation reaches past without denying it
        self._new: list[New] = []  # not in the arrays yet
        self._name = [""]  # number 0 is no word, so that a look-up that finds nothing is false
        self._phrase, self._tone = np.full(FIRST_ROWS, NONE, np.int32), np.full(FIRST_ROWS, NONE, np.int32)
        self._kind, self._ends = np.zeros(FIRST_ROWS, np.int8), np.zeros(FIRST_ROWS, np.int64)
        self._sums = np.zeros((FIRST_ROWS, 2 * self._loads.shape[1]))
        self._pieces = np.zeros(FIRST_PIECES, np.int32)


class _Runs(dict[str, bytes]):
    """Runs of signs between two blanks as the numbers of their words; a new one is read."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, run: str) -> bytes:
        found = self._read(run)
        # What remembers words must not be made to remember novels.
        if len(run) <= LONGEST_WORD:
            self[run] = found
        return found


def summed(row: NDArray[np.int64], loads: Floats, rows: int) -> Floats:
    """Rows of figures added up, those of a `row` one after the other in their order."""
    added = [np.bincount(row, part, minlength=rows) for part in loads.T]
    return np.column_stack(added).astype(np.float64, copy=False)  # of no rows numpy makes whole numbers


def _doubled(held: NDArray[Kind]) -> NDArray[Kind]:
    return np.concatenate([held, np.zeros_like(held)])
