"""The pass of `passes`, compiled by numba: the extra `fast`. It holds no lock of the interpreter."""

import math
import threading
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from siklus.domain.reviews import LABELS
from siklus.models.compiling import MIXER, compiled
from siklus.models.memo import BEGIN, END, KIND, NO_WORD, PHRASE, TONE, UNKNOWN, Reading, in_lines
from siklus.models.passes import MOST_TIMES, Columns
from siklus.models.plain import Floats

# Stamps are bytes, to stay in the processor's caches. A column that stands in a text more than MOST_TIMES
# times is not counted on.
ANEW_AT = 255 - MOST_TIMES - 1

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
        loads = in_lines(columns.loads.shape, np.float64)
        loads[:] = columns.loads
        return cls(columns.phrases, loads, columns.constants, columns.damped, slots, pair_columns)


class Work(NamedTuple):
    """What a thread works with, from one text to the next."""

    base: NDArray[np.int64]  # one number, which grows with every text
    stamps: NDArray[np.uint8]  # of each column: `base` where it stands in this text once, and so on
    counts: NDArray[np.int32]  # of each column: how often it stands in a text that is added up afresh
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
        _judge(reading, self._table, self._work(), found)
        return found

    def _work(self) -> Work:
        local: Any = self._local
        if not hasattr(local, "work"):
            columns, labels = self._table.loads.shape
            local.work = Work(
                base=np.ones(1, np.int64),
                stamps=np.zeros(columns, np.uint8),
                counts=np.zeros(columns, np.int32),
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
def _meet(column: int, work: Any, base: Any, many: int) -> int:
    """Count a column; how many columns stand in this text more than once."""
    times = work.stamps[column] - base + 1  # so far; no more than none: it stood in another text
    if times <= 0:
        work.stamps[column] = base
        return many
    if times <= MOST_TIMES:
        work.stamps[column] = base + times
    if times == 1:
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
    many, base, before = 0, work.base[0], -1
    for at, number in enumerate(numbers):
        facts = rows.facts[number]
        phrase = facts[PHRASE]
        for part in range(2 * HALF):
            work.sums[part] += rows.sums[number, part]
        if before >= 0 and phrase >= 0 and at < words:
            pair = _pair(np.int64(before) * table.phrases + phrase, table)
            if pair >= 0:
                _add(table.loads[pair], 1.0, 1.0, work.sums[:HALF])
                many = _meet(pair, work, base, many)
        if phrase >= 0:
            many = _meet(phrase, work, base, many)
        if facts[TONE] >= 0:
            many = _meet(facts[TONE], work, base, many)
        for place in range(facts[BEGIN], facts[END]):
            many = _meet(rows.pieces[place], work, base, many)
        before = phrase
    return many


@compiled
def _damped(times: int, table: Any) -> float:
    return table.damped[times] if times < len(table.damped) else 1.0 + math.log(times)


@compiled
def _correct(table: Any, work: Any, many: int) -> int:
    """Columns that stand in a text several times count (1 + ln n) times, and not n times.

    Returns how often the commonest one stands there. That this is done well holds up to MOST_TIMES.
    """
    most = 1
    for column in work.repeated[:many]:
        times = work.stamps[column] - work.base[0] + 1
        most = max(most, times)
        damped = _damped(times, table)
        half = work.sums[:HALF] if column < table.phrases else work.sums[HALF:]
        _add(table.loads[column], damped - times, damped * damped - times, half)
    return most


@compiled
def _count_or_add(column: Any, counting: bool, table: Any, work: Any) -> None:
    """Count a column, or add it as often as it was counted and no second time."""
    if column < 0:
        return
    if counting:
        work.counts[column] += 1
        return
    times = work.counts[column]
    if times > 0:
        work.counts[column] = 0
        damped = _damped(times, table)
        half = work.sums[:HALF] if column < table.phrases else work.sums[HALF:]
        _add(table.loads[column], damped, damped * damped, half)


@compiled
def _afresh(numbers: Any, words: int, rows: Any, table: Any, work: Any) -> None:
    """Count the columns of a text, however often they stand there, and add each up once."""
    work.sums[:] = 0.0
    for counting in (True, False):
        before = -1
        for at, number in enumerate(numbers):
            facts = rows.facts[number]
            if before >= 0 and facts[PHRASE] >= 0 and at < words:
                pair = _pair(np.int64(before) * table.phrases + facts[PHRASE], table)
                _count_or_add(pair, counting, table, work)
            _count_or_add(facts[PHRASE], counting, table, work)
            _count_or_add(facts[TONE], counting, table, work)
            for place in range(facts[BEGIN], facts[END]):
                _count_or_add(rows.pieces[place], counting, table, work)
            before = facts[PHRASE]


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
def _new_words(numbers: Any, facts: Any) -> float:
    words, new = 0, 0
    for number in numbers:
        words += facts[number, KIND] != NO_WORD
        new += facts[number, KIND] == UNKNOWN
    return new / words if words else 0.0


@compiled
def _judge(reading: Any, table: Any, work: Any, found: Any) -> None:
    rows, end = reading.rows, 0
    for text in range(len(reading.carriers)):
        begin, end = end, end + reading.carriers[text]
        numbers, row = reading.numbers[begin:end], found[text]
        if work.base[0] > ANEW_AT:
            work.base[0] = 1
            work.stamps[:] = 0
        work.sums[:] = 0.0
        many = _words(numbers, reading.words[text], rows, table, work)
        most = _correct(table, work, many)
        if most > MOST_TIMES:
            _afresh(numbers, reading.words[text], rows, table, work)
        _logits(work.sums, table.constants, row)
        _soften(row)
        row[MANY] = _new_words(numbers, rows.facts)
        # No stamp of this text may look like one of the next.
        work.base[0] += most
