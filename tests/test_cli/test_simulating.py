"""simulate, as a user types it."""

import json

import pytest

from support.starter import as_csv, starter_rows


@pytest.fixture
def files(tmp_path):
    """A base of 200 reviews and a stream of 100."""
    (tmp_path / "base.csv").write_bytes(as_csv(starter_rows(200)))
    (tmp_path / "stream.csv").write_bytes(as_csv(starter_rows(100, skip=200)))
    return ("--base", tmp_path / "base.csv", "--stream", tmp_path / "stream.csv", "--block", 50)


def test_json_has_the_arms_and_the_command_that_repeats_it(newcomer, files):
    done = newcomer("simulate", *files, "--arms", "static,online", "--seeds", "2", "--json")
    assert done.code == 0
    assert set(done.json["arms"]) == {"static", "online"}
    assert done.json["arms"]["static"]["headroom_recovered"] is None
    assert done.json["command"] in done.err
    assert not newcomer.home.exists()


def test_the_table_goes_to_stdout_and_the_files_to_the_folder(newcomer, files, tmp_path):
    words = ("simulate", *files, "--arms", "static,siklus", "--out", tmp_path / "out")
    done = newcomer(*words)
    assert done.out.startswith("On this data the loop would have")
    assert str(tmp_path / "out" / "report.html") in done.err
    assert newcomer(*words).out == done.out
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "plan.json", "progress.json", "report.json", "report.html", "static-0.json", "siklus-0.json",
    }  # fmt: skip
    assert json.loads((tmp_path / "out" / "report.json").read_text())["seeds"] == [0]
    other = newcomer(*words, "--audit", "0.5")
    assert other.code == 1
    assert "other inputs or settings" in other.err


def test_with_json_what_is_refused_is_told_as_json_too(newcomer, files):
    done = newcomer("simulate", *files, "--block", "101", "--json")
    assert (done.code, done.json["code"]) == (2, "not_enough_data")
    assert done.json["facts"] == {"what": "items in the stream, of one block", "found": 100, "needed": 101}
    assert "at least 101 needed" in done.err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--block", "101"], "100 found, at least 101 needed"),
        (["--arms", "all"], "'all' is none of"),
        (["--mix", "positif=2"], "--mix"),
        (["--attack", "1"], "--attack"),
        (["--readers", "none.toml"], "cannot read none.toml"),
        (["--stream", "none.csv"], "cannot read none.csv"),
        (["--scenario", "quiet"], "--stream"),
        (["--order", "random"], "--order"),
    ],
)
def test_bad_use_is_two_and_nothing_is_trained(newcomer, files, more, told):
    done = newcomer("simulate", *files, *more)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert "simulating" not in done.err
