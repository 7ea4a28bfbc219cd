"""Erase: texts, predictions and answers go, learnt rows are emptied, and what learnt is to be followed by a
version that did not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from siklus.database.store import Store, Transaction
from siklus.domain.erasures import Erased, Erasure, Kind, done_with
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import LOOP
from siklus.domain.trials import Ending
from siklus.errors import FeedbackTokenInvalid, PredictionNotFound, SubjectNotFound
from siklus.models.registry import ArtefactStore
from siklus.privacy.subjects import subject_hash
from siklus.privacy.tokens import verified
from siklus.services.succession import FINISHED

READER = "reader"  # whoever holds a token
# What the audit log calls the two kinds.
ACTIONS = {Kind.SUBJECT: "subject.erased", Kind.PREDICTION: "consent.withdrawn"}
DELETED = "artefacts.deleted"


@dataclass(frozen=True, slots=True)
class Proof:
    """An erasure, and the entries of the audit log that tell of its beginning and of its end."""

    erasure: Erasure
    erased: int | None
    finished: int | None

    def as_dict(self, now: datetime) -> dict[str, Any]:
        """As every edge shows it."""
        return self.erasure.as_dict(now) | {"erased_entry": self.erased, "finished_entry": self.finished}


@dataclass(frozen=True, slots=True)
class ErasureService:
    """Withdrawal of consent."""

    store: Store
    artefacts: ArtefactStore
    secret: bytes
    now: Callable[[], datetime]
    within: timedelta = timedelta(hours=72)  # until a version that learnt it may answer
    others: tuple[bytes, ...] = ()  # secrets that people were known by, and tokens are good by, too

    def erase(self, subject: str, *, actor: str) -> Erasure:
        """Remove what is stored of `subject`, written as it was when the texts were sent.

        Raises:
            SubjectNotFound: nothing is stored for it.
        """
        digests = [subject_hash(secret, subject) for secret in (self.secret, *self.others)]
        with self.store.transaction() as tx:
            _alone(tx)
            # The predictions first: from here on nobody can answer them, and so make another example.
            predictions = [one for digest in digests for one in tx.predictions.ids_of_subject(digest)]
            examples = [one for digest in digests for one in tx.examples.ids_of_subject(digest)]
            versions = _learnt(tx, examples)
            consents = sum(tx.consents.withdraw(digest, self.now()) for digest in digests)
            if not (predictions or examples or consents):
                raise SubjectNotFound
            gone = _remove(tx, predictions, examples, consents, self.now())
            return self._keep(tx, Kind.SUBJECT, gone, versions, actor)

    def withdraw(self, prediction_id: str, token: str) -> Erasure:
        """Remove one text with all that was made of it, because whoever holds its token says so.

        Raises:
            FeedbackTokenInvalid: forged, or another prediction's.
            PredictionNotFound: unknown, never stored, or withdrawn already.
        """
        # The token first: without it nobody learns whether an id exists.
        if not verified((self.secret, *self.others), prediction_id, token):
            raise FeedbackTokenInvalid(prediction_id)
        return self.erase_prediction(prediction_id, actor=READER)

    def erase_prediction(self, prediction_id: str, *, actor: str) -> Erasure:
        """Remove one text with all that was made of it.

        Raises:
            PredictionNotFound: unknown, never stored, or removed already.
        """
        with self.store.transaction() as tx:
            _alone(tx)
            predictions = tx.predictions.there([prediction_id])
            # What taught outlives its prediction where retention is shorter than that.
            examples = tx.examples.ids_of_predictions([prediction_id])
            if not (predictions or examples):
                raise PredictionNotFound(prediction_id)
            versions = _learnt(tx, examples)
            gone = _remove(tx, predictions, examples, 0, self.now())
            return self._keep(tx, Kind.PREDICTION, gone, versions, actor)

    def newest(self, limit: int = 50) -> list[Proof]:
        """Erasures with their deadlines, and the proof of those that are done; the newest first."""
        with self.store.reading() as tx:
            found = tx.erasures.newest(limit)
            entries = [tx.audit_log.of_action(action) for action in (*ACTIONS.values(), FINISHED)]
        *begun, ended = ({e.details.get("erasure"): e.seq for e in kind} for kind in entries)
        first = {one: seq for kind in begun for one, seq in kind.items()}
        return [Proof(one, first.get(one.id), ended.get(one.id)) for one in found]

    def proof(self, erasure: Erasure) -> Proof:
        """An erasure with its entries in the audit log."""
        return next(found for found in self.newest() if found.erasure.id == erasure.id)

    def sweep(self) -> list[int]:
        """Delete the files of versions that learnt what was erased and can never answer again; which."""
        with self.store.reading() as tx:
            gone = done_with(tx.erasures.that_reached_versions())
            versions = tx.versions.all() if gone else []
        # The same model may be another version's file too.
        kept = {version.sha256 for version in versions if version.version not in gone}
        wanted = [version for version in versions if version.version in gone and version.sha256 not in kept]
        deleted = [version for version in wanted if self.artefacts.delete(version.sha256)]
        numbers = [version.version for version in deleted]
        if deleted:
            with self.store.transaction() as tx:
                tx.audit_log.add(actor=LOOP, action=DELETED, at=self.now(), versions=numbers)
        return numbers

    def _keep(
        self, tx: Transaction, kind: Kind, gone: Erased, versions: tuple[int, ...], actor: str
    ) -> Erasure:
        at, link = self.now(), tx.deployments.last()
        active = link.version if link else None
        erasure = Erasure(new_id(), kind, gone, versions, at, at + self.within)
        if active not in versions:
            erasure = replace(erasure, successor=active if versions else None, finished_at=at)
        tx.erasures.add(erasure)
        _end_trial(tx, erasure, active, at)
        tx.audit_log.add(
            actor=actor,
            action=ACTIONS[kind],
            at=at,
            erasure=erasure.id,
            predictions=gone.predictions,
            examples=gone.examples,
            versions=list(versions),
            due_at=None if erasure.finished_at else erasure.due_at.isoformat(),
        )
        return erasure


def _end_trial(tx: Transaction, erasure: Erasure, active: int | None, at: datetime) -> None:
    """A challenger that learnt what the active version did not may not answer any more."""
    trial = tx.trials.running()
    if trial is not None and trial.version in erasure.versions and active not in erasure.versions:
        tx.trials.end(trial.id, Ending.ERASED, by=LOOP, why=f"erasure {erasure.id}", at=at)


def _alone(tx: Transaction) -> None:
    """Wait for a version that is being registered: it may have learnt what is to go."""
    tx.alone("versions")


def _learnt(tx: Transaction, examples: Iterable[str]) -> tuple[int, ...]:
    """The versions that learnt from these examples, or were measured on them."""
    wanted = set(examples)
    return tuple(
        version.version
        for version in (tx.versions.all() if wanted else [])
        if not wanted.isdisjoint(tx.snapshots.get(version.snapshot_id).example_ids)
    )


def _remove(
    tx: Transaction, predictions: list[str], examples: list[str], consents: int, at: datetime
) -> Erased:
    origins = tx.inputs.of_predictions(predictions)
    answers = tx.feedback.erase(predictions)
    tx.retractions.erase(predictions)
    tx.asks.erase(predictions)
    tx.predictions.erase(predictions)
    tx.inputs.delete([origin.input_id for origin in origins])
    consents += tx.consents.withdraw_these([origin.consent_id for origin in origins], at)
    return Erased(consents, len(origins), len(predictions), answers, tx.examples.withdraw(examples))
