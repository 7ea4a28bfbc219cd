"""A row is a key that was used, and when last: see `schema.py`, to whose tables this belongs."""

from sqlalchemy import Column, ForeignKey, Table

from siklus.database.columns import Id, Utc
from siklus.database.schema import metadata

# Beside the keys and not in them: what is looked at with each request is not what is written to.
key_uses = Table(
    "key_uses",
    metadata,
    Column("key_id", Id(as_uuid=False), ForeignKey("api_keys.id"), primary_key=True),
    Column("last_used_at", Utc, nullable=False),  # at most an hour behind
)
