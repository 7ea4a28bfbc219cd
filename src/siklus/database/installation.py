"""Whose database this is: a fingerprint of the secret behind its hashes and tokens; what it was made for."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from siklus.choice import Choice
from siklus.database.schema import installation
from siklus.database.table import TableAccess


class Installation(TableAccess):
    """One row, written on the first start."""

    __slots__ = ()

    def fingerprint(self) -> str | None:
        """The fingerprint of the secret; None before the first start."""
        return self.connection.scalar(select(installation.c.secret_fingerprint))

    def choice(self) -> Choice:
        """The labels and the language that everything stored here was made with."""
        row = self.connection.execute(select(installation.c.labels, installation.c.language)).first()
        # Empty also where it was set up before anybody could choose.
        return Choice(tuple(row.labels), row.language) if row and row.labels else Choice()

    def claim(self, fingerprint: str, now: datetime, choice: Choice) -> None:
        """Write the fingerprint of the first secret, and the choice; a second time changes nothing."""
        own = {} if choice.ready_made else {"labels": choice.labels, "language": choice.language}
        # Three processes may start at once: the first one's row stands.
        try:
            with self.connection.begin_nested():
                self.connection.execute(
                    insert(installation).values(id=1, secret_fingerprint=fingerprint, created_at=now, **own)
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
