"""A challenger beside the version that answers: unheard at first, then on a share of the requests.

::

    begin ──► shadow ──► canary ──► active (promoted)
                 │          │
                 └──────────┴──► ended: by hand, shown worse, broken, erased, replaced by another, overtaken

One at a time. Every stored text is judged by both versions while a trial runs, so that each audit of such a
text says of both whether they were right.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from siklus.domain.lifecycle import ModelVersion, VersionState
from siklus.domain.scores import Paired
from siklus.domain.sequential import evidence_of_harm
from siklus.errors import CanaryShareInvalid, VersionNotServable


class Mode(StrEnum):
    """What a challenger may do."""

    SHADOW = "shadow"  # judge, and never be heard
    CANARY = "canary"  # answer a share of the requests


class Ending(StrEnum):
    """How a trial ended."""

    PROMOTED = "promoted"  # the challenger became the active version
    STOPPED = "stopped"  # by hand
    REPLACED = "replaced"  # another trial began, perhaps of the same version
    OVERTAKEN = "overtaken"  # a third version became the active one
    WORSE = "worse"  # audits have shown it; by itself
    ERASED = "erased"  # it learnt what was erased since, and the active version did not
    BROKEN = "broken"  # it could not be loaded, or could not judge; by itself


BY_ITSELF = (Ending.WORSE, Ending.BROKEN)


@dataclass(frozen=True, slots=True)
class Trial:
    """One challenger against one champion, in one mode with one share."""

    id: str
    version: int  # the challenger
    champion: int  # the version that was active when it began
    mode: Mode
    share: float  # of the requests that the challenger answers, 0..1; 0 in shadow
    reason: str
    actor: str
    since: datetime  # from when on answers count: see `successor`
    started_at: datetime
    proposed_at: datetime | None = None  # when audits had come to speak for it: see `proposes`
    ended_at: datetime | None = None
    outcome: Ending | None = None
    ended_by: str | None = None
    why_ended: str | None = None

    def is_answered_by_challenger(self, who: str) -> bool:
        """Whether the challenger answers `who`: the keyed hash of a subject, or the id of a prediction."""
        return place_of(who, self.version) < self.share


def in_words(trial: Trial) -> str:
    """Who is on trial, in one line.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    >>> in_words(Trial("", 3, 2, Mode.CANARY, 0.1, "", "Ani", noon, noon))
    'v3 beside v2: canary, 10 %'
    """
    share = f", {100 * trial.share:g} %" if trial.mode == Mode.CANARY else ""
    return f"v{trial.version} beside v{trial.champion}: {trial.mode}{share}"


def place_of(who: str, version: int) -> float:
    """Where `who` stands in the queue for a version, in [0, 1): the same at every request, in every process.

    A challenger answers those who stand below its share, so whoever it answers at 10 % it also answers at
    25 %. Each version has another queue: nobody tries every challenger first.

    >>> round(place_of("0189d6f2-7b5a-7c3e-8a51-1f2e3d4c5b6a", 2), 3)
    0.654
    """
    digest = hashlib.blake2b(f"{version}:{who}".encode(), digest_size=8).digest()
    # 53 bits, as many as a float holds: more could round up to 1.
    return (int.from_bytes(digest, "big") >> 11) / (1 << 53)


def check_challenger(version: ModelVersion, mode: Mode, share: float) -> None:
    """Refuse what is no trial.

    Raises:
        VersionNotServable: the version is the active one.
        CanaryShareInvalid: a canary without any request, or with all of them.
    """
    if version.state == VersionState.ACTIVE:
        raise VersionNotServable(version.version, version.state)
    if mode == Mode.CANARY and not 0 < share < 1:
        raise CanaryShareInvalid(share)


def successor(new: Trial, last: Trial | None) -> Trial:
    """A trial that begins where the last one of the same two versions ends keeps its evidence.

    What audits said of a challenger in shadow they said of it; a canary need not begin from nothing.
    """
    carries_on = last is not None and (last.version, last.champion) == (new.version, new.champion)
    return replace(new, since=last.since) if last and carries_on else new


class Promotion(StrEnum):
    """When a canary becomes the active version by itself."""

    NEVER = "never"
    BETTER = "better"  # once audits have shown that it is better
    UNHARMED = "unharmed"  # also after so many audits of which it lost no more than it won


@dataclass(frozen=True, slots=True)
class TrialPolicy:
    """What is made of a trial's figures."""

    canary_share: float = 0.0  # of the requests, for candidates that the gate accepts; 0: deploy at once
    promote: Promotion = Promotion.NEVER
    audits: int = 50  # answered, of texts that both judged: see `Promotion.UNHARMED`
    error: float = 0.01  # how often of two equal versions one is called worse, ever


