"""How long a thread waits for PostgreSQL: as long as it takes, or no longer than the thread has said.

A server that lives and answers nothing (it is frozen, or the network swallows everything) is noticed by no
timeout of the driver or of TCP: it would keep whoever waits for as long as it pleases.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.errors import _WaitTimeout

_of_thread = threading.local()


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """In this thread, wait so long for all that the block asks of PostgreSQL; SQLite has a bound of its own.

    What takes longer fails as if the server had gone: `DatabaseUnavailable`. Whether a commit that was waited
    for in vain was carried out nobody knows.
    """
    before = getattr(_of_thread, "until", None)
    _of_thread.until = time.monotonic() + seconds
    try:
        yield
    finally:
        _of_thread.until = before


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is given up when the patience of its thread is at an end."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server.

        Raises:
            OperationalError: it has said nothing for too long; the connection is closed.
        """
        until = getattr(_of_thread, "until", None)
        if until is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, max(until - time.monotonic(), 0))
        except _WaitTimeout:
            # Closed, for what it was asked may still be answered, and would be taken for another answer.
            self.close()
            raise psycopg.OperationalError("the server does not answer") from None
