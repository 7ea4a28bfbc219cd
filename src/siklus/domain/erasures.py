"""Erased rows and the versions that learnt from them: who must go until when, and who may not come back.

::

    erased ──the active version had not learnt from it──────────────► done
       └────it had──► open ──another version that had not is active─► done
                        └────the deadline passes─► late ─the same───► done, late
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What was erased."""

    SUBJECT = "subject"  # everything of a person
    PREDICTION = "prediction"  # one text, by whoever holds its token


class Standing(StrEnum):
    """How far it has come."""

    OPEN = "open"  # the active version learnt from it
    LATE = "late"  # still, after the deadline
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows went."""

    consents: int
    texts: int
    predictions: int
    answers: int
    examples: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure. It does not say whose it was: that is gone too."""

    id: str
    kind: Kind
    gone: Erased
    versions: tuple[int, ...]  # that had learnt from what went
    at: datetime
    due_at: datetime  # until then another version must answer
    successor: int | None = (
        None  # that answers in their place; None while it is open, or where none had learnt
    )
    finished_at: datetime | None = None

    @property
    def in_time(self) -> bool | None:
        """Whether it was finished before the deadline; None while it is open."""
        return None if self.finished_at is None else self.finished_at <= self.due_at

    def standing(self, now: datetime) -> Standing:
        """How far it has come."""
        if self.finished_at is not None:
            return Standing.DONE
        return Standing.LATE if now > self.due_at else Standing.OPEN

    def used(self, now: datetime) -> float:
        """The share of the time until the deadline that is gone: 0 at first, above 1 when it is late."""
        return (now - self.at) / (self.due_at - self.at)

    def as_dict(self, now: datetime) -> dict[str, Any]:
        """As every edge shows it."""
        return {
            "id": self.id,
            "kind": str(self.kind),
            "state": str(self.standing(now)),
            "at": self.at.isoformat(),
            "due_at": self.due_at.isoformat(),
            "consents": self.gone.consents,
            "texts": self.gone.texts,
            "predictions": self.gone.predictions,
            "answers": self.gone.answers,
            "examples": self.gone.examples,
            "versions": list(self.versions),
            "successor": self.successor,
            "finished_at": self.finished_at.isoformat() if self.finished_at else None,
            "in_time": self.in_time,
        }


def may_return(number: int, active: int | None, erasures: Iterable[Erasure]) -> bool:
    """Whether a version can answer without bringing back what was erased and the active one has not learnt.

    While the active version has itself learnt from what was erased, another one that has too makes nothing
    worse, and a rollback of a version that does harm must stay possible; the deadline runs on.
    """
    return not any(number in erasure.versions and active not in erasure.versions for erasure in erasures)


def done_with(erasures: Iterable[Erasure]) -> frozenset[int]:
    """Versions that learnt from what was erased and can never answer again: their files are to go."""
    return frozenset(
        version for erasure in erasures if erasure.finished_at is not None for version in erasure.versions
    )


def used_up(erasures: Iterable[Erasure], now: datetime) -> float | None:
    """How much of its time the open erasure that is nearest to its deadline has used; None without any."""
    return max((e.used(now) for e in erasures if e.finished_at is None), default=None)
