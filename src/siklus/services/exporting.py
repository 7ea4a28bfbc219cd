"""Hand out what is stored: predictions with their texts, or labelled examples."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from siklus.database.store import Store
from siklus.errors import ExportImpossible


@dataclass(frozen=True, slots=True)
class ExportService:
    """What leaves the house: pseudonymised texts only, for there are no others."""

    store: Store

    def rows(self, what: str) -> list[dict[str, Any]]:
        """Rows of `predictions` or of `examples`, the oldest first.

        Raises:
            ExportImpossible: anything else is asked for.
        """
        with self.store.reading() as tx:
            if what == "predictions":
                return tx.predictions.all_rows()
            if what == "examples":
                return tx.examples.all_rows()
        raise ExportImpossible(what, "choose predictions or examples")


def write_table(rows: list[dict[str, Any]], path: Path) -> None:
    """Write rows as Parquet, CSV or JSON lines, by the file's ending.

    Raises:
        ExportImpossible: another ending, no rows, or a folder that cannot be written to.
    """
    if not rows:
        raise ExportImpossible(str(path), "there is nothing stored")
    table = pa.Table.from_pylist(rows)
    try:
        if path.suffix == ".parquet":
            parquet.write_table(table, path)
        elif path.suffix == ".csv":
            arrow_csv.write_csv(_for_spreadsheets(table), path)
        elif path.suffix == ".jsonl":
            _write_lines(rows, path)
        else:
            raise ExportImpossible(str(path), "the name must end in .parquet, .csv or .jsonl")
    except OSError as error:
        raise ExportImpossible(str(path), error.strerror or "it cannot be written") from None


def _for_spreadsheets(table: pa.Table) -> pa.Table:
    """Words that a spreadsheet would run as formulas get an apostrophe in front, in whatever column."""
    for at, column in enumerate(table.schema):
        if pa.types.is_string(column.type):
            words = [_harmless(cell) for cell in table.column(at).to_pylist()]
            table = table.set_column(at, column.name, pa.array(words, pa.string()))
    return table


def _harmless(cell: str | None) -> str | None:
    return f"'{cell}" if cell and cell[0] in "=+-@\t\r" else cell


def _write_lines(rows: list[dict[str, Any]], path: Path) -> None:
    path.write_bytes(b"\n".join(msgspec.json.encode(row) for row in rows) + b"\n")
