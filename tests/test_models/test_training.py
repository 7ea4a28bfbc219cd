"""Models learn, say calibrated probabilities, explain themselves, and come out the same from one seed."""

import json

import numpy as np
import pytest

from siklus.domain.reviews import LABELS, Label
from siklus.domain.scores import score
from siklus.errors import NotEnoughData
from siklus.models.recipe import Recipe
from siklus.models.training import featurise, fit, fold_numbers, train


@pytest.mark.parametrize("kind", ["model", "bayes"])
def test_a_model_learns_what_it_was_told(kind, texts, labels, request):
    model = request.getfixturevalue(kind)
    found = score(labels, model.judge(texts))
    assert found.macro_f1 > 0.97
    assert found.ece < 0.1


def test_probabilities_are_the_pipelines_and_sum_to_one(model, texts):
    judged = [judgement.probabilities for judgement in model.judge(texts[:30])]
    np.testing.assert_array_equal(judged, model.pipeline.predict_proba(texts[:30]))
    np.testing.assert_allclose(np.sum(judged, axis=1), 1.0)
    assert list(model.pipeline.predict(texts[:3])) == [j.label.value for j in model.judge(texts[:3])]


def test_nothing_to_judge_is_judged_as_nothing(model):
    assert model.judge([]) == []


def test_the_same_seed_gives_the_same_bits(texts, labels):
    first, second = (train(texts, labels, Recipe(seed=5)) for _ in range(2))
    np.testing.assert_array_equal(first.predict_proba(texts), second.predict_proba(texts))
    assert first.reference == second.reference


def test_a_weight_says_how_often_a_row_counts(prepared, labels, texts):
    contrary = [Label.NEGATIF if label == Label.POSITIF else label for label in labels]
    half = len(texts) // 2
    believed = featurise(texts[:half] + texts[:half], Recipe())
    weights = [1.0] * half + [0.0] * half
    model = fit(believed, labels[:half] + contrary[:half], weights)
    assert score(labels[:half], model.judge(texts[:half])).accuracy > 0.95


def test_rows_of_weight_zero_may_hold_any_label(texts, labels):
    doubled = featurise(texts + texts[:20], Recipe())
    model = fit(doubled, labels + [Label.NEGATIF] * 20, [1.0] * len(texts) + [0.0] * 20)
    assert model.judge([texts[0]])[0].label == labels[0]


@pytest.mark.parametrize(
    ("labels", "weights"),
    [(3, None), (None, 3), (None, "negative"), (None, "infinite")],
    ids=["too few labels", "too few weights", "negative weight", "infinite weight"],
)
def test_a_callers_bug_is_loud(prepared, labels, weights):
    n = len(prepared.texts)
    given = [Label.POSITIF] * (labels or n)
    made = {"negative": [-1.0] * n, "infinite": [float("inf")] * n, 3: [1.0] * 3, None: None}[weights]
    with pytest.raises(ValueError, match="weights"):
        fit(prepared, given, made)


def test_too_little_to_learn_from_is_said_so(prepared):
    with pytest.raises(NotEnoughData):
        featurise(["satu", "dua"], Recipe())
    with pytest.raises(NotEnoughData):
        fit(prepared, [Label.POSITIF] * len(prepared.texts))


@pytest.mark.parametrize("kind", ["linear", "naive_bayes"])
def test_a_label_nobody_gave_is_possible_yet_unlikely(texts, labels, kind):
    rows = [at for at, label in enumerate(labels) if label != Label.NETRAL]
    model = train([texts[at] for at in rows], [labels[at] for at in rows], Recipe(kind=kind))
    probabilities = model.predict_proba(texts)
    assert np.isfinite(probabilities).all()
    assert (probabilities.argmax(axis=1) != LABELS.index(Label.NETRAL)).all()


def test_the_explanation_names_the_words_that_decided(model):
    told = dict(model.explain("makanannya gak enak dan pelayanannya lambat banget"))
    assert told["tidak enak"] > 0
    assert len(told) <= 8
    assert model.explain("") == []


def test_all_weights_of_an_explanation_sum_to_the_labels_score(model):
    text = "makanannya gak enak lambat dan kotor"
    row = model.features.transform([text])
    scores = model.classifier.scale_ * (row @ model.classifier.coef_)[0]
    total = sum(weight for _, weight in model.explain(text, top=99))
    assert total == pytest.approx(scores.max() - scores.mean())


def test_the_reference_is_json_and_complete(model, texts):
    reference = json.loads(json.dumps(model.reference))
    assert reference["n"] == len(texts)
    assert sum(reference["labels"].values()) == pytest.approx(1.0)
    assert all(len(reference["quantiles"][label]) == 201 for label in LABELS)
    assert reference["quantiles"]["positif"] == sorted(reference["quantiles"]["positif"])
    assert 0 <= reference["oov_share"] <= 1
    assert reference["words"] > 3


def test_progress_runs_from_nothing_to_all(texts, labels):
    seen = []
    train(texts, labels, Recipe(folds=3), progress=lambda doing, share: seen.append((doing, share)))
    shares = [share for _, share in seen]
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


def test_folds_spread_every_label_evenly():
    truth = np.array([0] * 50 + [1] * 11 + [2] * 5)
    folds = fold_numbers(truth, 5, seed=0)
    for label in range(3):
        held = np.bincount(folds[truth == label], minlength=5)
        assert held.max() - held.min() <= 1
