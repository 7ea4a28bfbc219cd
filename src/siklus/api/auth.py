"""Who asks, and whether they may."""

import hashlib
import ipaddress
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from fastapi import Request, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from starlette.types import Scope

from siklus.api.rates import RateLimit
from siklus.domain.access import Caller, Role
from siklus.errors import DatabaseUnavailable, SiklusError
from siklus.services.access import AccessService
from siklus.services.outage import Outage

if TYPE_CHECKING:
    from siklus.services.sign_in import SignInService

REMEMBERED = 1_000
FORWARDED = frozenset((b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"))

# The role that a dependency of a call, or the call itself, asks for; of those that are not here, none.
ROLES: dict[Callable[..., Any], Role] = {}

bearer = HTTPBearer(
    auto_error=False,
    description="A key from `siklus keys create --role ROLE`, or a token of the sign-in provider.",
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]


@dataclass
class Doors:
    """Decides who comes in."""

    access: AccessService
    public: bool
    rate: RateLimit
    answers: RateLimit  # the same for answers to predictions
    outage: Outage = field(default_factory=Outage)
    sign_in: "SignInService | None" = None  # None: by keys alone
    _known: OrderedDict[tuple[str, Role], Caller] = field(default_factory=OrderedDict)

    def key(self, secret: str | None, needed: Role, *, wait: bool = True) -> Caller:
        """Who holds this key, or this token of the sign-in provider, if its role suffices.

        Args:
            wait: whether the provider may be asked for its keys before this returns.

        Raises:
            KeyMissing, KeyUnknown, TokenRefused, NoRole, RoleTooLow: in this order.
            DatabaseUnavailable: it is away, and this process has not seen the key before.
            SignInUnavailable: the provider's keys are needed, and it does not answer.
        """
        # No key of ours holds a dot, and every token does.
        if self.sign_in is not None and secret and "." in secret:
            return self.sign_in.check(secret, needed, wait=wait)
        seen = (hashlib.sha256((secret or "").encode()).hexdigest(), needed)
        try:
            with self.outage.watched():
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

    def each_client(self, secrets: Sequence[str | None]) -> list[Caller | SiklusError]:
        """Who holds each of these keys, or why none may come in by it; each is looked up once."""
        found = {secret: self._client(secret) for secret in set(secrets)}
        return [found[secret] for secret in secrets]

    def _client(self, secret: str | None) -> Caller | SiklusError:
        try:
            # Keys are looked at in the same batch: they must not wait for a provider.
            return self.key(secret, Role.CLIENT, wait=False)
        except SiklusError as error:
            return error

    def visitor(self, scope: Scope, cost: int = 1) -> None:
        """Let in whoever may predict: from this machine, with a key, or anybody where it is public.

        Raises:
            KeyMissing, KeyUnknown: neither of these.
            TooManyRequests: public, without a key, and too often.
        """
        if not self.passes(scope, self.rate, cost):
            self.key(secret_in(scope), Role.CLIENT)

    def passes(self, scope: Scope, rate: RateLimit, cost: int = 1) -> bool:
        """Whether a request comes in without its key being looked at.

        Raises:
            TooManyRequests: public, without a key, and too often.
        """
        if is_local(scope):
            return True
        if secret_in(scope) or not self.public:
            return False
        client = scope.get("client")
        rate.take(client[0] if client else "", cost)
        return True


def is_local(scope: Scope) -> bool:
    """Whether a request began on this machine, and not in a page from elsewhere or behind a proxy."""
    headers = dict(scope["headers"])
    # A proxy on this machine that does not name its client would make the whole world local.
    if not FORWARDED.isdisjoint(headers):
        return False
    # Any web page can make the browser of whoever visits it send requests to 127.0.0.1.
    origin = headers.get(b"origin")
    if origin is not None and not is_loopback(_host_in(origin.decode("latin-1"))):
        return False
    client = scope.get("client")
    return client is not None and is_loopback(client[0])


def _host_in(origin: str) -> str:
    """The host of an origin; empty where there is none.

    >>> _host_in("https://siklus.example:8700"), _host_in("null"), _host_in("http://[")
    ('siklus.example', '', '')
    """
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:
        return ""


@lru_cache(maxsize=REMEMBERED)
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

    ROLES[check] = role
    return check


def role_of(route: APIRoute) -> Role | None:
    """The least role that may make a call from afar; None: it needs no key."""
    found = [one.call for one in route.dependant.dependencies] + [route.endpoint]
    return next((ROLES[one] for one in found if one in ROLES), None)


def secret_of(credentials: HTTPAuthorizationCredentials | None) -> str | None:
    """The key that was sent, if any."""
    return credentials.credentials if credentials else None


def secret_in(scope: Scope) -> str | None:
    """The key that was sent, if any, as FastAPI would have found it."""
    written = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    scheme, secret = get_authorization_scheme_param(written)
    return secret if secret and scheme.lower() == "bearer" else None
