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
from siklus.models.pipeline import class_weights, joined
from siklus.models.ridge import Basis, Fits, likelihood
from siklus.models.threads import fit_alone
from siklus.models.training import Foundation, Sample, View, fold_numbers, reference_of, sampled

FOLDS = 5
# Old rows that stand for the settled data: enough to notice harm, few enough to be quick.
ANCHORS = 1_000
# What all of them together weigh, in labels: from much to little. No change at all is tried too.
ANCHOR_MASSES = (100.0, 50.0)
# How far the anchors' labels are evened out (0: not, 1: fully): a rare label would else be given up for the
# sake of new texts that hold none of it.
EVENNESS = 0.5
# Held-out anchors may lose no more: of all of them, and of any one label. The gate looks at the golden set
# in the same way and is a little more patient.
TOLERANCE, RECALL_TOLERANCE = 0.02, 0.08
JITTER = 1e-6  # two copies of one text would else make the kernel singular
# A calibrated probability of nothing would let one wrong label decide.
LEAST_LIKELY = 0.02
# Ridges of the offset, of the direction and of the mixing, beside `Recipe.stiffness` of the rest.
RIDGE_OFFSET, RIDGE_DIRECTION, RIDGE_MIXING = 0.1, 0.3, 10.0
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
    old_accuracy: float  # of held-out anchors
    old_recalls: tuple[float, ...]  # of the same, label by label; 1 for a label that none of them has

    def bears(self, plain: "Trial") -> bool:
        """Whether the anchors are about as well judged as they are without a change."""
        lost = [before - now for before, now in zip(plain.old_recalls, self.old_recalls, strict=True)]
        return plain.old_accuracy - self.old_accuracy <= TOLERANCE and max(lost) <= RECALL_TOLERANCE

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "anchor_mass": self.anchor_mass,
            "new_accuracy": self.new_accuracy,
            "new_loss": self.new_loss,
            "old_accuracy": self.old_accuracy,
            "old_recalls": list(self.old_recalls),
        }


