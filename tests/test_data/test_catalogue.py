"""Public data sets: fetched from a folder, a server or the origin; nothing that changed is written."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from siklus.data import catalogue
from siklus.data.catalogue import CATALOGUE, DataFile, DataSet, fetch
from siklus.errors import DataSetChanged, DataSetUnknown, DataSourceAway, DataUnreadable

ROWS = [("positif", "Kopinya harum, dan tempatnya nyaman"), ("negatif", 'Kata kasir "habis", padahal ada')]
SHA256 = hashlib.sha256("".join(f"{label}\t{text}\n" for label, text in ROWS).encode()).hexdigest()
CSV = """text,label,kota
"Kopinya harum, dan tempatnya nyaman",positif,Solo
"Kata kasir ""habis"", padahal ada",negatif,
"""
TSV = "".join(f"{text}\t{label}\n" for label, text in ROWS)


def read_tsv(text):
    lines = [line.rpartition("\t") for line in text.splitlines()]
    return [{"text": before, "label": label} for before, _, label in lines]


@pytest.fixture
def server():
    """Answers every path ending in .csv or .tsv, and 404 to the rest."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            found = {"kecil.csv": CSV, "kecil.tsv": TSV, "changed.csv": CSV.replace("harum", "pahit")}
            body = found.get(self.path.rsplit("/", 1)[-1], "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_address[1]}"
        http.shutdown()
        thread.join()


@pytest.fixture
def offered(monkeypatch):
    """Puts one data set into the catalogue."""

    def offer(*files):
        one = DataSet("kecil", 2, "CC0-1.0", "two rows", "https://example.org", files)
        monkeypatch.setattr(catalogue, "CATALOGUE", (one,))

    return offer


def test_from_a_folder_with_every_column_and_the_licence(offered, tmp_path):
    (tmp_path / "kecil.csv").write_text(CSV, encoding="utf-8")
    offered(DataFile("kecil", SHA256))
    found = fetch("kecil", tmp_path / "out", mirror=str(tmp_path))
    assert found.licence == "CC0-1.0"
    assert found.written == [(tmp_path / "out" / "kecil.csv", 2)]
    assert (tmp_path / "out" / "kecil.csv").read_text("utf-8") == CSV


def test_from_a_server_and_from_the_origin(offered, tmp_path, server):
    offered(DataFile("kecil", SHA256, f"{server}/kecil.tsv", read_tsv))
    by_mirror = fetch("kecil", tmp_path / "a", mirror=f"{server}/sets/")
    by_origin = fetch("kecil", tmp_path / "b", mirror=None)
    assert by_mirror.written[0][1] == by_origin.written[0][1] == 2


def test_one_changed_file_and_none_is_written(offered, tmp_path, server):
    offered(DataFile("kecil", SHA256), DataFile("changed", SHA256))
    with pytest.raises(DataSetChanged, match="changed"):
        fetch("kecil", tmp_path / "out", mirror=server)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"", "no rows"),
        (b"kalimat,label\na,positif\n", "no rows with text and label"),
        (CSV.encode() + b"satu,positif,Solo,terlalu,banyak\n", "more or fewer fields"),
        (CSV.encode() + b"terlalu sedikit\n", "more or fewer fields"),
    ],
)
def test_what_is_no_csv_is_refused(offered, tmp_path, content, why):
    (tmp_path / "kecil.csv").write_bytes(content)
    offered(DataFile("kecil", SHA256))
    with pytest.raises(DataUnreadable, match=why):
        fetch("kecil", tmp_path / "out", mirror=str(tmp_path))


def test_a_place_that_does_not_have_it(offered, tmp_path, server):
    offered(DataFile("tidak-ada", SHA256))
    for mirror, why in ((server, "answered 404"), (str(tmp_path), "No such file"), (None, "by a program")):
        with pytest.raises(DataSourceAway, match=why):
            fetch("kecil", tmp_path / "out", mirror=mirror)
    with pytest.raises(DataSetUnknown):
        fetch("besar", tmp_path, mirror=None)


def test_every_set_names_its_licence_and_can_be_known_again():
    for one in CATALOGUE:
        assert one.licence
        assert all(len(file.sha256) == 64 for file in one.files)
