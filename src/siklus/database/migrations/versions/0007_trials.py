"""Trials: a challenger beside the active version, and what it would have answered.

Revision 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
TABLES = ("trials", "shadow_answers")

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
    _trials()
    _shadow_answers()
    if op.get_context().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE siklus.{table} ENABLE ROW LEVEL SECURITY")
            op.execute(SHUT.format(table=table))


def _trials() -> None:
    op.create_table(
        "trials",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("champion", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("since", UTC, nullable=False),
        sa.Column("started_at", UTC, nullable=False),
        sa.Column("proposed_at", UTC, nullable=True),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("why_ended", sa.Text(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        _of_version("trials", "version"),
        _of_version("trials", "champion"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
        sa.UniqueConstraint("slot", name=op.f("uq_trials_slot")),
    )
    op.create_index(op.f("ix_trials_started_at"), "trials", ["started_at"], unique=False)


def _shadow_answers() -> None:
    op.create_table(
        "shadow_answers",
        sa.Column("prediction_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=10), nullable=False),
        sa.Column("p_positif", sa.Float(), nullable=False),
        sa.Column("p_netral", sa.Float(), nullable=False),
        sa.Column("p_negatif", sa.Float(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["prediction_id"],
            ["predictions.id"],
            name=op.f("fk_shadow_answers_prediction_id_predictions"),
            ondelete="CASCADE",
        ),
        _of_version("shadow_answers", "version"),
        sa.PrimaryKeyConstraint("prediction_id", "version", name=op.f("pk_shadow_answers")),
    )
    op.create_index(op.f("ix_shadow_answers_version_at"), "shadow_answers", ["version", "at"], unique=False)


def _of_version(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_model_versions")
    return sa.ForeignKeyConstraint([column], ["model_versions.version"], name=name)
