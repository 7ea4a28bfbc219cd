"""Labels and language of an installation, and room for more than three probabilities.

Revision 0012. For installations that chose nothing what is new stays empty.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the columns."""
    op.add_column("installation", sa.Column("labels", JSON, nullable=True))
    op.add_column("installation", sa.Column("language", sa.String(3), nullable=True))
    op.add_column("predictions", sa.Column("p_others", JSON, nullable=True))
    op.add_column("shadow_answers", sa.Column("p_others", JSON, nullable=True))
