"""Figures of tracks, against scipy and against what can be counted by hand."""

import math
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import f1_score

from siklus.domain.reviews import LABELS
from siklus.monitoring.estimate import Method
from siklus.simulation.estimators import errors_of, estimates_of, stretch_of
from siklus.simulation.prequential import (
    accuracy,
    against,
    blocks,
    codes,
    figures_of,
    headroom,
    is_harmful,
    macro_f1,
    mcnemar,
    mean_over_seeds,
)
from siklus.simulation.readers import Profile, Readers
from siklus.simulation.setting import JUDGED_AFTER, Setting
from siklus.simulation.streams import Item
from siklus.simulation.track import Change, Track

digits = st.lists(st.sampled_from("012"), min_size=1, max_size=60).map("".join)
shares = st.lists(st.floats(0, 1), min_size=2, max_size=20)


@given(shares)
def test_the_interval_over_seeds_is_students(values):
    found = mean_over_seeds(values)
    assert found.mean == pytest.approx(mean(values))
    half = stats.t.ppf(0.975, len(values) - 1) * stdev(values) / math.sqrt(len(values))
    assert found.high - found.low == pytest.approx(2 * half, abs=1e-9)


def test_one_seed_has_no_interval():
    assert mean_over_seeds([0.7]).as_dict() == {"mean": 0.7, "low": None, "high": None}


@given(digits, st.randoms())
def test_macro_f1_is_scikit_learns_over_the_labels_present(truth, chance):
    said = "".join(chance.choice("012") for _ in truth)
    found = f1_score(list(truth), list(said), labels=sorted(set(truth)), average="macro", zero_division=0)
    assert macro_f1(codes(truth), codes(said)) == pytest.approx(found)


@given(digits, st.randoms())
def test_mcnemar_is_the_exact_binomial_test_of_the_pairs_that_differ(truth, chance):
    one, other = ("".join(chance.choice("012") for _ in truth) for _ in range(2))
    found = mcnemar(codes(truth), codes(one), codes(other))
    pairs = [(a == t, b == t) for t, a, b in zip(truth, one, other, strict=True)]
    assert (found["won"], found["lost"]) == (pairs.count((True, False)), pairs.count((False, True)))
    differ = found["won"] + found["lost"]
    assert found["p"] == pytest.approx(stats.binomtest(found["won"], differ).pvalue if differ else 1.0)


@pytest.mark.parametrize(
    ("better", "worse", "rollback", "harmful"),
    [
        (0, 5, False, True),  # 1/32
        (0, 4, False, False),  # 1/16
        (0, 0, False, False),
        (30, 20, False, False),
        (20, 40, False, True),
        (0, 50, True, False),
    ],
)
def test_a_deployment_is_harmful_when_it_is_worse_beyond_chance(better, worse, rollback, harmful):
    assert is_harmful(Change(0, 2, 1, rollback=rollback, better=better, worse=worse, items=600)) is harmful


def test_headroom_is_null_where_the_oracle_wins_nothing():
    assert headroom(0.8, 0.8, 0.8) is None
    assert headroom(0.75, 0.8, 0.7) is None
    assert headroom(0.75, 0.8, 0.9) == pytest.approx(-0.5)


def setting(truth, parts, block=4):
    items = tuple(
        Item(f"t{at}", LABELS[int(t)], p) for at, (t, p) in enumerate(zip(truth, parts, strict=True))
    )
    return Setting(0, items, Readers(Profile(), 0), block=block)


def track(shown, **facts):
    n = len(shown)
    empty = {
        "readers": "-" * n, "audits": "-" * n, "versions": [1] * n, "propensities": [0.03] * n,
        "probabilities": [(1 / 3, 1 / 3, 1 / 3)] * n,
    }  # fmt: skip
    return Track("siklus", 0, shown=shown, **{**empty, **facts})


def test_figures_by_block_and_part_and_time_below_version_1():
    found = figures_of(setting("00002222", "aaaabbbb"), track("00022222"), track("00002000"))
    assert found["accuracy"] == 7 / 8
    assert found["blocks"] == [0.75, 1.0]
    assert found["parts"] == {"a": 0.75, "b": 1.0}
    assert found["below_static"] == 0.5
    assert found["largest_deficit"] == 0.25
    assert found["mcnemar"] == {"won": 3, "lost": 1, "p": 0.625}


def test_a_deployment_is_judged_on_what_comes_next_in_its_part():
    one = setting("0" * 1_000, "a" * 700 + "b" * 300)
    assert one.window_after(10) == range(10, 10 + JUDGED_AFTER)
    assert one.window_after(650) == range(650, 700)
    assert one.window_after(1_000) == range(1_000, 1_000)


def test_the_last_block_may_be_shorter():
    assert [len(piece) for piece in blocks(250, 100)] == [100, 100, 50]
    assert math.isnan(accuracy(codes(""), codes("")))


def test_a_block_that_is_never_below_has_no_deficit():
    truth = codes("0000")
    assert against(truth, truth, codes("0002"), [range(4)])["largest_deficit"] == 0


def test_a_stretch_counts_what_monitoring_would_count():
    one = track(
        "000111", readers="00-1-2", audits="--2-1-", propensities=[0.03] * 3 + [0.1] * 3,
        probabilities=[(0.8, 0.1, 0.1)] * 3 + [(0.2, 0.6, 0.2)] * 3,
    )  # fmt: skip
    found = stretch_of(one, range(6))
    assert (found.said_right, found.said_wrong) == (3, 1)
    few, many = found.strata
    assert (few.propensity, few.predictions, few.right, few.wrong) == (0.03, 3, (0, 0, 0), (1, 0, 0))
    assert (many.propensity, many.predictions, many.right, many.wrong) == (0.1, 3, (1, 0, 0), (0, 0, 0))
    assert found.confidence == pytest.approx(3 * 0.8 + 3 * 0.6)
    assert found.doubt == pytest.approx(3 * 0.16 + 3 * 0.24)


def test_an_estimators_error_and_coverage_are_over_the_blocks_it_spoke_on():
    one = track("0" * 20, readers="0" * 10 + "-" * 10)
    estimates = estimates_of(one, [range(10), range(10, 20)])
    found = errors_of(estimates, [0.8, 1.0])[str(Method.VOLUNTEERED)]
    assert found["blocks"] == 1
    assert found["mean_absolute_error"] == pytest.approx(0.2)
    assert found["coverage"] == float(estimates[0]["volunteered"].low <= 0.8)
    assert found["values"][1] is None
    assert errors_of(estimates, [0.8, 1.0])[str(Method.AUDITED)]["mean_absolute_error"] is None


def test_the_track_of_a_run_survives_being_written_down():
    one = track("012", changes=[Change(2, 2, 1, rollback=False, better=1, worse=0, items=1)])
    assert Track.from_dict(one.as_dict()) == one
    assert np.array(one.probabilities).shape == (3, 3)
