"""Roll-ups made anew from the rows that are stored, and made smaller when a day is over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from siklus.database.predictions import EVER, Period
from siklus.database.store import Store, Transaction
from siklus.domain.rollups import DAY, HOUR, day_of, hour_of, merged
from siklus.monitoring.rollup import fold

Tell = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class RollupService:
    """Repair and upkeep; the adding itself is done by whoever stores what is counted."""

    store: Store
    now: Callable[[], datetime]
    keep: timedelta | None = None  # how long rows are kept

    def recompute(
        self, since: datetime | None = None, until: datetime | None = None, tell: Tell = lambda _hour: None
    ) -> int:
        """Count the stored rows of whole hours anew; how many hours had rows or figures.

        Doing it again changes nothing. Hours from before the oldest stored row, and those from before the
        retention's limit, keep their figures: their rows are gone on purpose.
        """
        oldest = self._oldest_complete()
        if oldest is None:
            return 0
        first = max(hour_of(since or oldest), oldest)
        done = 0
        for hour in self._hours(first, until or self.now() + HOUR):
            tell(hour)
            self._recompute(hour)
            done += 1
        return done

    def catch_up(self) -> int:
        """Fold what was stored before there were roll-ups; how many hours. Nothing to do the next time."""
        done = 0
        while (hour := self._not_folded()) is not None:
            self._recompute(hour)
            done += 1
        return done

    def close_days(self, limit: int = 10) -> int:
        """Make rows of days that are over, the oldest first; how many. Until then they are read by hours."""
        done = 0
        while done < limit:
            with self.store.reading() as tx:
                day = tx.figures.oldest_open()
            if day is None or day >= day_of(self.now()):
                break
            with self.store.transaction() as tx:
                tx.figures.alone(day)
                done += tx.figures.close(day)
        return done

    def join_shards(self, limit: int = 10) -> int:
        """Make closed days as small as they can be, the oldest first; how many."""
        with self.store.reading() as tx:
            # A day more: answers to yesterday's predictions are still coming in.
            days = tx.figures.days_in_shards(day_of(self.now()) - DAY, limit)
        for day in days:
            with self.store.transaction() as tx:
                tx.figures.alone(day)
                tx.figures.join_shards(day)
        return len(days)

    def _recompute(self, hour: datetime) -> None:
        period = Period(hour, hour + HOUR)
        with self.store.transaction() as tx:
            tx.figures.alone(day_of(hour))
            answers = tx.feedback.of_period(period)
            parts = (fold(rows).items() for rows in tx.predictions.counted(period, answers))
            tx.figures.replace_hour(hour, merged(chain.from_iterable(parts)))

    def _hours(self, first: datetime, until: datetime) -> Iterator[datetime]:
        """Hours that have rows or figures, the newest first."""
        before = until
        while True:
            with self.store.reading() as tx:
                newest = _newest(tx, before)
            if newest is None or hour_of(newest) < first:
                return
            before = hour_of(newest)
            yield before

    def _oldest_complete(self) -> datetime | None:
        with self.store.reading() as tx:
            oldest = tx.predictions.oldest_at()
        if oldest is None or self.keep is None:
            return hour_of(oldest) if oldest else None
        return max(hour_of(oldest), day_of(self.now() - self.keep))

    def _not_folded(self) -> datetime | None:
        """The newest hour that is not folded, or not wholly; from there to now everything is.

        So a catching up that was interrupted goes on where it was.
        """
        with self.store.reading() as tx:
            first = tx.figures.oldest()
            if first is not None and _stored(tx, first) > _counted(tx, first):
                return first
            newest = tx.predictions.newest_before(first or EVER.until)
        return hour_of(newest) if newest else None


def _stored(tx: Transaction, hour: datetime) -> int:
    return sum(count for _, count in tx.predictions.count_by_version(Period(hour, hour + HOUR)))


def _counted(tx: Transaction, hour: datetime) -> int:
    found = tx.figures.of(Period(hour, hour + HOUR), by=())
    return sum(figures.total("predictions") for figures in found.values())


def _newest(tx: Transaction, before: datetime) -> datetime | None:
    found = (tx.predictions.newest_before(before), tx.figures.newest_before(before))
    return max((moment for moment in found if moment is not None), default=None)
