"""How often one address may ask: a token bucket each, in memory, for a bounded number of addresses."""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from siklus.api.refusals import TooManyRequests

MAX_ADDRESSES = 10_000


@dataclass
class RateLimit:
    """So many requests a minute for each address; a fresh address starts with a minute's worth."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic  # seconds
    max_addresses: int = MAX_ADDRESSES
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str, cost: int = 1) -> None:
        """Spend `cost`, or the whole bucket where it costs more than that.

        Raises:
            TooManyRequests: there is not enough left.
        """
        wanted, now, key = min(cost, self.per_minute), self.clock(), network_of(address)
        with self._lock:
            left, at = self._buckets.pop(key, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - at) * self.per_minute / 60)
            enough = left >= wanted
            self._buckets[key] = (left - wanted if enough else left, now)
            # The one that was silent for longest goes: its bucket is the fullest.
            while len(self._buckets) > self.max_addresses:
                self._buckets.popitem(last=False)
        if not enough:
            raise TooManyRequests(math.ceil((wanted - left) * 60 / self.per_minute))


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