class Finding(StrEnum):
    """What the audits of a trial say."""

    OPEN = "open"
    WORSE = "worse"  # certain enough to take the challenger out
    BETTER = "better"  # certain enough to propose it
    UNHARMED = "unharmed"  # as many audits as were asked for, and nothing against it


@dataclass(frozen=True, slots=True)
class Contest:
    """What is known of two versions that judge the same texts; the champion is the first of each pair."""

    scored: int  # stored texts that both judged
    alike: int  # of these, given the same label
    audited: Paired  # of these, answered by a reviewer

    @property
    def harm(self) -> float:
        """Evidence that the challenger is worse: see `evidence_of_harm`."""
        return evidence_of_harm(self.audited.only_first, self.audited.only_second)

    @property
    def gain(self) -> float:
        """Evidence that it is better: the same bet with the two exchanged."""
        return evidence_of_harm(self.audited.only_second, self.audited.only_first)

    def finding(self, policy: TrialPolicy) -> Finding:
        """What follows, valid however often one looks.

        >>> Contest(90, 80, Paired(40, 30, only_first=10, only_second=0)).finding(TrialPolicy())
        <Finding.WORSE: 'worse'>
        >>> Contest(90, 80, Paired(40, 30, only_first=2, only_second=4)).finding(TrialPolicy())
        <Finding.OPEN: 'open'>
        """
        limit, found = 1 / policy.error, self.audited
        if self.harm >= limit:
            return Finding.WORSE
        if self.gain >= limit:
            return Finding.BETTER
        unharmed = found.n >= policy.audits and found.only_second >= found.only_first
        return Finding.UNHARMED if unharmed else Finding.OPEN

    def as_dict(self, policy: TrialPolicy) -> dict[str, Any]:
        """JSON-ready; the evidence is None beyond what a number holds there."""
        found = self.audited
        low, high = found.interval()
        return {
            "scored": self.scored,
            "alike": self.alike,
            "audits": found.n,
            "champion_right": found.both + found.only_first,
            "challenger_right": found.both + found.only_second,
            "lost": found.only_first,
            "won": found.only_second,
            "difference": found.difference,
            "low": low,
            "high": high,
            "p_value": found.p_value,
            "harm": _finite(self.harm),
            "gain": _finite(self.gain),
            "limit": 1 / policy.error,
            "finding": str(self.finding(policy)),
        }

    def words(self, trial: Trial) -> str:
        """The figures as a reason for the books.

        >>> from datetime import UTC, datetime
        >>> noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
        >>> trial = Trial("", 3, 2, Mode.SHADOW, 0.0, "", "Ani", noon, noon)
        >>> Contest(90, 80, Paired(14, 3, only_first=10, only_second=1)).words(trial)
        'of 14 audited texts that both judged v2 alone was right on 10, v3 alone on 1'
        """
        found = self.audited
        return (
            f"of {found.n} audited texts that both judged v{trial.champion} alone was right on "
            f"{found.only_first}, v{trial.version} alone on {found.only_second}"
        )


def promotes(trial: Trial, finding: Finding, policy: TrialPolicy) -> bool:
    """Whether the challenger becomes active by itself; one in shadow, which is to stay unheard, never."""
    enough = {
        Promotion.NEVER: (),
        Promotion.BETTER: (Finding.BETTER,),
        Promotion.UNHARMED: (Finding.BETTER, Finding.UNHARMED),
    }
    return trial.mode == Mode.CANARY and finding in enough[policy.promote]


def proposes(trial: Trial, finding: Finding) -> bool:
    """Whether it is time to ask somebody: it is better, or a canary that has done as well for long enough."""
    asked = (Finding.BETTER, Finding.UNHARMED) if trial.mode == Mode.CANARY else (Finding.BETTER,)
    return trial.proposed_at is None and finding in asked


def _finite(evidence: float) -> float | None:
    return evidence if evidence < float("inf") else None
