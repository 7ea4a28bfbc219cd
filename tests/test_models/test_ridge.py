"""The fit behind an adaptation finds the answer that a plain optimiser finds, only sooner."""

import numpy as np
import pytest
from scipy.optimize import check_grad
from sklearn.linear_model import LogisticRegression

from siklus.models.ridge import Basis, Fits, likelihood


@pytest.fixture
def problem():
    rng = np.random.default_rng(3)
    columns = rng.normal(size=(60, 7))
    truth = (columns[:, :3] + rng.normal(size=(60, 3))).argmax(axis=1)
    return columns, truth, np.zeros((60, 3)), rng.uniform(0.2, 1.0, 60)


def fits_of(columns, truth, logits, weights, *, doubt=0.0) -> Fits:
    """One fit with these weights, and one that takes half of the rows for nothing."""
    basis = Basis.of(columns, np.full(columns.shape[1], 0.5), logits, weights)
    half = np.where(np.arange(len(truth)) % 2, weights, 0.0)
    return Fits(basis, logits, truth, np.stack([weights, half], axis=1), np.full(len(truth), doubt))


def test_without_doubt_it_is_scikit_learns_logistic_regression(problem):
    columns, truth, logits, weights = problem
    fits = fits_of(columns, truth, logits, weights)
    for change, weighed in zip(fits.solve(), fits.weights.T, strict=True):
        oracle = LogisticRegression(C=1 / 0.5, fit_intercept=False, tol=1e-10, max_iter=10_000)
        oracle.fit(columns, truth, sample_weight=weighed)
        np.testing.assert_allclose(fits.basis.plain(change), oracle.coef_.T, atol=5e-3)


@pytest.mark.parametrize("doubt", [0.0, 0.1, 0.4])
def test_the_gradient_is_that_of_the_loss(problem, doubt):
    fits = fits_of(*problem, doubt=doubt)
    at = np.random.default_rng(0).normal(size=42) * 0.3
    off = check_grad(lambda x: fits._loss(x)[0], lambda x: fits._loss(x)[1], at)
    assert off < 1e-4


def test_turning_the_columns_changes_no_function(problem):
    columns, _, logits, weights = problem
    basis = Basis.of(columns, np.full(7, 0.5), logits, weights)
    change = np.random.default_rng(1).normal(size=(7, 3))
    np.testing.assert_allclose(basis.columns @ change, columns @ basis.plain(change), atol=1e-10)
    plain = basis.plain(change)
    assert (change * (basis.ridge @ change)).sum() == pytest.approx((0.5 * plain**2).sum())


def test_a_label_may_stand_for_any_other_in_the_share_that_is_doubted():
    every = np.array([[0.7, 0.2, 0.1]])
    total = sum(likelihood(every[:, at], np.array([0.3])) for at in range(3))
    assert total == pytest.approx(1.0)
