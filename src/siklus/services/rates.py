"""What the processes tell each other of how often an address has asked."""

import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from siklus.database.store import Store

FORGET_SECONDS = 60.0
_DOMAIN = b"siklus/rate/v1\x00"
_HEX_DIGITS = 32


@dataclass
class RateService:
    """Buckets that all processes share: told of behind the requests, never within one."""

    store: Store
    secret: bytes
    now: Callable[[], datetime]
    _forgot_at: float = field(default=float("-inf"), init=False)

    def settle(self, limit: str, spent: Mapping[str, float]) -> dict[str, float]:
        """Tell what was spent here; hear how long it takes until those buckets are full again.

        Args:
            limit: the name of the limit; one address has a bucket for each.
            spent: seconds of the bucket, by address. What cannot be told is forgotten: told an hour later it
                would shut out for an hour whoever kept to the limit.

        Raises:
            DatabaseUnavailable: it is away.
        """
        if not spent:
            return {}
        keys = {address: address_hash(self.secret, limit, address) for address in spent}
        with self.store.transaction() as tx:
            # The clocks of several machines differ.
            now = tx.workers.clock(self.now())
            left = tx.rates.spend({keys[address]: each for address, each in spent.items()}, now)
        return {address: left[key] for address, key in keys.items()}

    def forget(self, *, at_once: bool = False) -> None:
        """Delete the rows of full buckets, once a minute however often this is called.

        Raises:
            DatabaseUnavailable: it is away.
        """
        if not at_once and time.monotonic() - self._forgot_at < FORGET_SECONDS:
            return
        with self.store.transaction() as tx:
            tx.rates.forget(tx.workers.clock(self.now()))
        self._forgot_at = time.monotonic()


def address_hash(secret: bytes, limit: str, address: str) -> str:
    """The keyed hash that stands for an address: 32 hexadecimal digits, another one for each limit.

    There are few enough addresses to try all of them on a plain hash; without the secret nobody can.
    """
    content = _DOMAIN + f"{limit}\x00{address}".encode("utf-8", "surrogatepass")
    return hmac.digest(secret, content, "sha256").hex()[:_HEX_DIGITS]
