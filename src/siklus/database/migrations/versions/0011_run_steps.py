"""When a retraining began each of its steps, and how far the present one is.

Revision 0011. Runs from before tell no steps.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the column."""
    op.add_column("retraining_runs", sa.Column("steps", JSON, nullable=True))
