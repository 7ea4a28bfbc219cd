"""Suspected labels: the paper's definition, whatever the rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siklus.domain.confident import suspected
from siklus.domain.reviews import LABELS, Label


def rows_of(seed: int, n: int, noise: float):
    """Probabilities that know the truth fairly well, and labels of which a share is wrong."""
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, 3, n)
    logits = draw.normal(0, 1, (n, 3)) + 2.5 * np.eye(3)[truth]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    wrong = draw.random(n) < noise
    borne = np.where(wrong, (truth + draw.integers(1, 3, n)) % 3, truth)
    return probabilities, [LABELS[code] for code in borne], wrong


def by_the_paper(probabilities, labels) -> set[tuple[int, Label]]:
    """Equation 1, set by set, with plain lists."""
    thresholds = {}
    for code, label in enumerate(LABELS):
        own = [row[code] for row, borne in zip(probabilities, labels, strict=True) if borne == label]
        if own:
            thresholds[code] = float(np.mean(own))
    found = set()
    for number, (row, borne) in enumerate(zip(probabilities, labels, strict=True)):
        candidates = [code for code, threshold in thresholds.items() if row[code] >= threshold]
        if not candidates:
            continue
        counted = max(candidates, key=lambda code: row[code])
        if LABELS[counted] != borne:
            found.add((number, LABELS[counted]))
    return found


@settings(max_examples=200)
@given(st.integers(0, 10**6), st.integers(1, 80), st.floats(0, 0.6))
def test_it_finds_what_the_papers_definition_finds(seed, n, noise):
    probabilities, labels, _ = rows_of(seed, n, noise)
    found = suspected(probabilities, labels)
    assert {(one.row, one.likely) for one in found} == by_the_paper(probabilities, labels)
    assert [one.margin for one in found] == sorted((one.margin for one in found), reverse=True)


@settings(max_examples=100)
@given(st.integers(0, 10**6), st.integers(1, 60), st.randoms())
def test_the_order_of_the_rows_changes_nothing(seed, n, chance):
    probabilities, labels, _ = rows_of(seed, n, 0.2)
    order = list(range(n))
    chance.shuffle(order)
    shuffled = suspected(probabilities[order], [labels[at] for at in order])
    assert {order[one.row] for one in shuffled} == {one.row for one in suspected(probabilities, labels)}


def test_wrong_labels_are_found_and_right_ones_mostly_left_alone():
    probabilities, labels, wrong = rows_of(1, 2_000, 0.1)
    rows = {one.row for one in suspected(probabilities, labels)}
    found = np.isin(np.arange(len(labels)), list(rows))
    assert found[wrong].mean() > 0.6
    assert found[~wrong].mean() < 0.15


@pytest.mark.parametrize("label", LABELS)
def test_a_label_that_no_row_bears_is_never_the_likely_one(label):
    labels = [other for other in LABELS if other != label] * 3
    probabilities = np.tile([0.34, 0.33, 0.33], (6, 1))
    probabilities[0] = 0.02
    probabilities[0, LABELS.index(label)] = 0.96
    assert label not in {one.likely for one in suspected(probabilities, labels)}


def test_of_no_rows_none_is_suspected():
    assert suspected(np.zeros((0, 3)), []) == []
