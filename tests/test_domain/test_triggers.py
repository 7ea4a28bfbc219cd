"""When the loop retrains: each rule as an operator would say it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from siklus.domain.triggers import Health, Hold, Reason, TriggerPolicy, evaluate

WELL = Health(
    version=3,
    gate_accuracy=0.90,
    audits=100,
    audits_right=90,
    errors_rose=0.0,
    drift_score=0.05,
    drifted_windows=0,
    new_labels=15,
    labels_since_shift=15,
    age=timedelta(days=1),
    since_last_run=timedelta(hours=1),
    run_under_way=False,
    asked_by_hand=False,
)


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ()),
        # 95 % upper bounds: .826 of 75 in 100, .875 of 81.
        ({"audits_right": 75}, (Reason.ACCURACY,)),
        ({"audits_right": 81}, ()),
        ({"audits": 19, "audits_right": 0}, ()),
        ({"audits": 20, "audits_right": 10}, (Reason.ACCURACY,)),
        ({"audits": 0, "audits_right": 0}, ()),
        ({"drifted_windows": 1, "drift_score": 0.9}, ()),
        ({"drifted_windows": 2}, (Reason.DRIFT,)),
        ({"errors_rose": 0.02}, ()),
        ({"errors_rose": 0.2}, (Reason.DECLINE,)),
        ({"new_labels": 19}, ()),
        ({"new_labels": 20}, (Reason.LABELS,)),
        ({"age": timedelta(days=7)}, (Reason.AGE,)),
        ({"asked_by_hand": True}, (Reason.MANUAL,)),
        (
            {"new_labels": 60, "drifted_windows": 3, "audits_right": 50, "age": timedelta(days=30)},
            (Reason.ACCURACY, Reason.DRIFT, Reason.LABELS, Reason.AGE),
        ),
    ],
    ids=[
        "well",
        "audits are clearly worse than the gate said",
        "worse, but it may be chance",
        "one audit too few to judge",
        "just enough audits",
        "no audit at all",
        "one drifted window is not enough, however far",
        "two drifted windows",
        "errors rose by less than the margin",
        "errors rose",
        "one label too few",
        "enough labels",
        "a week old",
        "by hand",
        "all at once, the weightiest first",
    ],
)
def test_reasons(change, reasons):
    assert evaluate(replace(WELL, **change), TriggerPolicy()).reasons == reasons


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, ()),
        ({"run_under_way": True}, (Hold.UNDER_WAY,)),
        ({"run_under_way": True, "asked_by_hand": True}, (Hold.UNDER_WAY,)),
        ({"since_last_run": timedelta(minutes=9)}, (Hold.COOLDOWN,)),
        ({"since_last_run": timedelta(minutes=10)}, ()),
        ({"since_last_run": None}, ()),
        ({"since_last_run": timedelta(minutes=9), "asked_by_hand": True}, ()),
        ({"new_labels": 9}, (Hold.NOTHING_NEW,)),
        ({"new_labels": 10}, ()),
        ({"new_labels": 0, "asked_by_hand": True}, ()),
        ({"labels_since_shift": 9}, (Hold.BEFORE_SHIFT,)),
        ({"labels_since_shift": 10}, ()),
        ({"labels_since_shift": 0, "new_labels": 20}, ()),
    ],
    ids=[
        "nothing holds it",
        "one at a time",
        "one at a time, also by hand",
        "cooling down",
        "cooled down",
        "there was no run yet",
        "a person need not wait",
        "too few labels to learn from",
        "just enough to learn from",
        "a person may insist",
        "too few labels from after the shift",
        "just enough from after the shift",
        "another reason does not wait for them",
    ],
)
def test_holds(change, holds):
    found = evaluate(replace(WELL, drifted_windows=2, **change), TriggerPolicy())
    assert found.holds == holds
    assert found.fires is (not holds)


@pytest.mark.parametrize(
    ("change", "fires"),
    [
        ({"erasure_used": 0.49}, False),
        ({"erasure_used": 0.5}, True),
        ({"erasure_used": 0.5, "new_labels": 0}, True),
        ({"erasure_used": 1.7, "since_last_run": timedelta(minutes=9)}, False),
        ({"erasure_used": 0.5, "since_last_run": timedelta(minutes=10)}, True),
        ({"erasure_used": 0.5, "run_under_way": True}, False),
        ({"erasure_used": 0.0, "asked_by_hand": True}, True),
    ],
)
def test_an_erasure_wants_a_successor_from_half_of_its_time_on(change, fires):
    policy = TriggerPolicy(cooldown=timedelta(days=3))
    found = evaluate(replace(WELL, **change), policy)
    assert found.fires is fires
    assert (Reason.ERASURE in found.reasons) is (change["erasure_used"] >= 0.5 or "asked_by_hand" in change)


def test_without_a_reason_nothing_fires():
    assert not evaluate(WELL, TriggerPolicy()).fires


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({"new_labels": 20}, (Hold.DRY_RUN,)),
        ({"new_labels": 20, "since_last_run": timedelta(0)}, (Hold.COOLDOWN,)),
        ({"new_labels": 0, "asked_by_hand": True}, ()),
    ],
    ids=["it would fire", "something else holds it", "a person means it"],
)
def test_a_dry_run_holds_what_nothing_else_does(change, holds):
    found = evaluate(replace(WELL, **change), TriggerPolicy(dry_run=True))
    assert found.holds == holds


def test_figures_and_limits_are_kept_also_when_the_answer_is_no():
    figures = evaluate(WELL, TriggerPolicy()).figures
    claims = {claim.pop("reason"): claim for claim in figures.pop("claims")}
    assert claims == {
        "manual": {"figure": 0.0, "limit": 1.0, "holds": False},
        "erasure": {"figure": None, "limit": 0.5, "holds": False},
        "accuracy": {"figure": 0.9448, "limit": 0.87, "holds": False},
        "estimate": {"figure": None, "limit": 0.87, "holds": False},
        "decline": {"figure": 0.0, "limit": 0.03, "holds": False},
        "drift": {"figure": 0.0, "limit": 2.0, "holds": False},
        "labels": {"figure": 15.0, "limit": 20.0, "holds": False},
        "age": {"figure": 1.0, "limit": 7.0, "holds": False},
    }
    assert figures == {
        "version": 3,
        "gate_accuracy": 0.9,
        "audits": 100,
        "audits_right": 90,
        "audit_accuracy_upper": 0.9448,
        "errors_rose": 0.0,
        "estimated_accuracy": None,
        "estimated_low": None,
        "estimated_high": None,
        "erasure_used": None,
        "drift_score": 0.05,
        "drifted_windows": 0,
        "new_labels": 15,
        "labels_since_shift": 15,
        "min_labels": 10,
        "min_audits": 20,
        "age_hours": 24.0,
        "minutes_since_last_run": 60.0,
        "cooldown_minutes": 10.0,
    }


def test_before_there_are_enough_audits_their_figure_is_not_known():
    claims = evaluate(replace(WELL, audits=19, audits_right=9), TriggerPolicy()).figures["claims"]
    assert [claim["figure"] for claim in claims if claim["reason"] == "accuracy"] == [None]


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, True),
        ({"audits_right": 18}, False),
        ({"audits": 19, "audits_right": 15}, False),
        ({"estimated_high": 0.88}, False),
        ({"estimated_high": None}, False),
    ],
    ids=[
        "the estimate is surely below, and audits say so",
        "audits say otherwise",
        "too few audits to confirm anything",
        "not surely below",
        "not known",
    ],
)
def test_the_estimate_counts_only_where_audits_confirm_it(change, holds):
    # 15 of 20 alone may be chance: their upper bound is .888.
    fell = replace(WELL, audits=20, audits_right=15, estimated_accuracy=0.75, estimated_high=0.82)
    found = evaluate(replace(fell, **change), TriggerPolicy())
    assert found.reasons == ((Reason.ESTIMATE,) if holds else ())
