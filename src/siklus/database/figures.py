"""A row holds the figures of the predictions of one hour or day; what dashboards read instead of predictions.

Rows are added to inside the transaction that writes what is counted. A row is read, added to and written
back whole (docs/decisions/0011), which on SQLite every writer does alone anyway. On PostgreSQL a writer
works in a shard of its own and shares the hour with the other writers, but never with a recomputation.
"""

import os
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
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

from siklus.database.predictions import Period
from siklus.database.schema import SCHEMA, Utc, rollup_day, rollup_hour
from siklus.database.table import TableAccess
from siklus.domain.rollups import (
    DAY,
    HOUR,
    TOTALS,
    Figures,
    Increments,
    Key,
    by_day,
    day_of,
    hour_of,
    kept_apart,
    merged,
)

SHARDS = 8  # writers at once before two of them may have to wait for each other's commit
RECOMPUTED = 0  # the shard of recomputed rows; on SQLite, where writers are alone, the only one
MOST_CHANNELS = 20  # a day; a client that sends a new channel with every text must not grow the roll-ups
HOUR_LOCK, SHARD_LOCK = 0x73696B01, 0x73696B02
ROWS_AT_ONCE = 64
BIN = np.dtype("<i4")
MOST_IN_BIN = 2**31 - 1
KEY = ("at", "version", "channel", "audit_ppm", "shard")
REST = (*TOTALS, "least_ms", "greatest_ms", "bins")


_HOUR, _SHARD = bindparam("hour", type_=Integer), bindparam("shard", type_=Integer)
SHARE_HOUR = select(func.pg_advisory_xact_lock_shared(HOUR_LOCK, _HOUR))
# The shard after the hour: whoever has it waits for nobody any more.
SHARE_HOUR_HAVE_SHARD = SHARE_HOUR.add_columns(func.pg_advisory_xact_lock(SHARD_LOCK, _SHARD))
HAVE_HOUR = select(func.pg_advisory_xact_lock(HOUR_LOCK, _HOUR))


