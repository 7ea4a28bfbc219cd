"""A card tells everything a reader needs, as tables that Markdown can draw."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from siklus.domain.reviews import Label
from siklus.domain.scores import Judgement, score
from siklus.models.card import CardFacts, render_card
from siklus.models.pipeline import Recipe

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
)


@pytest.mark.parametrize(
    "line",
    [
        "# Siklus model v3",
        "* Parent: v2",
        f"* Artefact: sha256 `{'ab' * 32}`",
        "* Fitted to the 51 newest live labels, the old data weighing as 100",
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
