"""A row holds the figures of the predictions of one hour or day; what dashboards read instead of predictions.

Hours are added to inside the transaction that writes what is counted; days are made of their hours when they
are over. A row's bins are read, added to and written back (docs/decisions/0011), which on SQLite every writer
does alone anyway. On PostgreSQL a writer works in a shard of its own and shares the hour with the other
writers, but never with a recomputation.
"""

import os
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import chain
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    select,
    union_all,
)

from siklus.database import driver
from siklus.database.columns import Utc
from siklus.database.figures_sql import (
    DAYS_LOCK,
    HOUR_LOCK,
    KEY,
    LOCK_TO_ADD,
    REST,
    ROWS_AT_ONCE,
    read,
    upsert,
)
from siklus.database.predictions import EVER, Period
from siklus.database.schema import rollup_day, rollup_hour
from siklus.database.table import TableAccess
from siklus.domain.rollups import (
    DAY,
    HOUR,
    Figures,
    Increments,
    Key,
    by_day,
    day_of,
    hour_of,
    kept_apart,
    merged,
    together,
)

SHARDS = 8  # writers at once before two of them may have to wait for each other's commit
RECOMPUTED = 0  # the shard of recomputed rows; on SQLite, where writers are alone, the only one
MOST_CHANNELS = 20  # a day; a client that sends a new channel with every text must not grow the roll-ups
BIN = np.dtype("<i4")
MOST_IN_BIN = 2**31 - 1
_HOUR = bindparam("hour", type_=Integer)
SHARE_HOUR = select(func.pg_advisory_xact_lock_shared(HOUR_LOCK, _HOUR))
HAVE_HOUR = select(func.pg_advisory_xact_lock(HOUR_LOCK, _HOUR))
# Who adds to hours shares this one: meanwhile no day that was open is closed.
SHARE_DAYS = select(func.pg_advisory_xact_lock_shared(DAYS_LOCK, 0))
HAVE_DAYS = select(func.pg_advisory_xact_lock(DAYS_LOCK, 0))


