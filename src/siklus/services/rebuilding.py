"""Train a version again from its snapshot, and say whether the same model comes of it."""

import hashlib
from dataclasses import dataclass, fields
from typing import Any

from siklus.database.store import Store, Transaction
from siklus.domain.lifecycle import ModelVersion
from siklus.domain.provenance import Gone, Provenance, divided_as, unmarked
from siklus.domain.snapshots import Division, content_hash
from siklus.errors import VersionNotRepeatable
from siklus.models.archive import dumped
from siklus.models.likeness import Part, likeness
from siklus.models.recipe import Progress, Recipe
from siklus.models.registry import ArtefactStore, libraries
from siklus.models.threads import arithmetic
from siklus.services.provenance import code_version
from siklus.services.training import Trained, Trainer

ERASED = ("subject.erased", "consent.withdrawn")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A version, trained once more."""

    version: ModelVersion
    artefact: bytes  # the new model's file
    parts: tuple[Part, ...]  # the new model's parameters beside the registered one's
    others: dict[str, tuple[str, str]]  # what made the version and is another here: name → (then, now)

    @property
    def sha256(self) -> str:
        """Of the new model's file."""
        return hashlib.sha256(self.artefact).hexdigest()

    @property
    def same(self) -> bool:
        """Every parameter, bit for bit."""
        return all(part.same for part in self.parts)

    def as_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {
            "version": self.version.version,
            "same": self.same,
            "sha256": self.sha256,
            "registered_sha256": self.version.sha256,
            "content_hash": self.version.provenance.get("content_hash"),
            "parts": [
                {"name": p.name, "values": p.values, "differ": p.differ, "largest_difference": p.largest}
                for p in self.parts
            ],
            "others": {name: {"then": then, "now": now} for name, (then, now) in self.others.items()},
        }


@dataclass(frozen=True, slots=True)
class RebuildService:
    """Versions, made again."""

    store: Store
    artefacts: ArtefactStore

    def rebuild(self, number: int, progress: Progress | None = None) -> Rebuilt:
        """Train version `number` again and compare it with the registered one; nothing is stored.

        Raises:
            VersionNotFound: there is none of this number.
            VersionNotRepeatable: rows that it was made of are gone or changed, or never were here.
            ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries: another model came of it, and the
                registered one cannot be read to say where they differ.
        """
        with self.store.reading() as tx:
            version = tx.versions.get(number)
            division = _rows(tx, version)
        trained = self._train(version, division, progress)
        artefact = dumped(trained.model)
        if hashlib.sha256(artefact).hexdigest() == version.sha256:
            registered = trained.model  # the same file is the same model
        else:
            registered = self.artefacts.load(version.sha256)
        return Rebuilt(version, artefact, tuple(likeness(trained.model, registered)), _others(version))

    def _train(self, version: ModelVersion, division: Division, progress: Progress | None) -> Trained:
        known = _known(version)
        names = {field.name for field in fields(Recipe)}
        recipe = Recipe(**{name: value for name, value in version.recipe.items() if name in names})
        aside = unmarked(known.aside, division.train) if known else []
        ratio = known.click_ratio if known else 1.0
        return Trainer(self.artefacts, recipe).train(
            division, fresh=aside, click_ratio=ratio, progress=progress
        )


def _rows(tx: Transaction, version: ModelVersion) -> Division:
    """The rows of a version, which must be those that it was trained on."""
    snapshot = tx.snapshots.get(version.snapshot_id)
    if not snapshot.example_ids:
        raise VersionNotRepeatable(version.version, Gone.of(snapshot, {}, ()).why())
    known = _known(version)
    found = {example.id: example for example in tx.examples.by_ids(snapshot.example_ids)}
    division = divided_as(snapshot, found)
    # What was withdrawn between snapshot and training was not learnt: the training's own hash counts.
    if content_hash(division.all) != (known.content_hash if known else snapshot.content_hash):
        gone = Gone.of(snapshot, found, _erasures(tx, version))
        raise VersionNotRepeatable(version.version, gone.why())
    if known is None and "adaptation" in version.recipe:
        why = "it was made before it was kept what versions that learn live labels are trained with"
        raise VersionNotRepeatable(version.version, why)
    return division


def _known(version: ModelVersion) -> Provenance | None:
    return Provenance.from_dict(version.provenance) if version.provenance else None


def _erasures(tx: Transaction, version: ModelVersion) -> list[int]:
    """The audit log's entries about erasures that reached a version."""
    entries = (entry for action in ERASED for entry in tx.audit_log.of_action(action))
    return sorted(e.seq for e in entries if version.version in e.details.get("versions", []))


def _others(version: ModelVersion) -> dict[str, tuple[str, str]]:
    """What a version was made with and is another here."""
    now = libraries()
    then = {name: version.libraries.get(name, "unknown") for name in now}
    if known := _known(version):
        now |= {"code": code_version(), "arithmetic": arithmetic()}
        then |= {"code": known.code, "arithmetic": known.arithmetic}
    return {name: (then[name], now[name]) for name in now if then[name] != now[name]}
