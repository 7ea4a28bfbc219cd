"""The pass of `passes`, compiled by numba: the extra `fast`. It holds no lock of the interpreter."""

import math
import threading
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from siklus.domain.reviews import LABELS
from siklus.models.compiling import MIXER, compiled
from siklus.models.memo import NO_WORD, UNKNOWN, Reading
from siklus.models.passes import MOST_TIMES, Columns
from siklus.models.plain import Floats

# Stamps are small, to stay in the processor's caches; one call adds far less than what is left.
RENEWED_AT = 2**30

# Known when it is compiled, so that loops over labels are none.
MANY, HALF = len(LABELS), len(LABELS) + 1


class Table(NamedTuple):
    """What a pass looks up, as `Columns`; the pairs are found by a hash."""

    phrases: int
    loads: Floats
    constants: Floats
    damped: Floats
    slots: NDArray[np.int64]  # the keys of pairs, each at its hash or in the first free slot after it; or -1
    pair_columns: NDArray[np.int32]  # of the keys in `slots`

    @classmethod
    def of(cls, columns: Columns) -> "Table":
        """The same columns."""
        size = 1 << (2 * len(columns.pairs) + 1).bit_length()  # at most half full, so that runs stay short
        slots, pair_columns = np.full(size, -1, np.int64), np.zeros(size, np.int32)
        _fill(columns.pairs, columns.pair_columns, slots, pair_columns)
        return cls(columns.phrases, columns.loads, columns.constants, columns.damped, slots, pair_columns)


class Work(NamedTuple):
    """What a thread works with, from one text to the next."""

    base: NDArray[np.int64]  # one number, which grows with every text
    stamps: NDArray[
        np.int32
    ]  # of each column: `base` where it stood in this text once, one more where twice …
    repeated: NDArray[np.int32]  # room for the columns that stand in a text more than once
    sums: Floats  # as `Rows.sums`, of the text


class CompiledPass:
    """The pass, for any number of threads."""

    def __init__(self, columns: Columns) -> None:
        self._table = Table.of(columns)
        self._local = threading.local()

    def __call__(self, reading: Reading) -> Floats:
        """As `numpy_pass`, the same within 1e-13."""
        found = np.empty((len(reading.carriers), len(LABELS) + 1))
        work = self._work()
        if work.base[0] > RENEWED_AT:
            work.base[0] = 1
            work.stamps[:] = 0
        _judge(reading, self._table, work, found)
        return found

    def _work(self) -> Work:
        local: Any = self._local
        if not hasattr(local, "work"):
            columns, labels = self._table.loads.shape
            local.work = Work(
                base=np.ones(1, np.int64),
                stamps=np.zeros(columns, np.int32),
                repeated=np.zeros(columns, np.int32),
                sums=np.zeros(2 * labels),
            )
        found: Work = local.work
        return found


@compiled
def _slot(key: Any, slots: Any) -> Any:
    """Where to look for a key first."""
    mixed = key * np.int64(MIXER)  # whose low digits say little of the high ones of the key
    return (mixed ^ (mixed >> 32)) & (len(slots) - 1)


@compiled
def _fill(pairs: Any, pair_columns: Any, slots: Any, found: Any) -> None:
    for at, key in enumerate(pairs):
        slot = _slot(key, slots)
        while slots[slot] >= 0:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot], found[slot] = key, pair_columns[at]


@compiled
def _pair(key: Any, table: Any) -> Any:
    """The column of a pair; -1 where it is no phrase."""
    slot = _slot(key, table.slots)
    while table.slots[slot] >= 0:
        if table.slots[slot] == key:
            return table.pair_columns[slot]
        slot = (slot + 1) & (len(table.slots) - 1)
    return -1


@compiled
def _meet(column: int, work: Any, many: int) -> int:
    """Count a column; how many columns stand in this text more than once."""
    stamp, base = work.stamps[column], work.base[0]
    if stamp < base:
        work.stamps[column] = base
        return many
    work.stamps[column] = stamp + 1
    if stamp == base:
        work.repeated[many] = column
        return many + 1
    return many


@compiled
def _add(load: Any, times: float, squared: float, half: Any) -> None:
    half[0] += squared * load[0]
    for at in range(1, HALF):
        half[at] += times * load[at]


