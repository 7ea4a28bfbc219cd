"""The audit log as a chain: each entry holds the hash of the one before, so none can be changed unseen."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

BEGINNING = "0" * 64  # what the first entry holds as the hash of the one before


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Who did what."""

    seq: int  # 1, 2, 3 … without a gap
    id: str
    actor: str
    action: str
    details: dict[str, Any]  # ids and counts, never a text
    at: datetime
    previous: str  # the hash of the entry before
    hash: str

    @property
    def content_hash(self) -> str:
        """What `hash` must be, by the rest of the entry."""
        return entry_hash(
            seq=self.seq,
            entry_id=self.id,
            actor=self.actor,
            action=self.action,
            details=self.details,
            at=self.at,
            previous=self.previous,
        )

    def as_dict(self) -> dict[str, Any]:
        """As every edge shows it."""
        return {
            "seq": self.seq,
            "at": self.at.isoformat(),
            "actor": self.actor,
            "action": self.action,
            "details": self.details,
            "id": self.id,
            "previous": self.previous,
            "hash": self.hash,
        }


class Fault(StrEnum):
    """How the chain is broken at an entry."""

    CHANGED = "changed"  # its content is not what its hash was made of
    REMOVED = "removed"  # an entry of this number is not there
    MOVED = "moved"  # it does not follow the entry that stands before it


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found."""

    entries: int  # that are sound, before the first fault
    head: str  # the hash of the last of them
    fault: Fault | None = None
    seq: int | None = None  # of the first entry that is at fault
    head_found: bool | None = None  # whether the noted hash is one of the chain; None where none was given

    @property
    def sound(self) -> bool:
        """Nothing was changed, removed or moved, nor cut off after the noted head."""
        return self.fault is None and self.head_found is not False


def entry_hash(
    *, seq: int, entry_id: str, actor: str, action: str, details: dict[str, Any], at: datetime, previous: str
) -> str:
    """sha256 over the canonical JSON of an entry, the hash of the one before among it.

    Canonical: keys sorted, no blanks, ASCII only, the time in UTC with microseconds.
    """
    content = {
        "seq": seq,
        "id": entry_id,
        "actor": actor,
        "action": action,
        "details": details,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "previous": previous,
    }
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(written.encode()).hexdigest()


def plain(details: dict[str, Any]) -> dict[str, Any]:
    """`details` as any database gives them back: JSON's own types, whole numbers without a point.

    PostgreSQL keeps 1e20 as an integer and knows no -0.0, so that either would be hashed as another value
    than is read.

    Raises:
        ValueError, TypeError: they hold what JSON cannot (a bug in the caller).

    >>> plain({"versions": (1, 2), "share": 0.25, "n": 3.0})
    {'versions': [1, 2], 'share': 0.25, 'n': 3}
    """
    read: dict[str, Any] = json.loads(json.dumps(details, allow_nan=False), parse_float=_number)
    return read


def _number(written: str) -> float | int:
    value = float(written)
    return int(value) if value.is_integer() else value


def walk(entries: Iterable[LogEntry], noted: str | None = None) -> Verdict:
    """Follow the chain to its end or to the first fault.

    Args:
        entries: by their numbers, read one after the other; none is kept.
        noted: the hash of an entry that was the last one once. Whoever cuts off the end of a chain, or writes
            it anew from some entry on, leaves a sound one that lacks it.
    """
    count, head = 0, BEGINNING
    found = None if noted is None else noted == BEGINNING
    for entry in entries:
        fault = _fault(entry, count + 1, head)
        if fault is not None:
            seq = count + 1 if fault == Fault.REMOVED else entry.seq
            return Verdict(count, head, fault, seq, found)
        count, head = entry.seq, entry.hash
        found = found or head == noted if noted is not None else None
    return Verdict(count, head, head_found=found)


def _fault(entry: LogEntry, expected: int, head: str) -> Fault | None:
    if entry.seq > expected:
        return Fault.REMOVED
    if entry.previous != head or entry.seq < expected:
        return Fault.MOVED
    return Fault.CHANGED if entry.content_hash != entry.hash else None
