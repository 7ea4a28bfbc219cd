"""Words that came and went are named, with counts; nothing that few texts hold is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.monitoring.vocabulary import LEAST_TEXTS, explain, word_counts

FOOD = ["makanan enak tempat nyaman sekali", "pelayan ramah dan makanan lezat", "menu mahal tapi enak"]
PARCELS = ["paket cepat sampai dan aman", "kurir ramah paket rapi", "barang rusak dan kurir kasar"]


def test_words_that_came_and_went_are_named_with_their_counts():
    found = explain(word_counts(FOOD * 50), word_counts(PARCELS * 50))
    came, went = {w.word: w for w in found.came}, {w.word: w for w in found.went}
    assert {"paket", "kurir"} <= came.keys()
    assert {"makanan", "enak"} <= went.keys()
    assert (came["paket"].before, came["paket"].now) == (0, 100)
    assert "ramah" not in came.keys() | went.keys()
    assert (found.texts_before, found.texts_now) == (150, 150)


def test_the_most_telling_word_stands_first():
    found = explain(word_counts(FOOD * 50), word_counts(PARCELS * 50))
    assert [abs(w.z) for w in found.came] == sorted((abs(w.z) for w in found.came), reverse=True)


@pytest.mark.parametrize("times", [1, LEAST_TEXTS - 1])
def test_a_word_that_few_texts_hold_is_never_shown(times):
    now = [*PARCELS * 50, *["dari budi untuk kalian"] * times]
    found = explain(word_counts(FOOD * 50), word_counts(now), top=1_000)
    assert "budi" not in {w.word for w in [*found.came, *found.went]}


@given(st.lists(st.text(), min_size=5, max_size=20))
def test_nothing_with_a_digit_an_at_or_a_stand_in_is_counted(texts):
    strange = [f"{text} 0812345 b1234xy @budi #budi budi@surat.id [NAMA]" for text in texts]
    n, found = word_counts(strange)
    assert n == len(texts)
    assert all(word.isalpha() or not word.isascii() for word in found)
    assert not any(any(letter.isdigit() for letter in word if letter.isascii()) for word in found)
    plain = word_counts(texts)[1]
    assert not ({"budi", "nama"} - plain.keys()) & found.keys()


def test_a_text_that_repeats_a_word_is_one_text():
    assert word_counts(["enak enak enak", "ENAK"])[1]["enak"] == 2


def test_without_a_change_hardly_a_word_is_named():
    random = np.random.default_rng(1)
    words = [f"{a}{b}" for a in "bcdfghjklmnprst" for b in ("abu", "edi", "ika", "olo", "uti", "aru")]
    weights = 1 / np.arange(1, len(words) + 1)

    def some(n):
        return [" ".join(random.choice(words, 12, p=weights / weights.sum())) for _ in range(n)]

    found = explain(word_counts(some(2_000)), word_counts(some(300)))
    assert len(found.came) + len(found.went) <= 3


def test_nothing_against_something_explains_nothing():
    assert explain(word_counts([]), word_counts(FOOD)).came == []
    assert explain(word_counts(FOOD), word_counts([])).went == []
