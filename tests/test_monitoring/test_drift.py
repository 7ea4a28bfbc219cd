"""A window of texts against a reference: how far, in what, by which words, and what it says of the labels."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from siklus.domain.reviews import LABELS
from siklus.monitoring.comparison import Level
from siklus.monitoring.decline import Audited, decline_of
from siklus.monitoring.drift import Seen, measure
from siklus.monitoring.reference import Fitted, Reference

FOOD = "Makanannya enak sekali dan pelayanannya juga ramah"
PARCEL = "Paketnya lambat sekali dan kurirnya juga tidak ramah"
START = datetime(2026, 11, 23, tzinfo=UTC)


def sharp(random: np.random.Generator, labels: np.ndarray) -> np.ndarray:
    """Probabilities of a model that is right nine times of ten."""
    given = np.where(random.random(len(labels)) < 0.9, labels, random.integers(0, 3, len(labels)))
    rows = np.full((len(labels), 3), 0.1)
    rows[np.arange(len(labels)), given] = 0.8
    return rows


@pytest.fixture(scope="module")
def reference() -> Reference:
    random = np.random.default_rng(1)
    truth = random.choice(3, 2_000, p=[0.6, 0.1, 0.3])
    rows = sharp(random, truth)
    return Reference.of(Fitted([FOOD] * 2_000, [7] * 2_000, np.zeros(2_000), rows, truth, np.ones(2_000)))


def window(text: str, n: int, mix=(0.6, 0.1, 0.3), seed: int = 2) -> list[Seen]:
    random = np.random.default_rng(seed)
    rows = sharp(random, random.choice(3, n, p=mix)).tolist()
    return [Seen(text, 7, 0.0, (a, b, c)) for a, b, c in rows]


def test_texts_like_the_reference_are_quiet_and_no_word_came_or_went(reference):
    found = measure(reference, window(FOOD, 150))
    assert found.check.level == Level.QUIET
    assert (found.words.came, found.words.went) == ([], [])


def test_another_mix_of_labels_is_found_and_undone(reference):
    found = measure(reference, window(FOOD, 150, mix=(0.2, 0.1, 0.7))).as_dict()
    assert found["figures"]["labels"]["level"] == Level.SHIFTED
    shift = found["label_shift"]["negatif"]
    assert shift["before"] == pytest.approx(0.3, abs=0.03)
    assert shift["value"] == pytest.approx(0.7, abs=0.1)
    assert shift["low"] < shift["value"] < shift["high"]


def test_other_words_are_named_with_the_texts_that_hold_them(reference):
    words = measure(reference, window(PARCEL, 150)).as_dict()["words"]
    assert {"word": "lambat", "before": 0, "now": 150} in words["came"]
    assert {"word": "enak", "before": 2_000, "now": 0} in words["went"]
    assert (words["texts_before"], words["texts_now"]) == (2_000, 150)


def test_a_version_without_words_and_mistakes_is_compared_by_what_it_has(reference):
    found = measure(Reference(reference.profile), window(PARCEL, 150))
    assert (found.labels, found.words) == (None, None)
    assert found.as_dict()["label_shift"] is None
    assert found.check.figures


@pytest.mark.parametrize("n", [0, 1, 49])
def test_few_texts_say_too_little(reference, n):
    assert measure(reference, window(PARCEL, n)).check.level == Level.TOO_LITTLE


def test_false_alarms_are_rare_and_shifts_by_chance_rarer(reference):
    levels = [measure(reference, window(FOOD, 150, seed=seed)).check.level for seed in range(200)]
    assert sum(level != Level.QUIET for level in levels) <= 4
    assert Level.SHIFTED not in levels


# --- errors ---------------------------------------------------------------------------------------


def audits(*rights: bool) -> list[Audited]:
    return [Audited(START + timedelta(minutes=at), right) for at, right in enumerate(rights)]


def test_a_rise_of_errors_is_dated_by_the_prediction_it_begins_with():
    found = decline_of(audits(*[True] * 100, *[False] * 60))
    assert found.rise > 0.5
    assert START < found.since < START + timedelta(minutes=101)


def test_audits_are_taken_in_the_order_of_their_predictions_whenever_they_were_answered():
    rows = audits(*[True] * 100, *[False] * 60)
    assert decline_of(rows[::-1]) == decline_of(rows)


def test_errors_that_became_fewer_are_no_rise():
    found = decline_of(audits(*[False] * 100, *[True] * 100))
    assert found.errors_before > found.errors_now
    assert found.rise == 0.0


def test_without_audits_nothing_is_known():
    found = decline_of([])
    assert (found.errors_now, found.errors_before, found.since, found.rise) == (None, None, None, 0.0)
    assert found.as_dict()["now"] is None


def test_the_labels_are_all_there(reference):
    assert set(measure(reference, window(FOOD, 60)).labels) == set(LABELS)
