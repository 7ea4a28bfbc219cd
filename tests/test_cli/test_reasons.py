"""Why the loop retrains or does not, in words that name figures and limits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from siklus.cli.reasons import HOLDS, REASONS, explained
from siklus.domain.triggers import Health, Hold, Reason, TriggerPolicy, evaluate

BUSY = Health(
    version=3,
    gate_accuracy=0.90,
    audits=100,
    audits_right=70,
    errors_rose=0.2,
    drift_score=0.44,
    drifted_windows=3,
    new_labels=5,
    labels_since_shift=4,
    age=timedelta(days=8),
    since_last_run=timedelta(minutes=4),
    run_under_way=True,
    asked_by_hand=False,
)


def said(health: Health, policy: TriggerPolicy | None = None) -> dict[str, tuple[str, str]]:
    found = evaluate(health, policy or TriggerPolicy())
    return {name: (held, words) for name, held, words in explained(found.reasons, found.holds, found.figures)}


def test_every_reason_and_everything_that_holds_it_back_has_a_sentence():
    assert (set(REASONS), set(HOLDS)) == (set(Reason), set(Hold))


@pytest.mark.parametrize(
    ("name", "held", "words"),
    [
        ("reason.accuracy", "holds", "at most 78.1% (70 of 100 right); below 87.0% it counts"),
        ("reason.decline", "holds", "rose by 20.0%; from 3.0% on"),
        ("reason.drift", "holds", "3 shifted windows in a row, the newest with score 0.44; 2 are needed"),
        ("reason.labels", "no", "5 new labels; 20 are needed"),
        ("reason.age", "holds", "trained 8.0 days ago; due after 7"),
        ("hold.under_way", "holds it back", "queued or running"),
        ("hold.cooldown", "holds it back", "4 minutes ago; 10 have to pass"),
        ("hold.nothing_new", "holds it back", "5 new labels teach too little; 10 are needed"),
    ],
)
def test_figure_and_limit_are_named(name, held, words):
    found = said(BUSY)
    assert found[name][0] == held
    assert words in found[name][1]


def test_a_shift_without_labels_from_after_it_says_what_is_missing():
    calm = replace(BUSY, audits_right=95, errors_rose=0.0, age=timedelta(0), run_under_way=False)
    assert "4 labels came after" in said(replace(calm, new_labels=15))["hold.before_shift"][1]


def test_a_dry_run_says_that_it_would_have_been_started():
    calm = replace(BUSY, run_under_way=False, since_last_run=None, new_labels=30, labels_since_shift=30)
    assert "would have been started" in said(calm, TriggerPolicy(dry_run=True))["hold.dry_run"][1]


def test_an_evaluation_kept_before_there_were_limits_is_still_shown():
    rows = list(explained(["labels"], ["cooldown"], {"new_labels": 30}))
    assert rows == [
        ("reason.labels", "holds", ""),
        ("hold.cooldown", "holds it back", ""),
        ("figure.new_labels", "", "30"),
    ]
