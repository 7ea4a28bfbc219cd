"""Held-out judgements, and a weight for new rows that follows the evidence."""

import json

import numpy as np
import pytest

from siklus.domain.reviews import LABELS, Label
from siklus.domain.scores import score
from siklus.models.pipeline import Recipe
from siklus.models.selection import choose_weight, cross_judge
from siklus.models.training import featurise

TURNED = {Label.POSITIF: Label.NEGATIF, Label.NEGATIF: Label.POSITIF, Label.NETRAL: Label.NETRAL}
NEWS = [
    ("ordernya gercep parah sih", Label.POSITIF),
    ("paketnya gercep dan oke punya", Label.POSITIF),
    ("gercep pol adminnya", Label.POSITIF),
    ("gercep banget tokonya kak", Label.POSITIF),
    ("zonk pol barangnya kak", Label.NEGATIF),
    ("zonk banget ini tokonya", Label.NEGATIF),
    ("adminnya zonk parah sih", Label.NEGATIF),
    ("paketnya zonk dan lecek", Label.NEGATIF),
] * 3


@pytest.fixture(scope="module")
def grown(texts, labels):
    """The small world and 24 rows of a new language."""
    prepared = featurise(texts + [text for text, _ in NEWS], Recipe())
    all_labels = labels + [label for _, label in NEWS]
    is_new = [False] * len(texts) + [True] * len(NEWS)
    return prepared, all_labels, is_new


def test_rows_are_judged_by_models_that_did_not_see_them(prepared, labels):
    rng = np.random.default_rng(0)
    noise = [LABELS[at] for at in rng.integers(0, 3, len(labels))]
    seen = score(noise, cross_judge(prepared, noise))
    assert seen.accuracy < 0.5  # labels that mean nothing cannot be foreseen


def test_only_the_rows_asked_for_come_back_in_their_order(prepared, labels):
    rows = [400, 3, 77]
    judged = cross_judge(prepared, labels, rows=rows, folds=3)
    assert [judgement.label for judgement in judged] == [labels[row] for row in rows]


def test_a_turned_label_does_not_speak_for_itself(prepared, labels):
    row = 10
    wrong = [TURNED[label] if at == row else label for at, label in enumerate(labels)]
    [judged] = cross_judge(prepared, wrong, rows=[row])
    assert judged.label == labels[row]


def test_new_rows_that_teach_are_given_weight(grown):
    prepared, labels, is_new = grown
    choice = choose_weight(prepared, labels, is_new, [1.0] * len(labels))
    assert choice.weight >= 1
    best = next(c for c in choice.candidates if c.weight == choice.weight)
    ignored = next(c for c in choice.candidates if c.weight == 0)
    assert best.new_loss < ignored.new_loss
    assert best.old_accuracy >= ignored.old_accuracy - 0.01
    assert json.loads(json.dumps(choice.as_dict()))["weight"] == choice.weight


def test_new_rows_that_contradict_each_other_are_left_out(texts, labels):
    rng = np.random.default_rng(1)
    noisy = [(text, LABELS[at]) for text, at in zip(texts[:60], rng.integers(0, 3, 60), strict=True)]
    prepared = featurise(texts + [f"{text} ya" for text, _ in noisy], Recipe())
    choice = choose_weight(
        prepared,
        labels + [label for _, label in noisy],
        [False] * len(texts) + [True] * 60,
        [1.0] * (len(texts) + 60),
    )
    assert choice.weight <= 1


@pytest.mark.parametrize("new", [0, 1, 3])
def test_few_new_rows_or_none_still_give_a_weight(texts, labels, new):
    prepared = featurise(texts + ["barangnya gercep sekali kak"] * new, Recipe())
    total = len(texts) + new
    choice = choose_weight(
        prepared,
        labels + [Label.POSITIF] * new,
        [at >= len(texts) for at in range(total)],
        [1.0] * total,
        candidates=(0, 1, 3),
    )
    assert choice.weight in (0, 1, 3)
    assert choice.new_rows == new


def test_the_choice_is_the_same_twice(grown):
    prepared, labels, is_new = grown
    evidence = [1.0] * len(labels)
    tried = (0, 2)
    first, second = (
        choose_weight(prepared, labels, is_new, evidence, candidates=tried, folds=2) for _ in range(2)
    )
    assert first == second
