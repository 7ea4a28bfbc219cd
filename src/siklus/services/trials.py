"""Put a version on trial beside the active one, see what audits say of both, and end what harms."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from siklus.database.store import Store, Transaction
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import LOOP, Action, VersionState
from siklus.domain.reviews import clean_text
from siklus.domain.trials import (
    Contest,
    Ending,
    Finding,
    Mode,
    Trial,
    TrialPolicy,
    check_challenger,
    promotes,
    proposes,
    successor,
)
from siklus.errors import DeploymentRaced, NoActiveVersion, NoTrial, VersionNotServable
from siklus.services.deployment import audit_more, point_to
from siklus.services.exactness import ScorerService
from siklus.services.succession import refuse_erased

PAST = 20  # trials that have ended are shown


@dataclass(frozen=True, slots=True)
class TrialService:
    """Shadow, canary, and their end."""

    store: Store
    scorers: ScorerService
    now: Callable[[], datetime]
    policy: TrialPolicy = TrialPolicy()

    # --- by hand ----------------------------------------------------------------------------------

    def shadow(self, number: int, *, actor: str, reason: str) -> Trial:
        """Let a version judge what is stored, unheard; a trial that runs ends.

        Raises:
            ReviewUnreadable: the reason holds what is no text.
            VersionNotFound, VersionNotServable: there is none, or it is the active one.
            NoActiveVersion: there is nothing to stand beside.
            ArtefactMissing, ArtefactDamaged: its file would not load anywhere.
        """
        return self._begin(number, Mode.SHADOW, 0.0, actor, reason)

    def canary(self, number: int, share: float, *, actor: str, reason: str) -> Trial:
        """Let a version answer a share of the requests, the same people each time; a trial that runs ends.

        Args:
            share: above 0 and below 1.

        Raises:
            CanaryShareInvalid: the share is not between 0 and 1.
            ReviewUnreadable, VersionNotFound, VersionNotServable, NoActiveVersion, ArtefactMissing,
                ArtefactDamaged: as `shadow`.
        """
        return self._begin(number, Mode.CANARY, share, actor, reason)

    def stop(self, *, actor: str, reason: str) -> Trial:
        """End the trial; the active version answers everything again.

        Raises:
            ReviewUnreadable: the reason holds what is no text.
            NoTrial: none runs.
        """
        reason = clean_text(reason)
        with self.store.reading() as tx:
            trial = tx.trials.running()
        ended = self._end(trial, Ending.STOPPED, actor, reason) if trial else None
        if ended is None:
            raise NoTrial
        return ended

    def running(self) -> Trial | None:
        """The trial that runs, if any."""
        with self.store.reading() as tx:
            return tx.trials.running()

    def newest(self, limit: int = PAST) -> list[Trial]:
        """The newest trials, the newest first."""
        with self.store.reading() as tx:
            return tx.trials.newest(limit)

    def standing(self) -> dict[str, Any]:
        """The trial that runs with its figures (None: none does), and those that have ended."""
        with self.store.reading() as tx:
            trial = tx.trials.running()
            figures = tx.shadow_answers.contest(trial).as_dict(self.policy) if trial else None
            past = [one for one in tx.trials.newest(PAST) if one.ended_at is not None]
        return {
            "trial": trial_facts(trial) if trial else None,
            "figures": figures,
            "past": [trial_facts(one) for one in past],
        }

    # --- by itself --------------------------------------------------------------------------------

    def watch(self) -> Trial | None:
        """Do what the audits ask for: take out, propose, promote; the trial, where something was done."""
        with self.store.reading() as tx:
            trial, link = tx.trials.running(), tx.deployments.last()
            contest = tx.shadow_answers.contest(trial) if trial else None
        if trial is None or contest is None:
            return None
        if link is None or link.version != trial.champion:
            # The pointer moved in the moment in which the trial began.
            return self._end(trial, Ending.OVERTAKEN, LOOP, "another version became active")
        finding = contest.finding(self.policy)
        if finding == Finding.WORSE:
            return self._end(trial, Ending.WORSE, LOOP, _reason(trial, contest, contest.harm, self.policy))
        if promotes(trial, finding, self.policy):
            return self._promote(trial, _reason(trial, contest, contest.gain, self.policy))
        return self._propose(trial) if proposes(trial, finding) else None

    def take_out(self, trial: Trial, why: str) -> bool:
        """End the trial of a challenger that cannot do its work; whether it ran until now.

        Args:
            why: the code or class of the error; its words may hold a review.
        """
        return self._end(trial, Ending.BROKEN, LOOP, why) is not None

    def _end(self, trial: Trial, outcome: Ending, actor: str, why: str) -> Trial | None:
        with self.store.transaction() as tx:
            at = self.now()
            if not tx.trials.end(trial.id, outcome, by=actor, why=why, at=at):
                return None
            ended = tx.trials.get(trial.id)
            facts = {"trial": trial.id, "version": trial.version, "outcome": str(outcome)}
            tx.audit_log.add(actor=actor, action="trial.ended", at=at, **facts)
        return ended

    def _propose(self, trial: Trial) -> Trial | None:
        with self.store.transaction() as tx:
            at = self.now()
            if not tx.trials.propose(trial.id, at):
                return None
            proposed = tx.trials.get(trial.id)
            facts = {"trial": trial.id, "version": trial.version}
            tx.audit_log.add(actor=LOOP, action="trial.proposed", at=at, **facts)
        return proposed

    def _promote(self, trial: Trial, reason: str) -> Trial | None:
        try:
            with self.store.transaction() as tx:
                at = self.now()
                link = point_to(
                    tx,
                    trial.version,
                    Action.DEPLOY,
                    actor=LOOP,
                    reason=reason,
                    at=at,
                    expected=trial.champion,
                )
                audit_more(tx, link)
                return tx.trials.get(trial.id)
        except DeploymentRaced:
            # Somebody moved the pointer meanwhile, and with that ended the trial.
            return None

    def _begin(self, number: int, mode: Mode, share: float, actor: str, reason: str) -> Trial:
        reason = clean_text(reason)
        with self.store.reading() as tx:
            version = tx.versions.get(number)
        check_challenger(version, mode, share)
        # First, as before an activation: every process is about to load it.
        self.scorers.ready(version)
        with self.store.transaction() as tx:
            return begin(tx, number, mode, share, actor=actor, reason=reason, at=self.now())


def begin(
    tx: Transaction,
    number: int,
    mode: Mode,
    share: float,
    *,
    actor: str,
    reason: str,
    at: datetime,
    expected: int | None = None,
) -> Trial:
    """Begin a trial against whatever is active, and end the one that runs.

    Args:
        expected: the version that must be active now; None where any will do.

    Raises:
        NoActiveVersion: there is nothing to stand beside.
        DeploymentRaced: another version is active than was expected.
        VersionNotServable: the version is the active one itself.
        VersionErased: it learnt from what was erased since, and the active one did not.
    """
    # As for a deployment: of two trials, or of a trial and an erasure, the second must see the first.
    tx.alone("versions")
    link = tx.deployments.last()
    if link is None:
        raise NoActiveVersion
    if expected is not None and link.version != expected:
        raise DeploymentRaced(expected, link.version)
    if link.version == number:
        raise VersionNotServable(number, VersionState.ACTIVE)
    refuse_erased(tx, number)
    last = tx.trials.running()
    if last is not None:
        tx.trials.end(last.id, Ending.REPLACED, by=actor, why=f"v{number} as {mode}", at=at)
    new = Trial(new_id(), number, link.version, mode, share, reason, actor, since=at, started_at=at)
    trial = successor(new, last)
    tx.trials.add(trial)
    facts = {"trial": trial.id, "version": number, "champion": link.version, "share": share}
    tx.audit_log.add(actor=actor, action=f"trial.{mode}", at=at, **facts)
    return trial


def trial_facts(trial: Trial) -> dict[str, Any]:
    """A trial as every edge shows it."""
    found = {part.name: getattr(trial, part.name) for part in fields(trial)}
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def _reason(trial: Trial, contest: Contest, evidence: float, policy: TrialPolicy) -> str:
    return f"{contest.words(trial)}: evidence {evidence:.0f}, limit {1 / policy.error:.0f}"
