"""A row is the exact set of examples that one training used."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from siklus.database.schema import model_versions, retraining_runs, snapshots
from siklus.database.table import TableAccess
from siklus.domain.examples import Snapshot
from siklus.domain.identity import dashed


class Snapshots(TableAccess):
    """Training sets."""

    __slots__ = ()

    def add(self, snapshot: Snapshot) -> None:
        """Keep the ids of one training set."""
        self.connection.execute(
            insert(snapshots).values(
                id=snapshot.id,
                content_hash=snapshot.content_hash,
                counts=snapshot.counts,
                example_ids=bytes.fromhex("".join(snapshot.example_ids).replace("-", "")),
                created_at=snapshot.created_at,
            )
        )

    def get(self, snapshot_id: str) -> Snapshot:
        """The snapshot of this id, which a version or a run refers to and so must be there."""
        return _snapshot(
            self.connection.execute(select(snapshots).where(snapshots.c.id == snapshot_id)).one()
        )

    def looked_at(self, active: int) -> datetime | None:
        """When the live labels were last learnt from: by the active version, or by a run's candidate.

        A set whose training failed taught nobody. One that somebody trained on aside, by hand on a file,
        holds no live labels, and that of an imported version holds none of this installation. All of them
        leave the labels still to be learnt from.
        """
        of_runs = select(retraining_runs.c.snapshot_id).where(retraining_runs.c.snapshot_id.is_not(None))
        meant = (model_versions.c.version == active) | snapshots.c.id.in_(of_runs)
        query = (
            select(func.max(snapshots.c.created_at))
            .join(model_versions, model_versions.c.snapshot_id == snapshots.c.id)
            .where(meant, func.length(snapshots.c.example_ids) > 0)
        )
        found: datetime | None = self.connection.scalar(query)
        return found


def _snapshot(row: Row[Any]) -> Snapshot:
    digits = bytes(row.example_ids).hex()
    ids = tuple(dashed(digits[start : start + 32]) for start in range(0, len(digits), 32))
    return Snapshot(row.id, row.content_hash, dict(row.counts), ids, row.created_at)
