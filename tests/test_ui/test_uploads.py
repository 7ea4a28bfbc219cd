"""Files that somebody has chosen: their columns are found, and handed on under our names."""

import pytest

from siklus.ui import uploads
from siklus.ui.uploads import LABEL_NAMES, TEXT_NAMES


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"\xef\xbb\xbftext,label\na,b\n", ("text", "label")),
        (b'No;"Isi; lengkap";Kelas\n', ("No", "Isi; lengkap", "Kelas")),
        (b"teks\tsentimen\r\n", ("teks", "sentimen")),
        (b'{"text": "a", "label": "b"}', ()),
        (b"", ()),
        (b"\xff\xfe", ("��",)),
    ],
)
def test_columns_are_found_whatever_parts_them(content, columns):
    assert uploads.read(content, "a.csv").columns == columns


def test_the_likely_columns_are_offered_first():
    columns = ("id", "Komentar pelanggan", "Label sentimen")
    assert (uploads.likely(columns, TEXT_NAMES), uploads.likely(columns, LABEL_NAMES)) == (1, 2)


def test_a_file_is_handed_on_with_our_names_and_its_lines_stay_where_they_are():
    content = b'Nilai;Ulasan;Created_At;Kelas\n5;"Bagus; cepat";2026-01-02;positif\n1;rusak\n'
    upload = uploads.read(content, "a.csv")
    written = uploads.renamed(upload, "Ulasan", "Kelas")
    assert written == "text,label,created_at\nBagus; cepat,positif,2026-01-02\n1,rusak\n"
