"""Who is a worker: a heartbeat of one's own, and a burial for those that have none any more."""

import os
import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from siklus.database.store import Store, Transaction

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def new_worker_id() -> str:
    """An id that no other process has or had: DBOS runs a step twice where two share one."""
    return f"{socket.gethostname()[:50]}-{os.getpid()}-{secrets.token_hex(4)}"


@dataclass(slots=True)
class Membership:
    """This worker's place among the workers."""

    store: Store
    worker_id: str
    silence: timedelta  # how long a worker may be silent before it counts as dead
    pulse: float  # seconds between two heartbeats
    now: Callable[[], datetime]
    _beat_at: float = field(default=0.0, init=False)
    _steady_since: float = field(default=0.0, init=False)

    def join(self) -> None:
        """Appear among the workers."""
        with self.store.transaction() as tx:
            at = tx.workers.clock(self.now())
            tx.workers.join(self.worker_id, pid=os.getpid(), host=socket.gethostname()[:200], now=at)
        self._beat_at = self._steady_since = time.monotonic()

    def beat(self) -> bool:
        """Be alive; False where another worker has buried this one, which then must not carry on."""
        with self.store.transaction() as tx:
            alive = tx.workers.beat(self.worker_id, tx.workers.clock(self.now()))
        at = time.monotonic()
        if at - self._beat_at > self.silence.total_seconds() / 2:
            self._steady_since = at
        self._beat_at = at
        return alive

    def bury_silent(self) -> list[str]:
        """Declare the silent dead; each is returned to one caller only."""
        # After an outage of the database everybody has been silent: who comes back first waits for a
        # few heartbeats of the others before it counts them.
        if time.monotonic() - self._steady_since < 3 * self.pulse:
            return []
        with self.store.transaction() as tx:
            return tx.workers.bury(tx.workers.clock(self.now()) - self.silence)

    def members(self) -> set[str]:
        """All who have neither left nor been buried, silent or not."""
        with self.store.reading() as tx:
            return set(tx.workers.living(EVER))

    def is_member(self) -> bool:
        """Whether this worker has neither left nor been buried."""
        return self.worker_id in self.members()

    def holds(self, tx: Transaction) -> bool:
        """Whether what the transaction writes may be this worker's; nobody buries it meanwhile."""
        return tx.workers.hold(self.worker_id)

    def leads(self) -> bool:
        """Whether this worker is the first of those that were heard of lately."""
        with self.store.reading() as tx:
            living = tx.workers.living(tx.workers.clock(self.now()) - self.silence)
        return living[:1] == [self.worker_id]

    def leave(self) -> None:
        """Go in an orderly way: what was left undone is taken over at once."""
        with self.store.transaction() as tx:
            tx.workers.leave(self.worker_id)
