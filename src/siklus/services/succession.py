"""Clean versions in the place of those that learnt from what was erased: who may answer, and the proof."""

from datetime import datetime

from siklus.database.store import Transaction
from siklus.domain.erasures import may_return
from siklus.domain.examples import Example
from siklus.domain.lifecycle import Deployment, ModelVersion
from siklus.domain.snapshots import usable
from siklus.errors import VersionErased

FINISHED = "erasure.finished"


def refuse_erased(tx: Transaction, number: int) -> None:
    """Let no version answer (again) that would bring back what the active one has not learnt.

    Raises:
        VersionErased: it would.
    """
    link = tx.deployments.last()
    if not may_return(number, link.version if link else None, tx.erasures.that_reached_versions()):
        raise VersionErased(number)


def refuse_to_spread(tx: Transaction, number: int) -> None:
    """Let no version be carried elsewhere that learnt from what was erased.

    Raises:
        VersionErased: it did.
    """
    if any(number in erasure.versions for erasure in tx.erasures.that_reached_versions()):
        raise VersionErased(number)


def left_of(tx: Transaction, version: ModelVersion) -> tuple[list[Example], datetime]:
    """What may still be learnt of the rows of a version, and when its training set was taken.

    The successor learns the rest of what the version learnt and nothing else, so there is no new label in it
    that could do harm. Its set is as old as the earlier one: labels that came since are still to be learnt.
    """
    earlier = tx.snapshots.get(version.snapshot_id)
    return usable(tx.examples.by_ids(earlier.example_ids)), earlier.created_at


def settle(tx: Transaction, link: Deployment) -> None:
    """Finish the erasures that waited for a version like the one of this link, and log each as a proof."""
    done = [erasure for erasure in tx.erasures.open() if link.version not in erasure.versions]
    if not done:
        return
    tx.erasures.finish([erasure.id for erasure in done], link.version, link.at)
    for erasure in done:
        tx.audit_log.add(
            actor=link.actor,
            action=FINISHED,
            at=link.at,
            erasure=erasure.id,
            erased_at=erasure.at.isoformat(),
            due_at=erasure.due_at.isoformat(),
            activated_at=link.at.isoformat(),
            in_time=link.at <= erasure.due_at,
            versions=list(erasure.versions),
            successor=link.version,
            deployment=link.seq,
        )


def waits_for_successor(tx: Transaction, version: int) -> bool:
    """Whether a version has to leave because it learnt from what was erased."""
    return any(version in erasure.versions for erasure in tx.erasures.open())
