"""Tables to take away, and tables that somebody brings."""

import csv
import io

import pandas as pd

# What a spreadsheet takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
DELIMITERS = ",;\t|"
SAMPLE = 20_000  # characters that tell what stands between the columns


class SheetUnreadable(ValueError):
    """What was brought is no table; `reason` is `encoding`, `form` or `empty`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def as_csv(rows: pd.DataFrame, *, for_people: bool = False) -> bytes:
    """The table as CSV in which no text is a formula.

    Args:
        for_people: with the mark by which spreadsheets know UTF-8; programs would read it as a character.

    >>> as_csv(pd.DataFrame({"text": ["=1+1", "-5 derajat", "biasa"], "n": [-1, 2, 3]})).decode()
    "text,n\\n'=1+1,-1\\n'-5 derajat,2\\nbiasa,3\\n"
    """
    safe = rows.map(harmless).rename(columns=harmless)
    written: str = safe.to_csv(index=False)
    return written.encode("utf-8-sig" if for_people else "utf-8")


def harmless(cell: object) -> object:
    """A cell as it may stand in a spreadsheet: with an apostrophe where it would be a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def read_sheet(content: bytes) -> pd.DataFrame:
    """The table in a CSV file, every cell as it is written; comma, semicolon, tab or bar between the columns.

    Raises:
        SheetUnreadable: it is no UTF-8, no table, or holds no row.
    """
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetUnreadable("encoding") from None
    try:
        found = pd.read_csv(
            io.StringIO(written), sep=_delimiter(written), dtype=str, keep_default_na=False, engine="python"
        )
    except pd.errors.EmptyDataError:
        raise SheetUnreadable("empty") from None
    except (pd.errors.ParserError, csv.Error, ValueError):
        raise SheetUnreadable("form") from None
    if found.empty:
        raise SheetUnreadable("empty")
    # Shorter rows than the heading are filled up by pandas, with no text.
    return found.fillna("").rename(columns=str)


def likely_texts(rows: pd.DataFrame) -> str:
    """The column with the longest cells: where the texts are, if there is one."""
    return str(max(rows.columns, key=lambda name: rows[name].str.len().mean()))


def lines_of(pasted: str) -> list[str]:
    """Each line that holds something.

    >>> lines_of("satu\\n\\n  dua \\r\\n")
    ['satu', 'dua']
    """
    return [line.strip() for line in pasted.splitlines() if line.strip()]


def _delimiter(written: str) -> str:
    try:
        return csv.Sniffer().sniff(written[:SAMPLE], DELIMITERS).delimiter
    except csv.Error:  # a single column has none
        return ","