class FiguresTable(TableAccess):
    """The roll-ups of predictions and of what was said of them."""

    __slots__ = ()

    def add(self, increments: Increments) -> None:
        """Add to the hours and to their days; once a transaction, and last: others may be waiting."""
        if not increments:
            return
        shard, hours = self._shard(), {key.at for key in increments}
        self._share(hours, shard)
        there, days_there = self._in_shard(hours, shard)
        named = self._named(increments, days_there)
        self._write(rollup_hour, _added(there, named), shard)
        self._write(rollup_day, _added(days_there, by_day(named)), shard)

    def of(self, period: Period, by: Sequence[str] = ("version",)) -> dict[tuple[Any, ...], Figures]:
        """The figures of a period for every combination of `by`, in order; absent where there are none.

        Args:
            period: read by whole hours; the hours that it begins and ends in belong to it.
            by: of `at`, `version`, `channel`, `audit_ppm`; () adds everything up. `at` is the beginning of a
                day where the whole of it is in the period, else of an hour.
        """
        wanted = [*by, *REST]
        groups: defaultdict[tuple[Any, ...], list[Sequence[Any]]] = defaultdict(list)
        for row in self.connection.execute(_stretch(period, wanted)):
            groups[tuple(row[: len(by)])].append(row[len(by) :])
        return {key: _summed(groups[key]) for key in sorted(groups)}

    def by_day(self, period: Period) -> list[tuple[str, int, int]]:
        """(UTC day as 2026-11-23, version, predictions), in order; a day without predictions is absent."""
        found: defaultdict[tuple[str, int], int] = defaultdict(int)
        for at, version, count in self.connection.execute(_stretch(period, ["at", "version", "predictions"])):
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
        """Put figures in the place of an hour's; whoever calls is alone with its day, and rebuilds it."""
        named = self._named(figures)
        self.connection.execute(delete(rollup_hour).where(rollup_hour.c.at == hour))
        self._write(rollup_hour, named, RECOMPUTED)

    def rebuild_day(self, day: datetime) -> None:
        """Make a day of its hours; whoever calls is alone with it."""
        hours = self._rows(rollup_hour, _within(rollup_hour, day, day + DAY))
        found = merged((replace(key, at=day), figures) for key, figures in hours)
        self.connection.execute(delete(rollup_day).where(rollup_day.c.at == day))
        self._write(rollup_day, found, RECOMPUTED)

    def join_shards(self, day: datetime) -> None:
        """Make one row of the shards of a day and of its hours; whoever calls is alone with it."""
        inside = _within(rollup_hour, day, day + DAY)
        found = merged(self._rows(rollup_hour, inside))
        self.connection.execute(delete(rollup_hour).where(inside))
        self._write(rollup_hour, found, RECOMPUTED)
        self.rebuild_day(day)

    def days_in_shards(self, until: datetime, limit: int) -> list[datetime]:
        """Days before `until` that writers have left in shards, the oldest first."""
        query = (
            select(rollup_day.c.at)
            .where(rollup_day.c.at < until, rollup_day.c.shard != RECOMPUTED)
            .distinct()
            .order_by(rollup_day.c.at)
            .limit(limit)
        )
        return list(self.connection.scalars(query))

    # --- how -------------------------------------------------------------------------------------

    @property
    def _postgres(self) -> bool:
        return self.connection.dialect.name == "postgresql"

    def _shard(self) -> int:
        if not self._postgres:
            return RECOMPUTED
        writer = f"{os.getpid()} {threading.get_ident()}".encode()
        return 1 + zlib.crc32(writer) % SHARDS

    def _share(self, hours: Iterable[datetime], shard: int) -> None:
        if self._postgres:
            *first, last = _hour_numbers(hours)
            for number in first:
                self.connection.execute(SHARE_HOUR, {"hour": number})
            self.connection.execute(SHARE_HOUR_HAVE_SHARD, {"hour": last, "shard": shard})

    def _named(self, increments: Increments, known: Iterable[Key] = ()) -> dict[Key, Figures]:
        """With the channels under which they are counted.

        Args:
            known: days that are there; where they hold every channel nobody else's need be looked for.
        """
        wanted = {(day_of(key.at), key.channel) for key in increments}
        if wanted <= {(key.at, key.channel) for key in known}:
            return dict(increments)
        names = kept_apart(wanted, self._channels({day for day, _ in wanted}), MOST_CHANNELS)
        return merged(
            (replace(key, channel=names[day_of(key.at), key.channel]), figures)
            for key, figures in increments.items()
        )

    def _channels(self, days: Iterable[datetime]) -> dict[datetime, set[str]]:
        found: defaultdict[datetime, set[str]] = defaultdict(set)
        query = select(rollup_day.c.at, rollup_day.c.channel).where(rollup_day.c.at.in_(sorted(days)))
        for day, channel in self.connection.execute(query.distinct()):
            found[day].add(channel)
        return found

    def _in_shard(self, hours: Iterable[datetime], shard: int) -> tuple[dict[Key, Figures], ...]:
        """What is there of these hours and of their days."""
        found: tuple[dict[Key, Figures], ...] = ({}, {})
        statement, bound = _read(self.connection.dialect.name), self._bound
        for hour in sorted(hours):
            times = (hour, day_of(hour))
            asked = (bound(times[0]), shard, bound(times[1]), shard)
            for table, *key, rest in _split(self.connection.exec_driver_sql(statement, asked)):
                found[table][Key(times[table], *key)] = _summed([rest])
        return found

    @property
    def _bound(self) -> Any:
        """Makes of a time what the driver takes, as for every other table."""
        dialect = self.connection.dialect
        return Utc().dialect_impl(dialect).bind_processor(dialect)

    def _rows(self, table: Table, condition: ColumnElement[bool]) -> Iterator[tuple[Key, Figures]]:
        columns = [table.c[name] for name in (*KEY[:4], *REST)]
        for row in self.connection.execute(select(*columns).where(condition)):
            yield Key(*row[:4]), _summed([row[4:]])

    def _write(self, table: Table, figures: Increments, shard: int) -> None:
        """Put rows in the place of those that are there, or where none is."""
        dialect, bound = self.connection.dialect, self._bound
        rows = [_values(key, found, shard, bound(key.at)) for key, found in figures.items()]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            statement = _upsert(table.name, len(part), dialect.name)
            self.connection.exec_driver_sql(statement, tuple(chain.from_iterable(part)))


