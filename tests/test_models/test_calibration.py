"""Held-out scores become probabilities that mean what they say, whatever the scores' size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siklus.models.calibration import calibrated, fit_calibration


def drawn(scale, offsets, n=4_000):
    """Scores, and labels drawn with exactly the probabilities that scale and offsets make of them."""
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(n, 3))
    chances = calibrated(scores, scale, np.array(offsets)).cumsum(axis=1)
    return scores, (rng.random((n, 1)) > chances).sum(axis=1).clip(0, 2)


@pytest.mark.parametrize("size", [1.0, 300.0, 0.01])
def test_the_true_scale_and_offsets_are_found(size):
    scores, truth = drawn(1.5, [0.5, -1.0, 0.5])
    scale, offsets = fit_calibration(scores * size, truth, np.ones(len(truth)))
    assert scale * size == pytest.approx(1.5, rel=0.1)
    np.testing.assert_allclose(offsets, [0.5, -1.0, 0.5], atol=0.12)


def test_a_row_of_weight_two_is_two_rows():
    scores, truth = drawn(1.0, [0, 0, 0], n=60)
    twice = fit_calibration(np.vstack([scores, scores]), np.hstack([truth, truth]), np.ones(120))
    double = fit_calibration(scores, truth, np.full(60, 2.0))
    assert twice[0] == pytest.approx(double[0], rel=1e-3)
    np.testing.assert_allclose(twice[1], double[1], atol=1e-3)


@given(st.integers(1, 12), st.integers(0, 2))
@settings(deadline=None)
def test_few_rows_of_one_label_stay_finite(n, label):
    scale, offsets = fit_calibration(np.eye(3)[[label] * n] * 5, np.full(n, label), np.ones(n))
    assert 0 < scale < 1e4
    assert np.isfinite(offsets).all()
