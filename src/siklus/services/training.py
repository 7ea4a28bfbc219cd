"""Train one candidate on one division, and register it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from siklus.choice import CHOICE
from siklus.database.predictions import EVER
from siklus.database.store import Transaction
from siklus.domain.behaviour import summary
from siklus.domain.examples import LIVE_ORIGINS, Example, Origin, Snapshot
from siklus.domain.gate import click_ratio_bound, evidence_weight
from siklus.domain.lifecycle import ModelVersion, VersionState
from siklus.domain.provenance import Provenance, provenance_of
from siklus.domain.reviews import MIN_WORDS, Label, count_words
from siklus.domain.scores import Judgement, Scores, score
from siklus.domain.snapshots import Course, Division, content_hash, course_of
from siklus.errors import RowsErased
from siklus.models.adaptation import Adapted, NewRows, held_out
from siklus.models.calibration import Integers
from siklus.models.card import CardFacts, render_card
from siklus.models.model import Model, judgements
from siklus.models.recipe import Progress, Recipe
from siklus.models.registry import ArtefactStore, libraries
from siklus.models.threads import arithmetic
from siklus.models.training import Foundation, View
from siklus.monitoring.reference import Fitted, Reference
from siklus.monitoring.rollup import audits_by_click, by_click, nothing
from siklus.services.behaviour import suite
from siklus.services.doubt import doubted
from siklus.services.provenance import code_version
from siklus.services.remembered import (
    BehaviourAnswers,
    GoldenAnswers,
    LastAdaptation,
    LastFoundation,
    LastReads,
)

# The change is fitted to the newest labels only: older ones are in the foundation, and a regime that has
# passed must not hold the present one back.
RECENT = 400


@dataclass(frozen=True, slots=True)
class Trained:
    """A candidate and what it says of the gate's rows."""

    model: Model
    adapted: Adapted | None  # None where there was no label from the live service
    golden: list[Judgement]
    golden_rows: str  # a hash of the texts and labels of these
    fresh: list[Judgement]  # each by a fit that had not seen its label
    scores: Scores | None  # on the golden rows; None without any
    behaviour: str | None  # a digit a case of the suite, 1 where it is passed; None where no suite fits
    view: View  # what it was fitted to
    doubted: tuple[str, ...]  # predictions whose reader's label is suspected most
    provenance: Provenance
    rows: tuple[str, ...]  # ids of the examples that it learnt from or was measured on
    beside: dict[str, Any] = field(default_factory=dict)  # what else decided the training, for the record


