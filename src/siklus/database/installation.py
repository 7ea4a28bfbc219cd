"""Whose database this is: a fingerprint of the secret that its hashes and tokens were made with."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from siklus.database.schema import installation
from siklus.database.table import TableAccess


class Installation(TableAccess):
    """One row, written on the first start."""

    __slots__ = ()

    def fingerprint(self) -> str | None:
        """The fingerprint of the secret; None before the first start."""
        return self.connection.scalar(select(installation.c.secret_fingerprint))

    def claim(self, fingerprint: str, now: datetime) -> None:
        """Write the fingerprint of the first secret; a second one changes nothing."""
        # Three processes may start at once: the first one's row stands.
        try:
            with self.connection.begin_nested():
                self.connection.execute(
                    insert(installation).values(id=1, secret_fingerprint=fingerprint, created_at=now)
                )
        except IntegrityError:
            return

    def exchange(self, former: str, fingerprint: str) -> bool:
        """Put another secret's fingerprint in the place of the former one; whether that was still there."""
        table = installation
        done = self.connection.execute(
            update(table).where(table.c.secret_fingerprint == former).values(secret_fingerprint=fingerprint)
        )
        return done.rowcount > 0
