"""The fold: stored rows in, figures that can be added up out. And the way back from bins to figures.

A bin holds what is above its lower and up to its upper edge, so "more than an edge" is exact. New tables
go to the end of LAYOUT: rows that were written before read as zeros there.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, MutableSequence, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from siklus.domain.feedback import Answer, Prediction, Source
from siklus.domain.reviews import LABELS, Label
from siklus.domain.rollups import TOTALS, Figures, Key, Row, hour_of, merged
from siklus.monitoring.stretch import Stratum, Stretch

Counts = NDArray[np.int64]
PPB = 1_000_000_000
NS_PER_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Histogram:
    """A stretch of the bins: one more than it has edges."""

    name: str
    start: int
    edges: tuple[float, ...]

    @property
    def stop(self) -> int:
        """Where the next one begins."""
        return self.start + len(self.edges) + 1

    def place(self, value: float) -> int:
        """The bin of a value, counted from the beginning of all bins."""
        return self.start + bisect_left(self.edges, value)

    def count(self, values: Iterable[float], bins: MutableSequence[int]) -> None:
        """Count values in their bins."""
        start, edges = self.start, self.edges
        for value in values:
            bins[start + bisect_left(edges, value)] += 1

    def of(self, figures: Figures) -> Counts:
        """Its counts."""
        return figures.bins[self.start : self.stop]


# --- the layout ---------------------------------------------------------------------------------

PLACES = {label: place for place, label in enumerate(LABELS)}
EXPERT = (None, *((source, label) for source in (Source.AUDIT, Source.REVIEWER) for label in LABELS))
READER = (None, *LABELS)
# Each prediction is in one cell: the label shown × what a reader said × what a reviewer said.
CELLS = (len(LABELS), len(READER), len(EXPERT))
CELL_COUNT = int(np.prod(CELLS))
FIRST = LABELS[:3]  # that TOTALS tells
MISSING = (0,) * (3 - len(FIRST))
SILENT = {label: place * len(READER) * len(EXPERT) for label, place in PLACES.items()}  # nobody said anything


def _minutes() -> list[float]:
    hours, days = 60, 24 * 60
    return [
        1,
        5,
        15,
        30,
        hours,
        3 * hours,
        6 * hours,
        12 * hours,
        *(n * days for n in (1, 2, 3, 5, 7, 14, 30)),
    ]


_EQUAL_50 = [step / 50 for step in range(1, 50)]
_WORDS = [
    7,
    8,
    9,
    10,
    12,
    14,
    16,
    20,
    25,
    32,
    40,
    50,
    63,
    80,
    100,
    126,
    160,
    200,
    250,
    320,
    400,
    500,
    630,
    800,
    1000,
]
_EDGES: dict[str, Sequence[float]] = {
    "latency": [10.0 ** (step / 10) for step in range(-20, 51)],  # ms: 0.01 ms to 100 s, ten a decade
    "confidence": _EQUAL_50,
    **{f"p_{label}": _EQUAL_50 for label in LABELS},
    "words": _WORDS,
    "oov": [step / 20 for step in range(1, 20)],
    "reader_delay": _minutes(),
    "expert_delay": _minutes(),
}


def _layout() -> dict[str, Histogram]:
    found, start = {}, CELL_COUNT
    for name, edges in _EDGES.items():
        found[name] = Histogram(name, start, tuple(edges))
        start = found[name].stop
    return found


LAYOUT = _layout()
SIZE = LAYOUT["expert_delay"].stop


# --- folding ------------------------------------------------------------------------------------


def fold(rows: Iterable[Row]) -> dict[Key, Figures]:
    """What rows add to the roll-ups of their hours; adding is all that is needed to put parts together."""
    # By the number of the hour first: to round each time down would take half of the time.
    groups: defaultdict[tuple[int, int, str, float], list[Row]] = defaultdict(list)
    for row in rows:
        one = row.prediction
        hour = int(one.created_at.timestamp() // 3600)
        groups[hour, one.model_version, one.channel, one.audit_propensity].append(row)
    return merged((key_of(group[0].prediction), count(group)) for group in groups.values())


def fold_answer(prediction: Prediction, before: Sequence[Answer], answer: Answer) -> dict[Key, Figures]:
    """What an answer changes in the hour of its *prediction*, after the answers that were there before."""
    if answer.source == Source.SECOND:  # says something of reviewers, not of the prediction
        return {}
    bins = np.zeros(SIZE, dtype=np.int64)
    bins[_cell(prediction.label, before)] -= 1
    bins[_cell(prediction.label, [*before, answer])] += 1
    bins[_delay_place(prediction.created_at, answer)] += 1
    return {key_of(prediction): Figures(np.zeros(len(TOTALS), dtype=np.int64), bins)}


def fold_retraction(prediction: Prediction, rest: Sequence[Answer], answer: Answer) -> dict[Key, Figures]:
    """What the taking back of an answer changes, beside the answers that stay: all that it had changed."""
    added = fold_answer(prediction, rest, answer)
    return {key: Figures(-figures.totals, -figures.bins) for key, figures in added.items()}


def key_of(prediction: Prediction) -> Key:
    """Where a prediction is counted."""
    return Key(
        hour_of(prediction.created_at),
        prediction.model_version,
        prediction.channel,
        round(prediction.audit_propensity * 1_000_000),
    )


def nothing() -> Figures:
    """The figures of no prediction."""
    return Figures(np.zeros(len(TOTALS), dtype=np.int64), np.zeros(SIZE, dtype=np.int64))


def count(rows: Sequence[Row]) -> Figures:
    """The figures of some predictions, at least one.

    Not by numpy: of a few rows the making of arrays would take longer than the counting.
    """
    made = [row.prediction for row in rows]
    latency, confidence = [one.latency_ms for one in made], [max(one.probabilities) for one in made]
    shown = [one.label for one in made]
    totals = (
        len(rows),
        *map(shown.count, FIRST),
        *MISSING,
        sum(row.drawn for row in rows),
        # Rounded one by one: the sum of rounded values does not depend on how the rows were parted.
        sum(round(ms * NS_PER_MS) for ms in latency),
        sum(round(one * PPB) for one in confidence),
        sum(round(one * (1 - one) * PPB) for one in confidence),
    )
    bins = array("q", bytes(8 * SIZE))
    LAYOUT["latency"].count(latency, bins)
    LAYOUT["confidence"].count(confidence, bins)
    for at, label in enumerate(LABELS):
        LAYOUT[f"p_{label}"].count([one.probabilities[at] for one in made], bins)
    LAYOUT["words"].count([row.words for row in rows], bins)
    LAYOUT["oov"].count([one.oov_share for one in made], bins)
    _count_said(rows, bins)
    return Figures(
        np.array(totals, dtype=np.int64), np.frombuffer(bins, dtype=np.int64), min(latency), max(latency)
    )


def _count_said(rows: Sequence[Row], bins: MutableSequence[int]) -> None:
    for row in rows:
        # Most are not answered yet.
        bins[_cell(row.prediction.label, row.answers) if row.answers else SILENT[row.prediction.label]] += 1
        for answer in row.answers:
            if answer.source == Source.SECOND:
                continue
            bins[_delay_place(row.prediction.created_at, answer)] += 1


def _cell(shown: Label, answers: Sequence[Answer]) -> int:
    if not answers:
        return SILENT[shown]
    said = {answer.source: answer.label for answer in answers}
    # An audit is a fair sample and counts as one, also where a reviewer answered another request before.
    expert = next(
        (
            EXPERT.index((source, said[source]))
            for source in (Source.AUDIT, Source.REVIEWER)
            if source in said
        ),
        0,
    )
    reader = READER.index(said.get(Source.READER))
    return (PLACES[shown] * len(READER) + reader) * len(EXPERT) + expert


def _delay_place(since: datetime, answer: Answer) -> int:
    delays = LAYOUT["reader_delay" if answer.source == Source.READER else "expert_delay"]
    return delays.place((answer.at - since) / timedelta(minutes=1))


# --- reading ------------------------------------------------------------------------------------


def cells(figures: Figures) -> Counts:
    """Predictions by label shown × reader (silent, then LABELS) × expert (EXPERT); shape CELLS."""
    return figures.bins[:CELL_COUNT].reshape(CELLS)


def by_label(figures: Figures) -> dict[Label, int]:
    """How many predictions had each label."""
    return dict(zip(LABELS, cells(figures).sum(axis=(1, 2)).tolist(), strict=True))


def confusion(figures: Figures, source: Source) -> Counts:
    """Answers of a source by label said × label shown, as a confusion matrix has them."""
    table = cells(figures)
    start = 1 + len(LABELS) if source == Source.REVIEWER else 1
    by_shown: Counts = (
        table[:, start:, :].sum(axis=2)
        if source == Source.READER
        else table[:, :, start : start + len(LABELS)].sum(axis=1)
    )
    return by_shown.T


def _readings() -> Counts:
    """What a prediction of each cell counts for, CELL_COUNT × 9.

    Its reader: silent, clicked right, clicked wrong; the same where an audit found its label right; and
    where an audit found it wrong.
    """
    found = np.zeros((*CELLS, 9), dtype=np.int64)
    for shown, reader, expert in np.ndindex(CELLS):
        click = 0 if reader == 0 else 1 if READER[reader] == LABELS[shown] else 2
        found[shown, reader, expert, click] = 1
        source, said = EXPERT[expert] or (None, None)
        if source == Source.AUDIT:
            found[shown, reader, expert, (3 if said == LABELS[shown] else 6) + click] = 1
    return found.reshape(CELL_COUNT, 9)


_READINGS = _readings()


def audits_by_click(figures: Figures) -> Counts:
    """Audited predictions: right, wrong (rows, by the audit) × silent, clicked right, clicked wrong."""
    return (figures.bins[:CELL_COUNT] @ _READINGS)[3:].reshape(2, 3)


def by_click(figures: Figures) -> Counts:
    """All predictions: silent, clicked right, clicked wrong."""
    return (figures.bins[:CELL_COUNT] @ _READINGS)[:3]


def above(figures: Figures, threshold_ms: float) -> float:
    """Predictions that took longer than a threshold: exact on an edge, else read linearly within its bin."""
    latency = LAYOUT["latency"]
    counts, bounds = latency.of(figures), latency_bounds(figures)
    at = bisect_left(latency.edges, threshold_ms)
    low, high = bounds[at]
    share = (high - threshold_ms) / (high - low) if high > low else 0.0
    return float(counts[at + 1 :].sum()) + float(counts[at]) * min(1.0, max(0.0, share))


def latency_quantile(figures: Figures, share: float) -> float:
    """The latency in ms that `share` of the predictions did not exceed; read linearly within its bin."""
    return quantile(LAYOUT["latency"].of(figures), latency_bounds(figures), share) or 0.0


def quantile(counts: Counts, bounds: Sequence[tuple[float, float]], share: float) -> float | None:
    """The value that `share` of all do not exceed, linear within its bin; None where nothing is counted.

    Args:
        bounds: (lower, upper) edge of each bin.

    >>> quantile(np.array([0, 4, 0]), [(0, 1), (1, 3), (3, 9)], 0.5)
    2.0
    """
    reached = np.cumsum(counts)
    if not reached[-1]:
        return None
    wanted = share * reached[-1]
    at = int(np.searchsorted(reached, wanted, side="left"))
    low, high = bounds[at]
    return float(low + (high - low) * (wanted - (reached[at] - counts[at])) / counts[at])


def latency_bounds(figures: Figures) -> list[tuple[float, float]]:
    """(lower, upper) edge of each bin in ms; no bin reaches beyond the least and the greatest seen."""
    edges = [0.0, *LAYOUT["latency"].edges, float("inf")]
    least, greatest = figures.least_ms, figures.greatest_ms
    return [(min(max(low, least), high), max(min(high, greatest), low)) for low, high in pairwise(edges)]


def stretch(parts: Iterable[tuple[float, Figures]]) -> Stretch:
    """What estimates of accuracy need of figures.

    Args:
        parts: each with the probability of its audits in parts per million; one may come several times.
    """
    every = list(parts)
    if not every:
        return Stretch()
    sums = dict(
        zip(TOTALS, np.array([figures.totals for _, figures in every]).sum(axis=0).tolist(), strict=True)
    )
    return replace(
        of_cells((ppm, figures.bins[:CELL_COUNT]) for ppm, figures in every),
        confidence=sums["confidence_ppb"] / PPB,
        doubt=sums["doubt_ppb"] / PPB,
    )


def of_cells(parts: Iterable[tuple[float, Counts]]) -> Stretch:
    """The same of cells alone, in one row; of confidence they say nothing."""
    tables: defaultdict[float, list[Counts]] = defaultdict(list)
    for ppm, table in parts:
        tables[ppm].append(table)
    counts = {ppm: (np.array(some).sum(axis=0) @ _READINGS).tolist() for ppm, some in sorted(tables.items())}
    return Stretch(
        tuple(
            Stratum(ppm / 1_000_000, sum(found[:3]), tuple(found[3:6]), tuple(found[6:]))
            for ppm, found in counts.items()
        ),
        sum(found[1] for found in counts.values()),
        sum(found[2] for found in counts.values()),
    )
