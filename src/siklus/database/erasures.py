"""A row says that rows were erased, which versions had learnt from them, and which one took their place."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from siklus.database.schema import erasures
from siklus.database.table import TableAccess
from siklus.domain.erasures import Erased, Erasure, Kind


class Erasures(TableAccess):
    """What was erased, without a word of it."""

    __slots__ = ()

    def add(self, erasure: Erasure) -> None:
        """Keep an erasure."""
        self.connection.execute(
            insert(erasures).values(
                id=erasure.id,
                kind=erasure.kind,
                gone=asdict(erasure.gone),
                versions=list(erasure.versions),
                at=erasure.at,
                due_at=erasure.due_at,
                successor=erasure.successor,
                finished_at=erasure.finished_at,
            )
        )

    def that_reached_versions(self) -> list[Erasure]:
        """Erasures of rows that some version had learnt, the oldest first."""
        query = select(erasures).order_by(erasures.c.at, erasures.c.id)
        found = [_erasure(row) for row in self.connection.execute(query)]
        return [erasure for erasure in found if erasure.versions]

    def open(self) -> list[Erasure]:
        """Those that wait for another version, the oldest first."""
        query = select(erasures).where(erasures.c.finished_at.is_(None))
        return [
            _erasure(row) for row in self.connection.execute(query.order_by(erasures.c.at, erasures.c.id))
        ]

    def newest(self, limit: int) -> list[Erasure]:
        """The newest, open or not, the newest first."""
        query = select(erasures).order_by(erasures.c.at.desc(), erasures.c.id.desc()).limit(limit)
        return [_erasure(row) for row in self.connection.execute(query)]

    def finish(self, ids: Sequence[str], successor: int, at: datetime) -> None:
        """Another version answers in the place of those that had learnt."""
        self.connection.execute(
            update(erasures).where(erasures.c.id.in_(ids)).values(successor=successor, finished_at=at)
        )


def _erasure(row: Row[Any]) -> Erasure:
    return Erasure(
        id=row.id,
        kind=Kind(row.kind),
        gone=Erased(**row.gone),
        versions=tuple(row.versions),
        at=row.at,
        due_at=row.due_at,
        successor=row.successor,
        finished_at=row.finished_at,
    )
