"""Which version answers: every change is one transaction of pointer, archive and audit row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from siklus.database.alerts import Alert
from siklus.database.store import Store, Transaction
from siklus.domain.alerts import UNPROVEN
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import (
    Action,
    Deployment,
    ModelVersion,
    VersionState,
    check_servable,
    rollback_target,
)
from siklus.domain.reviews import clean_text
from siklus.domain.trials import Ending
from siklus.errors import DeploymentRaced, VersionNotServable
from siklus.services.exactness import ScorerService
from siklus.services.succession import refuse_erased, settle


@dataclass(frozen=True, slots=True)
class DeploymentService:
    """Activate, deploy, roll back."""

    store: Store
    scorers: ScorerService
    now: Callable[[], datetime]

    def versions(self) -> list[ModelVersion]:
        """Every version, the oldest first."""
        with self.store.reading() as tx:
            return tx.versions.all()

    def version(self, number: int) -> ModelVersion:
        """One version.

        Raises:
            VersionNotFound: there is none of this number.
        """
        with self.store.reading() as tx:
            return tx.versions.get(number)

    def active(self) -> Deployment | None:
        """The link that stands; None before the first version."""
        with self.store.reading() as tx:
            return tx.deployments.last()

    def chain(self) -> list[Deployment]:
        """Every deployment, the oldest first."""
        with self.store.reading() as tx:
            return tx.deployments.chain()

    def activate(self, number: int, *, actor: str, reason: str) -> Deployment:
        """Make a version the active one by hand, also one that the gate refused; the reason is kept.

        Raises:
            ReviewUnreadable: the reason holds what is no text.
            VersionNotFound, VersionNotServable: there is none, or it is active.
            VersionErased: it learnt from what was erased since.
            ArtefactMissing, ArtefactDamaged: its file would not load anywhere.
            DeploymentRaced: somebody else was quicker.
        """
        reason = clean_text(reason)
        version = self.version(number)
        check_servable(version)
        with self.store.reading() as tx:
            refuse_erased(tx, number)
        # Before the pointer moves: a version that no process can load must not become active.
        self.scorers.ready(version)
        with self.store.transaction() as tx:
            link = point_to(tx, number, Action.ACTIVATE, actor=actor, reason=reason, at=self.now())
            audit_more(tx, link)
        return link

    def rollback(self, *, actor: str, reason: str) -> Deployment:
        """Make the version active again that was so before the present one.

        Raises:
            ReviewUnreadable: the reason holds what is no text.
            NothingToRollBackTo: the present version is the first.
            VersionErased: the earlier one learnt from what was erased since.
            ArtefactMissing, ArtefactDamaged: the earlier version's file would not load.
            DeploymentRaced: somebody else was quicker.
        """
        reason = clean_text(reason)
        chain = self.chain()
        target = rollback_target(chain)
        with self.store.reading() as tx:
            refuse_erased(tx, target)
        self.scorers.ready(self.version(target))
        with self.store.transaction() as tx:
            return point_to(
                tx,
                target,
                Action.ROLLBACK,
                actor=actor,
                reason=reason,
                at=self.now(),
                expected=chain[-1].version,
            )


def audit_more(tx: Transaction, link: Deployment) -> None:
    """Raise the audit share until a version that is new to the live texts has shown itself."""
    tx.alerts.raise_(Alert(new_id(), UNPROVEN, link.version, {}, link.at))


def point_to(
    tx: Transaction,
    number: int,
    action: Action,
    *,
    actor: str,
    reason: str,
    at: datetime,
    expected: int | None = None,
) -> Deployment:
    """Move the pointer, archive the version that leaves it, end a trial, and log it: all or nothing.

    Args:
        expected: the version that must be active now; None where any will do.

    Raises:
        DeploymentRaced: another is active, or somebody moved the pointer at the same moment.
        VersionNotServable: it is the active one already.
        VersionErased: it learnt from what was erased since, and the active one did not.
    """
    # Whoever erases looks at the active version: of the two the second must see what the first did.
    tx.alone("versions")
    last = tx.deployments.last()
    previous = last.version if last else None
    if expected is not None and previous != expected:
        raise DeploymentRaced(expected, previous)
    if previous == number:
        # A link from a version to itself would be the first thing that a rollback goes back to.
        raise VersionNotServable(number, VersionState.ACTIVE)
    refuse_erased(tx, number)
    seq = last.seq + 1 if last else 1
    link = Deployment(seq, number, previous, action, reason, actor, at)
    tx.deployments.add(link)
    if previous is not None:
        tx.versions.move(tx.versions.get(previous), VersionState.ARCHIVED)
    tx.versions.move(tx.versions.get(number), VersionState.ACTIVE)
    _end_trial(tx, link)
    tx.audit_log.add(
        actor=actor,
        action=f"deployment.{action}",
        at=at,
        seq=seq,
        version=number,
        previous=previous,
        **_gate_of(tx, number),
    )
    settle(tx, link)
    return link


def _end_trial(tx: Transaction, link: Deployment) -> None:
    # A trial is against the version that was active when it began; what comes is compared anew.
    trial = tx.trials.running()
    if trial is not None:
        outcome = Ending.PROMOTED if trial.version == link.version else Ending.OVERTAKEN
        tx.trials.end(trial.id, outcome, by=link.actor, why=link.reason, at=link.at)


def _gate_of(tx: Transaction, number: int) -> dict[str, str]:
    """What the gate said of a version, and in which run the report stands; nothing where it said nothing."""
    run = tx.runs.of_candidate(number)
    return {} if run is None or run.gate is None else {"run": run.id, "gate": str(run.gate["decision"])}
