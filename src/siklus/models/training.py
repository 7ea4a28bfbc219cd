"""Training: labelled texts in, a calibrated model out, the same bits from the same seed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.special import softmax

from siklus.domain.reviews import LABELS, Label
from siklus.errors import NotEnoughData
from siklus.models.calibration import Floats, Integers, calibrated, fit_calibration
from siklus.models.features import Features
from siklus.models.model import Model
from siklus.models.pipeline import (
    CalibratedClassifier,
    class_weights,
    joined,
    new_classifier,
    new_features,
)
from siklus.models.recipe import Progress, Recipe
from siklus.models.text import words_of
from siklus.models.threads import fit_alone

QUANTILES = 201
# Fewer rows than this and a fold of the calibration may hold no row of a label at all.
MIN_ROWS = 10


@dataclass(frozen=True, slots=True)
class Prepared:
    """Texts, read and counted once; every refit with other weights starts here."""

    texts: tuple[str, ...]
    features: Features
    matrix: sp.csr_matrix  # one row per text
    recipe: Recipe


def featurise(texts: Sequence[str], recipe: Recipe) -> Prepared:
    """Read and count `texts` once, for any number of fits.

    Raises:
        NotEnoughData: fewer than 10 texts.
    """
    if len(texts) < MIN_ROWS:
        raise NotEnoughData("rows to train on", len(texts), MIN_ROWS)
    features = new_features(recipe)
    return Prepared(tuple(texts), features, features.fit_transform(texts), recipe)


@dataclass(frozen=True, slots=True)
class Sample:
    """What is told of texts beside their labels: one figure a text."""

    words: Floats
    unknown: Floats  # share of the words that too few other texts hold, 0..1
    weights: Floats  # how much the text counts

    def take(self, rows: Integers, weights: Floats) -> "Sample":
        """Some rows, with other weights."""
        return Sample(self.words[rows], self.unknown[rows], weights)

    @classmethod
    def joined(cls, first: "Sample", second: "Sample") -> "Sample":
        """The rows of both, in this order."""
        return cls(
            np.concatenate([first.words, second.words]),
            np.concatenate([first.unknown, second.unknown]),
            np.concatenate([first.weights, second.weights]),
        )


@dataclass(frozen=True, slots=True)
class View:
    """The texts that a model was fitted to, and what it says of each while it had not seen it."""

    texts: Sequence[str]
    sample: Sample
    probabilities: Floats  # rows × labels
    truth: Integers  # column numbers, one a row


@dataclass(frozen=True, slots=True)
class Foundation:
    """A model, and what it says of its own rows while it had not seen them."""

    prepared: Prepared
    model: Model
    truth: Integers  # column numbers, one a row
    logits: Floats  # held out and calibrated, rows × labels
    sample: Sample

    @property
    def view(self) -> View:
        """Its own rows, as it sees them."""
        probabilities = np.asarray(softmax(self.logits, axis=1), dtype=np.float64)
        return View(self.prepared.texts, self.sample, probabilities, self.truth)


def fit(
    prepared: Prepared,
    labels: Sequence[Label],
    weights: Sequence[float] | Floats | None = None,
    progress: Progress | None = None,
) -> Model:
    """A calibrated model of `prepared`: see `lay`."""
    return lay(prepared, labels, weights, progress).model


def lay(
    prepared: Prepared,
    labels: Sequence[Label],
    weights: Sequence[float] | Floats | None = None,
    progress: Progress | None = None,
) -> Foundation:
    """A calibrated model of `prepared`, with its held-out view of the same rows.

    Every row is judged once by a classifier that has not seen it (cross-fitting); those judgements set the
    calibration and are what drift is later compared with. The classifier that is kept learns from all rows.

    Args:
        labels: one per text.
        weights: how much each row counts, 1 where nothing is said; rows of weight 0 are not learnt from.

    Raises:
        NotEnoughData: the rows that count hold fewer than two labels.
        ValueError: lengths differ, or a weight is negative or not finite (a bug in the caller).
    """
    fit_alone()
    truth, weighed = checked(prepared, labels, weights)
    folds = fold_numbers(truth, prepared.recipe.folds, prepared.recipe.seed)
    scores = held_out_scores(prepared, truth, weighed, folds, progress)
    classifier = fit_rows(prepared, truth, weighed, np.arange(len(truth)))
    classifier.calibrate(*fit_calibration(scores, truth, weighed, prepared.recipe.lean))
    _tell(progress, "fit", 1.0)
    logits = classifier.scale_ * scores + classifier.offsets_
    sample = _sampled_among_themselves(prepared)
    reference = reference_of(sample, calibrated(scores, classifier.scale_, classifier.offsets_), truth)
    model = Model(joined(prepared.features, classifier), prepared.recipe, reference)
    return Foundation(prepared, model, truth, logits, sample)


def train(
    texts: Sequence[str],
    labels: Sequence[Label],
    recipe: Recipe,
    weights: Sequence[float] | Floats | None = None,
    progress: Progress | None = None,
) -> Model:
    """`featurise` and `fit` in one."""
    _tell(progress, "featurise", 0.0)
    return fit(featurise(texts, recipe), labels, weights, progress)


def checked(
    prepared: Prepared, labels: Sequence[Label], weights: Sequence[float] | Floats | None
) -> tuple[Integers, Floats]:
    """Labels as column numbers, and a weight for each row."""
    rows = len(prepared.texts)
    weighed = np.ones(rows) if weights is None else np.asarray(weights, dtype=np.float64)
    if len(labels) != rows or weighed.shape != (rows,):
        raise ValueError(f"{rows} texts, {len(labels)} labels, {weighed.size} weights")
    if not np.isfinite(weighed).all() or (weighed < 0).any():
        raise ValueError("weights must be finite and not negative")
    at = {label: number for number, label in enumerate(LABELS)}
    truth = np.array([at[label] for label in labels], dtype=np.intp)
    distinct = len(set(truth[weighed > 0].tolist()))
    if distinct < 2:
        raise NotEnoughData("different labels in the rows to train on", distinct, 2)
    return truth, weighed


def fold_numbers(truth: Integers, folds: int, seed: int) -> Integers:
    """A fold 0 … folds - 1 for each row, every label spread evenly, at random by `seed`."""
    shuffled = np.random.default_rng(seed).permutation(len(truth))
    by_label = shuffled[np.argsort(truth[shuffled], kind="stable")]
    numbers = np.empty(len(truth), dtype=np.intp)
    numbers[by_label] = np.arange(len(truth)) % folds
    return numbers


def fit_rows(prepared: Prepared, truth: Integers, weights: Floats, rows: Integers) -> CalibratedClassifier:
    """The classifier of these rows alone; not calibrated."""
    chosen = rows[weights[rows] > 0]
    names = np.array([LABELS[number].value for number in truth[chosen]])
    evened = class_weights(names, weights[chosen], prepared.recipe.balance)
    return new_classifier(prepared.recipe).fit(prepared.matrix[chosen], names, sample_weight=evened)


def held_out_scores(
    prepared: Prepared, truth: Integers, weights: Floats, folds: Integers, progress: Progress | None = None
) -> Floats:
    """Each row's scores by a classifier that learnt from the other folds.

    Args:
        folds: a fold number for each row; rows with -1 are always learnt from, and their scores are NaN.
    """
    scores = np.full((len(truth), len(LABELS)), np.nan)
    last = int(folds.max())
    for fold in range(last + 1):
        _tell(progress, "fit", fold / (last + 2))
        held_out = np.flatnonzero(folds == fold)
        classifier = fit_rows(prepared, truth, weights, np.flatnonzero(folds != fold))
        scores[held_out] = classifier.decision_function(prepared.matrix[held_out])
    return scores


def reference_of(sample: Sample, probabilities: Floats, truth: Integers) -> dict[str, Any]:
    """What drift compares with: how the model sees texts like those it was fitted to, as JSON holds it.

    Args:
        sample: the texts, with their weights.
        probabilities: held out and calibrated, one row a text.
        truth: column numbers.

    Returns:
        `n`: rows, or as many as the weighted ones are worth; `labels`: the share *judged* each label;
        `truth`: the share whose truth it is; `quantiles`: per label, 201 equally spaced quantiles of its
        held-out calibrated probability; `oov_share` and `words`: means per text, the first by what other
        texts hold.
    """
    weights = sample.weights / sample.weights.sum()
    judged = np.bincount(probabilities.argmax(axis=1), weights, minlength=len(LABELS))
    held = np.bincount(truth, weights, minlength=len(LABELS))
    return {
        "n": max(1, round(1 / float(weights @ weights))),
        "labels": {label.value: float(judged[at]) for at, label in enumerate(LABELS)},
        "truth": {label.value: float(held[at]) for at, label in enumerate(LABELS)},
        "quantiles": {
            label.value: _quantiles(probabilities[:, at], weights) for at, label in enumerate(LABELS)
        },
        "oov_share": float(weights @ sample.unknown),
        "words": float(weights @ sample.words),
    }


def sampled(texts: Sequence[str], features: Features, weights: Floats) -> Sample:
    """Figures of texts that the features were not made of."""
    words = np.array([len(words_of(text)) for text in texts], dtype=np.float64)
    return Sample(words, np.array([features.oov_share(text) for text in texts], dtype=np.float64), weights)


def _sampled_among_themselves(prepared: Prepared) -> Sample:
    """Figures of the rows that the features were made of: a word is known if *other* texts hold it."""
    rows = [words_of(text) for text in prepared.texts]
    least = prepared.recipe.least_texts
    within = Counter(word for row in rows for word in set(row))
    plain = [[word for word in row if word.isalpha()] for row in rows]
    unknown = [sum(within[word] <= least for word in row) / len(row) if row else 0.0 for row in plain]
    return Sample(np.array([float(len(row)) for row in rows]), np.array(unknown), np.ones(len(rows)))


def _quantiles(values: Floats, weights: Floats) -> list[float]:
    """Equally spaced quantiles, the least and the greatest value among them."""
    if np.ptp(weights) == 0:
        return list(np.quantile(values, np.linspace(0, 1, QUANTILES)).tolist())
    order = np.argsort(values, kind="stable")
    # A row stands in the middle of its own weight, and the ends are drawn out to 0 and 1.
    reached = np.cumsum(weights[order]) - weights[order] / 2
    reached = (reached - reached[0]) / max(float(reached[-1] - reached[0]), 1e-12)
    return list(np.interp(np.linspace(0, 1, QUANTILES), reached, values[order]).tolist())


def _tell(progress: Progress | None, doing: str, share: float) -> None:
    if progress is not None:
        progress(doing, share)
