"""Labelled data from outside: good lines are kept, bad ones named, nothing personal gets in."""

import json

import pytest
from sqlalchemy import select

from siklus.database.schema import examples
from siklus.domain.examples import Origin
from siklus.domain.reviews import LABELS
from siklus.domain.splits import split_of
from siklus.errors import ColumnMissing, DataUnreadable
from siklus.services.importing import SHOWN_REFUSALS, Columns

POS, NET, NEG = LABELS


def kept(services) -> list[tuple[str, str]]:
    with services.store.reading() as tx:
        return sorted((e.text, str(e.label)) for e in tx.examples.usable())


def details(services) -> list:
    with services.store.reading() as tx:
        return list(tx.connection.scalars(select(examples.c.details).order_by(examples.c.text)))


TWO = [("Barang bagus", "positif"), ("Barang jelek", "negatif")]


@pytest.mark.parametrize(
    "content",
    [
        b"text,label\nBarang bagus,positif\nBarang jelek,negatif\n",
        b"\xef\xbb\xbftext,label\r\nBarang bagus,positif\r\nBarang jelek,negatif\r\n",
        b'label,domain,text\npositif,toko,"Barang bagus"\nnegatif,toko,"Barang jelek"',
        b" Text , LABEL \nBarang bagus, Positif \nBarang jelek,NEGATIF\n\n\n",
        b'{"text": "Barang bagus", "label": "positif"}\n\n{"label": "negatif", "text": "Barang jelek"}\n',
        b'\xef\xbb\xbf {"text":"Barang bagus","label":"positif"}\n{"text":"Barang jelek","label":"NEGATIF"}',
    ],
    ids=["csv", "as Excel writes it", "other order", "sloppy", "json lines", "json lines with a mark"],
)
def test_labelled_lines_are_kept(services, content):
    done = services.importing.add(content, actor="Ani")
    assert kept(services) == TWO
    assert (done.added, done.duplicate, done.refused) == (2, 0, [])
    assert len(done.ids) == 2


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"Barang biasa,bagus", "unknown_label"),
        (b"Barang biasa,", "unknown_label"),
        (b",positif", "text_missing"),
        (b"   ,positif", "text_missing"),
        (b"Barang biasa", "data_unreadable"),
        (b"Barang biasa,netral,lebih", "data_unreadable"),
        (b"Barang\0biasa,netral", "review_unreadable"),
        (b"a" * 5_001 + b",netral", "review_too_long"),
        (b'Barang "biasa" x,netral,"a"b', "data_unreadable"),
        (b"a" * 140_000 + b",netral", "data_unreadable"),
        (b"Barang bagus,negatif", "label_contradicts"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_kept(services, line, code):
    content = b"text,label\nBarang bagus,positif\n" + line + b"\nBarang jelek,negatif\n"
    done = services.importing.add(content, actor="Ani")
    assert kept(services) == TWO
    assert [(one.line, one.code) for one in done.refused] == [(3, code)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("no json", "data_unreadable"),
        ("[" * 100_000, "data_unreadable"),
        ('["text", "label"]', "column_missing"),
        ("null", "column_missing"),
        ('{"text": "Barang biasa"}', "column_missing"),
        ('{"text": null, "label": "netral"}', "text_missing"),
        ('{"text": 12, "label": "netral"}', "text_missing"),
        ('{"text": "Barang biasa", "label": null}', "unknown_label"),
        ('{"text": "Barang \\u0000", "label": "netral"}', "review_unreadable"),
        ('{"text": "Barang \\ud800", "label": "netral"}', "review_unreadable"),
    ],
)
def test_a_bad_json_line_is_named_and_the_others_are_kept(services, line, code):
    good = ['{"text": "Barang bagus", "label": "positif"}', '{"text": "Barang jelek", "label": "negatif"}']
    done = services.importing.add("\n".join([good[0], line, good[1]]).encode(), actor="Ani")
    assert kept(services) == TWO
    assert [(one.line, one.code) for one in done.refused] == [(2, code)]


def test_the_line_is_that_of_the_file_also_after_blank_lines_and_line_ends_inside_quotes(services):
    content = b'text,label\n\n"Barang\nbagus\nsekali",positif\n\nBarang biasa,salah\n'
    done = services.importing.add(content, actor="Ani")
    assert [one.line for one in done.refused] == [7]
    assert kept(services) == [("Barang\nbagus\nsekali", "positif")]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", ColumnMissing),
        (b"\n\n", ColumnMissing),
        (b"text\nBarang bagus", ColumnMissing),
        (b"Barang bagus,positif\n", ColumnMissing),
        (b"text|label\nBarang bagus|positif", ColumnMissing),
        ("text,label\nBarang,positif".encode("utf-16"), DataUnreadable),
        (b"text,label\nCaf\xe9 bagus,positif\n", DataUnreadable),
        (b"\x89PNG\r\n\x1a\n\0\0", DataUnreadable),
    ],
    ids=["empty", "blank", "no label", "no header", "bars", "UTF-16", "Latin-1", "a picture"],
)
def test_a_file_that_is_no_labelled_data_is_refused_as_a_whole(services, content, error):
    with pytest.raises(error):
        services.importing.add(content, actor="Ani")
    assert kept(services) == []


def test_a_header_alone_adds_nothing(services):
    assert services.importing.add(b"text,label\n", actor="Ani").as_dict() == {
        "added": 0,
        "duplicate": 0,
        "refused": 0,
        "refusals": [],
        "reasons": {},
        "labels": {},
    }