# The statements of the hot path are made by hand: SQLAlchemy compiles an upsert anew each time, and takes
# longer over it than the database. Nothing in them comes from outside: names of our own, marks for values.


@lru_cache
def _read(dialect: str) -> str:
    mark, schema = _style(dialect)
    columns = ", ".join((*KEY[1:4], *REST))
    parts = [
        f"SELECT {place}, {columns} FROM {schema}{table} WHERE at = {mark} AND shard = {mark}"  # noqa: S608
        for place, table in enumerate((rollup_hour, rollup_day))
    ]
    return " UNION ALL ".join(parts)


@lru_cache(maxsize=4 * ROWS_AT_ONCE)
def _upsert(table: str, rows: int, dialect: str) -> str:
    columns, (mark, schema) = (*KEY, *REST), _style(dialect)
    marks = ", ".join([f"({', '.join([mark] * len(columns))})"] * rows)
    changes = ", ".join(f"{name} = excluded.{name}" for name in REST)
    return (
        f"INSERT INTO {schema}{table} ({', '.join(columns)}) VALUES {marks} "  # noqa: S608
        f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {changes}"
    )


def _style(dialect: str) -> tuple[str, str]:
    """The mark for a value, and what stands before a table's name."""
    return ("%s", f"{SCHEMA}.") if dialect == "postgresql" else ("?", "")


def _split(rows: Iterable[Row[Any]]) -> Iterator[tuple[Any, ...]]:
    """(table, version, channel, audit_ppm, the rest)."""
    for row in rows:
        yield (*row[:4], row[4:])


def _hour_numbers(hours: Iterable[datetime], count: int = 1) -> list[int]:
    """Numbers of these hours and those that follow each, in the order in which everybody locks them."""
    begun = {int(hour.timestamp()) // 3600 for hour in hours}
    return sorted(number + step for number in begun for step in range(count))


def _within(table: Table, since: datetime, until: datetime) -> ColumnElement[bool]:
    return (table.c.at >= since) & (table.c.at < until)


def _stretch(period: Period, names: Sequence[str]) -> Any:
    """Whole days where a period has them, and hours before the first and after the last of them."""
    since, until = hour_of(period.since), _up(period.until, hour_of(period.until), HOUR)
    first, last = _up(since, day_of(since), DAY), day_of(until)
    if first >= last:
        return _part(rollup_hour, names, since, until, period)
    return union_all(
        _part(rollup_day, names, first, last, period),
        _part(rollup_hour, names, since, first, period),
        _part(rollup_hour, names, last, until, period),
    )


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


def _summed(rows: Sequence[Row[Any] | Sequence[Any]]) -> Figures:
    """Rows of (*TOTALS, least_ms, greatest_ms, bins) added up."""
    count = len(TOTALS)
    least = [row[count] for row in rows if row[count] is not None]
    greatest = [row[count + 1] for row in rows if row[count + 1] is not None]
    return Figures(
        totals=np.array([row[:count] for row in rows], dtype=np.int64).sum(axis=0),
        bins=_unpacked([row[count + 2] for row in rows]),
        least_ms=min(least, default=float("inf")),
        greatest_ms=max(greatest, default=float("-inf")),
    )


def _unpacked(packed: Sequence[bytes]) -> NDArray[np.int64]:
    longest = max(map(len, packed))
    # A row from before a table was added to the layout is shorter; it has nothing there.
    flat = b"".join(one.ljust(longest, b"\0") for one in packed)
    summed: NDArray[np.int64] = (
        np.frombuffer(flat, dtype=BIN).reshape(len(packed), -1).sum(axis=0, dtype=np.int64)
    )
    return summed


def _packed(bins: NDArray[np.int64]) -> bytes:
    if max(int(bins.max()), -int(bins.min())) > MOST_IN_BIN:
        raise OverflowError("a bin of a roll-up holds more than two billion")
    return bins.astype(BIN).tobytes()


def _values(key: Key, figures: Figures, shard: int, at: Any) -> tuple[Any, ...]:
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
        _packed(figures.bins),
    )


def _added(there: Mapping[Key, Figures], more: Increments) -> dict[Key, Figures]:
    return {key: there[key] + figures if key in there else figures for key, figures in more.items()}
