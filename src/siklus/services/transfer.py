"""Carry versions from one installation to another, and out of Siklus altogether."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from siklus.database.store import Store, Transaction
from siklus.domain.examples import Snapshot
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import ModelVersion, VersionState
from siklus.errors import VersionKnown
from siklus.models.model import Model
from siklus.models.parcel import Manifest, Parcel, Rows, packed, tried, unpacked
from siklus.models.registry import ArtefactStore
from siklus.models.table import table_of
from siklus.services.cards import CardService
from siklus.services.exactness import ScorerService
from siklus.services.succession import refuse_to_spread


@dataclass(frozen=True, slots=True)
class TransferService:
    """Export and import of versions."""

    store: Store
    artefacts: ArtefactStore
    scorers: ScorerService
    cards: CardService
    now: Callable[[], datetime]

    def export(self, number: int, *, actor: str) -> bytes:
        """A version as one file: model, card, scores, recipe, reference, provenance. No row is in it.

        Raises:
            VersionNotFound: there is none of this number.
            VersionErased: it learnt from what was erased since.
            ArtefactMissing, ArtefactDamaged: its model file is not what it was.
        """
        card = self.cards.markdown(number)
        with self.store.reading() as tx:
            refuse_to_spread(tx, number)
            manifest = _manifest(tx, tx.versions.get(number))
        content = packed(Parcel(manifest, card, self.artefacts.content(manifest.sha256)))
        self._note_export(actor, version=number, sha256=manifest.sha256, form="siklus")
        return content

    def export_table(self, number: int, *, actor: str) -> dict[str, Any]:
        """A version's model as plain JSON: see `models.table`.

        Raises:
            VersionNotFound, VersionErased: as `export`.
            ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries: as elsewhere.
        """
        with self.store.reading() as tx:
            refuse_to_spread(tx, number)
            version = tx.versions.get(number)
        table = table_of(self.artefacts.load(version.sha256))
        self._note_export(actor, version=number, sha256=version.sha256, form="json")
        return {"version": version.name, "sha256": version.sha256} | table

    def bring_in(self, content: bytes, path: str, *, actor: str) -> ModelVersion:
        """Register an exported version under the next number here; it is a candidate and answers nothing yet.

        Raises:
            VersionFileInvalid: it is no exported version, or damaged.
            ArtefactFromOtherLibraries: it was trained with other libraries or word tables than are here.
            VersionKnown: a version here has this very model.
        """
        parcel = unpacked(content, path)
        model = tried(parcel, path)
        looked = self.scorers.look(model)
        rows, at = parcel.manifest.rows, self.now()
        self.artefacts.put(parcel.artefact)
        snapshot = Snapshot(new_id(), rows.content_hash, rows.counts, (), rows.created_at)
        with self.store.transaction() as tx:
            tx.alone("versions")
            _refuse_known(tx, parcel.manifest.sha256)
            version = _version(tx.versions.next_number(), parcel, model, snapshot, at)
            tx.snapshots.add(snapshot)
            tx.versions.add(version)
            self.scorers.keep(tx, version, looked)
            facts = {"version": version.version, "sha256": version.sha256}
            facts |= {"exported_as": parcel.manifest.version}
            tx.audit_log.add(actor=actor, action="version.imported", at=at, **facts)
        return version

    def _note_export(self, actor: str, **facts: Any) -> None:
        with self.store.transaction() as tx:
            tx.audit_log.add(actor=actor, action="version.exported", at=self.now(), **facts)


def _refuse_known(tx: Transaction, sha256: str) -> None:
    for known in tx.versions.all():
        if known.sha256 == sha256:
            raise VersionKnown(known.version)


def _version(number: int, parcel: Parcel, model: Model, snapshot: Snapshot, at: datetime) -> ModelVersion:
    manifest = parcel.manifest
    return ModelVersion(
        version=number,
        parent=None,  # the number of another installation's version would name a stranger here
        snapshot_id=snapshot.id,
        state=VersionState.CANDIDATE,
        recipe=manifest.recipe,
        libraries=manifest.libraries,
        sha256=manifest.sha256,
        size_bytes=len(parcel.artefact),
        scores=manifest.scores,
        # The model's own part of it is what its file holds, whatever the manifest says.
        reference=manifest.reference | model.reference,
        card=_card(number, parcel, at),
        created_at=manifest.created_at,
        provenance=manifest.provenance | {"imported": {"version": manifest.version}},
    )


def _manifest(tx: Transaction, version: ModelVersion) -> Manifest:
    snapshot, run = tx.snapshots.get(version.snapshot_id), tx.runs.of_candidate(version.version)
    return Manifest(
        version=version.version,
        created_at=version.created_at,
        sha256=version.sha256,
        recipe=version.recipe,
        libraries=version.libraries,
        scores=version.scores,
        reference=version.reference,
        provenance=version.provenance,
        rows=Rows(snapshot.content_hash, snapshot.counts, snapshot.created_at),
        gate=run.gate if run else None,
    )


def _card(number: int, parcel: Parcel, at: datetime) -> str:
    """The card that came along, under this installation's number; without pictures: they would be fetched."""
    theirs = f"v{parcel.manifest.version}"
    note = (
        f"Imported at {at.isoformat(timespec='seconds')}. It was {theirs} in the installation that it came "
        f"from, whose card follows; versions that are named there are of that installation."
    )
    return f"# Siklus model v{number}\n\n{note}\n\n{parcel.card.replace('![', '[')}"
