"""Fit a model to new labels without a training from scratch: a small change of its linear map.

The foundation (a model of the settled data) stays as it is. On top of its logits z(x) stands

    z(x) + x·D + o + (x·d)·s + z(x)·M

with D in the span of the new texts, an offset o, a slope s along the one direction d in which the new texts
differ most from the old, and a little mixing M of the logits. All of it is linear in x, so the result is a
linear map like any other. It is fitted to the new labels and, so that nothing is forgotten, to a sample of
old rows by what the foundation said of them while it had not seen them; a ridge keeps it small.

The change has about as many dimensions as there are new labels, so a few hundred of them take a fraction of
a second, also once more without each fifth of them: every label both teaches and judges.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cholesky, solve_triangular
from scipy.special import softmax

from siklus.domain.reviews import LABELS, Label
from siklus.models.calibration import Floats, Integers
from siklus.models.model import Model
from siklus.models.pipeline import joined
from siklus.models.ridge import Fit, likelihood
from siklus.models.training import Foundation, Sample, fold_numbers, reference_of, sampled

FOLDS = 5
# Old rows that stand for the settled data: enough to notice harm, few enough to be quick.
ANCHORS = 1_000
# What all of them together weigh, in labels: much, or little. No change at all is tried too.
ANCHOR_MASSES = (300.0, 100.0)
TOLERANCE = 0.01  # accuracy that the anchors may lose
JITTER = 1e-6  # two copies of one text would else make the kernel singular
# A calibrated probability of nothing would let one wrong label decide.
LEAST_LIKELY = 0.02
# Ridges of the offset, of the direction and of the mixing, beside `Recipe.stiffness` of the rest.
RIDGE_OFFSET, RIDGE_DIRECTION, RIDGE_MIXING = 1.0, 1.0, 10.0
CENTRED = np.eye(len(LABELS)) - 1 / len(LABELS)


@dataclass(frozen=True, slots=True)
class NewRows:
    """Labels that the foundation is to be fitted to."""

    texts: Sequence[str]
    labels: Sequence[Label]
    evidence: Floats  # how much each counts as evidence, 0 < e <= 1: see the gate
    doubted: Floats  # the share of such labels that is thought to be wrong, 0 <= d < 1
    at: Integers  # their rows in the foundation; -1 for those that it has not seen


@dataclass(frozen=True, slots=True)
class Trial:
    """What one balance of old and new comes to."""

    anchor_mass: float | None  # what the old data together weigh, in labels; None: nothing is changed
    new_accuracy: float  # of held-out new rows, weighted by the evidence
    new_loss: float  # their mean negative log-likelihood, nats
    old_accuracy: float  # of the anchors

    def as_dict(self) -> dict[str, float | None]:
        """As JSON holds it."""
        return {
            "anchor_mass": self.anchor_mass,
            "new_accuracy": self.new_accuracy,
            "new_loss": self.new_loss,
            "old_accuracy": self.old_accuracy,
        }


@dataclass(frozen=True, slots=True)
class Adapted:
    """The adapted model, and how the balance of old and new was chosen."""

    model: Model
    judged: Floats  # probabilities of the new rows, each by a fit that had not seen its label
    trials: tuple[Trial, ...]
    chosen: Trial

    def as_dict(self) -> dict[str, Any]:
        """The choice, as JSON holds it."""
        return {
            "new_rows": len(self.judged),
            "anchor_mass": self.chosen.anchor_mass,
            "trials": [trial.as_dict() for trial in self.trials],
        }


def adapt(foundation: Foundation, rows: NewRows, settled: Integers) -> Adapted:
    """The foundation fitted to new labels, in the balance of old and new that held-out new labels like best.

    Args:
        rows: one at least.
        settled: the foundation's rows that may stand for the old data; a sample of them is used.

    Returns:
        A model with the foundation's features. Where every change does worse on held-out new labels than
        none, or loses more than .01 of the anchors' accuracy, it answers as the foundation does.
    """
    terms = _Terms.of(foundation, rows, settled)
    folds = fold_numbers(terms.truth[: terms.n], min(FOLDS, terms.n), foundation.prepared.recipe.seed)
    plain = _Outcome.of(terms, None, terms.logits[: terms.n], terms.nothing)
    tried = [plain]
    for mass in ANCHOR_MASSES if terms.n > 1 else ():
        tried.append(_Outcome.of(terms, mass, terms.held_out(mass, folds), terms.fitted(mass)))
    borne = [one for one in tried if one.trial.old_accuracy >= plain.trial.old_accuracy - TOLERANCE]
    chosen = min(borne, key=lambda one: one.trial.new_loss)
    model = foundation.model if chosen is plain else _changed(foundation, terms, rows, chosen)
    judged = np.asarray(softmax(chosen.held_out, axis=1), dtype=np.float64)
    return Adapted(model, judged, tuple(one.trial for one in tried), chosen.trial)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What the change may use, in a basis in which the ridge is a plain sum of squares.

    Rows are the new texts and then the anchors; columns are the span of the new texts, the offset, the
    direction, and the centred logits.
    """

    n: int  # new rows
    new: sp.csr_matrix  # their features
    truth: Integers
    logits: Floats  # of the foundation, held out
    columns: Floats
    ridge: Floats  # one a column
    rows: NewRows
    caution: float
    anchors: Integers
    kernel: Floats  # lower Cholesky factor of the new texts' products
    direction: Floats  # of length 1, in the features
    middle: float  # where the anchors lie along it,
    spread: float  # and how far all texts are apart there

    @classmethod
    def of(cls, foundation: Foundation, rows: NewRows, settled: Integers) -> "_Terms":
        recipe = foundation.prepared.recipe
        anchors = np.sort(np.random.default_rng(recipe.seed).permutation(settled)[:ANCHORS])
        new, old = foundation.model.features.transform(rows.texts), foundation.prepared.matrix[anchors]
        logits = np.vstack([_held_out_logits(foundation, rows, new), foundation.logits[anchors]])
        kernel = cholesky((new @ new.T).toarray() + JITTER * np.eye(new.shape[0]), lower=True)
        span = np.vstack([kernel, solve_triangular(kernel, (new @ old.T).toarray(), lower=True).T])
        direction = _direction(new, old)
        along = np.concatenate([new @ direction, old @ direction])
        middle = float(along[new.shape[0] :].mean()) if len(anchors) else 0.0
        spread = max(float(along.std()), 1e-9)
        alongside = ((along - middle) / spread)[:, None]
        codes = np.array([LABELS.index(label) for label in rows.labels], dtype=np.intp)
        return cls(
            n=len(codes),
            new=new,
            truth=np.concatenate([codes, foundation.truth[anchors]]),
            logits=logits,
            columns=np.hstack([span, np.ones((len(span), 1)), alongside, logits @ CENTRED]),
            ridge=_ridge(new.shape[0], recipe.stiffness),
            rows=rows,
            caution=recipe.caution,
            anchors=anchors,
            kernel=kernel,
            direction=direction,
            middle=middle,
            spread=spread,
        )

    @property
    def nothing(self) -> Floats:
        """No change."""
        return np.zeros((self.columns.shape[1], len(LABELS)))

    def fitted(self, mass: float, without: Integers | None = None) -> Floats:
        """The change, columns × labels; `without`: new rows whose labels are not looked at."""
        anchors = len(self.anchors)
        weights = np.concatenate([self.rows.evidence**self.caution, np.full(anchors, mass / max(anchors, 1))])
        if without is not None:
            weights[without] = 0.0
        doubted = np.concatenate([self.rows.doubted, np.zeros(anchors)])
        return Fit(self.logits, self.columns, self.truth, weights, doubted, self.ridge).solve()

    def held_out(self, mass: float, folds: Integers) -> Floats:
        """Logits of the new rows, each by a fit that did not look at its fold's labels."""
        logits = np.empty((self.n, len(LABELS)))
        for fold in range(int(folds.max()) + 1):
            out = np.flatnonzero(folds == fold)
            logits[out] = self.logits[out] + self.columns[out] @ self.fitted(mass, out)
        return logits