class FiguresTable(TableAccess):
    """The roll-ups of predictions and of what was said of them."""

    __slots__ = ()

    def add(self, increments: Increments) -> None:
        """Add to hours, and to days that are closed; once a transaction, and last: others may be waiting."""
        if not increments:
            return
        shard, hours = self._shard(), sorted({key.at for key in increments})
        self._share(hours, shard)
        there, closed = self._in_shard(rollup_hour, hours, shard)
        named = self._named(increments, there)
        self._write(rollup_hour, named, shard, there)
        if closed:
            late = {key: figures for key, figures in named.items() if key.at in closed}
            days, _ = self._in_shard(rollup_day, {day_of(hour) for hour in closed}, shard)
            self._write(rollup_day, by_day(late), shard, days)

    def of(self, period: Period, by: Sequence[str] = ("version",)) -> dict[tuple[Any, ...], Figures]:
        """The figures of a period for every combination of `by`, in order; absent where there are none.

        Args:
            period: read by whole hours; the hours that it begins and ends in belong to it.
            by: of `at`, `version`, `channel`, `audit_ppm`; () adds everything up. `at` is the beginning of a
                day where the whole of it is in the period, else of an hour.
        """
        rows = self._stretch(period, [*by, *REST])
        groups: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            groups[tuple(row[: len(by)])].append(number)
        keys = sorted(groups)
        found = _summed([row[len(by) :] for row in rows], [groups[key] for key in keys])
        return dict(zip(keys, found, strict=True))

    def by_day(self, period: Period) -> list[tuple[str, int, int]]:
        """(UTC day as 2026-11-23, version, predictions), in order; a day without predictions is absent."""
        found: defaultdict[tuple[str, int], int] = defaultdict(int)
        for at, version, count in self._stretch(period, ["at", "version", "predictions"]):
            found[at.date().isoformat(), version] += count
        return [(day, version, count) for (day, version), count in sorted(found.items()) if count]

    def oldest(self) -> datetime | None:
        """The first hour that anything is known of."""
        found: datetime | None = self.connection.scalar(select(func.min(rollup_hour.c.at)))
        return found

    def newest_before(self, moment: datetime) -> datetime | None:
        """The last hour before a moment that anything is known of."""
        query = select(func.max(rollup_hour.c.at)).where(rollup_hour.c.at < moment)
        found: datetime | None = self.connection.scalar(query)
        return found

    # --- recomputing ------------------------------------------------------------------------------

    def alone(self, day: datetime) -> None:
        """Keep all who add to a day out until the end of the transaction; wait for those who are at it."""
        if self._postgres:
            for number in _hour_numbers([day], 24):
                self.connection.execute(HAVE_HOUR, {"hour": number})

    def replace_hour(self, hour: datetime, figures: Increments) -> None:
        """Put figures in the place of an hour's; whoever calls is alone with its day."""
        named = self._named(figures)
        self.connection.execute(delete(rollup_hour).where(rollup_hour.c.at == hour))
        self._write(rollup_hour, named, RECOMPUTED)
        self._share_days()
        if day_of(hour) < self._open_from():
            self._rebuild(day_of(hour))

    def join_shards(self, day: datetime) -> None:
        """Make one row of the shards of a closed day and of its hours; whoever calls is alone with it."""
        self._join_hours(day)
        self._rebuild(day)

    def close(self, day: datetime) -> bool:
        """Make a day that is over of its hours; whoever calls is alone with it. Whether it was its turn.

        Every day before one that is closed is closed, so they are closed in their order.
        """
        self._join_hours(day)
        if self._postgres:
            self.connection.execute(HAVE_DAYS)
        if self.oldest_open() != day:
            return False
        self._rebuild(day)
        return True

    def oldest_open(self) -> datetime | None:
        """The first day that has hours and is not closed."""
        query = select(func.min(rollup_hour.c.at)).where(rollup_hour.c.at >= self._open_from())
        found = self.connection.scalar(query)
        return day_of(found) if found else None

    def days_in_shards(self, until: datetime, limit: int) -> list[datetime]:
        """Closed days before `until` that writers have left in shards, the oldest first."""
        query = (
            select(rollup_day.c.at)
            .where(rollup_day.c.at < until, rollup_day.c.shard != RECOMPUTED)
            .distinct()
            .order_by(rollup_day.c.at)
            .limit(limit)
        )
        return list(self.connection.scalars(query))

    def _join_hours(self, day: datetime) -> None:
        inside = _within(rollup_hour, day, day + DAY)
        found = merged(self._rows(rollup_hour, inside))
        self.connection.execute(delete(rollup_hour).where(inside))
        self._write(rollup_hour, found, RECOMPUTED)

    def _rebuild(self, day: datetime) -> None:
        hours = self._rows(rollup_hour, _within(rollup_hour, day, day + DAY))
        found = merged((replace(key, at=day), figures) for key, figures in hours)
        self.connection.execute(delete(rollup_day).where(rollup_day.c.at == day))
        self._write(rollup_day, found, RECOMPUTED)

    def _open_from(self) -> datetime:
        """Days before this one are closed: their rows hold what their hours hold, and are kept so."""
        last: datetime | None = self.connection.scalar(select(func.max(rollup_day.c.at)))
        return last + DAY if last else EVER.since

    # --- how -------------------------------------------------------------------------------------

    @property
    def _postgres(self) -> bool:
        return self.connection.dialect.name == "postgresql"

    def _shard(self) -> int:
        if not self._postgres:
            return RECOMPUTED
        return 1 + hash((os.getpid(), threading.get_ident())) % SHARDS

    def _share(self, hours: Iterable[datetime], shard: int) -> None:
        if self._postgres:
            *first, last = _hour_numbers(hours)
            for number in first:
                self.connection.execute(SHARE_HOUR, {"hour": number})
            # The shard is the last one: whoever has it waits for nobody any more.
            driver.run(self.connection, LOCK_TO_ADD, (last, shard))

    def _share_days(self) -> None:
        if self._postgres:
            self.connection.execute(SHARE_DAYS)

    def _named(self, increments: Increments, known: Iterable[Key] = ()) -> Increments:
        """With the channels under which they are counted.

        Args:
            known: hours that are there; where they hold every channel nobody else's need be looked for.
        """
        if {(key.at, key.channel) for key in increments} <= {(key.at, key.channel) for key in known}:
            return increments
        wanted = {(day_of(key.at), key.channel) for key in increments}
        names = kept_apart(wanted, self._channels({day for day, _ in wanted}), MOST_CHANNELS)
        return merged(
            (replace(key, channel=names[day_of(key.at), key.channel]), figures)
            for key, figures in increments.items()
        )

    def _channels(self, days: Iterable[datetime]) -> dict[datetime, set[str]]:
        return {
            day: set(
                self.connection.scalars(
                    select(rollup_hour.c.channel).where(_within(rollup_hour, day, day + DAY)).distinct()
                )
            )
            for day in days
        }

    def _in_shard(
        self, table: Table, times: Iterable[datetime], shard: int
    ) -> tuple[dict[Key, bytes], set[datetime]]:
        """The bins that are there, and those of the times whose day is closed."""
        there, closed = dict[Key, bytes](), set[datetime]()
        statement, bound = read(table.name, self.connection.dialect.name), _bound(self.connection.dialect)
        for at in times:
            asked = (bound(day_of(at)), bound(at), shard)
            for is_closed, *key, bins in driver.run(self.connection, statement, asked, wanted=True):
                if is_closed:
                    closed.add(at)
                if bins is not None:
                    there[Key(at, *key)] = bins
        return there, closed

    def _rows(self, table: Table, condition: ColumnElement[bool]) -> Iterator[tuple[Key, Figures]]:
        columns = [table.c[name] for name in (*KEY[:4], *REST)]
        rows = self.connection.execute(select(*columns).where(condition)).all()
        found = _summed([row[4:] for row in rows], [[number] for number in range(len(rows))])
        return zip([Key(*row[:4]) for row in rows], found, strict=True)

    def _write(self, table: Table, figures: Increments, shard: int, there: Mapping[Key, bytes] = {}) -> None:
        """Add rows to those whose bins are there, or put them where none is."""
        dialect, bound = self.connection.dialect, _bound(self.connection.dialect)
        rows = [
            _values(key, found, shard, bound(key.at), there.get(key, b"")) for key, found in figures.items()
        ]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            statement = upsert(table.name, len(part), dialect.name)
            driver.run(self.connection, statement, tuple(chain.from_iterable(part)))

    def _stretch(self, period: Period, names: Sequence[str]) -> Sequence[Row[Any]]:
        """Closed whole days where a period has them, and the hours before and after them."""
        since, until = hour_of(period.since), _up(period.until, hour_of(period.until), HOUR)
        first, last = _up(since, day_of(since), DAY), day_of(until)
        if first < last:
            last = min(last, self._open_from())
        if first >= last:
            return self.connection.execute(_part(rollup_hour, names, since, until, period)).all()
        return self.connection.execute(
            union_all(
                _part(rollup_day, names, first, last, period),
                _part(rollup_hour, names, since, first, period),
                _part(rollup_hour, names, last, until, period),
            )
        ).all()