@dataclass(frozen=True, slots=True)
class Adapted:
    """The adapted model, and how the balance of old and new was chosen."""

    model: Model
    judged: Floats  # probabilities of the new rows, each by a fit that had not seen its label
    trials: tuple[Trial, ...]
    chosen: Trial
    view: View  # what the model was fitted to

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
        none, or costs held-out anchors more than .02 of accuracy or .08 of a label's recall, it answers as
        the foundation does.
    """
    terms = _Terms.of(foundation, rows, settled)
    plain = _Outcome.of(terms, None, np.zeros((0, len(LABELS))), terms.logits)
    tried = [plain]
    if terms.n > 1:
        fits = zip(ANCHOR_MASSES, terms.fitted(ANCHOR_MASSES), strict=True)
        tried += [_Outcome.of(terms, mass, *fitted) for mass, fitted in fits]
    borne = [one for one in tried if one.trial.bears(plain.trial)]
    chosen = min(borne, key=lambda one: one.trial.new_loss)
    model, view = foundation.model, foundation.view
    if chosen is not plain:
        view = _view(foundation, terms, rows, chosen)
        model = _changed(foundation, terms, view, chosen)
    judged = np.asarray(softmax(chosen.held_out[: terms.n], axis=1), dtype=np.float64)
    return Adapted(model, judged, tuple(one.trial for one in tried), chosen.trial, view)


def held_out(foundation: Foundation, rows: NewRows, settled: Integers, anchor_mass: float | None) -> Floats:
    """Probabilities of the new rows by a model adapted to them, each by a fit that had not seen its label.

    Args:
        anchor_mass: as `Trial`; what `adapt` chose for the model in question.
    """
    terms = _Terms.of(foundation, rows, settled)
    logits = terms.logits if anchor_mass is None or terms.n < 2 else terms.fitted([anchor_mass])[0][1]
    return np.asarray(softmax(logits[: terms.n], axis=1), dtype=np.float64)


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
    basis: Basis
    rows: NewRows
    caution: float
    anchors: Integers
    anchored: Floats  # how much each anchor counts
    folds: Integers  # a number for each row
    kernel: Floats  # lower Cholesky factor of the new texts' products
    direction: Floats  # of length 1, in the features
    middle: float  # where the anchors lie along it,
    spread: float  # and how far all texts are apart there

    @classmethod
    def of(cls, foundation: Foundation, rows: NewRows, settled: Integers) -> "_Terms":
        fit_alone()
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
        columns = np.hstack([span, np.ones((len(span), 1)), alongside, logits @ CENTRED])
        anchored = class_weights(foundation.truth[anchors], np.ones(len(anchors)), EVENNESS)
        weights = _weights(rows, recipe.caution, anchored, ANCHOR_MASSES[0])
        codes = np.array([LABELS.index(label) for label in rows.labels], dtype=np.intp)
        return cls(
            n=len(codes),
            new=new,
            truth=np.concatenate([codes, foundation.truth[anchors]]),
            logits=logits,
            basis=Basis.of(columns, _ridge(new.shape[0], recipe.stiffness), logits, weights),
            rows=rows,
            caution=recipe.caution,
            anchors=anchors,
            anchored=anchored,
            folds=np.concatenate(
                [_folds(codes, recipe.seed), _folds(foundation.truth[anchors], recipe.seed)]
            ),
            kernel=kernel,
            direction=direction,
            middle=middle,
            spread=spread,
        )

    def fitted(self, masses: Sequence[float]) -> list[tuple[Floats, Floats]]:
        """For each mass the change (turned columns × labels), and logits of new rows and anchors, each by a
        fit that did not look at its fold's labels.
        """
        weights = np.stack(
            [self._weights(mass, fold) for mass in masses for fold in (None, *range(FOLDS))], axis=1
        )
        doubted = np.concatenate([self.rows.doubted, np.zeros(len(self.anchors))])
        changes = Fits(self.basis, self.logits, self.truth, weights, doubted).solve()
        return [(some[0], self._held_out(some[1:])) for some in np.split(changes, len(masses))]

    def _weights(self, mass: float, without: int | None) -> Floats:
        weights = _weights(self.rows, self.caution, self.anchored, mass)
        return weights if without is None else np.where(self.folds == without, 0.0, weights)

    def _held_out(self, changes: Floats) -> Floats:
        logits = self.logits.copy()
        for fold, change in enumerate(changes):
            out = self.folds == fold
            logits[out] += self.basis.columns[out] @ change
        return logits


@dataclass(frozen=True, slots=True)
class _Outcome:
    trial: Trial
    change: Floats  # of all rows, turned columns × labels; nothing where there is none
    held_out: Floats  # logits of new rows and anchors

    @classmethod
    def of(cls, terms: _Terms, mass: float | None, change: Floats, held_out: Floats) -> "_Outcome":
        n, evidence, said = terms.n, terms.rows.evidence, softmax(held_out, axis=1)
        hit, truth = said.argmax(axis=1) == terms.truth, terms.truth
        likely = np.maximum(likelihood(said[np.arange(n), truth[:n]], terms.rows.doubted), LEAST_LIKELY)
        recalls = [hit[n:][truth[n:] == at] for at in range(len(LABELS))]
        trial = Trial(
            anchor_mass=mass,
            new_accuracy=float(evidence @ hit[:n] / evidence.sum()),
            new_loss=float(-(evidence @ np.log(likely)) / evidence.sum()),
            old_accuracy=float(hit[n:].mean()) if len(hit) > n else 1.0,
            old_recalls=tuple(float(of.mean()) if len(of) else 1.0 for of in recalls),
        )
        return cls(trial, change, held_out)


def _weights(rows: NewRows, caution: float, anchored: Floats, mass: float) -> Floats:
    return np.concatenate([rows.evidence**caution, anchored * mass / max(len(anchored), 1)])


def _folds(truth: Integers, seed: int) -> Integers:
    return fold_numbers(truth, FOLDS, seed) if len(truth) else truth


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


def _changed(foundation: Foundation, terms: _Terms, view: View, chosen: _Outcome) -> Model:
    """The foundation's model with the change written into its linear map."""
    n, classifier = terms.n, foundation.model.classifier
    change = terms.basis.plain(chosen.change)
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
        reference_of(view.sample, view.probabilities, view.truth),
    )


def _view(foundation: Foundation, terms: _Terms, rows: NewRows, chosen: _Outcome) -> View:
    """What drift compares with: texts in the proportion in which the model was fitted to them."""
    mass = chosen.trial.anchor_mass or 0.0
    old = foundation.sample.take(terms.anchors, terms.anchored * mass / max(len(terms.anchors), 1))
    new = sampled(rows.texts, foundation.model.features, rows.evidence)
    texts = [*rows.texts, *(foundation.prepared.texts[at] for at in terms.anchors)]
    probabilities = np.asarray(softmax(chosen.held_out, axis=1), dtype=np.float64)
    return View(texts, Sample.joined(new, old), probabilities, terms.truth)
