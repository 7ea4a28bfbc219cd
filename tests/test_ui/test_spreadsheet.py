"""Tables taken away and brought, by their bytes."""

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.ui.spreadsheet import FORMULA_STARTS, SheetUnreadable, as_csv, harmless, likely_texts, read_sheet


@given(st.text())
def test_no_cell_begins_like_a_formula_and_nothing_else_is_changed(cell):
    found = harmless(cell)

    assert not str(found).startswith(FORMULA_STARTS)
    assert found in (cell, f"'{cell}")
    assert (found == cell) == (not cell.startswith(FORMULA_STARTS))


def test_headings_are_no_formulas_either_and_figures_stay_figures():
    written = as_csv(pd.DataFrame({"=cmd|' /C calc'!A0": [-1.5]})).decode()

    assert written == "'=cmd|' /C calc'!A0\n-1.5\n"


def test_what_was_taken_away_can_be_brought_back():
    rows = pd.DataFrame(
        {"ulasan": ['kata "dalam" kutip, dan koma', "baris\nbaru 😭", ""], "n": ["1", "007", "NA"]}
    )

    assert read_sheet(as_csv(rows, for_people=True)).equals(rows)


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_whatever_stands_between_the_columns_is_found(between):
    written = f"id{between}ulasan\n1{between}bagus sekali barangnya\n2{between}biasa saja\n"

    found = read_sheet(written.encode())

    assert list(found.columns) == ["id", "ulasan"]
    assert likely_texts(found) == "ulasan"


def test_a_single_column_is_a_table_too():
    found = read_sheet("ulasan\nbagus sekali, kata ibu\n".encode("utf-8-sig").replace(b", ", b" "))

    assert found.to_dict("list") == {"ulasan": ["bagus sekali kata ibu"]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"ulasan\n", "empty"), (b"\xff\xfe\x00", "encoding"), (b'a,b\n"x', "form")],
)
def test_what_is_no_table_is_refused_with_the_reason(content, reason):
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(content)
    assert refusal.value.reason == reason


@given(st.binary(max_size=300))
def test_no_file_is_worse_than_unreadable(content):
    try:
        found = read_sheet(content)
    except SheetUnreadable:
        return
    assert found.map(lambda cell: isinstance(cell, str)).all(axis=None)
    pd.read_csv(io.BytesIO(as_csv(found)), dtype=str)
