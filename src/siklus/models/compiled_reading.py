"""The reading of `reading`, compiled by numba: runs are bytes, looked up by a hash.

The runs come from strangers. Nobody outside knows what the hash begins with, and a run that does not find a
place near its hash is not remembered: the texts that hold it are read by Python.
"""

import secrets
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from siklus.models.compiling import MIXER, compiled
from siklus.models.memo import DENIAL, ROLE
from siklus.models.reading import Numbers, PlainReader, Read
from siklus.models.text import LONGEST_WORD, folded
from siklus.models.words import DENIES, ENDS, PASSED, Words

FIRST_SLOTS, FIRST_SIGNS, FIRST_NUMBERS = 4_096, 32_768, 4_096
LOOKS = 32  # slots after its hash in which a run may be
HASH, SIGNS, NUMBERS = range(3)  # of a slot
COUNT_BITS = 8  # the low ones of SIGNS and NUMBERS: how many there are; above: where they are
COUNT_MASK = (1 << COUNT_BITS) - 1
NOWHERE = -1
WORDS, NEW, DENIED = range(3)  # what is found
MOST_NEW = 1_024  # runs, or denied words, that are learnt at once


class Runs(NamedTuple):
    """The runs that are remembered."""

    slots: NDArray[np.int64]  # slots × 3, each run at its hash or after it; SIGNS is 0 where none is
    signs: NDArray[np.uint8]  # the bytes of the runs, one after the other
    numbers: Numbers  # of the runs that are several words; of one word it is in the slot itself
    seeds: NDArray[np.int64]
    held: NDArray[np.int64]  # how many slots, bytes and numbers are taken


class Asked(NamedTuple):
    """Some texts."""

    content: NDArray[np.uint8]
    ends: NDArray[np.int64]
    scope: int


class Found(NamedTuple):
    """Room for what is found in some texts."""

    held: NDArray[np.int64]  # WORDS, NEW, DENIED: how many there are of each
    numbers: Numbers
    words: Numbers
    carriers: Numbers
    unread: NDArray[np.bool_]  # whether a text holds a run that is never remembered
    new: NDArray[np.int64]  # where runs begin and end that are not remembered yet
    denied: Numbers  # words whose denial was not met yet


class CompiledReader:
    """Reads by machine code what it remembers, and has Python read the rest."""

    def __init__(self, scope: int) -> None:
        """Ready once it was told to forget."""
        self._scope, self._plain = scope, PlainReader(scope)
        # What the hash begins with, and its factor: an even one would lose a digit with every byte.
        self._seeds = np.array([secrets.randbits(62), secrets.randbits(62) | 1], np.int64)
        self.forget(Words())

    def forget(self, words: Words) -> None:
        """As `Reader`."""
        self._words = words
        self._plain.forget(words)
        self._runs = Runs(
            np.zeros((FIRST_SLOTS, 3), np.int64),
            np.zeros(FIRST_SIGNS, np.uint8),
            np.zeros(FIRST_NUMBERS, np.int32),
            self._seeds,
            np.zeros(3, np.int64),
        )

    def __len__(self) -> int:
        return max(int(self._runs.held[0]), len(self._plain))

    @property
    def longest(self) -> int:
        """As `Reader`, in bytes."""
        lengths = self._runs.slots[:, SIGNS] & COUNT_MASK
        return max(int(lengths.max()), self._plain.longest)

    def read(self, texts: Sequence[str], settled: Callable[[], Numbers]) -> Read:
        """As `Reader`."""
        pieces = [_bytes(text) for text in texts]
        asked = Asked(np.frombuffer(b"".join(pieces), np.uint8), _ends(pieces), self._scope)
        found = _room(len(texts), len(asked.content))
        while True:
            _read(asked, self._runs, settled(), found)
            words, new, denied = found.held.tolist()
            if not new and not denied:
                break
            self._learn(asked.content, found.new[:new])
            denials = {number: self._words.denial_of(number) for number in found.denied[:denied].tolist()}
            settled()[list(denials), DENIAL] = list(denials.values())
        read = Read(found.numbers[:words], found.words, found.carriers)
        return self._completed(texts, read, found.unread) if found.unread.any() else read

    def _learn(self, content: NDArray[np.uint8], places: NDArray[np.int64]) -> None:
        runs = list(dict.fromkeys(bytes(content[begin:end]) for begin, end in places.tolist()))
        read = [self._words.numbers_in(run.decode("utf-8", "surrogatepass")) for run in runs]
        signs = np.frombuffer(b"".join(runs), np.uint8)
        numbers = np.array([number for several in read for number in several], np.int32)
        self._make_room(len(runs), len(signs), len(numbers))
        _put((signs, _ends(runs)), (numbers, _ends(read)), self._runs)

    def _make_room(self, runs: int, signs: int, numbers: int) -> None:
        old, held = self._runs, self._runs.held.tolist()
        slots = old.slots
        if 2 * (held[0] + runs) > len(slots):
            slots = np.zeros((_at_least(2 * (held[0] + runs), len(slots)), 3), np.int64)
            _move(old.slots, slots)
        self._runs = old._replace(
            slots=slots,
            signs=_longer(old.signs, held[1] + signs),
            numbers=_longer(old.numbers, held[2] + numbers),
        )

    def _completed(self, texts: Sequence[str], read: Read, unread: NDArray[np.bool_]) -> Read:
        """With the texts that Python has to read."""
        parts = np.split(read.numbers, np.cumsum(read.carriers)[:-1])
        for at in np.flatnonzero(unread).tolist():
            parts[at], read.words[[at]], read.carriers[[at]] = self._plain.read([texts[at]])
        return Read(np.concatenate(parts), read.words, read.carriers)


