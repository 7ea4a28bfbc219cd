"""Figures of many predictions in one value that can be added to another: what roll-ups hold.

Everything is a whole number, so that sums come out the same in whatever order they are made.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from siklus.domain.feedback import Answer, Prediction

K = TypeVar("K")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OTHER = "other"  # the channel of whatever came in by more channels than are kept apart
# The sums that stand beside the bins, in the order of `Figures.totals`.
TOTALS = (
    "predictions",
    # Answers with the first, the second and the third label, whatever their names; those of all labels are
    # in the bins.
    "positif",
    "netral",
    "negatif",
    "drawn",  # for an audit
    "latency_ns",
    "confidence_ppb",  # parts per billion; so is the next
    "doubt_ppb",  # confidence · (1 - confidence): how far the number of right answers may be off
)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What figures belong to: an hour or a day, and what is kept apart in it."""

    at: datetime  # the beginning of the hour or the UTC day
    version: int
    channel: str
    audit_ppm: int  # how likely an audit was, in parts per million: strata of the accuracy estimate


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The figures of some predictions."""

    totals: NDArray[np.int64]  # as TOTALS
    bins: NDArray[np.int64]  # every histogram and table one after the other: see `monitoring.rollup`
    least_ms: float = float("inf")
    greatest_ms: float = float("-inf")

    def __eq__(self, other: object) -> bool:
        """Whether all figures are the same."""
        return (
            isinstance(other, Figures)
            and (self.least_ms, self.greatest_ms) == (other.least_ms, other.greatest_ms)
            and np.array_equal(self.totals, other.totals)
            and np.array_equal(self.bins, other.bins)
        )

    __hash__ = None  # type: ignore[assignment]

    def __add__(self, other: "Figures") -> "Figures":
        """The figures of both together."""
        return Figures(
            self.totals + other.totals,
            together(self.bins, other.bins),
            min(self.least_ms, other.least_ms),
            max(self.greatest_ms, other.greatest_ms),
        )

    def total(self, name: str) -> int:
        """One of TOTALS."""
        return int(self.totals[TOTALS.index(name)])


def together(one: NDArray[np.int64], other: NDArray[np.signedinteger]) -> NDArray[np.int64]:
    """Bins added up: what was kept before a table was added to the layout has nothing there."""
    if len(one) == len(other):
        return one + other
    long, short = (one, other) if len(one) > len(other) else (other, one)
    found = long.copy()
    found[: len(short)] += short
    return found


@dataclass(slots=True)  # not frozen: one is made for every prediction
class Row:
    """A stored prediction with everything that is counted of it."""

    prediction: Prediction
    words: int
    drawn: bool = False  # for an audit
    answers: tuple[Answer, ...] = ()


Increments = Mapping[Key, Figures]


def merged(parts: Iterable[tuple[K, Figures]]) -> dict[K, Figures]:
    """The figures of each key added up."""
    found: dict[K, Figures] = {}
    for key, figures in parts:
        found[key] = found[key] + figures if key in found else figures
    return found


def by_day(increments: Increments) -> dict[Key, Figures]:
    """Hours as days."""
    return merged((replace(key, at=day_of(key.at)), figures) for key, figures in increments.items())


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour, in UTC: zones of half an hour share it.

    >>> hour_of(datetime.fromisoformat("2026-11-23T12:59:59+05:30")).isoformat()
    '2026-11-23T07:00:00+00:00'
    """
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def day_of(moment: datetime) -> datetime:
    """The beginning of the UTC day."""
    return datetime.combine(moment.astimezone(UTC).date(), time(), UTC)


def kept_apart(
    wanted: Iterable[tuple[datetime, str]], known: Mapping[datetime, set[str]], most: int
) -> dict[tuple[datetime, str], str]:
    """The channel under which each (day, channel) is counted: itself while there is room, else OTHER.

    Args:
        known: the channels that a day has already; they keep their name.
        most: channels that a day may have beside OTHER.

    >>> day = datetime(2026, 11, 23, tzinfo=UTC)
    >>> kept_apart([(day, "b"), (day, "a"), (day, "c")], {day: {"c"}}, most=2)[day, "b"]
    'other'
    """
    taken: dict[datetime, set[str]] = defaultdict(set)
    for day, channels in known.items():
        taken[day] |= channels - {OTHER}
    found = {}
    for day, channel in sorted(wanted):
        room = channel in taken[day] or len(taken[day]) < most
        if room and channel != OTHER:
            taken[day].add(channel)
        found[day, channel] = channel if room else OTHER
    return found
