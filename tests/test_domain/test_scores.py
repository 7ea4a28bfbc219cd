"""Scores agree with scikit-learn's and scipy's, and say the truth at the edges."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from siklus.domain.reviews import LABELS, Label
from siklus.domain.scores import Judgement, calibration_error, score, wilson_interval
from siklus.errors import NotEnoughData


def judging(label: Label, confidence: float = 0.8) -> Judgement:
    rest = (1 - confidence) / 2
    a, b, c = (confidence if label == each else rest for each in LABELS)
    return Judgement((a, b, c), oov_share=0.0)


labels = st.sampled_from(LABELS)
rows = st.lists(st.tuples(labels, labels, st.floats(0.4, 1.0)), min_size=1, max_size=60)


@given(rows)
@settings(deadline=None)
def test_scores_are_those_of_scikit_learn(rows):
    truth = [right for right, _, _ in rows]
    judged = [judging(said, sure) for _, said, sure in rows]
    said = [judgement.label for judgement in judged]
    present = [label for label in LABELS if label in truth]

    found = score(truth, judged)

    assert found.n == len(rows)
    assert found.accuracy == pytest.approx(accuracy_score(truth, said))
    assert found.macro_f1 == pytest.approx(
        f1_score(truth, said, labels=present, average="macro", zero_division=0)
    )
    assert found.confusion == tuple(map(tuple, confusion_matrix(truth, said, labels=list(LABELS)).tolist()))
    theirs = precision_recall_fscore_support(truth, said, labels=list(LABELS), zero_division=0)
    ours = np.array([[s.precision, s.recall, s.f1, s.support] for s in found.labels.values()])
    np.testing.assert_allclose(ours, np.array(theirs).T)


@given(rows)
@settings(deadline=None)
def test_calibration_error_is_the_sum_over_bins(rows):
    sure = [confidence for _, _, confidence in rows]
    hits = [right == said for right, said, _ in rows]
    edges = np.linspace(0, 1, 16)
    slow = 0.0
    for low, high in pairwise(edges):
        inside = [at for at, value in enumerate(sure) if low < value <= high]
        if inside:
            gap = np.mean([sure[at] for at in inside]) - np.mean([hits[at] for at in inside])
            slow += len(inside) / len(sure) * abs(gap)
    assert calibration_error(sure, hits) == pytest.approx(slow)


@given(st.integers(0, 200), st.integers(1, 200))
@settings(deadline=None)
def test_wilson_is_scipys_and_holds_the_share_seen(hits, n):
    hits = min(hits, n)
    low, high = wilson_interval(hits, n)
    theirs = binomtest(hits, n).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= low <= hits / n <= high <= 1


def test_nothing_seen_leaves_everything_possible():
    assert wilson_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("probabilities", "label", "confidence"),
    [
        ((0.7, 0.2, 0.1), Label.POSITIF, 0.7),
        ((0.1, 0.2, 0.7), Label.NEGATIF, 0.7),
        ((0.4, 0.4, 0.2), Label.POSITIF, 0.4),
    ],
    ids=["first", "last", "a tie goes to the first"],
)
def test_a_judgement_says_its_most_probable_label(probabilities, label, confidence):
    judgement = Judgement(probabilities, oov_share=0.0)
    assert (judgement.label, judgement.confidence) == (label, confidence)


def test_a_label_that_the_data_lacks_does_not_pull_the_macro_f1_down():
    truth = [Label.POSITIF, Label.NEGATIF]
    assert score(truth, [judging(label) for label in truth]).macro_f1 == 1.0


def test_the_dictionary_has_exactly_the_promised_names():
    found = score([Label.POSITIF], [judging(Label.POSITIF)]).as_dict()
    assert list(found) == ["n", "accuracy", "macro_f1", "ece", "labels", "confusion"]
    assert list(found["labels"]) == ["positif", "netral", "negatif"]
    assert list(found["labels"]["netral"]) == ["precision", "recall", "f1", "support"]
    assert json.loads(json.dumps(found)) == found


def test_no_rows_have_no_score():
    with pytest.raises(NotEnoughData):
        score([], [])


def test_truth_and_judgements_must_be_of_one_length():
    with pytest.raises(ValueError, match="zip"):
        score([Label.POSITIF], [])
