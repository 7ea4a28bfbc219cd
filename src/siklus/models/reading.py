"""Texts as the numbers of their words: by Python, run by run."""

from array import array
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from siklus.models.text import LONGEST_WORD, folded
from siklus.models.words import DENIES, ENDS, PASSED, Words

Numbers = NDArray[np.int32]
CODE, WIDTH = "i", 4  # numbers as bytes


class Read(NamedTuple):
    """Some texts as numbers: of each its words, and then what negations deny."""

    numbers: Numbers  # of all texts, one after the other
    words: Numbers  # how many of a text's numbers are words
    carriers: Numbers  # how many numbers a text has


class Reader(Protocol):
    """Reads texts, and remembers runs of signs between blanks. One thread at a time may ask it."""

    def read(self, texts: Sequence[str], settled: Callable[[], Numbers], /) -> Read:
        """Texts as numbers.

        Args:
            settled: the facts of all words that have a number by now, one row each.
        """
        ...

    def forget(self, words: Words) -> None:
        """Begin anew, with words that were not met yet."""
        ...

    def __len__(self) -> int:
        """How many runs are remembered."""
        ...

    @property
    def longest(self) -> int:
        """Signs of the longest run that is remembered."""
        ...


class PlainReader:
    """Reads by Python alone."""

    def __init__(self, scope: int) -> None:
        """Ready once it was told to forget.

        Args:
            scope: words that a negation reaches.
        """
        self._scope = scope
        self.forget(Words())

    def forget(self, words: Words) -> None:
        """As `Reader`."""
        self._words, self._runs = words, _Runs(self._read_run)
        self._denying: set[str] = set()  # the runs with a negation in them
        self._unsure = False  # whether a run that is too long to be remembered holds a negation

    def __len__(self) -> int:
        return len(self._runs)

    @property
    def longest(self) -> int:
        """As `Reader`."""
        return max(map(len, [*self._runs, *self._denying]), default=0)

    def read(self, texts: Sequence[str], _settled: Callable[[], Numbers] | None = None) -> Read:
        """As `Reader`."""
        rows = [self._row(text) for text in texts]
        return Read(
            numbers=np.frombuffer(b"".join([part for row in rows for part in row]), dtype=np.int32),
            words=np.array([len(words) // WIDTH for words, _ in rows], dtype=np.int32),
            carriers=np.array(
                [(len(words) + len(denied)) // WIDTH for words, denied in rows], dtype=np.int32
            ),
        )

    def _row(self, text: str) -> tuple[bytes, bytes]:
        """The numbers of a text's words, and of what negations deny."""
        # No word, drawing or mark reaches over a blank, so that a run of other signs is read once.
        runs, self._unsure = folded(text).split(), False
        words = b"".join(map(self._runs.__getitem__, runs))
        return words, self._denied(words) if self._unsure or not self._denying.isdisjoint(runs) else b""

    def _denied(self, words: bytes) -> bytes:
        """As `negated` says it of words, by their numbers."""
        numbers, denied, roles = array(CODE, words).tolist(), array(CODE), self._words.roles
        for begin in [at for at, number in enumerate(numbers) if roles[number] == DENIES]:
            left = self._scope
            for at in range(begin + 1, len(numbers)):
                role = roles[numbers[at]]
                if not left or role >= ENDS:
                    break
                if role != PASSED:
                    denied.append(self._words.denial_of(numbers[at]))
                    left -= 1
        return denied.tobytes()

    def _read_run(self, run: str) -> bytes:
        numbers = self._words.numbers_in(run)
        if any(self._words.roles[number] == DENIES for number in numbers):
            if len(run) <= LONGEST_WORD:
                self._denying.add(run)
            else:
                self._unsure = True
        return array(CODE, numbers).tobytes()


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
