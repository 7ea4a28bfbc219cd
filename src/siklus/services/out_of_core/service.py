"""Train the linear model on a file that no memory holds: count, turn into numbers, learn, register.

Whoever does the two passes, the blocks are those of the file and come back in its order, and one process
learns from them in a fixed order: the same file makes the same model on one worker and on many.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax

from siklus.database.store import Transaction
from siklus.domain.examples import Origin, Snapshot
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import Deployment, ModelVersion
from siklus.domain.provenance import STREAMED, Provenance
from siklus.domain.reviews import LABELS, Label
from siklus.domain.scores import score
from siklus.errors import ColumnMissing, NotEnoughData, OutOfCoreImpossible, ReviewsChanged
from siklus.models.calibration import Integers, fit_calibration
from siklus.models.counting import Vocabulary, packed
from siklus.models.features import ReviewFeatures
from siklus.models.model import Model
from siklus.models.pipeline import joined
from siklus.models.recipe import OURS, Progress, Recipe
from siklus.models.shelf import Shelf, learnt, passes
from siklus.models.threads import arithmetic, fit_alone
from siklus.models.training import View, reference_of, sampled
from siklus.services.behaviour import suite
from siklus.services.crew import Alone, Crew
from siklus.services.out_of_core.passes import Counting, Labelled, Numbering, Sided
from siklus.services.out_of_core.rows import LABEL, TEXT, Place
from siklus.services.provenance import code_version
from siklus.services.retraining import RetrainingService
from siklus.services.scoring.carrying import stat_of
from siklus.services.scoring.reading import Piece, Source, open_source
from siklus.services.training import Trained

# Rows that are kept from learning, to calibrate, and rows that measure: so many are in memory, and enough.
ASIDE_SHARE, ASIDE_ROWS = 0.05, (500, 20_000)
GOLDEN_ROWS = 20_000
LEAST_ROWS = 200  # fewer, and what is kept of them calibrates nothing
MIN_PER_LABEL = 2


@dataclass
class Reading:
    """What the passes have found so far."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    sides: list[bytes] = field(default_factory=list)
    labels: Counter[Label] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    aside: list[Labelled] = field(default_factory=list)
    golden: list[Labelled] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)

    @property
    def content_hash(self) -> str:
        """Of all rows that could be used, in the order of the file."""
        return str(self.digest.hexdigest())

    @property
    def measuring(self) -> int:
        """Rows that only measure."""
        return sum(map(sum, self.sides))


@dataclass(frozen=True, slots=True)
class Learnt:
    """A version that was made of a file."""

    version: ModelVersion
    link: Deployment | None  # where it became the active one
    rows: int  # that it learnt from, or was calibrated with
    refused: Counter[str]  # rows that were left out, by the reason


