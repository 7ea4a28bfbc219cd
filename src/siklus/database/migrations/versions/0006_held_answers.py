"""Why an answer is quarantined, and the newest answers at hand.

Revision 0006. Until now an answer was quarantined for one reason only: a reviewer had said otherwise.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    op.add_column("feedback", sa.Column("held", sa.String(length=12), nullable=True))
    op.execute("UPDATE feedback SET held = 'contradicted' WHERE trust = 'quarantined'")
    op.create_index(op.f("ix_feedback_source_at"), "feedback", ["source", "at"])
