"""Which keys were used, gathered in memory: written seldom, and never within a request."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

APART = timedelta(hours=1)  # between two times at which the use of one key is written


@dataclass
class KeyUses:
    """The keys of this process whose use is to be written.

    >>> from datetime import UTC
    >>> uses, noon = KeyUses(), datetime(2026, 11, 23, 12, tzinfo=UTC)
    >>> uses.note("k", noon)
    >>> uses.told(uses.untold())
    >>> uses.note("k", noon + timedelta(minutes=59)); uses.untold()
    {}
    """

    _untold: dict[str, datetime] = field(default_factory=dict)
    _told: dict[str, datetime] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key_id: str, at: datetime) -> None:
        """A key was used."""
        last = self._told.get(key_id)
        if last is None or at - last >= APART:
            with self._lock:
                self._untold[key_id] = at

    def untold(self) -> dict[str, datetime]:
        """When each key was used whose use is to be written."""
        with self._lock:
            return dict(self._untold)

    def told(self, uses: Mapping[str, datetime]) -> None:
        """These were written."""
        with self._lock:
            self._told |= uses
            self._untold = {key: at for key, at in self._untold.items() if key not in uses}