def _bytes(text: str) -> bytes:
    small = folded(text)
    if small.isascii():
        return small.encode()
    # So that no blanks are left but those that the compiled code knows.
    return " ".join(small.split()).encode("utf-8", "surrogatepass")


def _room(texts: int, size: int) -> Found:
    return Found(
        np.zeros(3, np.int64),
        # A byte may be a word, and a word may be denied.
        numbers=np.empty(2 * size, np.int32),
        words=np.empty(texts, np.int32),
        carriers=np.empty(texts, np.int32),
        unread=np.zeros(texts, np.bool_),
        new=np.empty((MOST_NEW, 2), np.int64),
        denied=np.empty(MOST_NEW, np.int32),
    )


def _ends(parts: Sequence[Sequence[Any]]) -> NDArray[np.int64]:
    return np.fromiter(accumulate(map(len, parts)), np.int64, len(parts))


def _at_least(wanted: int, size: int) -> int:
    while size < wanted:
        size *= 2
    return size


def _longer(held: NDArray[Any], wanted: int) -> NDArray[Any]:
    if wanted <= len(held):
        return held
    found = np.zeros(_at_least(wanted, len(held)), held.dtype)
    found[: len(held)] = held
    return found


# --- machine code ---------------------------------------------------------------------------------


@compiled
def _is_blank(sign: int) -> bool:
    """Whether `str.split` parts a text of ASCII there."""
    return sign <= 32 and (sign == 32 or 9 <= sign <= 13 or sign >= 28)


@compiled
def _hash(signs: Any, begin: int, end: int, seeds: Any) -> Any:
    found = seeds[0]
    for at in range(begin, end):
        found = (found ^ signs[at]) * seeds[1]
    return found ^ (found >> 32)


@compiled
def _first(hashed: Any, slots: Any) -> Any:
    mixed = hashed * np.int64(MIXER)
    return (mixed ^ (mixed >> 32)) & (len(slots) - 1)


@compiled
def _find(signs: Any, begin: int, end: int, hashed: Any, runs: Any) -> Any:
    """The slot of a run, or the free one where it would be; NOWHERE if it is too far from its hash."""
    slot = _first(hashed, runs.slots)
    for _ in range(LOOKS):
        where = runs.slots[slot, SIGNS]
        if not where:
            return slot
        if runs.slots[slot, HASH] == hashed and where & COUNT_MASK == end - begin:
            place = where >> COUNT_BITS
            same = True
            for at in range(end - begin):
                same = same and signs[begin + at] == runs.signs[place + at]
            if same:
                return slot
        slot = (slot + 1) & (len(runs.slots) - 1)
    return NOWHERE


