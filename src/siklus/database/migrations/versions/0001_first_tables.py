"""The first tables.

Revision 0001. On PostgreSQL every table is closed to everybody but its owner and the role `siklus_app`.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TABLES = (
    "alerts",
    "api_keys",
    "audit_log",
    "consents",
    "drift_windows",
    "examples",
    "installation",
    "rollup_hour",
    "snapshots",
    "workers",
    "inputs",
    "model_versions",
    "deployments",
    "predictions",
    "retraining_runs",
    "asks",
    "feedback",
)

# A role of its own for the application, where this user may create one; migrations run as the owner.
APP_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE ROLE siklus_app NOLOGIN;
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'role siklus_app was not created: this user may not create roles';
END $$
"""
# No format('%I'): a percent sign is doubled where the migrations are printed as SQL, and is then a mistake.
GRANTS = """
DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON SCHEMA siklus FROM PUBLIC;
  REVOKE ALL ON ALL TABLES IN SCHEMA siklus FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON SCHEMA siklus FROM ' || quote_ident(role_name);
      EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA siklus FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT USAGE ON SCHEMA siklus TO siklus_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA siklus TO siklus_app;
  END IF;
END $$
"""
POLICY = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.{table} TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$
"""


def upgrade() -> None:
    """Make the tables, then shut them."""
    _create_tables()
    if op.get_context().dialect.name == "postgresql":
        _shut()


def _shut() -> None:
    # Row level security alone answers a stranger with no rows; missing rights answer with an error.
    # Both, because a later GRANT by hand must not open the rows as well.
    op.execute(APP_ROLE)
    op.execute(GRANTS)
    for table in ("alembic_version", *TABLES):
        op.execute(f"ALTER TABLE siklus.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(POLICY.format(table=table))


def _create_tables() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("resolved_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_kind_resolved_at"), "alerts", ["kind", "resolved_at"], unique=False)
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("revoked_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("wording_version", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("at", UTC, nullable=False),
        sa.Column("withdrawn_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_subject"), "consents", ["subject"], unique=False)
    op.create_table(
        "drift_windows",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("until", UTC, nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drift_windows")),
    )
    op.create_index(
        op.f("ix_drift_windows_model_version_created_at"),
        "drift_windows",
        ["model_version", "created_at"],
        unique=False,
    )
    op.create_table(
        "examples",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_key", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("split", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("domain", sa.String(length=80), nullable=True),
        sa.Column("details", JSON, nullable=True),
        sa.Column("prediction_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("shown_label", sa.String(length=10), nullable=True),
        sa.Column("shown_version", sa.Integer(), nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examples")),
    )
    op.create_index(op.f("ix_examples_prediction_id"), "examples", ["prediction_id"], unique=False)
    op.create_index(
        op.f("ix_examples_state_origin_created_at"),
        "examples",
        ["state", "origin", "created_at"],
        unique=False,
    )
    op.create_index(op.f("ix_examples_subject"), "examples", ["subject"], unique=False)
    op.create_index(op.f("ix_examples_text_key"), "examples", ["text_key"], unique=False)
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "rollup_hour",
        sa.Column("hour", UTC, nullable=False),
        sa.Column("metric", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "metric", "detail", "version", name=op.f("pk_rollup_hour")),
    )
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("example_ids", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("seen_at", UTC, nullable=False),
        sa.Column("gone", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    op.create_table(
        "inputs",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("anonymiser", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("consent_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_inputs_consent_id_consents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inputs")),
    )
    op.create_index(op.f("ix_inputs_subject"), "inputs", ["subject"], unique=False)
    op.create_table(
        "model_versions",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("snapshot_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("recipe", JSON, nullable=False),
        sa.Column("libraries", JSON, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("scores", JSON, nullable=False),
        sa.Column("reference", JSON, nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["parent"], ["model_versions.version"], name=op.f("fk_model_versions_parent_model_versions")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name=op.f("fk_model_versions_snapshot_id_snapshots")
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_model_versions")),
    )
    op.create_table(
        "deployments",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("previous", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["previous"], ["model_versions.version"], name=op.f("fk_deployments_previous_model_versions")
        ),
        sa.ForeignKeyConstraint(
            ["version"], ["model_versions.version"], name=op.f("fk_deployments_version_model_versions")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_deployments")),
    )
    op.create_table(
        "predictions",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("input_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=10), nullable=False),
        sa.Column("p_positif", sa.Float(), nullable=False),
        sa.Column("p_netral", sa.Float(), nullable=False),
        sa.Column("p_negatif", sa.Float(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("latency_ms", sa.Float(), nullable=False),
        sa.Column("oov_share", sa.Float(), nullable=False),
        sa.Column("audit_propensity", sa.Float(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["input_id"], ["inputs.id"], name=op.f("fk_predictions_input_id_inputs")),
        sa.ForeignKeyConstraint(
            ["model_version"],
            ["model_versions.version"],
            name=op.f("fk_predictions_model_version_model_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_predictions")),
    )
    op.create_index(op.f("ix_predictions_created_at"), "predictions", ["created_at"], unique=False)
    op.create_index(op.f("ix_predictions_input_id"), "predictions", ["input_id"], unique=False)
    op.create_index(
        op.f("ix_predictions_model_version_created_at"),
        "predictions",
        ["model_version", "created_at"],
        unique=False,
    )
    op.create_table(
        "retraining_runs",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("holds", JSON, nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("snapshot_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("candidate", sa.Integer(), nullable=True),
        sa.Column("evidence", JSON, nullable=True),
        sa.Column("gate", JSON, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("finished_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate"],
            ["model_versions.version"],
            name=op.f("fk_retraining_runs_candidate_model_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name=op.f("fk_retraining_runs_snapshot_id_snapshots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retraining_runs")),
        sa.UniqueConstraint("slot", name=op.f("uq_retraining_runs_slot")),
    )
    op.create_index(op.f("ix_retraining_runs_created_at"), "retraining_runs", ["created_at"], unique=False)
    op.create_table(
        "asks",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("prediction_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("asked_at", UTC, nullable=False),
        sa.Column("leased_until", UTC, nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("skips", sa.Integer(), server_default="0", nullable=False),
        sa.Column("answered_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["prediction_id"], ["predictions.id"], name=op.f("fk_asks_prediction_id_predictions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
        sa.UniqueConstraint("prediction_id", "reason", name=op.f("uq_asks_prediction_id_reason")),
    )
    op.create_index(
        op.f("ix_asks_answered_at_reason_asked_at"),
        "asks",
        ["answered_at", "reason", "asked_at"],
        unique=False,
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("prediction_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("label", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("trust", sa.String(length=12), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["prediction_id"], ["predictions.id"], name=op.f("fk_feedback_prediction_id_predictions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("prediction_id", "source", name=op.f("uq_feedback_prediction_id_source")),
    )
    op.create_index(op.f("ix_feedback_subject"), "feedback", ["subject"], unique=False)
    # ### end Alembic commands ###
