"""The mix of labels is found from answers that are sometimes wrong, with how sure one can be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.reviews import LABELS
from siklus.monitoring.label_shift import label_mix, label_shift

MISTAKES = np.array([[0.85, 0.09, 0.06], [0.15, 0.65, 0.20], [0.06, 0.08, 0.86]])  # truth × judged
BASE = np.array([0.5, 0.2, 0.3])

tables = st.lists(st.lists(st.integers(0, 200), min_size=3, max_size=3), min_size=3, max_size=3)
counts = st.lists(st.integers(0, 5_000), min_size=3, max_size=3).filter(any)


def confusion(random, n: int) -> np.ndarray:
    truths = random.multinomial(n, BASE)
    return np.array([random.multinomial(truths[at], MISTAKES[at]) for at in range(3)])


def values(found) -> np.ndarray:
    return np.array([found[label].value for label in LABELS])


@pytest.mark.parametrize("mix", [[0.85, 0.05, 0.10], [0.1, 0.1, 0.8], [0.34, 0.33, 0.33], [0.5, 0.2, 0.3]])
def test_a_shifted_mix_is_found_where_counting_answers_misses_it_and_the_intervals_hold_it(mix):
    held, errors, counted = [], [], []
    for seed in range(40):
        random = np.random.default_rng(seed)
        judged = random.multinomial(1_000, np.array(mix) @ MISTAKES)
        found = label_shift(confusion(random, 3_000), judged)
        errors.append(np.abs(values(found) - mix).max())
        counted.append(np.abs(judged / 1_000 - mix).max())
        held += [found[label].low <= mix[at] <= found[label].high for at, label in enumerate(LABELS)]
    assert np.mean(errors) < 0.05
    assert np.mean(held) > 0.9
    if mix != BASE.tolist():
        assert np.mean(errors) < np.mean(counted) + 0.01


def test_answers_that_no_mix_explains_still_give_shares():
    """Inverting the matrix would say 1.6 and −0.6."""
    found = label_shift([[60, 20, 20], [20, 60, 20], [20, 20, 60]], [1_000, 0, 0])
    assert values(found)[0] > 0.9
    assert values(found).min() >= 0


@given(tables.filter(lambda table: any(map(any, table))), counts)
def test_shares_sum_to_one_and_lie_in_their_intervals(table, judged):
    for found in (label_shift(table, judged), label_mix(judged, table)):
        assert values(found).sum() == pytest.approx(1)
        assert all(0 <= share.low <= share.high <= 1 for share in found.values())
    shares = label_shift(table, judged).values()
    assert all(share.low <= share.value <= share.high for share in shares)


def test_the_same_counts_give_the_same_answer():
    table = confusion(np.random.default_rng(1), 500)
    assert label_shift(table, [10, 20, 30]) == label_shift(table, [10, 20, 30])


def test_a_model_that_cannot_tell_two_labels_says_so_by_its_interval():
    sure = label_shift([[90, 5, 5], [5, 90, 5], [5, 5, 90]], [400, 300, 300])
    blind = label_shift([[50, 50, 0], [50, 50, 0], [0, 0, 100]], [400, 300, 300])
    assert all(
        blind[label].high - blind[label].low > 2 * (sure[label].high - sure[label].low)
        for label in LABELS[:2]
    )


@pytest.mark.parametrize(("table", "judged"), [([[1, 2]], [1, 2, 3]), (np.zeros((3, 3)), [1, 1, 1])])
def test_wrong_shapes_are_a_bug(table, judged):
    with pytest.raises(ValueError, match="confusion"):
        label_shift(table, judged)


def test_audits_tell_the_mix_whatever_the_mistakes():
    random = np.random.default_rng(2)
    mix = np.array([0.7, 0.1, 0.2])
    truth = random.choice(3, 50_000, p=mix)
    shown = np.array([random.choice(3, p=MISTAKES[at]) for at in truth])
    table = np.zeros((3, 3))
    np.add.at(table, (truth[:2_000], shown[:2_000]), 1)
    found = label_mix(np.bincount(shown), table)
    assert values(found) == pytest.approx(mix, abs=0.03)
    assert all(found[label].low < mix[at] < found[label].high for at, label in enumerate(LABELS))
