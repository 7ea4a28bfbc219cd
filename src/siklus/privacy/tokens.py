"""Tokens that let whoever saw a prediction, and nobody else, say whether it was right."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache

_VERSION = "f1"
_DOMAIN = b"siklus/feedback-token/v1\x00"
_BYTES = 18  # 144 bits: at least 128, and base64 of it needs no padding


def sign(secret: bytes, prediction_id: str) -> str:
    """The feedback token of one prediction: a version, a dot, 24 URL-safe characters.

    It is not stored: the secret and the id make it again.

    Raises:
        ValueError: the secret is empty (a bug in the caller).

    >>> token = sign(b"secret", "0199-a")
    >>> token[:3], len(token)
    ('f1.', 27)
    """
    if not secret:
        raise ValueError("the secret is empty")
    keyed = _keyed(secret).copy()
    keyed.update(prediction_id.encode())
    return f"{_VERSION}.{urlsafe_b64encode(keyed.digest()[:_BYTES]).decode()}"


def verify(secret: bytes, prediction_id: str, token: str) -> bool:
    """Whether `token` belongs to this prediction; takes the same time wherever the two differ.

    >>> verify(b"secret", "0199-a", sign(b"secret", "0199-a"))
    True
    >>> verify(b"secret", "0199-b", sign(b"secret", "0199-a"))
    False
    """
    # As bytes: compare_digest refuses text that is not ASCII, and a token comes from outside. A lone
    # surrogate can come in by JSON.
    return hmac.compare_digest(sign(secret, prediction_id).encode(), token.encode(errors="surrogatepass"))


def verified(secrets: Sequence[bytes], prediction_id: str, token: str) -> bool:
    """Whether `token` belongs to this prediction by one of several secrets.

    >>> verified([b"new", b"old"], "0199-a", sign(b"old", "0199-a"))
    True
    """
    return any(verify(secret, prediction_id, token) for secret in secrets)


@lru_cache(maxsize=4)
def _keyed(secret: bytes) -> hmac.HMAC:
    """Of the key and the domain, which are the same for all: half of the work."""
    return hmac.new(secret, _DOMAIN, _sha256)


def _sha256(content: bytes = b"") -> "hashlib._Hash":
    # By its name OpenSSL's own HMAC would be taken, whose copy takes three times as long as all of this.
    return hashlib.sha256(content)
