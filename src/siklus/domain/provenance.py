"""What a version was made of beside its recipe: enough to make it again."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from siklus.domain.examples import Example, ExampleState, Snapshot
from siklus.domain.snapshots import Course, Division, content_hash

STREAMED = "streamed"  # how many rows a snapshot stands for whose ids it does not have


@dataclass(frozen=True, slots=True)
class Provenance:
    """What decided the bits of a version, beside its rows, its recipe and the libraries."""

    content_hash: str  # of the rows that were learnt from and measured on, in their order
    train: int  # how many were learnt from; the rest only measured
    golden: int
    foundation: int  # of those that were learnt from: how many from scratch
    live: int  # and how many came from the live service
    aside: str  # which rows of the old data did not stand for it, as `marked` writes them
    click_ratio: float
    code: str  # the program's version, and a digest of the modules that train
    arithmetic: str  # the library of linear algebra, the kind of processor, threads

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Provenance":
        """What `as_dict` wrote down; other members are left out."""
        return cls(**{field.name: kept[field.name] for field in fields(cls)})


def provenance_of(
    division: Division,
    course: Course,
    aside: Collection[str],
    *,
    click_ratio: float,
    code: str,
    arithmetic: str,
) -> Provenance:
    """The provenance of a version that is trained on this division.

    Args:
        aside: ids of the training rows that did not stand for the old data; others are passed over.
    """
    return Provenance(
        content_hash=content_hash(division.all),
        train=len(division.train),
        golden=len(division.golden),
        foundation=len(course.foundation),
        live=len(course.live),
        aside=marked([example.id in aside for example in division.train]),
        click_ratio=click_ratio,
        code=code,
        arithmetic=arithmetic,
    )


def marked(marks: Sequence[bool]) -> str:
    """Which of a row of things are marked, as hexadecimal digits: a few hundred of thousands stay short.

    >>> marked([True, False, False, False, True]), marked([False, False])
    ('11', '')
    """
    number = sum(1 << at for at, mark in enumerate(marks) if mark)
    return f"{number:x}" if number else ""


def unmarked(written: str, things: Sequence[Example]) -> list[Example]:
    """The marked ones of `things`, by what `marked` wrote."""
    number = int(written or "0", 16)
    return [thing for at, thing in enumerate(things) if number >> at & 1]


def divided_as(snapshot: Snapshot, found: dict[str, Example]) -> Division:
    """The rows of a snapshot as they were divided when it was taken; withdrawn ones are gone.

    Args:
        found: examples by their ids.
    """
    train = snapshot.counts.get("train", len(snapshot.example_ids))
    rows = [found.get(one) for one in snapshot.example_ids]
    kept = [e if e and e.state != ExampleState.WITHDRAWN else None for e in rows]
    return Division(tuple(filter(None, kept[:train])), tuple(filter(None, kept[train:])))


@dataclass(frozen=True, slots=True)
class Gone:
    """Rows of a snapshot that are no longer what they were."""

    rows: int  # of the snapshot
    withdrawn: int  # erased, or their consent withdrawn
    missing: int  # not in this database
    erasures: tuple[int, ...] = ()  # the audit log's entries about erasures that reached the version
    streamed: int = 0  # rows of a file that were learnt from without being kept here

    @classmethod
    def of(cls, snapshot: Snapshot, found: dict[str, Example], erasures: Sequence[int]) -> "Gone":
        """Count what is gone of a snapshot."""
        states = [found[one].state if one in found else None for one in snapshot.example_ids]
        withdrawn = states.count(ExampleState.WITHDRAWN)
        streamed = snapshot.counts.get(STREAMED, 0)
        return cls(len(states), withdrawn, states.count(None), tuple(erasures), streamed)

    def why(self) -> str:
        """In words, why a version of these rows cannot be made again.

        >>> Gone(rows=412, withdrawn=2, missing=0, erasures=(12, 15)).why()
        '2 of its 412 rows were erased or withdrawn (audit log: entries 12, 15)'
        >>> Gone(rows=0, withdrawn=0, missing=0).why()
        'its rows are in the installation that it was imported from'
        """
        if self.streamed:
            return f"its {self.streamed} rows were read from a file and are not kept here: train on it again"
        if not self.rows:
            return "its rows are in the installation that it was imported from"
        parts = []
        if self.withdrawn:
            parts.append(
                f"{self.withdrawn} of its {self.rows} rows were erased or withdrawn{self._entries()}"
            )
        if self.missing:
            parts.append(f"{self.missing} of its {self.rows} rows are missing from the database")
        return " and ".join(parts) or "its rows are not what they were: their hash is another"

    def _entries(self) -> str:
        if not self.erasures:
            return ""
        name = "entry" if len(self.erasures) == 1 else "entries"
        return f" (audit log: {name} {', '.join(map(str, self.erasures))})"
