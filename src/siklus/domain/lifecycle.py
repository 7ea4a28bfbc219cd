"""The life of a model version, and the chain of deployments."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from siklus.errors import NothingToRollBackTo, VersionNotServable

LOOP = "loop"  # the actor of what nobody asked for by hand


class VersionState(StrEnum):
    """What may be done with a version."""

    CANDIDATE = "candidate"  # trained; the gate has not spoken
    WAITING = "waiting"  # the gate wants more evidence than there is
    REFUSED = "refused"
    ACTIVE = "active"
    ARCHIVED = "archived"  # was active once; can be activated again


class Action(StrEnum):
    """Why the active version changed."""

    FIRST = "first"
    DEPLOY = "deploy"  # through the gate
    ACTIVATE = "activate"  # by an admin's hand
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """v1, v2, …: an immutable artefact and where it came from."""

    version: int
    parent: int | None
    snapshot_id: str
    state: VersionState
    recipe: dict[str, Any]
    libraries: dict[str, str]
    sha256: str
    size_bytes: int
    scores: dict[str, Any]  # on the golden set, as `Scores.as_dict`
    reference: dict[str, Any]  # what drift is measured against
    card: str  # Markdown
    created_at: datetime
    # What it was trained with: as `Provenance.as_dict`; empty for versions from before it was kept.
    provenance: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`v3`, as people say it."""
        return f"v{self.version}"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One link of the chain; `previous` is the version of the link before, None in the first."""

    seq: int  # 1, 2, 3 … without a gap
    version: int
    previous: int | None
    action: Action
    reason: str
    actor: str
    at: datetime


def check_servable(version: ModelVersion) -> None:
    """Refuse to activate what was never trained to the end.

    An admin may overrule the gate (a refused version can be activated by hand, with a reason that is
    kept), so every state is servable that has an artefact.

    Raises:
        VersionNotServable: it is the active one already.
    """
    if version.state == VersionState.ACTIVE:
        raise VersionNotServable(version.version, version.state)


def rollback_target(chain: Sequence[Deployment]) -> int:
    """The version that was active before the present one was put there.

    Rolling back twice goes two versions back, not to and fro: a link made by a rollback undoes the
    deployment it rolled back, so both are passed over.

    Args:
        chain: all deployments, the oldest first.

    Raises:
        NothingToRollBackTo: the present version is the first of its line.
    """
    standing: list[int] = []
    for link in chain:
        if link.action == Action.ROLLBACK and link.version in standing[:-1]:
            while standing[-1] != link.version:
                standing.pop()
        else:
            standing.append(link.version)
    if len(standing) < 2:
        raise NothingToRollBackTo(standing[-1] if standing else None)
    return standing[-2]


def evidence_since(link: Deployment) -> datetime | None:
    """From when on labels count for a new version; None where all do that the active one has not learnt.

    Somebody who rolls back has seen what the labels until then had not shown: the same labels must not
    bring the same version back a minute later.
    """
    return link.at if link.action == Action.ROLLBACK else None


def is_unbroken(chain: Sequence[Deployment]) -> bool:
    """Whether the numbers run 1, 2, 3 … and every link starts where the one before ended."""
    previous: int | None = None
    for number, link in enumerate(chain, start=1):
        if link.seq != number or link.previous != previous:
            return False
        previous = link.version
    return True
