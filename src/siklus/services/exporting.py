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
    """Texts that a spreadsheet would run as formulas get an apostrophe in front."""
    at = table.schema.get_field_index("text")
    texts = [f"'{text}" if text[:1] in "=+-@\t\r" else text for text in table.column(at).to_pylist()]
    return table.set_column(at, "text", pa.array(texts))


def _write_lines(rows: list[dict[str, Any]], path: Path) -> None:

    path.write_bytes(b"\n".join(msgspec.json.encode(row) for row in rows) + b"\n")
