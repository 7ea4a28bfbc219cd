"""Made-up traffic for benchmarks: predictions with answers, hour by hour, as arrays and as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siklus.domain.reviews import LABELS
from siklus.domain.rollups import Figures, Key
from siklus.monitoring.rollup import CELLS, LAYOUT, NS_PER_MS, PPB, SIZE

BEGIN = datetime(2026, 8, 1, tzinfo=UTC)
CHANNELS = ("web", "toko", "api")
DAYS_PER_VERSION = 15
CLICK_RIGHT, CLICK_WRONG, ACCURACY, ANSWERED = 0.10, 0.35, 0.88, 0.9
WORDS = 11
DELAY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Hour:
    """The predictions of one hour; -1 stands for an answer that nobody gave."""

    at: datetime
    version: int
    propensity: float
    first: int  # number of the first one, counted from the beginning of all
    seconds: NDArray[np.float64]
    channel: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    latency_ms: NDArray[np.float64]
    oov_share: NDArray[np.float64]
    drawn: NDArray[np.bool_]
    reader: NDArray[np.int64]
    audit: NDArray[np.int64]

    @property
    def shown(self) -> NDArray[np.int64]:
        """Places in LABELS."""
        return self.probabilities.argmax(axis=1)


def hours(rows: int, days: int, seed: int = 1) -> Iterator[Hour]:
    """`rows` predictions, spread evenly over the hours of `days`."""
    chance, first = np.random.default_rng(seed), 0
    for number in range(days * 24):
        last = rows * (number + 1) // (days * 24)
        if last > first:
            yield _hour(chance, number, first, last - first)
        first = last


def _hour(chance: np.random.Generator, number: int, first: int, n: int) -> Hour:
    day = number // 24
    propensity = 0.10 if day % 9 == 4 else 0.03
    probabilities = chance.dirichlet((1.2, 0.4, 0.8), n)
    shown = probabilities.argmax(axis=1)
    right = chance.random(n) < ACCURACY
    truth = np.where(right, shown, (shown + 1) % 3)
    clicked = chance.random(n) < np.where(right, CLICK_RIGHT, CLICK_WRONG)
    drawn = chance.random(n) < propensity
    return Hour(
        at=BEGIN + timedelta(hours=number),
        version=1 + day // DAYS_PER_VERSION,
        propensity=propensity,
        first=first,
        seconds=np.sort(chance.random(n)) * 3599,
        channel=chance.choice(len(CHANNELS), n, p=(0.6, 0.3, 0.1)),
        probabilities=probabilities,
        latency_ms=chance.lognormal(1.2, 0.6, n),
        oov_share=chance.beta(1, 9, n),
        drawn=drawn,
        reader=np.where(clicked, truth, -1),
        audit=np.where(drawn & (chance.random(n) < ANSWERED), truth, -1),
    )


# --- as roll-ups --------------------------------------------------------------------------------


def figures_of(hour: Hour) -> dict[Key, Figures]:
    """What the fold makes of an hour."""
    found = {}
    for number, channel in enumerate(CHANNELS):
        chosen = hour.channel == number
        if chosen.any():
            key = Key(hour.at, hour.version, channel, round(hour.propensity * 1e6))
            found[key] = _count(hour, chosen)
    return found


def _count(hour: Hour, chosen: NDArray[np.bool_]) -> Figures:
    """As the fold counts, many at a time."""
    shown, chances, latency = hour.shown[chosen], hour.probabilities[chosen], hour.latency_ms[chosen]
    confidence = chances.max(axis=1)
    totals = [
        len(shown),
        *np.bincount(shown, minlength=len(LABELS)),
        hour.drawn[chosen].sum(),
        _whole(latency * NS_PER_MS),
        _whole(confidence * PPB),
        _whole(confidence * (1 - confidence) * PPB),
    ]
    places = [
        _places("latency", latency),
        _places("confidence", confidence),
        *(_places(f"p_{label}", chances[:, at]) for at, label in enumerate(LABELS)),
        _places("words", np.full(len(shown), float(WORDS))),
        _places("oov", hour.oov_share[chosen]),
        *_said(shown, hour.reader[chosen], hour.audit[chosen]),
    ]
    bins = np.bincount(np.concatenate(places), minlength=SIZE)
    return Figures(np.array(totals, dtype=np.int64), bins, float(latency.min()), float(latency.max()))


def _said(
    shown: NDArray[np.int64], reader: NDArray[np.int64], audit: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    delay = DELAY / timedelta(minutes=1)
    return [
        (shown * CELLS[1] + reader + 1) * CELLS[2] + audit + 1,
        np.full((reader >= 0).sum(), LAYOUT["reader_delay"].place(delay)),
        np.full((audit >= 0).sum(), LAYOUT["expert_delay"].place(delay)),
    ]


def _places(name: str, values: NDArray[np.float64]) -> NDArray[np.int64]:
    return LAYOUT[name].start + np.searchsorted(LAYOUT[name].edges, values)


def _whole(values: NDArray[np.float64]) -> int:
    return int(np.rint(values).astype(np.int64).sum())


# --- as rows ------------------------------------------------------------------------------------


def prediction_rows(hour: Hour, input_id: str) -> Iterator[tuple[Any, ...]]:
    """In the order of the table's columns; ids and times as text."""
    names = np.array([str(label) for label in LABELS])[hour.shown].tolist()
    channels = np.array(CHANNELS)[hour.channel].tolist()
    times = _times(hour)
    figures = zip(*hour.probabilities.T.tolist(), hour.probabilities.max(axis=1).tolist(), strict=True)
    measured = zip(hour.latency_ms.tolist(), hour.oov_share.tolist(), strict=True)
    every = zip(names, figures, measured, channels, times, strict=True)
    for number, (name, four, two, channel, at) in enumerate(every, hour.first):
        head = (id_of(number), input_id, hour.version, name)
        yield (*head, *four, *two, hour.propensity, channel, at)


def feedback_rows(hour: Hour) -> Iterator[tuple[Any, ...]]:
    """Every answer, ten minutes after the prediction."""
    times = _times(hour, DELAY)
    for source, given, mark in (("reader", hour.reader, 1), ("audit", hour.audit, 2)):
        for place in np.flatnonzero(given >= 0).tolist():
            prediction = hour.first + place
            label = str(LABELS[given[place]])
            yield (
                id_of(prediction, mark), id_of(prediction), label, source, None, "trusted", times[place],
                None,
            )  # fmt: skip


def ask_rows(hour: Hour) -> Iterator[tuple[Any, ...]]:
    """Every draw for an audit; answered or not makes no difference here."""
    times = _times(hour)
    for place in np.flatnonzero(hour.drawn).tolist():
        prediction = hour.first + place
        yield id_of(prediction, 3), id_of(prediction), "audit", hour.propensity, times[place], times[place]


def id_of(number: int, mark: int = 0) -> str:
    """An id as SQLite keeps it and PostgreSQL reads it."""
    return f"{mark:08x}{number:024x}"


def _times(hour: Hour, later: timedelta = timedelta()) -> list[str]:
    start = np.datetime64((hour.at + later).replace(tzinfo=None), "us")
    moments = start + (hour.seconds * 1e6).astype("timedelta64[us]")
    return [text.replace("T", " ") for text in np.datetime_as_string(moments).tolist()]
