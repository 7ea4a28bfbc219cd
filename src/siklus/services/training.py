"""Train one candidate on one division, and register it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from siklus.database.feedback import Tally
from siklus.database.predictions import EVER
from siklus.database.store import Transaction
from siklus.domain.examples import LIVE_ORIGINS, Example, Origin, Snapshot
from siklus.domain.feedback import Source
from siklus.domain.gate import click_ratio_bound, evidence_weight
from siklus.domain.lifecycle import ModelVersion, VersionState
from siklus.domain.scores import Judgement, Scores, score
from siklus.domain.snapshots import Division
from siklus.models.card import CardFacts, render_card
from siklus.models.model import Model
from siklus.models.pipeline import Recipe
from siklus.models.registry import ArtefactStore, libraries
from siklus.models.selection import WeightChoice, choose_weight, cross_judge
from siklus.models.training import Progress, featurise, fit


@dataclass(frozen=True, slots=True)
class Trained:
    """A candidate and what it says of the gate's rows."""

    model: Model
    weight: WeightChoice | None  # None where there was no new row
    golden: list[Judgement]
    fresh: list[Judgement]  # out of fold
    scores: Scores | None  # on the golden rows; None without any


@dataclass(frozen=True, slots=True)
class Trainer:
    """Training as the loop does it."""

    artefacts: ArtefactStore
    recipe: Recipe
    discounts: bool = True  # False takes volunteered answers for a fair sample: only simulations do

    def click_ratio(self, tx: Transaction) -> float:
        """Upper bound of how much likelier a wrong answer is clicked than a right one: see the gate."""
        if not self.discounts:
            return 1.0
        readers = _total(tx.feedback.tally(EVER, Source.READER))
        audits = _total(tx.feedback.tally(EVER, Source.AUDIT))
        return click_ratio_bound(
            clicks_wrong=readers.answers - readers.right,
            clicks_right=readers.right,
            audits=audits.answers,
            audits_right=audits.right,
        )

    def train(
        self,
        division: Division,
        *,
        fresh: Sequence[Example],
        click_ratio: float,
        progress: Progress | None = None,
    ) -> Trained:
        """Featurise once, choose the weight of the new rows, judge the fresh ones out of fold, fit all.

        Raises:
            NotEnoughData: too few rows, or fewer than two labels.
        """
        if progress is not None:
            progress("featurise", 0.0)
        prepared = featurise([e.text for e in division.train], self.recipe)
        labels = [e.label for e in division.train]
        new = [e.origin in LIVE_ORIGINS for e in division.train]
        choice = None
        weights = np.ones(len(labels))
        if any(new):
            evidence = [_evidence(e, click_ratio) for e in division.train]
            choice = choose_weight(prepared, labels, new, evidence)
            weights = np.where(new, choice.weight, 1.0)
        model = fit(prepared, labels, weights, progress)
        at = {example.id: row for row, example in enumerate(division.train)}
        rows = [at[example.id] for example in fresh]
        judged_fresh = cross_judge(prepared, labels, weights, rows=rows) if rows else []
        golden = model.judge([e.text for e in division.golden])
        scores = score([e.label for e in division.golden], golden) if golden else None
        return Trained(model, choice, golden, judged_fresh, scores)

    def register(
        self, tx: Transaction, trained: Trained, snapshot: Snapshot, parent: int | None, at: datetime
    ) -> ModelVersion:
        """Store the artefact and the version; the file first, so that no version is without its file."""
        artefact = self.artefacts.save(trained.model)
        # Two that ask for the next number at once would get the same.
        tx.alone("versions")
        number = tx.versions.next_number()
        recipe = trained.model.recipe.as_dict()
        if trained.weight is not None:
            recipe["new_row_weight"] = trained.weight.as_dict()
        card = render_card(
            CardFacts(
                version=number,
                parent=parent,
                created_at=at,
                counts=_by_origin(snapshot),
                recipe=trained.model.recipe.as_dict(),
                libraries=libraries(),
                sha256=artefact.sha256,
                golden=trained.scores,
                new_row_weight=trained.weight.weight if trained.weight else None,
            )
        )
        version = ModelVersion(
            version=number,
            parent=parent,
            snapshot_id=snapshot.id,
            state=VersionState.CANDIDATE,
            recipe=recipe,
            libraries=libraries(),
            sha256=artefact.sha256,
            size_bytes=artefact.size,
            scores=trained.scores.as_dict() if trained.scores else {},
            reference=trained.model.reference,
            card=card,
            created_at=at,
        )
        tx.versions.add(version)
        return version


def _evidence(example: Example, click_ratio: float) -> float:
    return evidence_weight(
        volunteered=example.origin == Origin.READER,
        shown=example.shown_label,
        truth=example.label,
        click_ratio=click_ratio,
    )


def _total(tallies: dict[int, Tally]) -> Tally:
    return Tally(sum(t.answers for t in tallies.values()), sum(t.right for t in tallies.values()))


def _by_origin(snapshot: Snapshot) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, rows in snapshot.counts.items():
        origin, slash, label = name.partition("/")
        if slash:
            found.setdefault(origin, {})[label] = rows
    return found