@dataclass(frozen=True, slots=True)
class _Outcome:
    trial: Trial
    held_out: Floats  # logits of the new rows
    moved: Floats  # logits of the anchors
    change: Floats

    @classmethod
    def of(cls, terms: _Terms, mass: float | None, held_out: Floats, change: Floats) -> "_Outcome":
        n, evidence = terms.n, terms.rows.evidence
        moved = terms.logits[n:] + terms.columns[n:] @ change
        said, truth = softmax(held_out, axis=1), terms.truth[:n]
        likely = np.maximum(likelihood(said[np.arange(n), truth], terms.rows.doubted), LEAST_LIKELY)
        kept = moved.argmax(axis=1) == terms.truth[n:]
        trial = Trial(
            anchor_mass=mass,
            new_accuracy=float(evidence @ (said.argmax(axis=1) == truth) / evidence.sum()),
            new_loss=float(-(evidence @ np.log(likely)) / evidence.sum()),
            old_accuracy=float(kept.mean()) if len(kept) else 1.0,
        )
        return cls(trial, held_out, moved, change)


def _ridge(new_rows: int, stiffness: float) -> Floats:
    others = np.array([RIDGE_OFFSET, RIDGE_DIRECTION, *[RIDGE_MIXING] * len(LABELS)])
    return np.concatenate([np.full(new_rows, stiffness), others])


