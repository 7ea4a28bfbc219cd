"""What looks at the versions' scorers came to.

Revision 0009. Versions from before have no scorer until a worker looks at them; scikit-learn answers.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
UTC = sa.DateTime(timezone=True)
TABLE = "scorer_checks"

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
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("scorer_sha256", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("compiled", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("largest", sa.Float(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["version"], ["model_versions.version"], name=op.f("fk_scorer_checks_version_model_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorer_checks")),
    )
    op.create_index(op.f("ix_scorer_checks_version_at"), TABLE, ["version", "at"])
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE siklus.{TABLE} ENABLE ROW LEVEL SECURITY")
        op.execute(SHUT.format(table=TABLE))