@compiled
def _words(numbers: Any, words: int, rows: Any, table: Any, work: Any) -> int:
    """Add up what words and pairs speak for, as if each column stood there once; how many do not."""
    many = 0
    for at, number in enumerate(numbers):
        phrase = rows.phrase[number]
        for part in range(2 * HALF):
            work.sums[part] += rows.sums[number, part]
        if phrase >= 0:
            many = _meet(phrase, work, many)
        if rows.tone[number] >= 0:
            many = _meet(rows.tone[number], work, many)
        if at + 1 < words and phrase >= 0 and rows.phrase[numbers[at + 1]] >= 0:
            pair = _pair(np.int64(phrase) * table.phrases + rows.phrase[numbers[at + 1]], table)
            if pair >= 0:
                _add(table.loads[pair], 1.0, 1.0, work.sums[:HALF])
                many = _meet(pair, work, many)
        for place in range(rows.ends[number - 1], rows.ends[number]):
            many = _meet(rows.pieces[place], work, many)
    return many


@compiled
def _damped(times: int, table: Any) -> float:
    return table.damped[times] if times < len(table.damped) else 1.0 + math.log(times)


@compiled
def _correct(table: Any, work: Any, many: int) -> bool:
    """Columns that stand in a text several times count (1 + ln n) times, and not n times.

    Returns whether that is done well: see MOST_TIMES.
    """
    for column in work.repeated[:many]:
        times = work.stamps[column] - work.base[0] + 1
        if times > MOST_TIMES:
            return False
        damped = _damped(times, table)
        half = work.sums[:HALF] if column < table.phrases else work.sums[HALF:]
        _add(table.loads[column], damped - times, damped * damped - times, half)
    return True


@compiled
def _once(column: int, table: Any, work: Any, half: Any) -> None:
    """Add a counted column as often as it counts, and no second time."""
    times = work.stamps[column] - work.base[0] + 1
    if times > 0:
        work.stamps[column] = work.base[0] - 1
        damped = _damped(times, table)
        _add(table.loads[column], damped, damped * damped, half)


@compiled
def _afresh(numbers: Any, words: int, rows: Any, table: Any, work: Any) -> None:
    """Add up the columns of a text that were counted, each once."""
    work.sums[:] = 0.0
    for at, number in enumerate(numbers):
        phrase = rows.phrase[number]
        if phrase >= 0:
            _once(phrase, table, work, work.sums[:HALF])
        if rows.tone[number] >= 0:
            _once(rows.tone[number], table, work, work.sums[:HALF])
        if at + 1 < words and phrase >= 0 and rows.phrase[numbers[at + 1]] >= 0:
            pair = _pair(np.int64(phrase) * table.phrases + rows.phrase[numbers[at + 1]], table)
            if pair >= 0:
                _once(pair, table, work, work.sums[:HALF])
        for place in range(rows.ends[number - 1], rows.ends[number]):
            _once(rows.pieces[place], table, work, work.sums[HALF:])


@compiled
def _logits(sums: Any, constants: Any, row: Any) -> None:
    row[:MANY] = constants
    for half in (0, HALF):
        if sums[half] > 0.0:
            for label in range(MANY):
                row[label] += sums[half + 1 + label] / math.sqrt(sums[half])


@compiled
def _soften(logits: Any) -> None:
    most, total = logits[0], 0.0
    for label in range(1, MANY):
        most = max(most, logits[label])
    for label in range(MANY):
        logits[label] = math.exp(logits[label] - most)
        total += logits[label]
    for label in range(MANY):
        logits[label] /= total


@compiled
def _new_words(numbers: Any, kinds: Any) -> float:
    words, new = 0, 0
    for number in numbers:
        words += kinds[number] != NO_WORD
        new += kinds[number] == UNKNOWN
    return new / words if words else 0.0


@compiled
def _most(numbers: Any, rows: Any) -> int:
    """No column stands in a text as often."""
    many = 1
    for number in numbers:
        many += 3 + rows.ends[number] - rows.ends[number - 1]
    return many


@compiled
def _judge(reading: Any, table: Any, work: Any, found: Any) -> None:
    rows, end = reading.rows, 0
    for text in range(len(reading.carriers)):
        begin, end = end, end + reading.carriers[text]
        numbers, row = reading.numbers[begin:end], found[text]
        work.sums[:] = 0.0
        many = _words(numbers, reading.words[text], rows, table, work)
        if not _correct(table, work, many):
            _afresh(numbers, reading.words[text], rows, table, work)
        _logits(work.sums, table.constants, row)
        _soften(row)
        row[MANY] = _new_words(numbers, rows.kind)
        # No stamp of this text may look like one of the next.
        work.base[0] += _most(numbers, rows)
