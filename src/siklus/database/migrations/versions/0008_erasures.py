"""What was erased, until when another version must answer, and which one does.

Revision 0008. Erasures from before have no deadline; the audit log tells of them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
UTC = sa.DateTime(timezone=True)
TABLE = "erasures"

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
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("gone", JSON, nullable=False),
        sa.Column("versions", JSON, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("successor", sa.Integer(), nullable=True),
        sa.Column("finished_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["successor"], ["model_versions.version"], name=op.f("fk_erasures_successor_model_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_finished_at_at"), TABLE, ["finished_at", "at"])
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE siklus.{TABLE} ENABLE ROW LEVEL SECURITY")
        op.execute(SHUT.format(table=TABLE))