def _held_out_logits(foundation: Foundation, rows: NewRows, features: sp.csr_matrix) -> Floats:
    """The foundation's view of the new rows: held out for those that it has learnt from."""
    logits = foundation.model.classifier.logits(features)
    known = rows.at >= 0
    logits[known] = foundation.logits[rows.at[known]]
    return logits


def _direction(new: sp.csr_matrix, old: sp.csr_matrix) -> Floats:
    """From the middle of the old texts to that of the new ones, at length 1."""
    difference = np.asarray(new.mean(axis=0), dtype=np.float64).ravel()
    if old.shape[0]:
        difference -= np.asarray(old.mean(axis=0)).ravel()
    return np.asarray(difference / max(float(np.linalg.norm(difference)), 1e-12))


def _changed(foundation: Foundation, terms: _Terms, rows: NewRows, chosen: _Outcome) -> Model:
    """The foundation's model with the change written into its linear map."""
    n, change, classifier = terms.n, chosen.change, foundation.model.classifier
    mixing = CENTRED @ change[n + 2 :]
    # The logits are scale · (x·W + b) + offsets, so mixing them moves both the map and the offsets.
    weights = classifier.scale_ * classifier.coef_ @ mixing
    weights += terms.new.T @ solve_triangular(terms.kernel, change[:n], lower=True, trans="T")
    weights += np.outer(terms.direction, change[n + 1]) / terms.spread
    constant = classifier.scale_ * classifier.intercept_ + classifier.offsets_
    offsets = constant @ mixing + change[n] - terms.middle / terms.spread * change[n + 1]
    features = foundation.model.features
    return Model(
        joined(features, classifier.adapted(weights, offsets)),
        foundation.model.recipe,
        _reference(foundation, terms, rows, chosen),
    )


def _reference(foundation: Foundation, terms: _Terms, rows: NewRows, chosen: _Outcome) -> dict[str, Any]:
    """What drift compares with: texts in the proportion in which the model was fitted to them."""
    mass = chosen.trial.anchor_mass or 0.0
    old = foundation.sample.take(terms.anchors, mass / max(len(terms.anchors), 1))
    new = sampled(rows.texts, foundation.model.features, rows.evidence)
    probabilities = softmax(np.vstack([chosen.held_out, chosen.moved]), axis=1)
    return reference_of(Sample.joined(new, old), probabilities, terms.truth)
