"""Who asks, and whether they may."""

import hashlib
import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from siklus.api.rates import RateLimit
from siklus.domain.access import Caller, Role
from siklus.errors import DatabaseUnavailable
from siklus.services.access import AccessService

REMEMBERED = 1_000
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

bearer = HTTPBearer(auto_error=False, description="A key from `siklus keys create --role ROLE`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]


@dataclass
class Doors:
    """Decides who comes in."""

    access: AccessService
    public: bool
    rate: RateLimit
    answers: RateLimit  # the same for answers to predictions
    _known: OrderedDict[tuple[str, Role], Caller] = field(default_factory=OrderedDict)

    def key(self, secret: str | None, needed: Role) -> Caller:
        """Who holds this key, if its role suffices.

        Raises:
            KeyMissing, KeyUnknown, RoleTooLow: in this order.
            DatabaseUnavailable: it is away, and this process has not seen the key before.
        """
        seen = (hashlib.sha256((secret or "").encode()).hexdigest(), needed)
        try:
            caller = self.access.check(secret, needed)
        except DatabaseUnavailable:
            # Predictions go on while the database is away, also for those who need a key for them. A key
            # revoked meanwhile cannot be noticed; nothing that changes anything works then.
            known = self._known.get(seen)
            if known is None:
                raise
            return known
        self._known[seen] = caller
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return caller

    def visitor(self, request: Request, secret: str | None, cost: int = 1) -> None:
        """Let in whoever may predict: from this machine, with a key, or anybody where it is public.

        Raises:
            KeyMissing, KeyUnknown: neither of these.
            TooManyRequests: public, without a key, and too often.
        """
        self._let_in(request, secret, self.rate, cost)

    def answering(self, request: Request, secret: str | None) -> None:
        """Let in whoever may answer: the same people, but a person answers less often than a page asks.

        Raises:
            KeyMissing, KeyUnknown, TooManyRequests: as `visitor`.
        """
        self._let_in(request, secret, self.answers, 1)

    def _let_in(self, request: Request, secret: str | None, rate: RateLimit, cost: int) -> None:
        if is_local(request):
            return
        if secret or not self.public:
            self.key(secret, Role.CLIENT)
            return
        rate.take(request.client.host if request.client else "", cost)


def is_local(request: Request) -> bool:
    """Whether the request began on this machine, and not in a page from elsewhere or behind a proxy."""
    # A proxy on this machine that does not name its client would make the whole world local.
    if any(name in request.headers for name in FORWARDED):
        return False
    # Any web page can make the browser of whoever visits it send requests to 127.0.0.1.
    origin = request.headers.get("origin")
    if origin is not None and not is_loopback(urlsplit(origin).hostname or ""):
        return False
    return request.client is not None and is_loopback(request.client.host)


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("::ffff:127.0.0.1"), is_loopback("10.0.0.1")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def needs(role: Role) -> Callable[..., Caller]:
    """A dependency: the caller, whose key has at least this role."""

    def check(request: Request, credentials: Credentials) -> Caller:
        doors: Doors = request.app.state.doors
        return doors.key(secret_of(credentials), role)

    return check


def secret_of(credentials: HTTPAuthorizationCredentials | None) -> str | None:
    """The key that was sent, if any."""
    return credentials.credentials if credentials else None
