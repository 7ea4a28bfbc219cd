"""Ids that sort by the time they were made, and fingerprints of texts."""

import hashlib
import secrets
import time
import unicodedata
from uuid import UUID


def new_id(now_ms: int | None = None) -> str:
    """A UUIDv7 in its usual 36 characters; later ones sort after earlier ones (to the millisecond).

    Source: RFC 9562, section 5.7.

    >>> new_id(0)[:13], new_id(0)[14]
    ('00000000-0000', '7')
    """
    stamp = (time.time_ns() // 1_000_000 if now_ms is None else now_ms) & (2**48 - 1)
    value = stamp << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(UUID(int=value))


def dashed(digits: str) -> str:
    """32 hex digits as an id is written: what `UUID` does, at a tenth of its cost.

    >>> dashed("0189d6f27b5a7c3e8a511f2e3d4c5b6a")
    '0189d6f2-7b5a-7c3e-8a51-1f2e3d4c5b6a'
    """
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def is_id(value: str) -> bool:
    """Whether `value` is written like an id of ours.

    >>> is_id("0189d6f2-7b5a-7c3e-8a51-1f2e3d4c5b6a"), is_id("v3")
    (True, False)
    """
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def text_key(text: str) -> str:
    """What two texts share when they differ in case, blanks and punctuation only: 32 hex digits.

    >>> text_key("Enak,  sekali!") == text_key("enak sekali")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = " ".join("".join(c if c.isalnum() else " " for c in folded).split())
    # A text of emoji alone would otherwise share its key with every other such text.
    return hashlib.blake2b((kept or folded).encode(), digest_size=16).hexdigest()
