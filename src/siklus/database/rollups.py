"""Anonymous counters by hour: what was answered, stored or not, and what was refused and why."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from siklus.database.schema import rollup_counters
from siklus.database.table import TableAccess


class Metric(StrEnum):
    """What is counted."""

    UNSTORED = "unstored"  # detail: why (no_consent, database_unavailable)
    REFUSED = "refused"  # detail: the error's code


@dataclass(frozen=True, slots=True)
class Counter:
    """One thing that is counted, in one hour."""

    hour: datetime
    metric: Metric
    detail: str
    version: int = 0  # 0 where no version is concerned


class Rollups(TableAccess):
    """Counters."""

    __slots__ = ()

    def fold(self, counts: Mapping[Counter, int]) -> None:
        """Add to the counters; in a fixed order, so that two writers never wait for each other in a ring."""
        ordered = sorted(counts.items(), key=lambda item: astuple(item[0]))
        kind = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        for counter, count in ordered:
            row = kind.insert(rollup_counters).values(
                hour=counter.hour,
                metric=counter.metric,
                detail=counter.detail,
                version=counter.version,
                count=count,
            )
            self.connection.execute(
                row.on_conflict_do_update(
                    index_elements=["hour", "metric", "detail", "version"],
                    set_={"count": rollup_counters.c.count + row.excluded.count},
                )
            )

    def totals(self, since: datetime, until: datetime) -> dict[tuple[Metric, str], int]:
        """Counts per metric and detail over whole hours that begin in the period."""
        query = (
            select(rollup_counters.c.metric, rollup_counters.c.detail, func.sum(rollup_counters.c.count))
            .where(rollup_counters.c.hour >= since, rollup_counters.c.hour < until)
            .group_by(rollup_counters.c.metric, rollup_counters.c.detail)
        )
        return {(Metric(metric), detail): int(n) for metric, detail, n in self.connection.execute(query)}