@compiled
def _put(written: Any, read: Any, runs: Any) -> None:
    """Remember runs, as bytes and as numbers; there is room."""
    (signs, sign_ends), (numbers, number_ends) = written, read
    begin, first = 0, 0
    for at, end in enumerate(sign_ends):
        last = number_ends[at]
        hashed = _hash(signs, begin, end, runs.seeds)
        slot = _find(signs, begin, end, hashed, runs)
        if slot != NOWHERE:
            place, count = runs.held[1], last - first
            runs.signs[place : place + end - begin] = signs[begin:end]
            where = np.int64(numbers[first]) if count == 1 else runs.held[2]
            if count > 1:
                runs.numbers[where : where + count] = numbers[first:last]
                runs.held[2] += count
            runs.slots[slot, HASH] = hashed
            runs.slots[slot, SIGNS] = (place << COUNT_BITS) | (end - begin)
            runs.slots[slot, NUMBERS] = (where << COUNT_BITS) | count
            runs.held[0] += 1
            runs.held[1] += end - begin
        begin, first = end, last


@compiled
def _move(old: Any, new: Any) -> None:
    """Put runs into more slots; whoever finds no place near its hash there is forgotten."""
    for row in old:
        slot = _first(row[HASH], new)
        for _ in range(LOOKS if row[SIGNS] else 0):
            if not new[slot, SIGNS]:
                new[slot] = row
                break
            slot = (slot + 1) & (len(new) - 1)


@compiled
def _read(asked: Any, runs: Any, facts: Any, found: Any) -> None:
    """Look up the numbers of texts, and note what is to be learnt before this is done once more."""
    found.held[:] = 0
    begin = 0
    for text, end in enumerate(asked.ends):
        first = found.held[WORDS]
        found.unread[text] = not _look_up(asked.content, begin, end, runs, found)
        if found.unread[text]:
            found.held[WORDS] = first
        found.words[text] = found.held[WORDS] - first
        _deny(first, asked.scope, facts, found)
        found.carriers[text] = found.held[WORDS] - first
        begin = end


@compiled
def _look_up(content: Any, begin: int, end: int, runs: Any, found: Any) -> bool:
    """Whether each run of a text is remembered, or can be."""
    at = begin
    while at < end:
        if _is_blank(content[at]):
            at += 1
            continue
        run = at
        while at < end and not _is_blank(content[at]):
            at += 1
        if at - run > LONGEST_WORD:
            return False
        slot = _find(content, run, at, _hash(content, run, at, runs.seeds), runs)
        if slot == NOWHERE:
            return False
        if runs.slots[slot, SIGNS]:
            _take(runs.slots[slot, NUMBERS], runs.numbers, found)
        elif found.held[NEW] < MOST_NEW:
            found.new[found.held[NEW], 0], found.new[found.held[NEW], 1] = run, at
            found.held[NEW] += 1
    return True


@compiled
def _take(where: Any, numbers: Any, found: Any) -> None:
    count, place, held = where & COUNT_MASK, where >> COUNT_BITS, found.held[WORDS]
    if count == 1:
        found.numbers[held] = place
    else:
        for at in range(count):
            found.numbers[held + at] = numbers[place + at]
    found.held[WORDS] += count


@compiled
def _deny(first: int, scope: int, facts: Any, found: Any) -> None:
    """As `negated` says it of the words of a text, by their numbers."""
    left = 0
    for at in range(first, found.held[WORDS]):
        number = found.numbers[at]
        role = facts[number, ROLE]
        if role == DENIES:
            left = scope
        elif role == ENDS:
            left = 0
        elif left and role != PASSED:
            left -= 1
            found.numbers[found.held[WORDS]] = facts[number, DENIAL]
            found.held[WORDS] += 1
            if not facts[number, DENIAL] and found.held[DENIED] < MOST_NEW:
                found.denied[found.held[DENIED]] = number
                found.held[DENIED] += 1