@dataclass(frozen=True, slots=True)
class Trainer:
    """Training as the loop does it."""

    artefacts: ArtefactStore
    recipe: Recipe
    discounts: bool = True  # off: a reader's word counts as an audit does, for comparison only
    last: LastFoundation = field(default_factory=LastFoundation)
    change: LastAdaptation = field(default_factory=LastAdaptation)
    answers: GoldenAnswers = field(default_factory=GoldenAnswers)
    behaved: BehaviourAnswers = field(default_factory=BehaviourAnswers)
    reads: LastReads = field(default_factory=LastReads)

    def click_ratio(self, tx: Transaction) -> float:
        """Upper bound of how much likelier a wrong answer is clicked than a right one: see the gate."""
        if not self.discounts:
            return 1.0
        # Roll-ups, and not the answers themselves: those go when they are old, and habits are learnt slowly.
        ever = tx.figures.of(EVER, by=()).get((), nothing())
        _, said_right, said_wrong = by_click(ever).tolist()
        right, wrong = audits_by_click(ever).sum(axis=1).tolist()
        # The habits of those who lie say nothing about the others'.
        lies_right, lies_wrong = tx.feedback.quarantined_clicks()
        return click_ratio_bound(
            clicks_wrong=max(said_wrong - lies_wrong, 0),
            clicks_right=max(said_right - lies_right, 0),
            audits=right + wrong,
            audits_right=right,
        )

    def train(
        self,
        division: Division,
        *,
        fresh: Sequence[Example],
        click_ratio: float,
        progress: Progress | None = None,
    ) -> Trained:
        """Lay the foundation, fit it to the newest labels, and judge golden and fresh rows.

        Raises:
            NotEnoughData: too few rows, or fewer than two labels.
        """
        if progress is not None:
            progress("featurise", 0.0)
        course = course_of(division.train)
        foundation = self.last.of(course.foundation, self.recipe, progress)
        rows = {example.id: at for at, example in enumerate(course.foundation)}
        recent, adapted = course.live[-RECENT:], None
        aside = {example.id for example in fresh if example.origin not in LIVE_ORIGINS}
        if recent:
            new = _new_rows(recent, rows, click_ratio, self.recipe)
            adapted = self.change.of(foundation, new, _settled(course, aside))
        model = adapted.model if adapted else foundation.model
        golden = model.judge_read(self.reads.of("golden", model, [e.text for e in division.golden]))
        return Trained(
            model=model,
            adapted=adapted,
            golden=golden,
            golden_rows=content_hash(division.golden),
            fresh=_out_of_fold(fresh, recent, foundation, rows, adapted),
            scores=score([e.label for e in division.golden], golden) if golden else None,
            behaviour=self._passed(model),
            view=adapted.view if adapted else foundation.view,
            doubted=doubted(recent, adapted.judged) if adapted else (),
            provenance=provenance_of(
                division,
                course,
                aside,
                click_ratio=click_ratio,
                code=code_version(),
                arithmetic=arithmetic(),
            ),
            rows=division.ids,
        )

    def unseen(
        self, learnt: Sequence[Example], asked: Sequence[Example], click_ratio: float
    ) -> NDArray[np.float64]:
        """Probabilities of some rows, each by fits to `learnt` that had not seen its label; rows × labels.

        Raises:
            NotEnoughData: too few rows to learn from, or fewer than two labels.
        """
        course = course_of(learnt)
        foundation = self.last.of(course.foundation, self.recipe, None)
        rows = {example.id: at for at, example in enumerate(course.foundation)}
        recent, adapted = course.live[-RECENT:], None
        if recent:
            new = _new_rows(recent, rows, click_ratio, self.recipe)
            adapted = self.change.of(foundation, new, _settled(course, set()))
        judged = _out_of_fold(asked, recent, foundation, rows, adapted)
        return np.array([one.probabilities for one in judged], dtype=np.float64)

    def earlier_view(
        self, learnt: Sequence[Example], version: ModelVersion, click_ratio: float
    ) -> dict[str, Judgement]:
        """What a version says of the live labels that it learnt, each as if it had not seen it.

        A version is favoured on labels that it learnt; so seen, they say as much about it as new ones.

        Args:
            learnt: the training rows of the version.

        Returns:
            By the examples' ids; nothing where the version stands on another foundation than the one laid
            last, for that would have to be laid again.
        """
        course = course_of(learnt)
        recent = course.live[-RECENT:]
        foundation = self.last.at_hand(course.foundation, self.recipe)
        if not recent or foundation is None:
            return {}
        rows = {example.id: at for at, example in enumerate(course.foundation)}
        mass = version.recipe.get("adaptation", {}).get("anchor_mass")
        new = _new_rows(recent, rows, click_ratio, self.recipe)
        probabilities = held_out(foundation, new, _settled(course, set()), mass)
        judged = judgements(probabilities, [0.0] * len(recent))
        return {example.id: judgement for example, judgement in zip(recent, judged, strict=True)}

    def _passed(self, model: Model) -> str | None:
        if not CHOICE.ready_made:
            return None
        return suite().passed(model.judge_read(self.reads.of("behaviour", model, suite().texts)))

    def on_golden(self, version: ModelVersion, golden: Sequence[Example]) -> list[Label]:
        """The labels that a version gives to the golden set."""
        rows = content_hash(golden)
        known = self.answers.of(version.sha256, rows)
        if known is not None:
            return known
        judged = self.artefacts.load(version.sha256).judge([e.text for e in golden])
        return self.answers.keep(version.sha256, rows, judged)

    def on_behaviour(self, version: ModelVersion) -> str:
        """What a version passes of the behaviour suite, a digit a case."""
        return self.behaved.of(version.sha256, lambda: self.artefacts.load(version.sha256))

    def register(
        self, tx: Transaction, trained: Trained, snapshot: Snapshot, parent: int | None, at: datetime
    ) -> ModelVersion:
        """Store the artefact and the version; the file first, so that no version is without its file.

        Raises:
            RowsErased: what it learnt is not all there any more; nothing was stored.
        """
        # Two that ask for the next number at once would get the same. And whoever erases must see this
        # version, or be seen by it.
        tx.alone("versions")
        if gone := tx.examples.count_withdrawn(trained.rows):
            raise RowsErased(gone)
        artefact = self.artefacts.save(trained.model)
        # As the active version it will be asked again.
        self.answers.keep(artefact.sha256, trained.golden_rows, trained.golden)
        number = tx.versions.next_number()
        recipe = trained.model.recipe.as_dict() | trained.beside
        if trained.adapted is not None:
            recipe["adaptation"] = trained.adapted.as_dict()
        behaviour = summary(trained.behaviour, suite()) if trained.behaviour else None
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
                behaviour=behaviour,
                adaptation=trained.adapted.as_dict() if trained.adapted else None,
                provenance=trained.provenance.as_dict(),
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
            scores=(trained.scores.as_dict() if trained.scores else {})
            | ({"behaviour": behaviour} if behaviour else {}),
            reference=trained.model.reference | _drift_reference(trained.view).as_dict(),
            card=card,
            created_at=at,
            provenance=trained.provenance.as_dict(),
        )
        tx.versions.add(version)
        return version


