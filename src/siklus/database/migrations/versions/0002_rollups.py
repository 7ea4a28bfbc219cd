"""Roll-ups of the predictions by hour and day; the counters move to a table of their own.

Revision 0002. What was stored before is folded afterwards, by `RollupService.catch_up`: a migration must
not depend on code that changes later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
TABLES = ("rollup_counters", "rollup_hour", "rollup_day")
TOTALS = (
    "predictions",
    "positif",
    "netral",
    "negatif",
    "drawn",
    "latency_ns",
    "confidence_ppb",
    "doubt_ppb",
)

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
    """Make the tables, move the counters, and shut what is new."""
    _counters()
    for name in ("rollup_hour", "rollup_day"):
        _rollup(name)
    # Without it every consent that is deleted would read all inputs.
    op.create_index(op.f("ix_inputs_consent_id"), "inputs", ["consent_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE siklus.{table} ENABLE ROW LEVEL SECURITY")
            op.execute(SHUT.format(table=table))


def _counters() -> None:
    op.create_table(
        "rollup_counters",
        sa.Column("hour", UTC, nullable=False),
        sa.Column("metric", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "metric", "detail", "version", name=op.f("pk_rollup_counters")),
    )
    columns = "hour, metric, detail, version, count"
    op.execute(f"INSERT INTO rollup_counters ({columns}) SELECT {columns} FROM rollup_hour")
    op.drop_table("rollup_hour")


def _rollup(name: str) -> None:
    op.create_table(
        name,
        sa.Column("at", UTC, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("audit_ppm", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(total, sa.BigInteger(), nullable=False) for total in TOTALS),
        sa.Column("least_ms", sa.Float(), nullable=True),
        sa.Column("greatest_ms", sa.Float(), nullable=True),
        sa.Column("bins", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("at", "version", "channel", "audit_ppm", "shard", name=op.f(f"pk_{name}")),
    )