@dataclass(frozen=True, slots=True)
class OutOfCore:
    """Training on a file, row by row."""

    retraining: RetrainingService
    folder: Path  # for numbers: about 3 kB a row

    @property
    def recipe(self) -> Recipe:
        """That of every training here."""
        return self.retraining.trainer.recipe

    def train(self, path: Path, *, actor: str, progress: Progress, crew: Crew = Alone()) -> Learnt:
        """Train the next version on a file; it becomes active when it is the first.

        Args:
            crew: who reads and counts.

        Raises:
            OutOfCoreImpossible: other features, or another classifier, than can be trained so.
            DataFileMissing, ReviewsUnreadable, TextColumnMissing, ColumnMissing: the file cannot be used.
            NotEnoughData: it has too few rows that can be learnt from.
            ReviewsChanged: it was changed meanwhile.
            ScoringProcessEnded, ClusterUnfit, ClusterLost: the crew cannot go on.
        """
        _refuse_others(self.recipe)
        fit_alone()
        before = stat_of(path)
        source = open_source(path, TEXT)
        if LABEL not in source.names:
            raise ColumnMissing(LABEL, source.names)
        place, found = Place.of(source), Reading()
        self._count(_pieces(source, partial(progress, "count")), place, found, crew)
        features = found.vocabulary.features(self.recipe)
        found.vocabulary = Vocabulary()  # hundreds of megabytes that are not needed any more
        with Shelf.in_folder(self.folder, len(features.phrases_) + len(features.pieces_)) as shelf:
            self._number(
                _pieces(source, partial(progress, "featurise")), place, features, (found, shelf), crew
            )
            if stat_of(path) != before:
                raise ReviewsChanged(str(path))
            trained = self._learn(shelf, features, found, progress)
        version, link = self.retraining.register_aside(trained, partial(self._snapshot, found), actor=actor)
        return Learnt(version, link, trained.provenance.train, found.refused)

    def _snapshot(self, found: Reading, tx: Transaction) -> Snapshot:
        at = self.retraining.now()
        snapshot = Snapshot(new_id(), found.content_hash, _counts(found), (), at)
        tx.snapshots.add(snapshot)
        return snapshot

    def _count(self, pieces: Iterator[Piece], place: Place, found: Reading, crew: Crew) -> None:
        for _, counted in crew.in_order(Counting(place, self.recipe), pieces):
            found.vocabulary.add(counted.tally)
            found.sides.append(counted.sides)
            found.labels += counted.labels
            found.refused += counted.refused
        _refuse_few(found.labels)

    def _number(
        self,
        pieces: Iterator[Piece],
        place: Place,
        features: ReviewFeatures,
        into: tuple[Reading, Shelf],
        crew: Crew,
    ) -> None:
        found, shelf = into
        errand = Numbering(
            place,
            self.recipe,
            packed(features),
            aside=aside_share(found.labels.total()),
            golden=min(1.0, GOLDEN_ROWS / max(1, found.measuring)),
        )
        for _, numbered in crew.in_order(errand, map(Sided, pieces, found.sides)):
            shelf.add(numbered.block)
            found.aside += numbered.aside
            found.golden += numbered.golden
            found.digest.update(numbered.sha256)

    def _learn(self, shelf: Shelf, features: ReviewFeatures, found: Reading, progress: Progress) -> Trained:
        classifier = learnt(shelf, self.recipe, progress)
        texts, truth = [text for text, _ in found.aside], _numbers(found.aside)
        scores, evenly = classifier.decision_function(features.transform(texts)), np.ones(len(truth))
        classifier.calibrate(*fit_calibration(scores, truth, evenly, self.recipe.lean))
        probabilities = softmax(classifier.scale_ * scores + classifier.offsets_, axis=1)
        sample = sampled(texts, features, evenly)
        reference = reference_of(sample, probabilities, truth)
        model = Model(joined(features, classifier), self.recipe, reference)
        golden = model.judge([text for text, _ in found.golden])
        return Trained(
            model=model,
            adapted=None,
            golden=golden,
            golden_rows=found.content_hash,
            fresh=[],
            scores=score([label for _, label in found.golden], golden) if golden else None,
            behaviour=suite().passed(model.judge(suite().texts)),
            view=View(texts, sample, probabilities, truth),
            doubted=(),
            provenance=_provenance(found),
            rows=(),
            beside={"out_of_core": {"passes": passes(shelf.rows, self.recipe), "calibrated_on": len(truth)}},
        )


def aside_share(rows: int) -> float:
    """The share of the training rows that is kept from learning: a twentieth, of few rows more.

    >>> [round(rows * aside_share(rows)) for rows in (1_000, 5_000, 40_000, 2_000_000)]
    [200, 500, 2000, 20000]
    """
    least, most = ASIDE_ROWS
    return min(max(ASIDE_SHARE, least / rows), most / rows, 0.2)


def _refuse_others(recipe: Recipe) -> None:
    if recipe.features != OURS:
        raise OutOfCoreImpossible(f"the features {recipe.features!r}")
    if recipe.kind != "linear":
        raise OutOfCoreImpossible(recipe.kind)


def _refuse_few(labels: Counter[Label]) -> None:
    if labels.total() < LEAST_ROWS:
        raise NotEnoughData("rows to train on", labels.total(), LEAST_ROWS)
    if len(labels) < 2:
        raise NotEnoughData("different labels in the rows to train on", len(labels), 2)
    for label, rows in labels.items():
        if rows < MIN_PER_LABEL:
            raise NotEnoughData(f"training rows labelled {label}", rows, MIN_PER_LABEL)


def _pieces(source: Source, tell: Callable[[float], None]) -> Iterator[Piece]:
    for piece in source.pieces(0):
        yield piece
        tell(piece.end / source.size)


def _numbers(rows: Iterable[Labelled]) -> Integers:
    return np.array([LABELS.index(label) for _, label in rows], dtype=np.intp)


def _provenance(found: Reading) -> Provenance:
    return Provenance(
        content_hash=found.content_hash,
        train=found.labels.total(),
        golden=len(found.golden),
        foundation=found.labels.total(),
        live=0,
        aside="",
        click_ratio=1.0,
        code=code_version(),
        arithmetic=arithmetic(),
    )


def _counts(found: Reading) -> dict[str, int]:
    """As those of a snapshot, which stands for rows that are the file's to keep, not the database's."""
    labels = {f"label:{label}": rows for label, rows in found.labels.items()}
    by_origin = {f"{Origin.IMPORT}/{label}": rows for label, rows in found.labels.items()}
    rows = found.labels.total()
    whole = {"train": rows, "golden": len(found.golden), STREAMED: rows, f"origin:{Origin.IMPORT}": rows}
    return whole | labels | by_origin
