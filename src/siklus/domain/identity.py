"""Ids that sort by the time they were made, and fingerprints of texts."""

import hashlib
import secrets
import threading
import time
import unicodedata
from collections.abc import Sequence
from uuid import UUID

# The digits that RFC 9562 leaves for the first of the fourth group, by a digit that was drawn.
VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}

COUNTED = 12  # bits of an id that count within a millisecond
COUNTERS = tuple(f"{count:03x}" for count in range(1 << COUNTED))
SET_BACK_MS = 10_000  # a clock that was set back by more than this is believed


class _Places:
    """Places in time: 4,096 in a millisecond, each given once."""

    def __init__(self) -> None:
        self._lock, self._next = threading.Lock(), 0

    def take(self, count: int) -> int:
        """The first of so many that follow each other, now or as soon as there are free ones."""
        now = time.time_ns() // 1_000_000 << COUNTED
        with self._lock:
            first = self._next if 0 < self._next - now < SET_BACK_MS << COUNTED else now
            self._next = first + count
        return first


_places = _Places()


def new_id(now_ms: int | None = None) -> str:
    """A UUIDv7 in its usual 36 characters; of one process later ones sort after earlier ones.

    Of several processes they do so to the millisecond. Source: RFC 9562, sections 5.7 and 6.2 (method 1).

    >>> new_id() < new_id()
    True
    >>> new_id(0)[:13], new_id(0)[14]
    ('00000000-0000', '7')
    """
    return new_ids(1, now_ms)[0]


def new_ids(count: int, now_ms: int | None = None) -> list[str]:
    """So many ids in their order."""
    first, made = _places.take(count) if now_ms is None else now_ms << COUNTED, list[str]()
    while len(made) < count:
        moment, begin = divmod(first + len(made), len(COUNTERS))
        made += _of_moment(f"{moment:012x}", COUNTERS[begin : begin + count - len(made)])
    return made


def _of_moment(stamp: str, counters: Sequence[str]) -> list[str]:
    # Put together from digits: `UUID` would take ten times as long.
    head, drawn = f"{stamp[:8]}-{stamp[8:]}-7", secrets.token_hex(8 * len(counters))
    return [
        f"{head}{counter}-{VARIANTS[drawn[at]]}{drawn[at + 1 : at + 4]}-{drawn[at + 4 : at + 16]}"
        for counter, at in zip(counters, range(0, len(drawn), 16), strict=True)
    ]


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
