"""How often addresses have asked, over all processes.

Revision 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE = "rates"

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
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("full_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rates")),
    )
    op.create_index(op.f("ix_rates_full_at"), TABLE, ["full_at"])
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE siklus.{TABLE} ENABLE ROW LEVEL SECURITY")
        op.execute(SHUT.format(table=TABLE))
