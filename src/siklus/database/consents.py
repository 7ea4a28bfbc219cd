"""A row is a yes: to a purpose, in a wording, at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from siklus.database.schema import consents
from siklus.database.table import TableAccess, parts


class Consents(TableAccess):
    """Consents given and withdrawn."""

    __slots__ = ()

    def withdraw(self, subject: str, at: datetime) -> int:
        """Mark every consent of a subject as withdrawn and forget whose it was; how many there were."""
        return self.connection.execute(
            update(consents).where(consents.c.subject == subject).values(withdrawn_at=at, subject=None)
        ).rowcount

    def withdraw_these(self, ids: Sequence[str], at: datetime) -> int:
        """Mark consents as withdrawn, and forget whose they were; how many were not so already."""
        return sum(
            self.connection.execute(
                update(consents)
                .where(consents.c.id.in_(part), consents.c.withdrawn_at.is_(None))
                .values(withdrawn_at=at, subject=None)
            ).rowcount
            for part in parts(ids)
        )

    def count_by_wording(self) -> dict[str, tuple[int, int]]:
        """Consents that stand and that were withdrawn, by the version of the wording."""
        query = select(consents.c.wording_version, func.count(), func.count(consents.c.withdrawn_at))
        rows = self.connection.execute(query.group_by(consents.c.wording_version))
        return {version: (total - withdrawn, withdrawn) for version, total, withdrawn in rows}

    def delete(self, ids: Sequence[str]) -> None:
        """Delete consents; what was kept on them must be gone already."""
        for part in parts(ids):
            self.connection.execute(delete(consents).where(consents.c.id.in_(part)))
