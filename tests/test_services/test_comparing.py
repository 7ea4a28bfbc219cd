"""Two versions on the same rows."""

from datetime import timedelta

import pytest
from scipy.stats import binomtest

from siklus.domain.examples import Example, ExampleState, Origin
from siklus.domain.identity import new_id, text_key
from siklus.domain.reviews import Label
from siklus.domain.scores import Paired
from siklus.domain.splits import split_of
from siklus.errors import VersionNotFound
from support.starter import as_csv, starter_rows


@pytest.fixture
def two(trained):
    """Version 2 has learnt other rows and is not active."""
    imported = trained.importing.add(as_csv(starter_rows(300, skip=500)), actor="test", origin=Origin.STARTER)
    trained.retraining.train_version(imported.ids, actor="test")
    return trained


@pytest.fixture
def audit(two, clock):
    """Store texts with the labels that audits gave them."""

    def add(rows, at=None):
        made = [
            Example(
                id=new_id(),
                text=row["text"],
                text_key=text_key(row["text"]),
                label=Label(row["label"]),
                origin=Origin.AUDIT,
                split=split_of(row["text"]),
                state=ExampleState.USABLE,
                created_at=at or clock(),
            )
            for row in rows
        ]
        with two.store.transaction() as tx:
            tx.examples.add(made)
        return made

    return add


def part(services, name, pair=(1, 2)):
    [found] = [one for one in services.comparing.compare(*pair)["same_rows"] if one["rows"] == name]
    return found


def test_both_judge_every_row_and_the_counts_are_those_of_the_models(two, audit):
    rows = audit(starter_rows(150, skip=1_200))
    found = part(two, "audited")
    said = []
    for number in (1, 2):
        model = two.artefacts.load(two.deployment.version(number).sha256)
        judged = model.judge([row.text for row in rows])
        said.append([one.label == row.label for one, row in zip(judged, rows, strict=True)])
    assert (found["n"], found["learnt"]) == (150, 0)
    assert (found["a_right"], found["b_right"]) == (sum(said[0]), sum(said[1]))
    only_a = sum(a and not b for a, b in zip(*said, strict=True))
    assert found["only_a"] == only_a
    assert found["difference"] == pytest.approx((found["b_right"] - found["a_right"]) / 150)
    assert found["low"] < found["difference"] < found["high"]
    assert found["p_value"] == pytest.approx(binomtest(only_a, only_a + found["only_b"]).pvalue)


def test_a_row_that_either_has_learnt_judges_nobody(two, audit):
    audit(starter_rows(40, skip=500) + starter_rows(40, skip=0) + starter_rows(20, skip=1_200))
    found = part(two, "audited")
    assert found["n"] + found["learnt"] == 100
    # Some of what a version was given it did not learn: those are golden.
    assert 20 <= found["n"] < 50


def test_only_audits_from_after_both_were_there_are_taken(two, audit, clock):
    audit(starter_rows(30, skip=1_200), at=clock() - timedelta(days=1))
    audit(starter_rows(7, skip=1_300))
    assert part(two, "audited")["n"] == 7


def test_golden_rows_are_those_that_neither_was_trained_on(two):
    found = part(two, "golden")
    assert found["n"] > 20
    assert found["a_right"] / found["n"] > 0.4


def test_a_version_is_as_good_as_itself_and_one_that_is_not_there_is_named(two):
    found = part(two, "golden", (1, 1))
    assert (found["difference"], found["only_a"], found["only_b"], found["p_value"]) == (0.0, 0, 0, 1.0)
    with pytest.raises(VersionNotFound):
        two.comparing.compare(1, 9)


@pytest.mark.parametrize(("won", "lost"), [(0, 0), (1, 0), (3, 9), (12, 12), (40, 15), (1_500, 1_400)])
def test_the_exact_test_is_scipys(won, lost):
    expected = binomtest(won, won + lost).pvalue if won + lost else 1.0
    assert Paired(5_000, 100, lost, won).p_value == pytest.approx(expected, abs=1e-12)
