"""audit and audit verify: what was done, and whether that was changed since."""

import sqlite3
from contextlib import closing

import pytest


def behind_the_back(siklus, statement: str) -> None:
    with closing(sqlite3.connect(siklus.home / "siklus.db")) as connection:
        connection.execute(statement)
        connection.commit()


def test_the_log_is_listed_the_newest_first(siklus):
    siklus("activate", "v2")
    rows = siklus("audit").rows
    assert [row[0] for row in rows] == [str(seq) for seq in range(len(rows), 0, -1)]
    assert (rows[0][2], rows[0][3]) == ("cli", "deployment.activate")
    [newest] = siklus("audit", "--limit", "1", "--json").json
    assert (newest["action"], newest["details"]["version"]) == ("deployment.activate", 2)
    assert newest["hash"] == rows[0][-1]


def test_a_sound_chain_prints_its_head_which_is_found_again_later(siklus):
    before = siklus("audit", "verify", "--json").json
    assert (before["sound"], before["fault"], before["head_found"]) == (True, None, None)
    siklus("activate", "v2")
    later = siklus("audit", "verify", "--head", before["head"])
    rows = dict(row for row in later.rows)
    assert (later.code, rows["sound"]) == (0, "yes")
    assert int(rows["entries"]) == before["entries"] + 1
    assert rows["head"] == siklus("audit").rows[0][-1]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_log SET actor = 'orang lain' WHERE seq = 2", "entry 2 was changed"),
        ("DELETE FROM audit_log WHERE seq = 2", "entry 2 was removed"),
        ("UPDATE audit_log SET seq = seq - 1 WHERE seq > 1", "entry 1 was moved"),
    ],
)
def test_the_first_entry_at_fault_is_named(siklus, statement, told):
    if "seq - 1" in statement:
        behind_the_back(siklus, "DELETE FROM audit_log WHERE seq = 1")
    behind_the_back(siklus, statement)
    done = siklus("audit", "verify")
    assert done.code == 1
    assert told in done.err
    assert ["sound", "no"] in done.rows


def test_a_head_that_was_cut_off_is_missed(siklus):
    siklus("activate", "v2")
    head = siklus("audit", "verify", "--json").json["head"]
    behind_the_back(siklus, "DELETE FROM audit_log WHERE action = 'deployment.activate'")
    assert siklus("audit", "verify").code == 0
    done = siklus("audit", "verify", "--head", head, "--json")
    assert (done.code, done.json["sound"], done.json["head_found"]) == (1, False, False)
    assert "cut off" in done.err


def test_a_log_without_an_entry_says_so(newcomer):
    assert newcomer("db", "upgrade").code == 0
    assert "nothing has been done yet" in newcomer("audit").err
    assert newcomer("audit", "verify", "--json").json["entries"] == 0
