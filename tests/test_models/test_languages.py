"""Other languages and other labels: negations are theirs, and the scorer is as exact as ever."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from siklus.models.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
EXACT = "odd_texts or any_text or any_explanation or alone_and_in_company"
OWN = [
    pytest.param("complaint,question,praise,other", "en", "numba or numpy", id="four labels, English"),
    pytest.param("ya,tidak", "id", "numpy and linear", id="two labels, Indonesian"),
]
READ = """
from siklus.models.text import negated, words_of
print(negated(words_of("It isn't very good, I don't like it, never works. Gak enak!"), 1))
"""


def run(*command, labels, language, prefix="SIKLUS"):
    own = {f"{prefix}_LABELS": labels, f"{prefix}_LANGUAGE": language}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.mark.parametrize(("labels", "language", "passes"), OWN)
def test_the_scorer_is_exact_with_other_labels_and_words(labels, language, passes):
    chosen = f"({EXACT}) and ({passes})"
    command = ["-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", "tests/test_models/test_scorer.py"]
    done = run(*command, "-k", chosen, labels=labels, language=language, prefix="TESTS")
    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout
    assert "skipped" not in done.stdout


@pytest.mark.parametrize(
    ("language", "denied"),
    [("en", ["not_good", "not_like", "not_works"]), ("id", ["tidak_enak"]), ("sv", [])],
)
def test_a_language_has_its_own_negations_and_an_unknown_one_has_none(language, denied):
    done = run("-c", READ, labels="positif,netral,negatif", language=language)
    assert done.stdout.strip() == str(denied), done.stderr


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_tables_of_a_language_need_one_look(name):
    language = LANGUAGES[name]
    assert {
        form for form, usual in language.usual.items() if language.usual.get(usual, usual) != usual
    } == set()
    assert {word for word in language.negations if language.usual.get(word, word) != word} == set()
    assert not language.negations & language.between
