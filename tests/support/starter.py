"""The starter reviews, and rows as the file that an admin would import."""

import csv
import io
from itertools import islice
from pathlib import Path

STARTER = Path(__file__).parents[2] / "src" / "siklus" / "data" / "starter.csv"


def starter_rows(count: int | None = None, *, skip: int = 0) -> list[dict[str, str]]:
    """`count` starter reviews after the first `skip`, or all of them."""
    with STARTER.open(encoding="utf-8", newline="") as file:
        return list(islice(csv.DictReader(file), skip, None if count is None else skip + count))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """Rows as a CSV file in UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()
