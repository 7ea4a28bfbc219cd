"""How far the estimate of accuracy without labels was off, version by version.

Revision 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
TABLE = "accuracy_backtests"

# A new table is closed as the first ones were: see 0001.
SHUT = """
DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.{table} FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.{table} FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.{table} TO siklus_app;
    CREATE POLICY siklus_app ON siklus.{table} TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$
"""


def upgrade() -> None:
    """Make the table, and shut it."""
    op.create_table(
        TABLE,
        sa.Column("model_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("blocks", sa.Integer(), nullable=False),
        sa.Column("bias", sa.Float(), nullable=False),
        sa.Column("error", sa.Float(), nullable=False),
        sa.Column("checked_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("model_version", name=op.f("pk_accuracy_backtests")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE siklus.{TABLE} ENABLE ROW LEVEL SECURITY")
        op.execute(SHUT.format(table=TABLE))