@lru_cache
def _bound(dialect: Dialect) -> Any:
    """Makes of a time what the driver takes, as for every other table."""
    return Utc().dialect_impl(dialect).bind_processor(dialect)


def _hour_numbers(hours: Iterable[datetime], count: int = 1) -> list[int]:
    """Numbers of these hours and those that follow each, in the order in which everybody locks them."""
    begun = {int(hour.timestamp()) // 3600 for hour in hours}
    return sorted(number + step for number in begun for step in range(count))


def _within(table: Table, since: datetime, until: datetime) -> ColumnElement[bool]:
    return (table.c.at >= since) & (table.c.at < until)


def _up(moment: datetime, floor: datetime, step: Any) -> datetime:
    return floor if floor == moment else floor + step


def _part(
    table: Table, names: Sequence[str], since: datetime, until: datetime, period: Period
) -> Select[Any]:
    query = select(*(table.c[name] for name in names)).where(_within(table, since, until))
    for name, wanted in (("version", period.version), ("channel", period.channel)):
        if wanted is not None:
            query = query.where(table.c[name] == wanted)
    return query


def _summed(rows: Sequence[Sequence[Any]], groups: Sequence[list[int]]) -> list[Figures]:
    """Rows of REST added up, for each group of their numbers; all are read at once, one by one is dear."""
    if not rows:
        return []
    *totals, least, greatest, packed = zip(*rows, strict=True)
    sums, bins = np.array(totals, dtype=np.int64).T, _unpacked(packed)
    lows = [inf if low is None else low for low in least]
    highs = [-inf if high is None else high for high in greatest]
    return [
        Figures(
            _added(sums, group),
            _added(bins, group),
            min(lows[number] for number in group),
            max(highs[number] for number in group),
        )
        for group in groups
    ]


def _added(lines: NDArray[np.int64], numbers: list[int]) -> NDArray[np.int64]:
    if len(numbers) == 1:
        return np.asarray(lines[numbers[0]])
    return np.asarray(lines[numbers].sum(axis=0))


def _unpacked(packed: Sequence[bytes]) -> NDArray[np.int64]:
    """A line of bins each."""
    longest = max(map(len, packed))
    # A row from before a table was added to the layout is shorter; it has nothing there.
    flat = b"".join(one.ljust(longest, b"\0") for one in packed)
    return np.frombuffer(flat, dtype=BIN).reshape(len(packed), -1).astype(np.int64)


def _packed(bins: NDArray[np.int64], there: bytes) -> bytes:
    """Bins added to those that are there."""
    if there:
        bins = together(bins, np.frombuffer(there, dtype=BIN))
    if max(int(bins.max()), -int(bins.min())) > MOST_IN_BIN:
        raise OverflowError("a bin of a roll-up holds more than two billion")
    return bins.astype(BIN).tobytes()


def _values(key: Key, figures: Figures, shard: int, at: Any, there: bytes) -> tuple[Any, ...]:
    """In the order of KEY and REST."""
    seen = figures.least_ms <= figures.greatest_ms
    return (
        at,
        key.version,
        key.channel,
        key.audit_ppm,
        shard,
        *figures.totals.tolist(),
        figures.least_ms if seen else None,
        figures.greatest_ms if seen else None,
        _packed(figures.bins, there),
    )
