"""The audit log becomes a chain of hashes; what a version was trained with is kept beside it.

Revision 0005. Entries from before are chained once, in order of time: from then on none of them can be
changed unseen. The hash is written out here, for a migration must not depend on code that changes later.
"""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
LOG = sa.table(
    "audit_log",
    sa.column("id", sa.Uuid(as_uuid=False)),
    sa.column("actor", sa.String),
    sa.column("action", sa.String),
    sa.column("details", JSON),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("seq", sa.Integer),
    sa.column("previous", sa.String),
    sa.column("hash", sa.String),
)


def upgrade() -> None:
    """Add the columns, chain what is there, and let no entry be without its place."""
    op.add_column("model_versions", sa.Column("provenance", JSON, nullable=True))
    with op.batch_alter_table("audit_log") as batch:
        batch.add_column(sa.Column("seq", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("previous", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
    if not context.is_offline_mode():  # printed SQL is for empty databases only
        _chain(op.get_bind())
    with op.batch_alter_table("audit_log") as batch:
        batch.alter_column("seq", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("previous", existing_type=sa.String(length=64), nullable=False)
        batch.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
        batch.create_unique_constraint(op.f("uq_audit_log_seq"), ["seq"])


def _chain(connection: sa.Connection) -> None:
    previous = "0" * 64
    rows = connection.execute(sa.select(LOG).order_by(LOG.c.at, LOG.c.id)).mappings().all()
    for seq, row in enumerate(rows, start=1):
        found = _hash(seq, row, previous)
        places = {"seq": seq, "previous": previous, "hash": found}
        connection.execute(sa.update(LOG).where(LOG.c.id == row["id"]).values(**places))
        previous = found


def _hash(seq: int, row: sa.RowMapping, previous: str) -> str:
    at: datetime = row["at"]
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    content = {name: row[name] for name in ("id", "actor", "action", "details")}
    content |= {"seq": seq, "previous": previous, "at": at.isoformat(timespec="microseconds")}
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(written.encode()).hexdigest()
