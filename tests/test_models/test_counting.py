"""Features counted block by block are those of all rows at once; portions hold every row once."""

import numpy as np
import pytest

from siklus.models import counting, shelf
from siklus.models.counting import Held, Table, Vocabulary, packed, tallied, unpacked
from siklus.models.features import ReviewFeatures
from siklus.models.recipe import Recipe
from siklus.models.shelf import Block, Shelf
from siklus.models.text import words_of
from support.starter import starter_rows

RECIPE = Recipe()


@pytest.fixture(scope="module")
def texts():
    return [row["text"] for row in starter_rows(150)]


def counted(texts, size):
    found = Vocabulary()
    for at in range(0, len(texts), size):
        found.add(tallied([words_of(text) for text in texts[at : at + size]], RECIPE))
    return found.features(RECIPE)


@pytest.mark.parametrize("size", [7, 64, 150])
def test_blocks_of_any_size_come_to_the_features_of_all_rows(texts, size):
    at_once, by_blocks = ReviewFeatures().fit(texts), counted(texts, size)
    assert by_blocks.phrases_ == at_once.phrases_
    assert by_blocks.pieces_ == at_once.pieces_
    assert by_blocks.known_words_ == at_once.known_words_
    rows, ours = at_once.transform(texts), by_blocks.transform(texts)
    assert (rows != ours).nnz == 0


def test_features_travel_unchanged(texts):
    before = counted(texts, 50)
    after = unpacked(packed(before), RECIPE)
    assert (before.transform(texts) != after.transform(texts)).nnz == 0
    assert after.known_words_ == before.known_words_


def test_a_block_without_rows_adds_nothing(texts):
    found = Vocabulary()
    found.add(tallied([], RECIPE))
    assert (found.rows, found.phrases.counts) == (0, {})


def test_where_there_is_no_room_rare_strings_are_forgotten_and_frequent_ones_stay(monkeypatch):
    monkeypatch.setattr(counting, "MOST_STRINGS", 100)
    table = Table()
    for block in range(40):
        strings = ["ini", "itu", *(f"nama{block}-{at}" for at in range(20))]
        table.add(Held.of(strings, np.array([9, 7] + [1] * 20)))
    assert len(table.counts) <= 100
    assert (table.counts["ini"], table.counts["itu"]) == (360, 280)
    assert table.forgotten > 0


def test_of_too_many_strings_the_most_frequent_are_kept_and_sorted():
    table = Table({"d": 3, "a": 1, "c": 9, "b": 3})
    kept, rows = table.frequent(2, most=2)
    assert (kept, rows.tolist()) == (["b", "c"], [3, 9])


def test_portions_hold_every_row_once_with_a_share_of_every_block(texts, tmp_path, monkeypatch):
    monkeypatch.setattr(shelf, "PORTION", 20)
    features = ReviewFeatures().fit(texts)
    truth = [number % 3 for number in range(len(texts))]
    whole = features.transform(texts)
    with Shelf.in_folder(tmp_path, whole.shape[1]) as found:
        for at in range(0, len(texts), 40):
            found.add(Block.of(whole[at : at + 40], truth[at : at + 40]))
        assert list(tmp_path.iterdir()) == []  # nothing to be left behind
        portions = [found.portion(number) for number in range(found.portions)]
    assert len(portions) == 8
    assert all(15 <= rows.shape[0] <= 25 for rows, _ in portions)
    assert np.bincount(np.concatenate([some for _, some in portions])).tolist() == [50, 50, 50]
    sums = sum(np.asarray(rows.sum(axis=0)).ravel() for rows, _ in portions)
    assert sums == pytest.approx(np.asarray(whole.sum(axis=0)).ravel(), rel=1e-5)
