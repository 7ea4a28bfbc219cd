"""A row is a worker process and the last time it was heard of."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from siklus.database.schema import workers
from siklus.database.table import TableAccess


class Workers(TableAccess):
    """Heartbeats."""

    __slots__ = ()

    def clock(self, own: datetime) -> datetime:
        """The database's time on PostgreSQL, for the clocks of several machines differ; else one's own."""
        if self.connection.dialect.name != "postgresql":
            return own
        return self.connection.execute(select(func.now())).scalar_one()

    def join(self, worker_id: str, *, pid: int, host: str, now: datetime) -> None:
        """Appear."""
        self.connection.execute(
            insert(workers).values(id=worker_id, pid=pid, host=host, seen_at=now, gone=False)
        )

    def beat(self, worker_id: str, now: datetime) -> bool:
        """Be alive; False where others have declared this worker gone."""
        return bool(
            self.connection.execute(
                update(workers)
                .where(workers.c.id == worker_id, workers.c.gone.is_(False))
                .values(seen_at=now)
            ).rowcount
        )

    def hold(self, worker_id: str) -> bool:
        """Whether this worker is one still; if so nobody can declare it gone until the transaction ends."""
        query = select(workers.c.id).where(workers.c.id == worker_id, workers.c.gone.is_(False))
        # On SQLite every writing transaction is alone already, and this says nothing.
        return self.connection.execute(query.with_for_update(read=True)).first() is not None

    def living(self, since: datetime) -> list[str]:
        """Who was heard of since then."""
        query = select(workers.c.id).where(workers.c.seen_at >= since, workers.c.gone.is_(False))
        return list(self.connection.scalars(query.order_by(workers.c.id)))

    def heard_of(self) -> list[tuple[str, datetime]]:
        """Each worker that was not declared gone, and when it was last heard of; the newest first."""
        query = select(workers.c.id, workers.c.seen_at).where(workers.c.gone.is_(False))
        rows = self.connection.execute(query.order_by(workers.c.seen_at.desc(), workers.c.id))
        return [(row.id, row.seen_at) for row in rows]

    def last_seen(self) -> datetime | None:
        """When any worker was last heard of that was not declared gone; None where there is none.

        One that left in an orderly way is not missed; one that died is, until another buries it.
        """
        found: datetime | None = self.connection.scalar(
            select(func.max(workers.c.seen_at)).where(workers.c.gone.is_(False))
        )
        return found

    def bury(self, before: datetime) -> list[str]:
        """Declare those gone who were last heard of before then; each is returned to one caller only."""
        query = select(workers.c.id).where(workers.c.seen_at < before, workers.c.gone.is_(False))
        silent = list(self.connection.scalars(query.order_by(workers.c.id)))
        return [one for one in silent if self._bury(one, before)]

    def _bury(self, worker_id: str, before: datetime) -> bool:
        # The condition is repeated: of two who looked at once, one changes the row and one finds it gone.
        return bool(
            self.connection.execute(
                update(workers)
                .where(workers.c.id == worker_id, workers.c.seen_at < before, workers.c.gone.is_(False))
                .values(gone=True)
            ).rowcount
        )

    def leave(self, worker_id: str) -> None:
        """Go in an orderly way."""
        self.connection.execute(delete(workers).where(workers.c.id == worker_id))
