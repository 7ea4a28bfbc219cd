"""One pass over texts that are numbers: counts, rarity, lengths, scores, probabilities, share of new words.

Sums run over the columns of one text in their order, whatever stands beside it: a text is judged by the same
bits alone and in company.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from siklus.models.memo import BEGIN, END, KIND, NO_WORD, PHRASE, TONE, UNKNOWN, Reading, summed
from siklus.models.plain import Floats, Plain, index_of

Integers = NDArray[np.int64]

COUNTS = 1_024  # logarithms of so many are at hand
# Where a column stands in a text more often, what was added up too much is so much that little of the right
# figure's digits is left after it is taken off again. Such a text is added up afresh.
MOST_TIMES = 64


class Columns(NamedTuple):
    """What a pass looks up, column by column."""

    phrases: int  # columns before this one are phrases, the others pieces
    loads: Floats  # of a column that stands in a text once: its square, and its weight for each label
    constants: Floats
    damped: Floats  # 1 + ln of 1, 2, 3 …; at 0 a zero
    pairs: Integers  # left column · phrases + right column, of all pairs that are phrases; sorted
    pair_columns: NDArray[np.int32]

    @classmethod
    def of(cls, plain: Plain) -> "Columns":
        """The columns of a model."""
        index = index_of(plain)
        return cls(
            phrases=len(plain.phrases),
            loads=np.column_stack([plain.rarity**2, plain.rarity[:, None] * plain.weights]),
            constants=plain.constants,
            damped=damped(COUNTS),
            pairs=index.pairs,
            pair_columns=index.pair_columns,
        )


def damped(greatest: int) -> Floats:
    """1 + ln n for n up to `greatest`; 0 for none. By the C library, so that it is the same everywhere.

    >>> damped(2).round(3).tolist()
    [0.0, 1.0, 1.693]
    """
    return np.array([0.0, *(1 + math.log(n) for n in range(1, greatest + 1))])


def numpy_pass(reading: Reading, columns: Columns) -> Floats:
    """Probabilities in the order of LABELS, and the share of new words: texts × (labels + 1)."""
    texts = len(reading.carriers)
    row = np.repeat(np.arange(texts), reading.carriers)
    pair_row, pair = _pairs_in(reading, columns, row)
    sums = summed(row, reading.rows.sums[reading.numbers], texts)
    halves = sums.reshape(texts, 2, -1)
    halves[:, 0] += summed(pair_row, columns.loads[pair], texts)
    _correct(halves, _keys(reading, columns, row, (pair_row, pair)), columns)
    lengths = np.sqrt(np.maximum(halves[:, :, :1], 0.0))
    shares = np.divide(halves[:, :, 1:], lengths, out=np.zeros_like(halves[:, :, 1:]), where=lengths > 0)
    found = np.column_stack([shares[:, 0] + shares[:, 1] + columns.constants, _new_words(reading, row)])
    return softened(found)


def _correct(halves: Floats, keys: NDArray[np.integer[Any]], columns: Columns) -> None:
    """Columns that stand in a text several times count (1 + ln n) times, and not n times."""
    again = np.flatnonzero(keys[1:] == keys[:-1])
    if not len(again):
        return
    width = len(columns.loads)
    where, times = np.unique(keys[again], return_counts=True)
    crowded = np.unique(where[times + 1 > MOST_TIMES] // width)
    if len(crowded):
        halves[crowded] = 0.0
        where, times = np.unique(keys, return_counts=True)
        chosen = (times > 1) | np.isin(where // width, crowded)
        where, times = where[chosen], times[chosen] - 1
    text, column = np.divmod(where.astype(np.int64), width)
    _add_times(halves, (text, column, times + 1), np.isin(text, crowded), columns)


def _add_times(
    halves: Floats, found: tuple[Integers, Integers, Integers], afresh: NDArray[np.bool_], columns: Columns
) -> None:
    """Add text, column and how often; what was added already is taken off, but where it is done afresh."""
    row, column, times = found
    logs = columns.damped if times.max(initial=0) <= COUNTS else damped(int(times.max()))
    weight, added = logs[times], np.where(afresh, 0, times)
    loads = columns.loads[column]
    loads[:, 0] *= weight * weight - added
    loads[:, 1:] *= (weight - added)[:, None]
    half = 2 * row + (column >= columns.phrases)
    halves += summed(half, loads, 2 * len(halves)).reshape(halves.shape)


def _keys(
    reading: Reading, columns: Columns, row: Integers, pairs: tuple[Integers, Integers]
) -> NDArray[np.integer[Any]]:
    """Text · width + column of every column in every text, as often as it stands there; sorted."""
    width = len(columns.loads)
    facts = reading.rows.facts[reading.numbers]
    own = np.concatenate([facts[:, PHRASE], facts[:, TONE]])
    rows = np.concatenate([row, row])
    keys = [rows[own >= 0] * width + own[own >= 0], pairs[0] * width + pairs[1]]
    found = np.concatenate([*keys, _piece_keys(reading, width, row)])
    if len(reading.carriers) * width < 2**31:
        found = found.astype(np.int32)  # sorted in half the time
    found.sort()
    return found


def softened(found: Floats) -> Floats:
    """Rows of logits (and one more figure, left as it is) as probabilities, in place."""
    for at, (*logits, _) in enumerate(found.tolist()):
        # One by one and by the C library: numpy may compute whole vectors and their ends in two ways.
        most = max(logits)
        powers = [math.exp(logit - most) for logit in logits]
        total = sum(powers)
        found[at, :-1] = [power / total for power in powers]
    return found


def _pairs_in(reading: Reading, columns: Columns, row: Integers) -> tuple[Integers, Integers]:
    """Text and column of every pair of words that is a phrase."""
    phrase = reading.rows.facts[reading.numbers, PHRASE]
    nothing = np.zeros(0, dtype=np.int64)
    if len(phrase) < 2 or not len(columns.pairs):
        return nothing, nothing
    begins = np.cumsum(reading.carriers) - reading.carriers
    # A pair is of two words: what negations deny stands after them and makes none.
    within = np.arange(1, len(phrase)) < (begins + reading.words)[row[:-1]]
    left = np.flatnonzero(within & (phrase[:-1] >= 0) & (phrase[1:] >= 0))
    keys = phrase[left].astype(np.int64) * columns.phrases + phrase[left + 1]
    place = np.minimum(np.searchsorted(columns.pairs, keys), len(columns.pairs) - 1)
    hit = columns.pairs[place] == keys
    return row[left[hit]], columns.pair_columns[place[hit]].astype(np.int64)


def _piece_keys(reading: Reading, width: int, row: Integers) -> Integers:
    """Text · width + column, of every piece of every word."""
    facts = reading.rows.facts[reading.numbers].astype(np.int64)
    begin, sizes = facts[:, BEGIN], facts[:, END] - facts[:, BEGIN]
    # The places of one word's pieces run on; between words they jump.
    places = np.repeat(begin - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    return np.repeat(row * width, sizes) + reading.rows.pieces[places]


def _new_words(reading: Reading, row: Integers) -> Floats:
    kind, texts = reading.rows.facts[reading.numbers, KIND], len(reading.carriers)
    # Denied words are of no kind, so only the words count.
    words = np.bincount(row, kind != NO_WORD, minlength=texts)
    new = np.bincount(row, kind == UNKNOWN, minlength=texts)
    return np.asarray(new / np.maximum(words, 1), dtype=np.float64)
