"""Erase a subject: texts, predictions and answers go, learnt rows are emptied, and it is said what learnt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from siklus.database.store import Store
from siklus.errors import SubjectNotFound
from siklus.privacy.subjects import subject_hash


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was removed, and which versions had learnt from it."""

    consents: int
    texts: int
    predictions: int
    answers: int
    examples: int
    versions: tuple[int, ...]  # trained on at least one of the examples; retrain to be free of them


@dataclass(frozen=True, slots=True)
class ErasureService:
    """Withdrawal of consent."""

    store: Store
    secret: bytes
    now: Callable[[], datetime]

    def erase(self, subject: str, *, actor: str) -> Erasure:
        """Remove what is stored of `subject`, written as it was when the texts were sent.

        Raises:
            SubjectNotFound: nothing is stored for it.
        """
        digest = subject_hash(self.secret, subject)
        with self.store.transaction() as tx:
            predictions = tx.predictions.ids_of_subject(digest)
            examples = tx.examples.ids_of_subject(digest)
            learnt = tuple(
                version.version
                for version in tx.versions.all()
                if set(examples) & set(tx.snapshots.get(version.snapshot_id).example_ids)
            )
            answers = tx.feedback.erase(predictions)
            tx.asks.erase(predictions)
            tx.predictions.erase(predictions)
            texts = tx.inputs.erase(digest)
            consents = tx.consents.withdraw(digest, self.now())
            if not (predictions or examples or consents):
                raise SubjectNotFound
            done = Erasure(consents, texts, len(predictions), answers, tx.examples.withdraw(examples), learnt)
            tx.audit_log.add(
                actor=actor,
                action="subject.erased",
                at=self.now(),
                predictions=done.predictions,
                examples=done.examples,
                versions=list(learnt),
            )
        return done
