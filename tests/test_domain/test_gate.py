"""Accept, refuse, wait: what the gate says, and that its arithmetic is right."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import bootstrap
from sklearn.metrics import f1_score

from siklus.domain.behaviour import Flips
from siklus.domain.gate import (
    MAX_CLICK_RATIO,
    Decision,
    Fresh,
    GateReport,
    click_ratio_bound,
    decide,
    evidence_weight,
    looks_of,
)
from siklus.domain.golden import Golden
from siklus.domain.limits import GatePolicy
from siklus.domain.reviews import LABELS, Label

POS, NET, NEG = LABELS
POLICY = GatePolicy()
SURE, UNSURE = 0.9, 0.1

labels = st.sampled_from(LABELS)
fresh_rows = st.builds(
    Fresh,
    truth=labels,
    active=labels,
    candidate=labels,
    volunteered=st.booleans(),
    shown=labels | st.none(),
    likelihood=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
evidence = st.lists(fresh_rows, max_size=60)
golden_rows = st.lists(st.tuples(labels, labels, labels), min_size=1, max_size=60)
ratios = st.floats(1.0, MAX_CLICK_RATIO)


def golden_of(rows) -> Golden:
    truth, active, candidate = zip(*rows, strict=True)
    return Golden(truth, active, candidate)


def even_golden(n: int = 300) -> Golden:
    """Both versions alike, right in nine of ten."""
    truth = [LABELS[i % 3] for i in range(n)]
    said = [LABELS[(i + 1) % 3] if i % 10 == 0 else right for i, right in enumerate(truth)]
    return Golden(truth, said, said)


def audits(won: int, lost: int, alike: int) -> list[Fresh]:
    """So many labels that only the candidate, only the active version, or both got right."""
    row = Fresh(truth=POS, active=POS, candidate=POS, volunteered=False, shown=POS, likelihood=(SURE, SURE))
    better, worse = (
        replace(row, active=NEG, likelihood=(UNSURE, SURE)),
        replace(row, candidate=NEG, likelihood=(SURE, UNSURE)),
    )
    return [better] * won + [worse] * lost + [row] * alike


@pytest.mark.parametrize(
    ("won", "lost", "alike", "decision"),
    [
        (10, 2, 20, Decision.ACCEPT),
        (6, 0, 19, Decision.ACCEPT),
        (3, 0, 19, Decision.WAIT),
        (2, 10, 20, Decision.REFUSE),
        (0, 3, 19, Decision.REFUSE),
        (0, 2, 30, Decision.REFUSE),
        (5, 5, 20, Decision.WAIT),
        (0, 0, 40, Decision.WAIT),
        (5, 4, 30, Decision.WAIT),
        (10, 0, 4, Decision.WAIT),
        (0, 0, 0, Decision.WAIT),
    ],
    ids=[
        "many won",
        "six won, none lost",
        "three won, within the bound of a first look",
        "many lost",
        "three lost, none won",
        "two lost",
        "as many won as lost",
        "no difference",
        "a gain within its own error",
        "a label too few",
        "no label at all",
    ],
)
def test_fresh_labels_decide_where_the_golden_set_is_kept(won, lost, alike, decision):
    assert decide(even_golden(), audits(won, lost, alike), 5.0, POLICY).decision is decision


def test_a_worse_golden_set_refuses_whatever_the_gain():
    even = even_golden()
    worse = [LABELS[(LABELS.index(t) + 1) % 3] if i % 5 == 0 else t for i, t in enumerate(even.truth)]
    report = decide(replace(even, candidate=worse), audits(500, 0, 0), 1.0, POLICY)
    assert report.decision is Decision.REFUSE
    assert any("macro-F1" in reason for reason in report.reasons)


def test_one_labels_lost_recall_refuses_though_the_mean_is_kept():
    truth = [NET] * 30 + [POS] * 500 + [NEG] * 500
    active = [NET] * 27 + [POS] * 3 + [POS] * 400 + [NEG] * 100 + [NEG] * 400 + [POS] * 100
    candidate = [NET] * 18 + [POS] * 12 + [POS] * 500 + [NEG] * 500
    report = decide(
        Golden(truth, active, candidate), audits(50, 0, 0), 1.0, replace(POLICY, golden_margin=0.5)
    )
    assert report.decision is Decision.REFUSE
    assert report.reasons == ("recall of netral falls by 0.300 (margin 0.08)",)


def flips(won: int, lost: int, alike: int = 300) -> Flips:
    digits = "0" * won + "1" * (lost + alike), "1" * won + "0" * lost + "1" * alike
    return Flips.of(*digits, {"negation": won + lost, "facts": alike})


@pytest.mark.parametrize(
    ("won", "lost", "refused"),
    [(0, 0, False), (0, 3, False), (0, 8, True), (20, 30, False), (20, 42, True), (30, 5, False)],
    ids=["no flip", "below the margin", "eight lost", "by chance", "beyond chance", "many won"],
)
def test_behaviour_lost_refuses_whatever_the_gain_where_chance_cannot_explain_it(won, lost, refused):
    report = decide(even_golden(), audits(50, 0, 0), 1.0, POLICY, flips(won, lost))
    assert (report.decision is Decision.REFUSE) is refused
    assert report.figures["behaviour"]["lost"] == lost
    if refused:
        assert report.reasons[0].startswith("behaviour cases passed fall from ")


def test_a_refusal_by_behaviour_names_what_was_lost():
    report = decide(even_golden(), audits(50, 0, 0), 1.0, POLICY, flips(0, 8))
    assert report.reasons == ("behaviour cases passed fall from 1.000 to 0.974 (8 lost, 0 won, p = 0.0039)",)
    assert report.figures["behaviour"]["capabilities"] == {"negation": {"won": 0, "lost": 8}}


def test_without_a_golden_set_nothing_is_accepted():
    report = decide(Golden([], [], []), audits(50, 0, 0), 1.0, POLICY)
    assert report.decision is Decision.REFUSE


@given(golden_rows, evidence, ratios)
def test_a_breach_on_the_golden_set_refuses_whatever_the_fresh_labels_say(rows, fresh, ratio):
    golden = golden_of(rows)
    breached = decide(golden, [], ratio, POLICY).decision is Decision.REFUSE
    found = decide(golden, [*fresh, *audits(100, 0, 0)], ratio, POLICY).decision
    assert (found is Decision.REFUSE) or not breached


@given(evidence, ratios)
def test_swapping_the_two_turns_the_gain_round(fresh, ratio):
    swapped = [replace(row, active=row.candidate, candidate=row.active) for row in fresh]
    there = decide(even_golden(30), fresh, ratio, POLICY).figures["fresh"]
    back = decide(even_golden(30), swapped, ratio, POLICY).figures["fresh"]
    assert there["net"] == -back["net"]
    assert there["z"] == -back["z"]
    assert (there["won"], there["lost"]) == (back["lost"], back["won"])


@given(evidence, ratios)
def test_the_order_of_the_labels_does_not_matter(fresh, ratio):
    one = decide(even_golden(30), fresh, ratio, POLICY)
    other = decide(even_golden(30), fresh[::-1], ratio, POLICY)
    assert one.figures["fresh"]["net"] == pytest.approx(other.figures["fresh"]["net"], abs=2e-3)


@given(st.booleans(), labels | st.none(), labels, ratios, ratios)
def test_a_larger_click_ratio_never_makes_a_label_count_for_more(volunteered, shown, truth, one, other):
    def weight(ratio: float) -> float:
        return evidence_weight(volunteered=volunteered, shown=shown, truth=truth, click_ratio=ratio)

    low, high = sorted((one, other))
    assert 0 < weight(high) <= weight(low) <= 1
    if not volunteered or shown == truth:
        assert weight(high) == 1


def test_volunteered_corrections_alone_do_not_carry_a_candidate():
    """Readers click on errors; a candidate that is only different wins those and loses what nobody clicks."""
    wrong = Fresh(
        truth=NEG, active=POS, candidate=NEG, volunteered=True, shown=POS, likelihood=(UNSURE, SURE)
    )
    right = Fresh(
        truth=POS, active=POS, candidate=NEG, volunteered=True, shown=POS, likelihood=(SURE, UNSURE)
    )
    clicked = [wrong] * 40 + [right] * 16
    assert decide(even_golden(), clicked, 1.0, POLICY).decision is Decision.ACCEPT
    assert decide(even_golden(), clicked, 5.0, POLICY).decision is Decision.REFUSE


@given(golden_rows)
def test_macro_f1_is_that_of_scikit_learn(rows):
    golden = golden_of(rows)
    figures = decide(golden, [], 1.0, POLICY).figures["golden"]
    present = sorted(set(golden.truth))
    for name, said in (("active_macro_f1", golden.active), ("candidate_macro_f1", golden.candidate)):
        expected = f1_score(golden.truth, said, labels=present, average="macro", zero_division=0)
        assert figures[name] == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("seed", range(4))
def test_the_interval_is_that_of_scipys_bootstrap(seed):
    random = np.random.default_rng(seed)
    n = 240
    truth = random.integers(0, 3, n)
    active = np.where(random.random(n) < 0.8, truth, random.integers(0, 3, n))
    candidate = np.where(random.random(n) < 0.85, truth, random.integers(0, 3, n))

    def macro_f1(right, said):
        counts = np.bincount(right * 3 + said, minlength=9).reshape(3, 3)
        return np.mean(2 * counts.diagonal() / (counts.sum(0) + counts.sum(1)))

    oracle = bootstrap(
        (truth, active, candidate),
        lambda t, a, c: macro_f1(t, c) - macro_f1(t, a),
        n_resamples=2_000,
        paired=True,
        vectorized=False,
        confidence_level=0.9,
        method="percentile",
        rng=random,
    ).confidence_interval
    golden = Golden(*([LABELS[code] for code in codes] for codes in (truth, active, candidate)))
    found = decide(golden, [], 1.0, POLICY).figures["golden"]
    assert found["change_low"] == pytest.approx(oracle.low, abs=0.006)
    assert found["change_high"] == pytest.approx(oracle.high, abs=0.006)


@given(golden_rows, evidence, ratios)
def test_a_report_survives_json(rows, fresh, ratio):
    report = decide(golden_of(rows), fresh, ratio, POLICY)
    assert GateReport.from_dict(json.loads(json.dumps(report.as_dict()))) == report


@pytest.mark.parametrize(
    ("clicks_wrong", "clicks_right", "audits", "audits_right", "bound"),
    [
        (50, 50, 0, 0, 10.0),
        (50, 50, 10, 10, 10.0),
        (0, 500, 100, 50, 1.0),
        (100, 100, 100_000, 50_000, 1.0),
        (100, 50, 1_000_000, 800_000, 7.96),
    ],
    ids=[
        "nothing is known without audits",
        "no error was audited, so any ratio is possible",
        "never below one",
        "evenly clicked, evenly right",
        "twice as many clicks on a fourth as many errors",
    ],
)
def test_the_bound_of_the_click_ratio(clicks_wrong, clicks_right, audits, audits_right, bound):
    found = click_ratio_bound(
        clicks_wrong=clicks_wrong, clicks_right=clicks_right, audits=audits, audits_right=audits_right
    )
    assert found == pytest.approx(bound, abs=0.03)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 200), st.integers(0, 200))
def test_the_bound_lies_above_the_plain_estimate(wrong, right, audited, hits):
    assume(hits < audited)
    bound = click_ratio_bound(clicks_wrong=wrong, clicks_right=right, audits=audited, audits_right=hits)
    share = hits / audited
    plain = (wrong + 0.5) / (right + 0.5) * share / (1 - share)
    assert 1.0 <= bound <= MAX_CLICK_RATIO
    assert bound >= min(plain, MAX_CLICK_RATIO) - 1e-9


def test_a_label_is_one_of_three():
    assert [str(label) for label in Label] == ["positif", "netral", "negatif"]


def test_likelihood_speaks_where_hardly_an_answer_changes():
    row = audits(0, 0, 1)[0]
    surer = [replace(row, likelihood=(0.6, 0.8 if at % 4 else 0.55)) for at in range(40)]
    found = decide(even_golden(), [*audits(1, 0, 0), *surer], 5.0, POLICY)
    assert found.decision is Decision.ACCEPT
    assert found.figures["fresh"]["likelihood_z"] > 3
    less_sure = [replace(row, likelihood=(0.8, 0.6 if at % 4 else 0.85)) for at in range(40)]
    assert decide(even_golden(), [*audits(1, 0, 0), *less_sure], 5.0, POLICY).decision is Decision.REFUSE


@given(evidence, ratios)
def test_the_likelihood_is_the_weighted_mean_of_the_logarithms(fresh, ratio):
    assume(len(fresh) >= 2)
    found = decide(even_golden(), fresh, ratio, POLICY).figures["fresh"]
    weights = [
        evidence_weight(volunteered=r.volunteered, shown=r.shown, truth=r.truth, click_ratio=ratio)
        for r in fresh
    ]
    change = [np.log(max(r.likelihood[1], 0.02)) - np.log(max(r.likelihood[0], 0.02)) for r in fresh]
    assert found["likelihood"] == pytest.approx(np.average(change, weights=weights), abs=1e-4)


def test_a_small_golden_set_does_not_refuse_for_what_it_cannot_tell():
    even = even_golden(30)
    said = list(even.candidate)
    said[1] = LABELS[(LABELS.index(said[1]) + 1) % 3]
    one_worse = decide(replace(even, candidate=said), audits(10, 0, 20), 1.0, POLICY)
    assert one_worse.figures["golden"]["change_low"] < -POLICY.golden_margin
    assert one_worse.decision is Decision.ACCEPT
    wrong = [LABELS[(LABELS.index(label) + 1) % 3] for label in even.truth]
    assert decide(replace(even, candidate=wrong), audits(10, 0, 20), 1.0, POLICY).decision is Decision.REFUSE


def asked_at_random(rows: list[Fresh]) -> list[Fresh]:
    return [replace(row, audited=True) for row in rows]


def test_a_clear_loss_on_audits_refuses_whatever_readers_say():
    said = audits(60, 0, 20)
    assert decide(even_golden(), said, 1.0, POLICY).decision is Decision.ACCEPT
    report = decide(even_golden(), said + asked_at_random(audits(0, 6, 30)), 1.0, POLICY)
    assert report.decision is Decision.REFUSE
    assert report.reasons == ("on audited labels alone 6 lost, 0 won, p = 0.0156",)
    assert report.figures["audits"] == {
        "n": 36, "won": 0, "lost": 6, "p": 0.0312, "p_worse": 0.0156, "chance_of_gain": 0.0078,
    }  # fmt: skip


def test_a_loss_on_audits_that_chance_explains_does_not_refuse():
    fresh = audits(60, 0, 20) + asked_at_random(audits(0, 4, 30))
    assert decide(even_golden(), fresh, 1.0, POLICY).decision is Decision.ACCEPT


def of_kind(rows: list[Fresh], *slices: str) -> list[Fresh]:
    return [replace(row, slices=slices) for row in rows]


def test_one_kind_of_texts_that_falls_refuses_though_the_whole_gains():
    short, long = of_kind(audits(0, 14, 26), "length:short"), of_kind(audits(80, 0, 20), "length:long")
    report = decide(even_golden(), short + long, 1.0, POLICY)
    assert report.decision is Decision.REFUSE
    [reason] = report.reasons
    assert reason.startswith("accuracy on fresh texts of length:short falls by 0.350 (margin 0.05, 40 texts")
    slices = report.figures["slices"]
    assert slices["judged"] == 2  # all are positif, and what is all of them is no slice
    assert slices["fresh"]["length:long"] == {"n": 100, "won": 80, "lost": 0, "change": 0.8, "p": 1.0}


def test_a_kind_of_golden_texts_is_judged_too():
    even = replace(even_golden(), slices=[("domain:a" if i < 40 else "domain:b",) for i in range(300)])
    shifted = [LABELS[(LABELS.index(label) + 1) % 3] for label in even.truth]
    worse = [shifted[i] if i < 15 else said for i, said in enumerate(even.candidate)]
    report = decide(replace(even, candidate=worse), audits(50, 0, 20), 1.0, POLICY)
    assert any("golden texts of domain:a falls by" in reason for reason in report.reasons)
    assert set(report.figures["slices"]["golden"]) == {
        "domain:a", "domain:b", "label:positif", "label:netral", "label:negatif",
    }  # fmt: skip


def test_few_texts_of_a_kind_are_not_judged_on_their_own():
    few = of_kind(audits(0, 10, 19), "length:short")
    report = decide(even_golden(), few + of_kind(audits(80, 0, 20), "length:long"), 1.0, POLICY)
    assert report.decision is Decision.ACCEPT
    assert set(report.figures["slices"]["fresh"]) == {"length:long"}


def test_the_more_looks_the_more_a_candidate_must_win():
    fresh = audits(9, 2, 29)
    first = decide(even_golden(), fresh, 1.0, POLICY)
    later = decide(even_golden(), fresh, 1.0, POLICY, looks=[20.0, 25.0, 30.0, 35.0])
    assert first.figures["look"]["number"], later.figures["look"]["number"] == (1, 5)
    assert first.figures["look"]["bound"] < later.figures["look"]["bound"]
    assert later.decision is Decision.WAIT
    assert later.reasons[-1].startswith("look 5 at these labels: ")


def test_a_look_that_could_let_nothing_in_is_none():
    for fresh in (audits(10, 0, 4), audits(0, 0, 40)):
        assert "look" not in decide(even_golden(), fresh, 1.0, POLICY).figures
    report = decide(even_golden(), audits(9, 2, 29), 1.0, POLICY).as_dict()
    assert looks_of([report, decide(even_golden(), [], 1.0, POLICY).as_dict()]) == [40.0]
