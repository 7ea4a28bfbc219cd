"""`siklus init`: labels and a language of one's own, and processes that were started with others."""

import json
import subprocess

import pytest

from siklus.choice import Choice, kept_in
from support.processes import SIKLUS, environment

LABELS = "complaint,question,praise,other"
OWN = Choice(tuple(LABELS.split(",")), "en")


def started(home, *words, **settings):
    """A command in a process of its own: labels are read when the program is loaded."""
    done = subprocess.run(
        [str(SIKLUS), *map(str, words)],
        cwd=home.parent,
        env=environment(home, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def own(newcomer):
    """A home that is made for four labels and English."""
    assert newcomer("init", "--labels", LABELS, "--language", "en").code == 0
    return newcomer


def test_the_choice_is_told_and_kept(newcomer):
    done = newcomer("init", "--labels", " complaint, question ,praise,other", "--language", "en", "--json")
    assert done.json["labels"] == list(OWN.labels)
    assert done.json["language"] == "en"
    assert kept_in(newcomer.home) == OWN
    assert "siklus train --data" in done.err


def test_without_options_it_is_for_the_usual_three(newcomer):
    assert newcomer("init").code == 0
    assert kept_in(newcomer.home) == Choice()
    assert newcomer("status").code == 0


def test_the_folder_may_be_named(newcomer):
    other = newcomer.home.parent / "other"
    done = newcomer("init", "--labels", "ya,tidak", "--home", other)
    assert kept_in(other) == Choice(("ya", "tidak"), "id")
    assert f"SIKLUS_HOME={other}" in done.err
    assert not newcomer.home.exists()


def test_the_same_choice_again_changes_nothing_and_another_one_is_refused(own):
    assert own("init", "--labels", LABELS).code == 0
    refused = own("init", "--labels", "a,b")
    assert refused.code == 1
    assert "made for complaint, question, praise, other (en)" in refused.err
    assert kept_in(own.home) == OWN


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ("one", "there must be 2 to 12"),
        (",".join(f"l{number}" for number in range(13)), "there must be 2 to 12"),
        ("a,b,a", "twice"),
        ("a,,b", "no label"),
        ("Baik,buruk", "no label"),
        ("a b,c", "no label"),
        ("sebelas_huruf,b", "no label"),
        ("baik,é", "no label"),
        ("class,b", "no label"),
        ("1a,b", "no label"),
        ("a,'; DROP TABLE x", "no label"),
    ],
)
def test_what_is_no_set_of_labels_is_refused_before_anything_is_made(newcomer, labels, why):
    done = newcomer("init", "--labels", labels)
    assert (done.code, why in done.err) == (2, True)
    assert "--labels" in done.err
    assert not newcomer.home.exists()


def test_what_is_no_language_is_refused(newcomer):
    assert newcomer("init", "--language", "english").code == 2
    assert newcomer("init", "--language", "EN").code == 2


def test_a_setting_that_says_otherwise_is_named(newcomer):
    refused = newcomer("init", "--labels", "a,b", labels="c,d")
    assert refused.code == 2
    assert "SIKLUS_LABELS" in refused.err


def test_a_process_with_other_labels_does_not_work_with_the_database(own):
    # The tests' own process has the usual labels.
    refused = own("status")
    assert refused.code == 1
    assert "made for complaint, question, praise, other (en), and this process for positif" in refused.err
    assert "siklus init" in refused.err
    assert started(own.home, "status").returncode == 0
    assert started(own.home, "status", labels=LABELS.replace("other", "rest")).returncode == 1
    assert started(own.home, "status", language="de").returncode == 1


def test_a_database_of_the_usual_labels_is_not_opened_with_others(siklus):
    refused = started(siklus.home, "predict", "x", labels="a,b")
    assert refused.returncode == 1
    assert "made for positif, netral, negatif (id)" in refused.stderr


def test_labels_that_cannot_be_read_end_every_command_in_one_line(newcomer):
    done = started(newcomer.home, "status", labels="Up,b")
    assert done.returncode == 2
    assert "SIKLUS_LABELS" in done.stderr
    newcomer.home.mkdir()
    (newcomer.home / "installation.json").write_text("{}")
    assert "installation.json" in started(newcomer.home, "status").stderr


def test_what_fits_other_labels_only_is_left_out_and_said(own):
    for words in (("train",), ("behaviour",), ("simulate", "--scenario", "quiet")):
        done = started(own.home, *words)
        assert done.returncode in (1, 3), words
        assert "own-labels.md" in done.stderr or "train --data" in done.stderr


def test_a_backup_knows_what_it_was_made_for(own, tmp_path):
    whole, back = tmp_path / "whole.siklus", tmp_path / "back"
    assert started(own.home, "backup", whole, "--with-secret").returncode == 0
    done = started(back, "restore", whole)
    assert done.returncode == 0, done.stderr
    assert kept_in(back) == OWN
    assert json.loads(started(back, "status", "--json").stdout)["active_version"] is None
