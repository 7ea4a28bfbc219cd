"""rebuild: what a version was made of still makes it."""

import hashlib
import json
import sqlite3
from contextlib import closing

from siklus.models.registry import ArtefactStore


def behind_the_back(siklus, statement: str) -> None:
    with closing(sqlite3.connect(siklus.home / "siklus.db")) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_version_is_made_again_and_written(siklus, tmp_path):
    out = tmp_path / "again.skops"
    done = siklus("rebuild", "v2", "--verify", "--out", out)
    assert done.code == 0
    assert "every parameter is the same, bit for bit" in done.err
    assert {row[2] for row in done.rows} == {"0"}
    [registered] = [one["sha256"] for one in siklus("models", "--json").json if one["version"] == 2]
    assert hashlib.sha256(out.read_bytes()).hexdigest() == registered
    assert ArtefactStore(siklus.home / "models").path(registered).read_bytes() == out.read_bytes()


def test_a_difference_is_named_and_is_no_with_verify_only(siklus):
    behind_the_back(siklus, """UPDATE model_versions SET recipe = json_set(recipe, '$.penalty', 0.00001)""")
    behind_the_back(siklus, """UPDATE model_versions SET libraries = json_set(libraries, '$.numpy', '1.0')""")
    done = siklus("rebuild", "v1", "--verify", "--json")
    assert (done.code, done.json["same"]) == (1, False)
    parts = {part["name"]: part for part in done.json["parts"]}
    assert parts["coefficients"]["differ"] > 0
    assert parts["coefficients"]["largest_difference"] > 0
    assert parts["vocabulary: phrases"]["differ"] == 0
    assert done.json["others"]["numpy"]["then"] == "1.0"
    assert "numpy: made with 1.0, this is" in done.err
    assert "not the same: coefficients" in done.err
    assert siklus("rebuild", "v1").code == 0


def test_rows_that_are_gone_are_said_to_be(siklus):
    behind_the_back(
        siklus, "UPDATE examples SET state = 'withdrawn', text = '', text_key = '' WHERE rowid < 3"
    )
    done = siklus("rebuild", "v1", "--verify")
    assert (done.code, done.out) == (1, "")
    assert "v1 cannot be trained again: 2 of its 300 rows were erased or withdrawn" in done.err


def test_an_unknown_version_is_bad_use(siklus):
    assert siklus("rebuild", "v9").code == 2
    assert siklus("rebuild", "active").code == 2


def test_the_card_names_what_the_version_is_made_of(siklus):
    card = siklus("models", "card", "v1").out
    assert "# Siklus model v1" in card
    for words in (
        "* Snapshot: ",
        "* Code: ",
        "* Seed: 0",
        "| scikit-learn |",
        "did not stand before the gate",
    ):
        assert words in card
    page = siklus("models", "card", "v1", "--html").out
    assert page.startswith("<!doctype html>")
    assert "<td>scikit-learn</td>" in page
    assert siklus("models", "card", "v9").code == 2


def test_a_version_is_exported_and_is_known_where_it_came_from(siklus, tmp_path):
    path = tmp_path / "v2.siklus"
    assert siklus("models", "export", "v2", path).rows == [[str(path), str(path.stat().st_size)]]
    again = siklus("models", "import", path)
    assert (again.code, again.out) == (1, "")
    assert "v2 is this very model" in again.err


def test_a_version_is_imported_where_nothing_was_set_up_and_waits_to_be_chosen(siklus, tmp_path):
    path = tmp_path / "v2.siklus"
    siklus("models", "export", "v2", path)
    other = type(siklus)(tmp_path / "other" / "home")
    other.home.parent.mkdir()
    done = other("models", "import", path, "--json")
    assert (done.json["version"], done.json["state"]) == (1, "candidate")
    assert "siklus activate v1" in done.err
    assert other("activate", "v1").code == 0
    assert other("predict", "Pengirimannya cepat sekali dan barangnya sesuai pesanan saya").code == 0


def test_a_file_that_is_no_version_is_bad_use(siklus, tmp_path):
    path = tmp_path / "x.siklus"
    path.write_bytes(b"PK")
    done = siklus("models", "import", path)
    assert (done.code, done.out) == (2, "")
    assert "siklus models export" in done.err
    assert siklus("models", "import", tmp_path / "none").code == 2


def test_a_model_is_written_as_plain_json(siklus, tmp_path):
    path = tmp_path / "v1.json"
    assert siklus("models", "export", "v1", path, "--as", "json").code == 0
    table = json.loads(path.read_text("utf-8"))
    assert (table["version"], table["labels"]) == ("v1", ["positif", "netral", "negatif"])
    assert all(len(row) == 4 for row in table["phrases"].values())
