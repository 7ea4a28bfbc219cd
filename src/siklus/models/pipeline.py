"""The scikit-learn pipeline: features, a linear classifier, and its calibration."""

from copy import copy
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline

from siklus.domain.reviews import LABELS
from siklus.models.calibration import Floats, calibrated
from siklus.models.features import Features, ReviewFeatures
from siklus.models.foreign import new_foreign
from siklus.models.recipe import OURS, Recipe

Classes = NDArray[np.str_]


class CalibratedClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A linear classifier and the simple function that makes probabilities of its scores.

    Whatever the kind, the fitted thing is one linear map (`coef_`, `intercept_`) and one softmax: that is
    what lets a plain table answer for it.
    """

    def __init__(self, classifier: SGDClassifier | MultinomialNB) -> None:
        self.classifier = classifier

    def fit(self, rows: sp.csr_matrix, labels: object, sample_weight: Floats | None = None) -> Self:
        """Fit the classifier alone; scores count as logits until `calibrate` has looked at held-out ones."""
        self.classifier.fit(rows, labels, sample_weight=sample_weight)
        return self.fitted()

    def fitted(self) -> Self:
        """As `fit` leaves it, where the classifier inside was fitted elsewhere."""
        self.classes_ = np.array([label.value for label in LABELS])
        self.coef_, self.intercept_ = _linear_map(self.classifier)
        self.change_: Floats | None = None
        return self.calibrate(1.0, np.zeros(len(LABELS)))

    def calibrate(self, scale: float, offsets: Floats) -> Self:
        """Set what turns scores into probabilities."""
        self.scale_, self.offsets_ = float(scale), offsets
        return self

    def adapted(self, change: Floats, offsets: Floats) -> Self:
        """A copy whose logits lie `rows @ change + offsets` higher; this one stays as it is.

        Args:
            change: columns × labels.
            offsets: one a label.
        """
        other = copy(self)
        other.change_ = change / self.scale_ if self.change_ is None else self.change_ + change / self.scale_
        other.coef_ = self.coef_ + change / self.scale_
        other.offsets_ = self.offsets_ + offsets
        return other

    def logits(self, rows: sp.csr_matrix) -> Floats:
        """Logarithms of the calibrated probabilities, up to a constant in each row."""
        return np.asarray(self.scale_ * self.decision_function(rows) + self.offsets_, dtype=np.float64)

    def decision_function(self, rows: sp.csr_matrix) -> Floats:
        """Scores, one column for each of LABELS."""
        return np.asarray(rows @ self.coef_ + self.intercept_, dtype=np.float64)

    def predict_proba(self, rows: sp.csr_matrix) -> Floats:
        """Calibrated probabilities, one column for each of LABELS."""
        return calibrated(self.decision_function(rows), self.scale_, self.offsets_)

    def predict(self, rows: sp.csr_matrix) -> Classes:
        """The most probable label of each row."""
        return np.asarray(self.classes_[self.predict_proba(rows).argmax(axis=1)])

    def __getstate__(self) -> dict[str, Any]:
        """Without the map, which the classifier inside holds already: it is most of an artefact."""
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name not in ("coef_", "intercept_")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """What `__getstate__` made."""
        super().__setstate__(state)
        if "classes_" in state:
            self.coef_, self.intercept_ = _linear_map(self.classifier)
            if self.change_ is not None:
                self.coef_ = self.coef_ + self.change_


def class_weights(labels: Classes | NDArray[np.intp], weights: Floats, balance: float) -> Floats:
    """`weights` with the labels evened out as far as `balance` says, at the same mean.

    >>> class_weights(np.array(["a", "a", "a", "b"]), np.ones(4), 1.0).round(2).tolist()
    [0.67, 0.67, 0.67, 2.0]
    """
    if not len(labels):
        return weights
    _, column = np.unique(labels, return_inverse=True)
    mass = np.bincount(column, weights=weights)
    factor = np.where(mass > 0, mass.sum() / np.maximum(mass, 1e-12) / np.count_nonzero(mass), 0.0) ** balance
    evened = weights * factor[column]
    return np.asarray(evened * (weights.sum() / evened.sum()), dtype=np.float64)


def _linear_map(classifier: SGDClassifier | MultinomialNB) -> tuple[Floats, Floats]:
    """Weights (columns × labels) and intercepts in the order of LABELS, whatever labels it was shown."""
    if isinstance(classifier, MultinomialNB):
        weights, intercepts = classifier.feature_log_prob_, classifier.class_log_prior_
    else:
        weights, intercepts = classifier.coef_, classifier.intercept_
    if len(classifier.classes_) == 2 and len(weights) == 1:
        weights, intercepts = np.vstack([-weights, weights]), np.array([-intercepts[0], intercepts[0]])
    found = {str(label): at for at, label in enumerate(classifier.classes_)}
    # A label that no training row had must stay the least likely, yet finite: softmax and JSON want that.
    never = intercepts.min() - 20.0
    columns = [weights[found[label]] if label in found else np.zeros(weights.shape[1]) for label in LABELS]
    offsets = [intercepts[found[label]] if label in found else never for label in LABELS]
    return np.ascontiguousarray(np.stack(columns, axis=1)), np.array(offsets, dtype=np.float64)


def new_classifier(recipe: Recipe) -> CalibratedClassifier:
    """The last step, not fitted yet."""
    if recipe.kind == "naive_bayes":
        return CalibratedClassifier(MultinomialNB(alpha=recipe.smoothing))
    return CalibratedClassifier(
        SGDClassifier(
            loss="log_loss", alpha=recipe.penalty, max_iter=recipe.epochs, tol=None, random_state=recipe.seed
        )
    )


def new_features(recipe: Recipe) -> Features:
    """The first step, not fitted yet.

    Raises:
        SettingInvalid: it is one that no installed package offers.
    """
    if recipe.features != OURS:
        return new_foreign(recipe)
    return ReviewFeatures(
        scope=recipe.scope,
        shortest=recipe.shortest_piece,
        longest=recipe.longest_piece,
        least=recipe.least_texts,
    )


def joined(features: Features, classifier: CalibratedClassifier) -> Pipeline:
    """Both steps, fitted already, as one pipeline that takes raw texts."""
    return Pipeline([("features", features), ("classifier", classifier)])
