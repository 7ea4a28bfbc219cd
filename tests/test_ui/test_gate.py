"""A gate's report in plain words: what the page says agrees with what the gate decided."""

from dataclasses import replace

import pytest
from hypothesis import given

from siklus.domain.gate import Decision, decide
from siklus.ui import gate, text_id
from test_domain.test_gate import (
    NEG,
    POLICY,
    POS,
    audits,
    even_golden,
    evidence,
    flips,
    golden_of,
    golden_rows,
    ratios,
)

SAID = text_id.TEXTS


def report_of(golden, fresh, ratio=1.0, behaviour=None):
    return decide(golden, fresh, ratio, POLICY, behaviour).as_dict()


def states(report):
    return {check.name: check.state for check in gate.checks(report)}


def test_an_accepted_candidate_has_passed_everything_that_was_judged():
    report = report_of(even_golden(), audits(30, 2, 40), behaviour=flips(5, 5))
    assert report["decision"] == "accept"
    assert set(states(report).values()) <= {gate.PASSED, gate.SKIPPED}
    assert states(report)["gain"] == gate.PASSED
    assert gate.verdict(report, 2, deployed=True).startswith("v2 lebih baik dan lolos semua pemeriksaan")
    assert "versi aktif berganti" in gate.verdict(report, 2, deployed=False)


def test_a_refusal_names_the_checks_that_failed_and_what_was_missing():
    report = report_of(golden_of([(POS, POS, NEG)] * 60), audits(30, 0, 40), behaviour=flips(0, 40))
    failed = [check for check in gate.checks(report) if check.state == gate.FAILED]
    assert {check.name for check in failed} >= {"golden", "recall", "behaviour"}
    assert all(check.needed for check in failed)
    for name in ("golden", "recall", "behaviour"):
        assert SAID[f"gate.check.{name}"] in gate.verdict(report, 3, deployed=False)


def test_too_few_labels_are_told_as_waiting():
    report = report_of(even_golden(), audits(3, 0, 2))
    assert (states(report)["enough"], states(report)["gain"]) == (gate.WAITS, gate.SKIPPED)
    assert "belum dipasang" in gate.verdict(report, 2, deployed=False)


def test_a_candidate_that_is_worse_on_new_labels_alone_is_told_so():
    fresh = [replace(row, audited=False) for row in audits(2, 30, 40)]
    report = report_of(even_golden(), fresh)
    assert (report["decision"], states(report)["gain"]) == ("refuse", gate.FAILED)
    assert gate.checks(report)[-1].needed


@given(golden_rows, evidence, ratios)
def test_every_report_can_be_read_and_drawn(rows, fresh, ratio):
    report = report_of(golden_of(rows), fresh, ratio)
    found = states(report)
    if report["decision"] == Decision.REFUSE:
        assert gate.FAILED in found.values()
    if report["decision"] == Decision.WAIT:
        assert gate.WAITS in found.values()
    if report["decision"] == Decision.ACCEPT:
        assert not {gate.FAILED, gate.WAITS} & set(found.values())
    for bar in gate.bars(report["figures"]):
        assert bar.low <= bar.change <= bar.high
        assert bar.margin is None or bar.margin < 0


def test_a_report_of_an_older_service_is_drawn_without_margins():
    report = report_of(even_golden(), audits(30, 2, 40))
    del report["figures"]["limits"], report["figures"]["golden"]["margin"]
    assert all(bar.margin is None for bar in gate.bars(report["figures"]))
    assert gate.verdict(report, None, deployed=True).startswith("kandidat")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("golden length:short", "panjang pendek (emas)"),
        ("fresh label:negatif", "label Negatif (baru)"),
        ("fresh domain:toko", "bidang toko (baru)"),
    ],
)
def test_kinds_of_text_have_names(written, shown):
    assert gate.slice_name(written) == shown
