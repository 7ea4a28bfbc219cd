"""What the repository promises in its own files."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from siklus.cli.up import starter_reviews
from siklus.domain.reviews import LABELS, MIN_WORDS, count_words
from siklus.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def variables_of_settings() -> set[str]:
    """The environment variable of every setting."""
    return {
        str(field.validation_alias or f"SIKLUS_{name.upper()}")
        for name, field in Settings.model_fields.items()
    }


def test_the_example_environment_names_every_setting_and_no_other():
    named = set(re.findall(r"^#? ?((?:SIKLUS|SUPABASE)_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert named == variables_of_settings()


@pytest.mark.parametrize("readme", ["README.md", "README.id.md"])
def test_the_two_commands_of_the_readme_exist(readme):
    words = (ROOT / readme).read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert "make run" in words
    assert "make test" in words
    assert {"run", "test", "check", "fix", "help"} <= targets


def test_every_link_to_a_file_of_ours_leads_somewhere():
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []


@pytest.fixture(scope="module")
def reviews() -> list[dict[str, str]]:
    return list(csv.DictReader(starter_reviews().decode().splitlines()))


def test_there_are_enough_starter_reviews_in_enough_domains(reviews):
    assert list(reviews[0]) == ["text", "label", "domain", "register"]
    assert len(reviews) >= 2_000
    assert len({row["domain"] for row in reviews}) >= 12
    assert {row["register"] for row in reviews} == {"formal", "santai", "gaul", "chat", "campur"}


def test_the_labels_of_the_starter_reviews_are_about_even(reviews):
    counts = Counter(row["label"] for row in reviews)
    assert set(counts) == set(LABELS)
    assert max(counts.values()) / min(counts.values()) < 1.1


def test_every_starter_review_has_seven_to_sixty_words(reviews):
    lengths = [count_words(row["text"]) for row in reviews]
    assert min(lengths) >= MIN_WORDS
    assert max(len(row["text"].split()) for row in reviews) <= 60


def test_no_two_starter_reviews_are_nearly_the_same(reviews):
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(5, 5), use_idf=False).fit_transform(
        row["text"].lower() for row in reviews
    )
    alike = (vectors @ vectors.T).tocoo()
    pairs = [(i, j) for i, j, c in zip(alike.row, alike.col, alike.data, strict=True) if i < j and c >= 0.8]
    assert pairs == []


def test_the_index_of_the_documentation_is_a_navigation_in_four_kinds_and_decisions():
    """`make site` makes its navigation of it: a section is a kind, a line of it a page."""
    sections = re.split(r"^## ", (ROOT / "docs/README.md").read_text(), flags=re.MULTILINE)[1:]
    assert [each.splitlines()[0] for each in sections] == ["Start", "How to", "Reference", "Why", "Decisions"]
    folders = {
        "Start": "start",
        "How to": "how-to",
        "Reference": "reference",
        "Why": "why",
        "Decisions": "decisions",
    }
    for each in sections:
        title = each.splitlines()[0]
        links = re.findall(r"\]\(([^)#]+\.md)\)", each)
        assert links, title
        assert [link for link in links if link.split("/")[0] not in (folders[title], "..")] == []
