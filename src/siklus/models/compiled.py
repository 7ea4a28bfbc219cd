"""The pass of `passes`, compiled by numba: the extra `fast`. It holds no lock of the interpreter."""

import math
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from siklus.domain.reviews import LABELS
from siklus.models.memo import NO_WORD, UNKNOWN, Reading
from siklus.models.passes import MOST_TIMES, Columns
from siklus.models.plain import Floats

# Stamps are small, to stay in the processor's caches; one call adds far less than what is left.
RENEWED_AT = 2**30

# Known when it is compiled, so that loops over labels are none.
MANY, HALF = len(LABELS), len(LABELS) + 1
# What is kept for the next process is found by the code alone, which does not say how many labels there are.
KEPT = MANY == 3

Function = TypeVar("Function", bound=Callable[..., Any])


class Work(NamedTuple):
    """What a thread works with, from one text to the next."""

    base: NDArray[np.int64]  # one number, which grows with every text
    stamps: NDArray[
        np.int32
    ]  # of each column: `base` where it stood in this text once, one more where twice …
    repeated: NDArray[np.int32]  # room for the columns that stand in a text more than once
    sums: Floats  # as `Rows.sums`, of the text


def compiled(function: Function) -> Function:
    """Machine code of a function, kept for the next process where there is a folder to write to."""
    try:
        found: Any = numba.njit(nogil=True, cache=KEPT)(function)
    except RuntimeError:
        found = numba.njit(nogil=True)(function)
    return cast("Function", found)


class CompiledPass:
    """The pass, for any number of threads."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._local = threading.local()

    def __call__(self, reading: Reading) -> Floats:
        """As `numpy_pass`, the same within 1e-13."""
        found = np.empty((len(reading.carriers), len(LABELS) + 1))
        work = self._work()
        if work.base[0] > RENEWED_AT:
            work.base[0] = 1
            work.stamps[:] = 0
        _judge(reading, self._columns, work, found)
        return found

    def _work(self) -> Work:
        local: Any = self._local
        if not hasattr(local, "work"):
            columns, labels = self._columns.loads.shape
            stamps, repeated = np.zeros(columns, np.int32), np.zeros(columns, np.int32)
            local.work = Work(np.ones(1, np.int64), stamps, repeated, np.zeros(2 * labels))
        found: Work = local.work
        return found


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
def _pair(key: int, columns: Any) -> int:
    """The column of a pair; -1 where it is no phrase."""
    low, high = 0, len(columns.pairs)
    while low < high:
        middle = (low + high) // 2
        if columns.pairs[middle] < key:
            low = middle + 1
        else:
            high = middle
    return columns.pair_columns[low] if low < len(columns.pairs) and columns.pairs[low] == key else -1


@compiled
def _add(load: Any, times: float, squared: float, half: Any) -> None:
    half[0] += squared * load[0]
    for at in range(1, HALF):
        half[at] += times * load[at]


@compiled
def _words(numbers: Any, words: int, rows: Any, columns: Any, work: Any) -> int:
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
            pair = _pair(np.int64(phrase) * columns.phrases + rows.phrase[numbers[at + 1]], columns)
            if pair >= 0:
                _add(columns.loads[pair], 1.0, 1.0, work.sums[:HALF])
                many = _meet(pair, work, many)
        for place in range(rows.ends[number - 1], rows.ends[number]):
            many = _meet(rows.pieces[place], work, many)
    return many


@compiled
def _damped(times: int, columns: Any) -> float:
    return columns.damped[times] if times < len(columns.damped) else 1.0 + math.log(times)


@compiled
def _correct(columns: Any, work: Any, many: int) -> bool:
    """Columns that stand in a text several times count (1 + ln n) times, and not n times.

    Returns whether that is done well: see MOST_TIMES.
    """
    for column in work.repeated[:many]:
        times = work.stamps[column] - work.base[0] + 1
        if times > MOST_TIMES:
            return False
        damped = _damped(times, columns)
        half = work.sums[:HALF] if column < columns.phrases else work.sums[HALF:]
        _add(columns.loads[column], damped - times, damped * damped - times, half)
    return True


@compiled
def _once(column: int, columns: Any, work: Any, half: Any) -> None:
    """Add a counted column as often as it counts, and no second time."""
    times = work.stamps[column] - work.base[0] + 1
    if times > 0:
        work.stamps[column] = work.base[0] - 1
        damped = _damped(times, columns)
        _add(columns.loads[column], damped, damped * damped, half)


@compiled
def _afresh(numbers: Any, words: int, rows: Any, columns: Any, work: Any) -> None:
    """Add up the columns of a text that were counted, each once."""
    work.sums[:] = 0.0
    for at, number in enumerate(numbers):
        phrase = rows.phrase[number]
        if phrase >= 0:
            _once(phrase, columns, work, work.sums[:HALF])
        if rows.tone[number] >= 0:
            _once(rows.tone[number], columns, work, work.sums[:HALF])
        if at + 1 < words and phrase >= 0 and rows.phrase[numbers[at + 1]] >= 0:
            pair = _pair(np.int64(phrase) * columns.phrases + rows.phrase[numbers[at + 1]], columns)
            if pair >= 0:
                _once(pair, columns, work, work.sums[:HALF])
        for place in range(rows.ends[number - 1], rows.ends[number]):
            _once(rows.pieces[place], columns, work, work.sums[HALF:])


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
def _judge(reading: Any, columns: Any, work: Any, found: Any) -> None:
    rows, end = reading.rows, 0
    for text in range(len(reading.carriers)):
        begin, end = end, end + reading.carriers[text]
        numbers, row = reading.numbers[begin:end], found[text]
        work.sums[:] = 0.0
        many = _words(numbers, reading.words[text], rows, columns, work)
        if not _correct(columns, work, many):
            _afresh(numbers, reading.words[text], rows, columns, work)
        _logits(work.sums, columns.constants, row)
        _soften(row)
        row[MANY] = _new_words(numbers, rows.kind)
        # No stamp of this text may look like one of the next.
        work.base[0] += _most(numbers, rows)
