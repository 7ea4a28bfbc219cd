"""Ids that sort by the time they were made, and fingerprints of texts."""

import hashlib
import secrets
import time
import unicodedata
from uuid import UUID

VARIANTS = "89ab"  # the digits that RFC 9562 leaves for the first of the fourth group


def new_id(now_ms: int | None = None) -> str:
    """A UUIDv7 in its usual 36 characters; later ones sort after earlier ones (to the millisecond).

    Source: RFC 9562, section 5.7.

    >>> new_id(0)[:13], new_id(0)[14]
    ('00000000-0000', '7')
    """
    stamp = f"{(time.time_ns() // 1_000_000 if now_ms is None else now_ms) & (2**48 - 1):012x}"
    # Put together from digits: `UUID` would take most of the time that keeping an answer takes.
    drawn = secrets.token_hex(10)
    variant = VARIANTS[int(drawn[0], 16) & 3]
    return f"{stamp[:8]}-{stamp[8:]}-7{drawn[1:4]}-{variant}{drawn[4:7]}-{drawn[7:19]}"


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
