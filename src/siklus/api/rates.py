"""How often one address may ask: a bucket each, in memory, for a bounded number of addresses.

A bucket is kept as the moment at which it is full again, so that what other processes let through is an
addition to it: see `siklus.services.rates` and docs/decisions/0025.
"""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from siklus.api.refusals import TooManyRequests

MAX_ADDRESSES = 10_000
BUCKET_SECONDS = 60.0  # until an empty bucket is full: it holds a minute's worth
ROUNDING = 1e-6  # seconds: a minute's worth in sixty parts adds up to a little more than a minute


@dataclass
class RateLimit:
    """So many requests a minute for each address; a fresh address starts with a minute's worth."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic  # seconds
    max_addresses: int = MAX_ADDRESSES
    _full_at: OrderedDict[str, float] = field(default_factory=OrderedDict)
    _untold: dict[str, float] = field(default_factory=dict)  # seconds spent since the last `untold`
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str, cost: int = 1) -> None:
        """Spend `cost`, or the whole bucket where it costs more than that.

        Raises:
            TooManyRequests: there is not enough left.
        """
        wanted = min(cost, self.per_minute) * BUCKET_SECONDS / self.per_minute
        now, key = self.clock(), network_of(address)
        with self._lock:
            full_at = max(self._full_at.pop(key, now), now)
            lacking = full_at - now + wanted - BUCKET_SECONDS
            enough = lacking < ROUNDING
            self._keep(key, full_at + wanted if enough else full_at)
            if enough and (key in self._untold or len(self._untold) < self.max_addresses):
                self._untold[key] = self._untold.get(key, 0.0) + wanted
        if not enough:
            raise TooManyRequests(math.ceil(lacking))

    def untold(self) -> dict[str, float]:
        """What each address has spent since the last call, in seconds of its bucket."""
        with self._lock:
            taken, self._untold = self._untold, {}
        return taken

    def learn(self, until_full: Mapping[str, float]) -> None:
        """Hear what all processes together have let through.

        Args:
            until_full: seconds until each bucket is full, by all that was told so far.
        """
        now = self.clock()
        with self._lock:
            for key, seconds in until_full.items():
                heard = now + seconds + self._untold.get(key, 0.0)
                # Never less than what is known here: what was let through while the database was away it
                # does not know.
                self._keep(key, max(heard, self._full_at.pop(key, now)))

    def _keep(self, key: str, full_at: float) -> None:
        self._full_at[key] = full_at
        # The one that was silent for longest goes: its bucket is the fullest.
        while len(self._full_at) > self.max_addresses:
            self._full_at.popitem(last=False)


@lru_cache(maxsize=MAX_ADDRESSES)
def network_of(address: str) -> str:
    """The address, or the /64 it lies in: one IPv6 customer has 2^64 addresses.

    >>> network_of("203.0.113.9"), network_of("2001:db8::1")
    ('203.0.113.9', '2001:db8::/64')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)
