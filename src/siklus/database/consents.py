"""A row is a yes: to a purpose, in a wording, at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, update

from siklus.database.schema import consents
from siklus.database.table import TableAccess, parts


class Consents(TableAccess):
    """Consents given and withdrawn."""

    __slots__ = ()

    def add(
        self, consent_id: str, *, purpose: str, wording_version: str, subject: str | None, at: datetime
    ) -> None:
        """Keep a yes."""
        self.connection.execute(
            insert(consents),
            {
                "id": consent_id,
                "purpose": purpose,
                "wording_version": wording_version,
                "subject": subject,
                "at": at,
            },
        )

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

    def delete(self, ids: Sequence[str]) -> None:
        """Delete consents; what was kept on them must be gone already."""
        for part in parts(ids):
            self.connection.execute(delete(consents).where(consents.c.id.in_(part)))
