"""Estimates of accuracy are near the truth, their intervals hold it, and their cost knows no length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siklus.domain.scores import wilson_interval
from siklus.monitoring.estimate import (
    OWN_AUDITS,
    Backtest,
    Stratum,
    Stretch,
    audited,
    backtest,
    click_model,
    combined,
    label_free,
    volunteered,
)

CLICK_RIGHT, CLICK_WRONG, NOISE = 0.10, 0.35, 0.05
RIGHT = np.array([1 - CLICK_RIGHT, CLICK_RIGHT * (1 - NOISE), CLICK_RIGHT * NOISE])
WRONG = np.array([1 - CLICK_WRONG, CLICK_WRONG * NOISE / 2, CLICK_WRONG * (1 - NOISE / 2)])

tables = st.tuples(*[st.integers(0, 30)] * 3)


@st.composite
def strata(draw):
    right, wrong = draw(tables), draw(tables)
    audits = sum(right) + sum(wrong)
    return Stratum(draw(st.sampled_from([0.03, 0.1])), audits + draw(st.integers(200, 9_000)), right, wrong)


@st.composite
def stretches(draw):
    # At most 60 of 200 and more can have clicked, so the counts never contradict each other.
    found = tuple(draw(st.lists(strata(), min_size=1, max_size=2, unique_by=lambda s: s.propensity)))
    clicks = [sum(s.right[at] + s.wrong[at] for s in found) for at in (1, 2)]
    return Stretch(found, clicks[0] + draw(st.integers(0, 60)), clicks[1] + draw(st.integers(0, 60)))


def seen(random, accuracy: float, n: int, share: float) -> tuple[float, Stretch]:
    """The accuracy that came about, and what there is to see of it."""
    right = random.binomial(n, accuracy)
    by_outcome = random.multinomial(right, RIGHT), random.multinomial(n - right, WRONG)
    audits = [tuple(random.binomial(counts, share).tolist()) for counts in by_outcome]
    said = by_outcome[0] + by_outcome[1]
    return right / n, Stretch((Stratum(share, n, *audits),), int(said[1]), int(said[2]))


def test_the_naive_figure_says_that_it_is_biased_and_the_others_do_not():
    random = np.random.default_rng(1)
    truth, stretch = seen(random, 0.88, 100_000, 0.03)
    assert volunteered(stretch).value < truth - 0.2
    assert volunteered(stretch).method.biased
    assert not audited(stretch).method.biased
    assert not combined(stretch).method.biased


def test_nothing_is_said_where_nothing_was_seen():
    unseen = Stretch((Stratum(0.03, 300),), confidence=250.0, doubt=40.0)
    assert [volunteered(unseen), audited(unseen), combined(unseen)] == [None, None, None]
    assert combined(unseen, click_model(unseen)) is None
    assert label_free(Stretch()) is None
    assert combined(Stretch()) is None


def test_with_one_audit_share_the_audited_accuracy_is_the_plain_share_with_wilsons_interval():
    found = audited(Stretch((Stratum(0.03, 1_000, right=(20, 2, 1), wrong=(3, 0, 4)),)))
    assert found.value == pytest.approx(23 / 30)
    assert (found.low, found.high) == pytest.approx(wilson_interval(23, 30))


def test_a_time_that_was_audited_closely_weighs_only_its_part_of_the_traffic():
    calm = Stratum(0.03, 10_000, right=(270, 0, 0), wrong=(30, 0, 0))
    drifting = Stratum(0.10, 1_000, right=(50, 0, 0), wrong=(50, 0, 0))
    found = audited(Stretch((calm, drifting)))
    assert found.value == pytest.approx((10_000 * 0.9 + 1_000 * 0.5) / 11_000)
    assert combined(Stretch((calm, drifting))).value == pytest.approx(found.value, abs=0.01)


@pytest.mark.parametrize("counts", [(-1, 0, 0), (301, 0, 0)])
def test_impossible_counts_are_a_bug(counts):
    with pytest.raises(ValueError, match="impossible counts"):
        Stratum(0.03, 300, right=counts)


@pytest.mark.parametrize(
    ("accuracy", "share", "within"),
    [
        (0.97, 0.03, 0.03),
        (0.88, 0.03, 0.04),
        # 3 % of 2,400 are 72 audits: the accuracy of all 2,400 is then uncertain by five points already.
        (0.75, 0.03, 0.045),
        (0.75, 0.10, 0.04),
        (0.65, 0.10, 0.04),
    ],
)
def test_blocks_of_300_in_a_stream_of_2400_are_told_and_their_intervals_hold(accuracy, share, within):
    misses, held = [], []
    for seed in range(25):
        random = np.random.default_rng(seed)
        blocks = [seen(random, accuracy, 300, share) for _ in range(8)]
        model = click_model(sum((stretch for _, stretch in blocks), Stretch()))
        for truth, stretch in blocks:
            found = combined(stretch, model)
            misses.append(found.value - truth)
            held.append(found.low <= truth <= found.high)
    assert np.abs(misses).mean() <= within
    # Blocks of one run share their click model, so 200 blocks say less than 200 coins would.
    assert np.mean(held) >= 0.92


def test_combined_is_nearer_than_audits_alone_and_than_clicks():
    errors = {"audited": [], "combined": [], "volunteered": []}
    for seed in range(60):
        random = np.random.default_rng(seed)
        truth, stretch = seen(random, 0.85, 300, 0.10)
        errors["audited"].append(abs(audited(stretch).value - truth))
        errors["combined"].append(abs(combined(stretch).value - truth))
        errors["volunteered"].append(abs(volunteered(stretch).value - truth))
    means = {name: np.mean(found) for name, found in errors.items()}
    assert means["combined"] < 0.9 * means["audited"] < means["volunteered"]


@pytest.mark.parametrize("accuracy", [0.7, 0.9])
def test_many_predictions_make_it_sure_and_true(accuracy):
    truth, stretch = seen(np.random.default_rng(3), accuracy, 10**9, 0.03)
    found = combined(stretch, click_model(stretch))
    assert stretch.audits > OWN_AUDITS
    assert abs(found.value - truth) < 0.001
    assert found.high - found.low < 0.001


def test_a_loss_is_seen_by_the_habits_learnt_before_it():
    random = np.random.default_rng(4)
    before, after = seen(random, 0.9, 6_000, 0.03)[1], seen(random, 0.6, 300, 0.03)[1]
    found = combined(after, click_model(before + after))
    assert found.high < 0.8
    assert found.value == pytest.approx(0.6, abs=0.1)


def test_habits_are_learnt_as_they_are():
    model = click_model(seen(np.random.default_rng(5), 0.85, 200_000, 0.05)[1])
    middle, low, high = model.ratio
    assert low < CLICK_WRONG / CLICK_RIGHT < high
    assert model.right.mean(axis=0) == pytest.approx(RIGHT, abs=0.01)
    assert model.wrong.mean(axis=0) == pytest.approx(WRONG, abs=0.03)
    assert low < middle < high


@settings(max_examples=40, deadline=None)
@given(stretches(), stretches())
def test_an_estimate_is_a_share_inside_its_interval_and_the_same_each_time(stretch, other):
    model = click_model(stretch + other)
    for estimate in (volunteered(stretch), audited(stretch), combined(stretch), combined(stretch, model)):
        if estimate is not None:
            assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert combined(stretch, click_model(stretch + other)) == combined(stretch, model)


@given(stretches(), stretches(), stretches())
def test_stretches_add_up_in_any_order(one, two, three):
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert (one + two).audits == one.audits + two.audits


@given(stretches())
def test_weighing_audits_never_adds_any(stretch):
    assert stretch.weighed_audits().sum() <= stretch.audits + 1e-9


def test_confidence_that_misses_by_five_points_in_every_block_gets_an_interval_that_knows_it():
    random = np.random.default_rng(6)
    past = []
    for _ in range(40):
        stretch = seen(random, 0.85, 3_000, 0.1)[1]
        past.append(Stretch(stretch.strata, confidence=2_700.0, doubt=250.0))
    checked = backtest(past)
    assert checked.bias == pytest.approx(0.05, abs=0.01)
    assert 0.03 < checked.error < 0.07
    assert label_free(past[0], checked).low < 0.85


def test_unchecked_confidence_is_doubted_by_ten_points():
    found = label_free(Stretch((Stratum(0.03, 10**6),), confidence=8e5, doubt=1e5))
    assert (found.value, found.low) == pytest.approx((0.8, 0.8 - 1.96 * Backtest().error), abs=1e-3)


def test_the_noise_of_few_audits_is_not_taken_for_error():
    random = np.random.default_rng(7)
    past = []
    for _ in range(200):
        stretch = seen(random, 0.85, 300, 0.03)[1]
        past.append(Stretch(stretch.strata, confidence=255.0, doubt=30.0))
    assert backtest(past).error < 0.05


@pytest.mark.parametrize("audits", [99, 100, 390])
def test_the_ends_of_a_stretch_on_its_own_are_those_of_many_draws(audits):
    right, wrong = round(audits * 0.8), audits - round(audits * 0.8)
    stretch = Stretch((Stratum(0.03, 9_000, (right - 3, 3, 0), (wrong - 3, 0, 3)),), 700, 500)
    found = combined(stretch)
    by_reader = stretch.weighed_audits() + np.array([[3.2, 3.8, 0.4], [0.8, 0.2, 3.6]])
    draws = np.random.default_rng(8).beta(*by_reader, (200_000, 3)) @ (stretch.outcomes / 9_000)
    assert found.value == pytest.approx(draws.mean(), abs=0.005)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(draws, [0.025, 0.975])), abs=0.012)


def test_a_narrow_interval_is_told_finer_than_the_accuracies_that_are_looked_at():
    random = np.random.default_rng(9)
    before = seen(random, 0.853, 400_000, 0.03)[1]
    truth, day = seen(random, 0.853, 10_000, 0.03)
    found = combined(day, click_model(before + day))
    assert day.audits < OWN_AUDITS
    assert found.low < truth < found.high
    assert found.high - found.low < 0.04
    assert round(found.low * 100) != found.low * 100