def test_a_preview_tells_what_an_import_then_does_and_writes_nothing(services):
    services.importing.add(b"text,label\nBarang bagus,positif\nLama sekali,negatif\n", actor="Ani")
    content = (
        b"text,label\nBarang bagus,positif\nLama sekali,netral\nHubungi 081234567890 ya,netral\n"
        b"Buruk,marah\n,positif\n"
    )
    before = kept(services)
    seen = services.importing.preview(content)

    assert kept(services) == before
    assert seen.as_dict() == services.importing.add(content, actor="Ani").as_dict()
    assert (seen.added, seen.duplicate, seen.as_dict()["labels"]) == (1, 1, {"netral": 1})
    reasons = {"label_contradicts": 1, "unknown_label": 1, "text_missing": 1}
    assert seen.as_dict()["reasons"] == reasons
    assert [(row.line, "0812" in row.text) for row in seen.fresh] == [(4, False)]


@pytest.mark.parametrize(
    "content",
    [
        b"No;Isi Ulasan;KELAS;label\n1;Barang bagus, cepat;Positif;x\n",
        b"no\tisi ulasan\tkelas\n1\tBarang bagus, cepat\tpositif\n",
        b'{"no": 1, "Isi Ulasan": "Barang bagus, cepat", "kelas": "positif"}\n',
    ],
    ids=["semicolons", "tabs", "JSON lines"],
)
def test_columns_may_have_other_names_and_be_parted_otherwise(services, content):
    columns = Columns.read(" Isi ulasan ", "kelas")
    assert services.importing.add(content, actor="Ani", columns=columns).added == 1
    assert kept(services) == [("Barang bagus, cepat", "positif")]
    with pytest.raises(ColumnMissing):
        services.importing.preview(content.replace(b"{", b" ", 1))


def test_a_text_is_kept_once_however_it_is_written(services):
    content = b"text,label\nBarang bagus,positif\nBARANG  bagus!,positif\n"
    first = services.importing.add(content, actor="Ani")
    again = services.importing.add(content, actor="Ani")
    assert (first.added, first.duplicate, again.added, again.duplicate) == (1, 1, 0, 2)
    assert again.ids == first.ids


def test_another_label_for_a_known_text_is_refused(services):
    services.importing.add(b"text,label\nBarang bagus,positif\n", actor="Ani")
    done = services.importing.add(b"text,label\nbarang bagus,negatif\n", actor="Ani")
    assert [one.code for one in done.refused] == ["label_contradicts"]
    assert kept(services) == [("Barang bagus", "positif")]


def test_nothing_personal_gets_in_neither_by_the_text_nor_by_other_columns(services):
    rows = [
        {
            "text": "Hubungi 081234567890 ya, barang rusak",
            "label": "negatif",
            "domain": "toko budi@contoh.co.id",
            "telepon": "081234567890",
            "angka": 81234567890123,
            "lain": {"surel": "budi@contoh.co.id"},
            "bintang": 2,
            "lunas": True,
            "kosong": None,
        }
    ]
    services.importing.add("\n".join(map(json.dumps, rows)).encode(), actor="Ani")
    with services.store.reading() as tx:
        [row] = tx.connection.execute(select(examples))
    for private in ("081234567890", "budi@contoh", "81234567890123"):
        assert private not in repr(tuple(row))
    assert (row.details["bintang"], row.details["lunas"], row.details["kosong"]) == (2, True, None)


def test_what_no_json_column_can_hold_does_not_stop_an_import(services):
    odd = '"a\\u0000": "b\\u0000c", "n": NaN, "i": 1e999, "s": "\\ud800"'
    row = f'{{"text": "Barang bagus", "label": "positif", {odd}}}'
    assert services.importing.add(row.encode(), actor="Ani").added == 1
    assert details(services) == [{"a": "bc", "n": None, "i": None, "s": ""}]


def test_the_side_of_a_text_is_that_of_its_hash_and_the_domain_is_kept(services, clock):
    lines = "\n".join(f"Barang nomor {i} bagus sekali,positif,toko" for i in range(60))
    services.importing.add(f"text,label,domain\n{lines}".encode(), actor="Ani", origin=Origin.STARTER)
    with services.store.reading() as tx:
        found = tx.examples.usable()
    assert {(e.origin, e.domain, e.created_at) for e in found} == {(Origin.STARTER, "toko", clock())}
    assert all(e.split == split_of(e.text) for e in found)


def test_an_import_is_logged_with_counts_and_without_a_text(services):
    services.importing.add(b"text,label\nBarang bagus,positif\nBarang biasa,salah\n", actor="Ani")
    with services.store.reading() as tx:
        [entry] = tx.audit_log.newest(10)
    assert (entry.actor, entry.action) == ("Ani", "examples.imported")
    assert entry.details == {"added": 1, "duplicate": 0, "refused": 1}


def test_of_many_refusals_all_are_counted_and_the_first_are_shown(services):
    lines = "\n".join(f"Barang {i},salah" for i in range(SHOWN_REFUSALS + 10))
    told = services.importing.add(f"text,label\n{lines}".encode(), actor="Ani").as_dict()
    assert told["refused"] == SHOWN_REFUSALS + 10
    assert [one["line"] for one in told["refusals"]] == list(range(2, SHOWN_REFUSALS + 2))
