"""What may be replayed, and what is refused before anything runs."""

import pytest

from siklus.domain.reviews import LABELS, Label
from siklus.errors import (
    ColumnMissing,
    DataFileMissing,
    DataUnreadable,
    NotEnoughData,
    RowsOutOfOrder,
    StreamLabelUnknown,
)
from siklus.simulation.streams import Item, Order, Part, check_length, mixed, read_stream

REVIEW = "Barangnya bagus sekali dan pengirimannya cepat sampai nomor {}"
DATED = ("text", "label", "created_at")


def reviews(count, label="positif"):
    return [(REVIEW.format(at), label) for at in range(count)]


def read(path, known=LABELS, **options):
    return read_stream([Part(path)], known, **options)


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        (None, DataFileMissing, "cannot read"),
        ("", ColumnMissing, "'text' is missing"),
        ("text,label\n", DataUnreadable, "holds no rows"),
        ("text,rating\nBagus,5\n", ColumnMissing, "'label' is missing"),
        ("text,label\nBagus,bintang lima\n", StreamLabelUnknown, "line 2: label 'bintang lima'"),
        ("text,label\nBagus,netral\n", StreamLabelUnknown, "none of positif, negatif"),
        ("text,label\nBagus\n", DataUnreadable, "line 2: it has 1 fields, not 2"),
        ('text,label\n"Bagus,positif\n', DataUnreadable, "unexpected end of data"),
        (b"text,label\nBagus \xff,positif\n", DataUnreadable, "byte 17 is not UTF-8"),
        ("text,label,created_at\nBagus,positif,kemarin\n", DataUnreadable, "'kemarin' is no date"),
        (
            "text,label,created_at\nBagus,positif,2026-02-02\nBagus,positif,2026-02-01\n",
            RowsOutOfOrder,
            "line 3: created_at is earlier",
        ),
    ],
    ids=[
        "no file", "empty file", "header only", "no label column", "unknown label", "label not in the base",
        "too few fields", "open quote", "not UTF-8", "no date", "time goes backwards",
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_words(tmp_path, content, error, told):
    path = tmp_path / "stream.csv"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(error, match=told):
        read(path, known=[Label.POSITIF, Label.NEGATIF])


def test_rows_out_of_order_are_told_how_to_be_sorted():
    assert "--order created_at" in RowsOutOfOrder.advice


def test_rows_can_be_sorted_by_time_whatever_their_zones(write_csv):
    rows = [
        (REVIEW.format("kedua"), "positif", "2026-02-02T00:30:00+07:00"),
        (REVIEW.format("ketiga"), "positif", "2026-02-01T18:00:00"),
        (REVIEW.format("pertama"), "positif", "2026-02-01"),
    ]
    found = read(write_csv("dated.csv", rows, DATED), order=Order.CREATED_AT)
    assert [item.text.split()[-1] for item in found.items] == ["pertama", "kedua", "ketiga"]


def test_a_row_without_a_date_cannot_be_sorted_but_can_be_kept(write_csv):
    path = write_csv("dated.csv", [(REVIEW.format(1), "positif", "2026-02-01"), (*reviews(1)[0], "")], DATED)
    with pytest.raises(DataUnreadable, match="line 3: there is no created_at"):
        read(path, order=Order.CREATED_AT)
    assert len(read(path).items) == 2


def test_texts_that_are_no_reviews_are_left_out_and_counted(write_csv):
    rows = [*reviews(3), ("terlalu pendek", "netral"), ("kata " * 1_100, "netral")]
    found = read(write_csv("mixed.csv", rows))
    assert len(found.items) == 3
    assert found.left_out == {"review_too_short": 1, "review_too_long": 1}


def test_texts_come_in_as_the_service_judges_them(write_csv):
    found = read(write_csv("one.csv", [(f"Hubungi 081234567890 ya, {REVIEW.format(1)}", "positif")]))
    assert "081234567890" not in found.items[0].text


def test_a_stream_of_less_than_one_block_is_refused(write_csv):
    stream = read(write_csv("short.csv", reviews(9)))
    check_length(stream, 9)
    with pytest.raises(NotEnoughData, match="9 found, at least 10 needed"):
        check_length(stream, 10)


def test_some_rows_of_a_file_and_files_one_after_the_other(write_csv):
    first, second = write_csv("a.csv", reviews(5)), write_csv("b.csv", reviews(5, "negatif"))
    found = read_stream([Part.read(f"{first}:2"), Part.read(str(second))], LABELS)
    assert [item.part for item in found.items] == ["a"] * 2 + ["b"] * 5
    with pytest.raises(NotEnoughData):
        Part.read(f"{first}:0")


def test_shuffling_depends_on_the_seed_alone(write_csv):
    path = write_csv("a.csv", reviews(50))
    one, again, other = (read(path, shuffled_by=seed).items for seed in (1, 1, 2))
    assert one == again != other
    assert sorted(one, key=repr) == sorted(other, key=repr)


SEVERAL = [Item(f"{at}", LABELS[at % 3], "a") for at in range(90)]


def test_a_mix_is_made_without_taking_a_row_twice():
    found, again = mixed(SEVERAL, {Label.POSITIF: 0.75, Label.NETRAL: 0.25}, [3])
    assert len(set(found)) == len(found) == 40
    assert again == 0
    assert [int(item.text) for item in found] == sorted(int(item.text) for item in found)
    assert sum(item.label == Label.POSITIF for item in found) == 30


def test_a_mix_of_so_many_rows_takes_every_row_of_a_label_before_one_comes_again():
    found, again = mixed(SEVERAL, {Label.POSITIF: 0.75, Label.NETRAL: 0.25}, [3], rows=100)
    positive = [item for item in found if item.label == Label.POSITIF]
    assert (len(found), len(positive), again) == (100, 75, 45)
    assert len(set(positive)) == 30
    assert found == mixed(SEVERAL, {Label.POSITIF: 0.75, Label.NETRAL: 0.25}, [3], rows=100)[0]


def test_a_file_is_drawn_to_the_mix_from_all_of_its_rows(write_csv):
    path = write_csv("a.csv", [*reviews(30), *reviews(30, "negatif")])
    mix = {Label.POSITIF: 0.5, Label.NEGATIF: 0.5}
    found = read_stream([Part.read(f"{path}:20")], LABELS, mix=mix)
    assert [sum(item.label == label for item in found.items) for label in mix] == [10, 10]


def test_a_mix_of_a_label_that_is_not_there_is_refused():
    with pytest.raises(NotEnoughData, match="netral in the stream"):
        mixed([Item("x", Label.POSITIF, "a")], {Label.POSITIF: 0.5, Label.NETRAL: 0.5}, [0])
