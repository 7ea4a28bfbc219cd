"""The public keys of a sign-in provider: fetched when needed, kept, and fetched anew when they change."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from siklus.domain.claims import is_safe
from siklus.errors import SignInUnavailable

SECONDS = 3.0  # that the provider may keep us waiting
BYTES = 512 * 1024  # that a document of it may have
FRESH = 3_600.0  # seconds after which the keys are asked for again
STALE = 86_400.0  # and after which they are believed no longer, however long the provider is away
APART = 30.0  # seconds between two requests because of a key that is not known
KINDS: dict[Any, Any] = {
    "RSA": RSAKey,
    "EC": ECKey,
    "OKP": OKPKey,
}  # never `oct`: a shared secret is no public key

PublicKey = RSAKey | ECKey | OKPKey
log = structlog.get_logger("siklus.sign_in")


@dataclass
class ProviderKeys:
    """The keys of one issuer, for all threads of a process."""

    issuer: str
    clock: Callable[[], float] = time.monotonic
    _keys: dict[str, PublicKey] | None = None
    _fetched_at: float = 0.0
    _asked_at: float = float("-inf")
    _failed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key_id: str, *, wait: bool = True) -> PublicKey | None:
        """The key of this id; None where the provider has none.

        Args:
            wait: False: who asks may not be kept waiting; it is fetched meanwhile, and there the next time.

        Raises:
            SignInUnavailable: it is not known, and the provider does not answer.
        """
        due = self._is_due(key_id)
        if wait and (due or key_id not in (self._keys or {})):
            # Also where nothing is due: what another is fetching just now is good for this one, too.
            self._refresh(key_id)
        elif due:
            threading.Thread(target=self._refresh, args=(key_id,), daemon=True).start()
        known, age = self._keys, self.clock() - self._fetched_at
        if known is None or age > STALE:
            raise SignInUnavailable(self.issuer)
        if key_id not in known and self._failed:
            raise SignInUnavailable(self.issuer)
        return known.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        now = self.clock()
        # Else anybody could have the provider asked as often as they like, with keys that they make up.
        if now - self._asked_at < APART:
            return False
        return self._keys is None or key_id not in self._keys or now - self._fetched_at > FRESH

    def _refresh(self, key_id: str) -> None:
        with self._lock:
            if not self._is_due(key_id):
                return
            self._asked_at = self.clock()
            try:
                self._keys = self._fetched()
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                self._failed = True
                log.warning("sign_in.provider_away", issuer=self.issuer, error=type(error).__name__)
            else:
                self._failed, self._fetched_at = False, self.clock()

    def _fetched(self) -> dict[str, PublicKey]:
        with httpx.Client(timeout=SECONDS, follow_redirects=False) as http:
            about = _document(http, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            address = about.get("jwks_uri")
            if about.get("issuer") != self.issuer or not isinstance(address, str) or not is_safe(address):
                raise ValueError("it is another issuer, or has no safe address for its keys")
            return _keys_in(_document(http, address))


def _document(http: httpx.Client, url: str) -> dict[str, Any]:
    content = bytearray()
    with http.stream("GET", url) as reply:
        if reply.status_code != 200:
            raise ValueError(f"answered {reply.status_code}")
        for part in reply.iter_bytes():
            content += part
            if len(content) > BYTES:
                raise ValueError("the document is too large")
    found = httpx.Response(200, content=bytes(content)).json()
    if not isinstance(found, dict):
        raise ValueError("the document is no object")  # noqa: TRY004 (what was sent is wrong, not our call)
    return found


def _keys_in(document: dict[str, Any]) -> dict[str, PublicKey]:
    """The keys for signatures by their ids; a kind that is not known is passed over."""
    found = dict[str, PublicKey]()
    for one in document.get("keys", []):
        kind = KINDS.get(one.get("kty")) if isinstance(one, dict) else None
        if kind is None or one.get("use", "sig") != "sig" or not isinstance(one.get("kid"), str):
            continue
        try:
            found[one["kid"]] = kind.import_key(one)
        except (JoseError, ValueError):
            continue
    if not found:
        raise ValueError("there is no usable key")
    return found
