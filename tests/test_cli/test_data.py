"""import, export, data list and get: files in and out."""

import csv
import hashlib
import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

REVIEW = "Kopinya harum dan tempatnya nyaman untuk bekerja seharian penuh"
LINES = f"""text,label,domain,toko
{REVIEW},positif,=2+5,Sumber Rejeki
"=HYPERLINK(""http://x"") pelayanannya lambat dan pesanannya salah semua",negatif,makanan,
{REVIEW},negatif,,
tidak tahu labelnya apa untuk kalimat ini,bagus,,
hanya dua kolom
,netral,,
"""


@pytest.fixture
def imported(newcomer):
    (newcomer.home.parent / "rows.csv").write_text(LINES, encoding="utf-8")
    return newcomer("import", "rows.csv", "--json")


def test_good_lines_are_kept_and_the_others_named(imported):
    assert imported.code == 0
    found = imported.json
    assert (found["added"], found["duplicate"], found["refused"]) == (2, 0, 4)
    codes = [(one["line"], one["code"]) for one in found["refusals"]]
    assert codes == [
        (4, "label_contradicts"),
        (5, "unknown_label"),
        (6, "data_unreadable"),
        (7, "text_missing"),
    ]
    assert "line 5 left out: label 'bagus'" in imported.err


def test_the_same_file_again_adds_nothing_and_is_no_failure(newcomer, imported):
    again = newcomer("import", "rows.csv")
    assert (again.code, again.rows) == (0, [["added", "0"], ["duplicate", "2"], ["refused", "4"]])


def test_a_file_without_one_good_line_is_a_no(newcomer):
    done = newcomer("import", "-", stdin=b"text,label\nini bukan label yang kita kenal,bagus\n")
    assert (done.code, done.rows[0]) == (1, ["added", "0"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"kalimat,label\nx,positif\n", "column 'text' is missing"),
        (b"text,label\n\xff\xfe,positif\n", "not UTF-8"),
        (b"", "column 'text' is missing; found: no header"),
    ],
)
def test_a_file_that_is_none_is_bad_use(newcomer, content, told):
    done = newcomer("import", "-", stdin=content)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_json_lines_are_read_too(newcomer):
    line = json.dumps({"text": REVIEW, "label": "positif", "bintang": 5})
    assert newcomer("import", "-", "--json", stdin=line.encode()).json["added"] == 1


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_an_export_holds_every_row(newcomer, imported, ending):
    path = newcomer.home / f"rows.{ending}"
    done = newcomer("export", path, "--what", "examples")
    assert done.rows == [[str(path), "2"]]
    if ending == "parquet":
        rows = pq.read_table(path).to_pylist()
    elif ending == "csv":
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    else:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert {row["label"] for row in rows} == {"positif", "negatif"}


def test_no_cell_of_an_exported_csv_is_a_formula(newcomer, imported):
    path = newcomer.home / "rows.csv"
    newcomer("export", path, "--what", "examples")
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")] == []
    assert "'=2+5" in cells
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_stored_predictions_are_exported(siklus, stored):
    path = siklus.home / "predictions.parquet"
    assert siklus("export", path).rows == [[str(path), "1"]]
    [row] = pq.read_table(path).to_pylist()
    assert (row["id"], row["label"]) == (stored["id"], stored["label"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rows.xlsx", "--what", "examples"], "must end in"),
        (["folder/that/is/not/there.csv", "--what", "examples"], "No such file"),
        (["rows.csv", "--what", "secrets"], "choose predictions or examples"),
        (["rows.csv"], "nothing stored"),
    ],
)
def test_an_export_that_cannot_be_is_refused(newcomer, imported, words, told):
    done = newcomer("export", *words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_public_sets_are_listed_with_their_licence(newcomer):
    rows = newcomer("data", "list").rows
    assert rows[0][:3] == ["smsa", "12760", "Apache-2.0"]
    assert [one["name"] for one in newcomer("data", "list", "--json").json] == [row[0] for row in rows]


def test_a_set_is_got_from_a_mirror(newcomer, tmp_path, monkeypatch):
    from siklus.data import catalogue

    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "kecil.csv").write_text(f"text,label\n{REVIEW},positif\n")
    sha256 = "3e5b7a1c"
    file = catalogue.DataFile("kecil", sha256)
    one = catalogue.DataSet("kecil", 1, "CC0-1.0", "a test", "https://example.org", (file,))
    monkeypatch.setattr(catalogue, "CATALOGUE", (one,))

    refused = newcomer("data", "get", "kecil", "--out", tmp_path / "out", data_mirror=str(mirror))
    assert refused.code == 2
    assert "rows hash to" in refused.err
    assert not (tmp_path / "out").exists()

    good = replace(file, sha256=hashlib.sha256(f"positif\t{REVIEW}\n".encode()).hexdigest())
    monkeypatch.setattr(catalogue, "CATALOGUE", (replace(one, files=(good,)),))
    done = newcomer("data", "get", "kecil", "--out", tmp_path / "out", data_mirror=str(mirror))
    assert done.rows == [[str(tmp_path / "out" / "kecil.csv"), "1"]]
    assert "CC0-1.0" in done.err
    assert f"kecil.csv have sha256 {good.sha256}" in done.err


@pytest.mark.parametrize(
    ("name", "settings", "code", "told"),
    [
        ("tidak-ada", {}, 2, "no data set"),
        ("smsa", {"data_mirror": "not-there"}, 3, "SIKLUS_DATA_MIRROR"),
        ("smsa", {"data_mirror": "http://127.0.0.1:1"}, 3, "ConnectError"),
        ("smsa", {"data_mirror": "http://a:port"}, 3, "InvalidURL"),
        ("prdect", {}, 3, "SIKLUS_DATA_MIRROR"),
    ],
)
def test_a_set_that_cannot_be_got(newcomer, name, settings, code, told):
    done = newcomer("data", "get", name, **settings)
    assert done.code == code
    assert told in done.err
