"""score: a file in, a file out."""

import csv
import json
import os
import signal
import subprocess
import time

import pytest

from support.processes import SIKLUS, environment

from .conftest import REVIEW

SHORT = "pendek saja"


@pytest.fixture
def reviews(siklus):
    path = siklus.home.parent / "in.csv"
    path.write_text(f"id,text\n1,{REVIEW}\n2,{SHORT}\n", encoding="utf-8")
    return path


def test_rows_are_counted_and_the_file_is_written(siklus, reviews):
    done = siklus("score", reviews, "out.csv", "--jobs", "1")
    assert done.code == 0
    assert ["rows", "2"] in done.rows
    assert ["review_too_short", "1"] in done.rows
    with (siklus.home.parent / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["label"] == siklus("predict", REVIEW).rows[0][0]
    assert (rows[1]["label"], rows[1]["reason"]) == ("", "review_too_short")


def test_figures_as_json_and_a_version_and_a_column_by_name(siklus, reviews):
    reviews.write_text(f"ulasan,label\n{REVIEW},positif\n", encoding="utf-8")
    done = siklus(
        "score", reviews, "out.jsonl", "--text", "ulasan", "--version", "v2", "--jobs", "1", "--json"
    )
    found = done.json
    assert (found["rows"], found["judged"], found["version"]) == (1, 1, 2)
    assert "predicted_label" in done.err
    [row] = (siklus.home.parent / "out.jsonl").read_text().splitlines()
    assert json.loads(row)["model_version"] == 2


def test_what_is_there_is_not_written_over_unasked(siklus, reviews):
    siklus("score", reviews, "out.csv", "--jobs", "1")
    again = siklus("score", reviews, "out.csv", "--jobs", "1")
    assert again.code == 1
    assert "there already" in again.err
    assert siklus("score", reviews, "out.csv", "--jobs", "1", "--force").code == 0


@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        ("in.csv", b"", 2, "in.csv, line 1: the file is empty"),
        ("in.csv", b"isi,b\nx,y\n", 2, "no column 'text'; found: isi, b"),
        ("in.csv", b"text,text\nx,y\n", 2, "named twice"),
        ("in.csv", b"text,b\nx,y\nx,y,z\n", 2, "line 3: 3 fields, not 2"),
        ("in.csv", b'text,b\n"dua\nbaris",y\nx\n', 2, "line 4: 1 fields, not 2"),
        ("in.csv", b"text,b\nx,y\nbagus \xff,y\n", 2, "line 3: byte 7 is not UTF-8"),
        ("in.csv", "text,b\nx,y\n".encode("utf-16"), 2, "line 1: byte 1 is not UTF-8"),
        ("in.csv", b'text,b\n"x,y\n', 2, "no CSV"),
        ("in.csv", b"text\n" + b"x" * (1 << 20) + b"y\n", 2, "line 2: longer than"),
        ("in.jsonl", b'{"text": "a"}\n{"text": \n', 2, "line 2: no JSON object"),
        ("in.jsonl", b'{"text": "a"}\n[1]\n', 2, "line 2: no JSON object"),
        ("in.jsonl", b'{"text": "a"}\n{"text": 5}\n', 2, "line 2: 'text' is no text"),
        ("in.jsonl", b'{"isi": "a"}\n', 2, "no column 'text'"),
        ("in.parquet", b"PAR1 tidak sampai selesai", 2, "no Parquet"),
        ("in.xlsx", b"PK", 2, "must end in .csv, .jsonl, .parquet"),
        ("in", b"text\n", 2, "must end in"),
    ],
)
def test_a_file_that_cannot_be_scored_is_told_with_its_line(siklus, name, content, code, told):
    (siklus.home.parent / name).write_bytes(content)
    done = siklus("score", name, "out.csv", "--jobs", "1")
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert not (siklus.home.parent / "out.csv").exists()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["tidak-ada.csv", "out.csv"], 2, "cannot read"),
        (["in.csv", "out.xlsx"], 2, "must end in"),
        (["in.csv", "tidak/ada/out.csv"], 2, "no such folder"),
        (["in.csv", "in.csv"], 2, "the input itself"),
        (["in.csv", "out.csv", "--version", "v9"], 2, "no model version"),
    ],
)
def test_bad_use(siklus, reviews, words, code, told):
    done = siklus("score", *words, "--jobs", "1")
    assert (done.code, done.out) == (code, "")
    assert told in done.err


def test_a_file_with_a_byte_order_mark_and_windows_lines(siklus, reviews):
    reviews.write_bytes(f"\ufefftext\r\n{REVIEW}\r\n\r\n".encode())
    assert siklus("score", reviews, "out.csv", "--jobs", "1", "--json").json["judged"] == 1


def run(siklus, *words):
    return subprocess.Popen(
        [SIKLUS, "score", "many.csv", *words],
        cwd=siklus.home.parent,
        env=environment(siklus.home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def alive(session):
    """The processes that are left of a session."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "-s", str(session)], capture_output=True, text=True, check=False
    )
    return found.stdout.split()


@pytest.mark.timeout(600)  # three runs with processes of their own
def test_killed_half_way_and_run_again_it_comes_to_the_same_and_leaves_no_process(siklus):
    folder = siklus.home.parent
    rows = "".join(f"{REVIEW} nomor {number} {REVIEW} {REVIEW}\n" for number in range(60_000))
    (folder / "many.csv").write_text(f"text\n{rows}", encoding="utf-8")
    process = run(siklus, "out.csv", "--jobs", "2")
    journal = folder / ".out.csv.journal"
    until = time.monotonic() + 120
    while not (journal.exists() and len(journal.read_text().splitlines()) > 3):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    while alive(process.pid):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert not (folder / "out.csv").exists()

    again = siklus("score", "many.csv", "out.csv", "--jobs", "2")

    assert "went on after" in again.err
    assert siklus("score", "many.csv", "whole.csv", "--jobs", "2").code == 0
    assert (folder / "out.csv").read_bytes() == (folder / "whole.csv").read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--dask", "127.0.0.1:8786"], "neither tcp://"),
        (["--dask", "tcp://127.0.0.1:8786", "--workers", "2"], "as many as were started"),
        (["--dask", "tls://127.0.0.1:8786", "--dask-tls", "ca.pem,cert.pem"], "three files"),
        (["--dask", "tls://127.0.0.1:8786", "--dask-tls", "a.pem,b.pem,c.pem"], "no file a.pem"),
        (["--workers", "2"], "add --dask"),
    ],
)
@pytest.mark.parametrize("command", ["score", "anonymise"])
def test_bad_use_of_a_cluster(siklus, reviews, command, words, told):
    done = siklus(command, "in.csv", "out.csv", *words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_a_file_is_pseudonymised_and_a_second_time_unchanged(siklus, reviews):
    reviews.write_text('id,text\n1,"Tolong hubungi Pak Budi di 0812-3456-7890"\n', encoding="utf-8")
    done = siklus("anonymise", reviews, "once.csv", "--jobs", "1")
    assert done.code == 0
    assert ["changed", "1"] in done.rows
    once = (siklus.home.parent / "once.csv").read_text("utf-8")
    assert once == "id,text\n1,Tolong hubungi Pak [NAMA] di [TELEPON]\n"
    assert siklus("anonymise", "once.csv", "twice.csv", "--jobs", "1", "--json").json["counts"] == {
        "unchanged": 1
    }
    assert (siklus.home.parent / "twice.csv").read_text("utf-8") == once
