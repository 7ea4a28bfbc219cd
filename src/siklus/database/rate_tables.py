"""The table of rates: see `schema.py`, to whose tables it belongs."""

from sqlalchemy import Column, Float, String, Table

from siklus.database.schema import metadata

rates = Table(
    "rates",
    metadata,
    Column("key", String(32), primary_key=True),
    # Seconds since 1970: both databases add to a number, and neither alike to a time.
    Column("full_at", Float, nullable=False, index=True),
)
