"""A row is a model version: what it is made of, and what may be done with it."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from siklus.database.schema import model_versions
from siklus.database.table import TableAccess
from siklus.domain.lifecycle import ModelVersion, VersionState
from siklus.errors import VersionNotFound


class Versions(TableAccess):
    """Model versions."""

    __slots__ = ()

    def next_number(self) -> int:
        """The number that the next version gets."""
        return (self.connection.scalar(select(func.max(model_versions.c.version))) or 0) + 1

    def add(self, version: ModelVersion) -> None:
        """Keep a version."""
        self.connection.execute(
            insert(model_versions).values(
                version=version.version,
                parent=version.parent,
                snapshot_id=version.snapshot_id,
                state=version.state,
                recipe=version.recipe,
                libraries=version.libraries,
                sha256=version.sha256,
                size_bytes=version.size_bytes,
                scores=version.scores,
                reference=version.reference,
                card=version.card,
                created_at=version.created_at,
                provenance=version.provenance or None,
            )
        )

    def get(self, version: int) -> ModelVersion:
        """The version of this number.

        Raises:
            VersionNotFound: there is none.
        """
        query = select(model_versions).where(model_versions.c.version == version)
        row = self.connection.execute(query).first() if abs(version) < 2**31 else None
        if row is None:
            raise VersionNotFound(version)
        return _version(row)

    def all(self) -> list[ModelVersion]:
        """Every version, the oldest first."""
        query = select(model_versions).order_by(model_versions.c.version)
        return [_version(row) for row in self.connection.execute(query)]

    def of_snapshot(self, snapshot_id: str) -> ModelVersion | None:
        """The version that was trained on a snapshot, if it was trained to the end."""
        query = select(model_versions).where(model_versions.c.snapshot_id == snapshot_id)
        row = self.connection.execute(query.order_by(model_versions.c.version)).first()
        return _version(row) if row else None

    def move(self, version: ModelVersion, state: VersionState) -> ModelVersion:
        """Give a version another state."""
        self.connection.execute(
            update(model_versions).where(model_versions.c.version == version.version).values(state=state)
        )
        return replace(version, state=state)


def _version(row: Row[Any]) -> ModelVersion:
    return ModelVersion(
        version=row.version,
        parent=row.parent,
        snapshot_id=row.snapshot_id,
        state=VersionState(row.state),
        recipe=dict(row.recipe),
        libraries=dict(row.libraries),
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        scores=dict(row.scores),
        reference=dict(row.reference),
        card=row.card,
        created_at=row.created_at,
        provenance=dict(row.provenance or {}),
    )
