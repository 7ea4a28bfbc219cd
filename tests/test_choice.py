"""What an installation is made for, and what holds for other labels than the usual ones, too.

Labels are read when the program is loaded, so the tests of these rooms run once more in a process of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from siklus.choice import Choice, chosen, keep, kept_in
from siklus.errors import SettingInvalid

ROOT = Path(__file__).parents[1]
BULK, ROLLUP = "tests/test_database/test_bulk.py", "tests/test_monitoring/test_rollup.py"


@pytest.mark.timeout(600)  # a process of its own, with a database server of its own
@pytest.mark.parametrize(
    ("labels", "files"),
    [("complaint,question,praise,other", [BULK, ROLLUP]), ("ya,tidak", [BULK])],
    ids=["four labels", "two labels"],
)
def test_answers_are_kept_and_counted_with_other_labels(labels, files):
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *files]
    environment = os.environ | {"TESTS_LABELS": labels}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=580
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout


def test_the_environment_wins_over_the_file_and_the_file_over_the_usual_ones(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIKLUS_HOME", str(tmp_path))
    assert chosen() == Choice()
    assert chosen().ready_made
    keep(Choice(("a", "b"), "en"), tmp_path)
    assert chosen() == Choice(("a", "b"), "en")
    monkeypatch.setenv("SIKLUS_LABELS", "c,d,e")
    assert chosen() == Choice(("c", "d", "e"), "en")
    (tmp_path / ".env").write_text("SIKLUS_LANGUAGE=de\n")
    assert chosen() == Choice(("c", "d", "e"), "de")
    assert not chosen().ready_made


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"labels": "ab", "language": 1}', b"\xff"])
def test_a_file_that_is_none_of_ours_is_named(tmp_path, content):
    (tmp_path / "installation.json").write_bytes(content)
    with pytest.raises(SettingInvalid) as refused:
        kept_in(tmp_path)
    assert "installation.json" in str(refused.value)


def test_a_choice_comes_back_as_it_was_kept(tmp_path):
    choice = Choice(("ya", "tidak"), "id")
    path = keep(choice, tmp_path / "new")
    assert kept_in(path.parent) == choice
    assert json.loads(path.read_text()) == {"labels": ["ya", "tidak"], "language": "id"}
