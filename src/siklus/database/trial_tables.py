"""The tables of trials: see `schema.py`, to whose tables these belong."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from siklus.database.columns import Id, Utc, share_columns
from siklus.database.schema import metadata

trials = Table(
    "trials",
    metadata,
    Column("id", Id(as_uuid=False), primary_key=True),
    Column("version", Integer, ForeignKey("model_versions.version"), nullable=False),
    Column("champion", Integer, ForeignKey("model_versions.version"), nullable=False),
    Column("mode", String(10), nullable=False),
    Column("share", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("since", Utc, nullable=False),  # from when on answers count
    Column("started_at", Utc, nullable=False),
    # Noted once, as they come to be so; nothing else of a row ever changes.
    Column("proposed_at", Utc),
    Column("ended_at", Utc),
    Column("outcome", String(12)),
    Column("ended_by", String(80)),
    Column("why_ended", Text),
    # One trial at a time, across all processes: 1 while it runs, null afterwards.
    Column("slot", Integer, unique=True),
    Index(None, "started_at"),
)

shadow_answers = Table(
    "shadow_answers",
    metadata,
    # It goes with its prediction, whoever deletes that.
    Column(
        "prediction_id", Id(as_uuid=False), ForeignKey("predictions.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("version", Integer, ForeignKey("model_versions.version"), primary_key=True, autoincrement=False),
    Column("label", String(10), nullable=False),
    *share_columns(),
    Column("at", Utc, nullable=False),
    Index(None, "version", "at"),
)
