"""Rows to begin with, made by the tables themselves."""

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

from siklus.bootstrap import Services
from siklus.database.bulk import Kept, Terms
from siklus.database.store import Store, Transaction
from siklus.domain.examples import Example, ExampleState, Origin, Snapshot
from siklus.domain.feedback import Prediction
from siklus.domain.identity import new_id, text_key
from siklus.domain.lifecycle import Deployment, ModelVersion, VersionState
from siklus.domain.reviews import LABELS, Label
from siklus.domain.rollups import Row
from siklus.domain.splits import Split
from siklus.errors import VersionNotFound
from siklus.monitoring.rollup import fold

REVIEW = "Makanannya enak sekali dan pelayanannya juga sangat ramah"

# What drift compares with: uniform probabilities, as many of each label.
REFERENCE = {
    "n": 400,
    "labels": {str(label): 1 / 3 for label in LABELS},
    "quantiles": {str(label): [step / 200 for step in range(201)] for label in LABELS},
}
TERMS = Terms("improve-model", "1", "1")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class SmallModel:
    """A version trained once for the whole session, and everything it was registered with."""

    version: ModelVersion
    snapshot: Snapshot
    examples: list[Example]
    deployment: Deployment
    folder: Path  # of the artefact

    @property
    def artefact(self) -> Path:
        """The model file."""
        return self.folder / f"{self.version.sha256}.skops"

    def install(self, services: Services) -> None:
        """Make it the active version 1 of an installation that has none yet, and load it."""
        services.settings.artefacts.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.artefact, services.settings.artefacts)
        with services.store.transaction() as tx:
            tx.examples.add(self.examples)
            tx.snapshots.add(self.snapshot)
            tx.versions.add(self.version)
            tx.deployments.add(self.deployment)
        services.serving.refresh()


def a_snapshot(at: datetime, ids: tuple[str, ...] = ()) -> Snapshot:
    """The rows of some training."""
    return Snapshot(new_id(), "0" * 64, {"train": len(ids)}, ids, at)


def a_version(number: int, snapshot: Snapshot, at: datetime, **changes: object) -> ModelVersion:
    """A version without a model file."""
    facts: dict[str, object] = {
        "version": number,
        "parent": None,
        "snapshot_id": snapshot.id,
        "state": VersionState.CANDIDATE,
        "recipe": {"kind": "linear", "seed": 0},
        "libraries": {"scikit-learn": "1.7.0"},
        "sha256": "a" * 64,
        "size_bytes": 1_000,
        "scores": {"n": 40, "accuracy": 0.9, "macro_f1": 0.88, "ece": 0.03},
        "reference": REFERENCE,
        "card": "# v1",
        "created_at": at,
    }
    return ModelVersion(**{**facts, **changes})  # type: ignore[arg-type]


def an_example(text: str = "", label: Label = LABELS[0], **changes: object) -> Example:
    """A labelled text that is unlike every other, where none is given."""
    words = text or f"{REVIEW} nomor {next(_numbers)}"
    facts: dict[str, object] = {
        "id": new_id(),
        "text": words,
        "text_key": text_key(words),
        "label": label,
        "origin": Origin.IMPORT,
        "split": Split.TRAIN,
        "state": ExampleState.USABLE,
        "created_at": datetime.fromisoformat("2026-11-23T12:00:00+00:00"),
    }
    return Example(**{**facts, **changes})  # type: ignore[arg-type]


def probabilities_of(label: Label, confidence: float) -> tuple[float, ...]:
    """`confidence` for `label`, the rest shared evenly."""
    rest = (1 - confidence) / (len(LABELS) - 1)
    return tuple(confidence if label == each else rest for each in LABELS)


@dataclass(frozen=True, slots=True)
class MakePrediction:
    """Stores predictions with just the facts that a test is about."""

    store: Store
    now: Callable[[], datetime]
    versions: set[int] = field(default_factory=set)  # that are known to be there

    def __call__(
        self,
        label: Label = LABELS[0],
        *,
        text: str = REVIEW,
        version: int = 1,
        confidence: float = 0.8,
        probabilities: tuple[float, ...] | None = None,
        latency_ms: float = 5.0,
        audit_propensity: float = 0.03,
        subject: str | None = None,
        channel: str = "test",
        at: datetime | None = None,
        tx: Transaction | None = None,
        counted: bool = True,
    ) -> Prediction:
        """A prediction of `text`, kept with its input and consent; a missing version is made up.

        Args:
            counted: add it to the roll-ups in the same transaction, as the services do.
        """
        when = at or self.now()
        prediction = Prediction(
            id=new_id(),
            input_id=new_id(),
            model_version=version,
            label=label,
            probabilities=probabilities or probabilities_of(label, confidence),
            latency_ms=latency_ms,
            oov_share=0.1,
            audit_propensity=audit_propensity,
            channel=channel,
            created_at=when,
        )
        with nullcontext(tx) if tx else self.store.transaction() as writing:
            if version not in self.versions and _version_there(writing, version, when):
                self.versions.add(version)
            keep(writing, prediction, text, subject)
            if counted:
                writing.figures.add(fold([Row(prediction, len(text.split()))]))
        return prediction


def keep(tx: Transaction, prediction: Prediction, text: str = REVIEW, subject: str | None = None) -> None:
    """Keep a prediction with its input and consent."""
    tx.bulk.add([Kept(prediction, text, len(text.split()), subject, new_id(), None)], TERMS)


def _version_there(tx: Transaction, number: int, at: datetime) -> bool:
    """Whether a version was there; it is now, unless the transaction is rolled back."""
    try:
        tx.versions.get(number)
    except VersionNotFound:
        snapshot = a_snapshot(at)
        tx.snapshots.add(snapshot)
        tx.versions.add(a_version(number, snapshot, at))
        return False
    return True