def _drift_reference(view: View) -> Reference:
    """What drift is measured against, as the live service counts it: only texts that it would answer."""
    words = [count_words(text) for text in view.texts]
    at = np.array([row for row, count in enumerate(words) if count >= MIN_WORDS], dtype=np.intp)
    return Reference.of(
        Fitted(
            texts=[view.texts[row] for row in at],
            words=[words[row] for row in at],
            unknown=view.sample.unknown[at],
            probabilities=view.probabilities[at],
            truth=view.truth[at],
            weights=view.sample.weights[at],
        )
    )


def _settled(course: Course, but: Set[str]) -> Integers:
    """The foundation's rows that stand for the old data: no live ones, and none that are being judged."""
    rows = enumerate(course.foundation)
    found = [at for at, e in rows if e.origin not in LIVE_ORIGINS and e.id not in but]
    return np.array(found, dtype=np.intp)


def _new_rows(
    recent: Sequence[Example], foundation: Mapping[str, int], click_ratio: float, recipe: Recipe
) -> NewRows:
    return NewRows(
        texts=[e.text for e in recent],
        labels=[e.label for e in recent],
        evidence=np.array([_evidence(e, click_ratio) for e in recent]),
        doubted=np.array([recipe.doubt if e.origin == Origin.READER else 0.0 for e in recent]),
        at=np.array([foundation.get(e.id, -1) for e in recent], dtype=np.intp),
    )


def _out_of_fold(
    fresh: Sequence[Example],
    recent: Sequence[Example],
    foundation: Foundation,
    rows: Mapping[str, int],
    adapted: Adapted | None,
) -> list[Judgement]:
    """What the candidate says of fresh rows, each as if it had not learnt that row's label."""
    if not fresh:
        return []
    features = foundation.model.features.transform([e.text for e in fresh])
    logits = foundation.model.classifier.logits(features)
    moved = adapted.model.classifier.logits(features) - logits if adapted else np.zeros_like(logits)
    for at, example in enumerate(fresh):
        if example.id in rows:
            logits[at] = foundation.logits[rows[example.id]]
    probabilities = softmax(logits + moved, axis=1)
    held_out = {example.id: at for at, example in enumerate(recent)}
    for at, example in enumerate(fresh):
        if adapted and example.id in held_out:
            probabilities[at] = adapted.judged[held_out[example.id]]
    return judgements(probabilities, [foundation.model.features.oov_share(e.text) for e in fresh])


def _evidence(example: Example, click_ratio: float) -> float:
    return evidence_weight(
        volunteered=example.origin == Origin.READER,
        shown=example.shown_label,
        truth=example.label,
        click_ratio=click_ratio,
    )


def _by_origin(snapshot: Snapshot) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, rows in snapshot.counts.items():
        origin, slash, label = name.partition("/")
        if slash:
            found.setdefault(origin, {})[label] = rows
    return found
