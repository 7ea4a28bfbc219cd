"""A card tells everything a reader needs, as tables that Markdown can draw."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from siklus.domain.reviews import Label
from siklus.domain.scores import Judgement, score
from siklus.models.card import CardFacts, gate_section, render_card
from siklus.models.card_page import card_page
from siklus.models.recipe import Recipe

SURE = Judgement((0.8, 0.1, 0.1), oov_share=0.0)
FACTS = CardFacts(
    version=3,
    parent=2,
    created_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    counts={"starter": {"positif": 700, "netral": 600, "negatif": 700}, "reader": {"negatif": 41}},
    recipe=Recipe().as_dict(),
    libraries={"scikit-learn": "1.9.1"},
    sha256="ab" * 32,
    golden=score([Label.POSITIF, Label.NEGATIF], [SURE, SURE]),
    adaptation={"new_rows": 51, "anchor_mass": 100.0},
    provenance={
        "train": 2041,
        "golden": 210,
        "content_hash": "cd" * 32,
        "code": "0.1.0 (0123abcd)",
        "arithmetic": "openblas 0.3.30 SkylakeX, threads 1",
        "click_ratio": 4.0,
    },
)


@pytest.mark.parametrize(
    "line",
    [
        "# Siklus model v3",
        "* Parent: v2",
        f"* Artefact: sha256 `{'ab' * 32}`",
        "* Fitted to the 51 newest live labels, the old data weighing as 100",
        f"* Snapshot: 2041 rows learnt from and 210 measured on, sha256 `{'cd' * 32}`",
        "* Code: 0.1.0 (0123abcd)",
        "* Seed: 0",
        "* Arithmetic: openblas 0.3.30 SkylakeX, threads 1",
        "| reader | 0 | 0 | 41 | 41 |",
        "| starter | 700 | 600 | 700 | 2000 |",
        "| is negatif | 1 | 0 | 0 |",
        "| scikit-learn | 1.9.1 |",
        "| kind | linear |",
        "## Licence",
    ],
)
def test_the_card_says(line):
    assert line in render_card(FACTS).splitlines()


def test_the_first_version_has_no_parent_and_may_have_no_golden_text():
    card = render_card(replace(FACTS, parent=None, golden=None, adaptation=None))
    assert "* Parent: none, the first of its line" in card
    assert "There are no golden texts yet." in card
    assert "newest live labels" not in card


def test_a_value_cannot_break_its_table():
    card = render_card(replace(FACTS, recipe={"note": "a|b\nc"}))
    assert "| note | a\\|b c |" in card


REPORT = {
    "decision": "accept",
    "reasons": ["net gain of +7.00 weighted labels"],
    "figures": {"golden": {"n": 40, "difference": 0.01}, "click_ratio": 2.0},
}


def test_the_gates_report_is_told_with_every_figure():
    section = gate_section(REPORT).splitlines()
    assert "Decision: **accept**" in section
    assert "* net gain of +7.00 weighted labels" in section
    assert "| golden.difference | 0.01 |" in section
    assert "| click_ratio | 2.0 |" in section
    assert "did not stand before the gate" in gate_section(None)


def test_the_page_holds_the_tables_and_asks_nobody_for_anything():
    page = card_page(render_card(FACTS) + gate_section(REPORT), "v3 <3")
    assert "<td>golden.difference</td>" in page
    assert "<title>v3 &lt;3</title>" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?i)src=|<link|<script|@import|url\(|https?:", page)


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "![x](http://a.b/c.png)",
        "[x](javascript:alert(1))",
    ],
)
def test_what_a_foreign_card_holds_is_shown_and_not_run(hostile):
    page = card_page(f"# v3\n\n| name |\n| --- |\n| {hostile} |\n\n{hostile}", "v3")
    assert not re.search(r"<img|<script|href=.javascript", page)
