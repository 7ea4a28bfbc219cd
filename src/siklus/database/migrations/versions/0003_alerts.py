"""What is remembered of alert rules between evaluations, and the deliveries of alerts.

Revision 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
TABLES = ("alert_watches", "alert_deliveries")

# New tables are closed as the first ones were: see 0001.
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
    """Make the tables, and shut them."""
    _watches()
    _deliveries()
    if op.get_context().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE siklus.{table} ENABLE ROW LEVEL SECURITY")
            op.execute(SHUT.format(table=table))


def _watches() -> None:
    op.create_table(
        "alert_watches",
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("model_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("evaluated_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("rule", "model_version", name=op.f("pk_alert_watches")),
    )


def _deliveries() -> None:
    op.create_table(
        "alert_deliveries",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("alert_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("event", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_deliveries_alert_id_alerts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_deliveries")),
    )
    op.create_index(op.f("ix_alert_deliveries_alert_id"), "alert_deliveries", ["alert_id"], unique=False)
    op.create_index(
        op.f("ix_alert_deliveries_state_due_at"), "alert_deliveries", ["state", "due_at"], unique=False
    )
