"""The tables, for SQLite and PostgreSQL alike.

On PostgreSQL they live in the schema `siklus` of their own (see `engine.py`), never in `public`, where
Supabase gives the anonymous role rights. Times are aware UTC; ids are UUIDv7.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from siklus.database.columns import Id, Json, Utc, share_columns
from siklus.domain.rollups import TOTALS

SCHEMA = "siklus"


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[Any]:
    return Column("id", Id(as_uuid=False), primary_key=True)


def _at(name: str = "created_at") -> Column[Any]:
    return Column(name, Utc, nullable=False)


installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("secret_fingerprint", String(64), nullable=False),
    _at(),
    Column("labels", Json),  # in their order; null for those that need not be chosen
    Column("language", String(3)),  # the same
)

consents = Table(
    "consents",
    metadata,
    _id(),
    Column("purpose", String(40), nullable=False),
    Column("wording_version", String(40), nullable=False),
    Column("subject", String(64), index=True),
    _at("at"),
    Column("withdrawn_at", Utc),
)

inputs = Table(
    "inputs",
    metadata,
    _id(),
    Column("text", Text, nullable=False),  # anonymised
    Column("words", Integer, nullable=False),
    Column("anonymiser", String(40), nullable=False),
    Column("subject", String(64), index=True),
    Column("consent_id", Id(as_uuid=False), ForeignKey("consents.id"), nullable=False, index=True),
    _at(),
)

predictions = Table(
    "predictions",
    metadata,
    _id(),
    Column("input_id", Id(as_uuid=False), ForeignKey("inputs.id"), nullable=False, index=True),
    Column("model_version", Integer, ForeignKey("model_versions.version"), nullable=False),
    Column("label", String(10), nullable=False),
    *share_columns(),
    Column("confidence", Float, nullable=False),
    Column("latency_ms", Float, nullable=False),
    Column("oov_share", Float, nullable=False),
    Column("audit_propensity", Float, nullable=False),
    Column("channel", String(40), nullable=False),
    _at(),
    Index(None, "model_version", "created_at"),
    Index(None, "created_at"),
)

feedback = Table(
    "feedback",
    metadata,
    _id(),
    Column("prediction_id", Id(as_uuid=False), ForeignKey("predictions.id"), nullable=False),
    Column("label", String(10), nullable=False),
    Column("source", String(10), nullable=False),
    Column("subject", String(64), index=True),  # the reader's keyed hash, or the reviewer's key
    Column("trust", String(12), nullable=False),
    _at("at"),
    Column("held", String(12)),  # why it is quarantined
    UniqueConstraint("prediction_id", "source"),
    Index(None, "source", "at"),
)

asks = Table(
    "asks",
    metadata,
    _id(),
    Column("prediction_id", Id(as_uuid=False), ForeignKey("predictions.id"), nullable=False),
    Column("reason", String(10), nullable=False),
    Column("propensity", Float, nullable=False),
    _at("asked_at"),
    Column("leased_until", Utc),
    Column("leased_by", String(80)),
    Column("skips", Integer, nullable=False, server_default="0"),
    Column("answered_at", Utc),
    Column("revealed_at", Utc),  # when its reviewer looked at what the model had said
    UniqueConstraint("prediction_id", "reason"),
    Index(None, "answered_at", "reason", "asked_at"),
)

examples = Table(
    "examples",
    metadata,
    _id(),
    Column("text", Text, nullable=False),
    Column("text_key", String(32), nullable=False, index=True),
    Column("label", String(10), nullable=False),
    Column("origin", String(10), nullable=False),
    Column("split", String(10), nullable=False),
    Column("state", String(12), nullable=False),
    Column("domain", String(80)),
    Column("details", Json),  # the other columns of an import
    Column("prediction_id", Id(as_uuid=False), index=True),
    Column("subject", String(64), index=True),
    Column("shown_label", String(10)),
    Column("shown_version", Integer),
    _at(),
    Index(None, "state", "origin", "created_at"),
)

snapshots = Table(
    "snapshots",
    metadata,
    _id(),
    Column("content_hash", String(64), nullable=False),
    Column("counts", Json, nullable=False),
    Column("example_ids", LargeBinary, nullable=False),  # 16 bytes an id, in the order of the hash
    _at(),
)

model_versions = Table(
    "model_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("parent", Integer, ForeignKey("model_versions.version")),
    Column("snapshot_id", Id(as_uuid=False), ForeignKey("snapshots.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("recipe", Json, nullable=False),
    Column("libraries", Json, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("scores", Json, nullable=False),
    Column("reference", Json, nullable=False),
    Column("card", Text, nullable=False),
    _at(),
    Column("provenance", Json),  # what it was trained with beside its rows; null for versions from before
)

deployments = Table(
    "deployments",
    metadata,
    # The number is the lock: two that read link n both write n + 1, and one of them loses.
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, ForeignKey("model_versions.version"), nullable=False),
    Column("previous", Integer, ForeignKey("model_versions.version")),
    Column("action", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", String(80), nullable=False),
    _at("at"),
)

retraining_runs = Table(
    "retraining_runs",
    metadata,
    _id(),
    Column("reasons", Json, nullable=False),
    Column("holds", Json, nullable=False),
    Column("figures", Json, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("outcome", String(12)),
    Column("snapshot_id", Id(as_uuid=False), ForeignKey("snapshots.id")),
    Column("candidate", Integer, ForeignKey("model_versions.version")),
    Column("evidence", Json),  # both versions' answers on the gate's rows, until the gate has spoken
    Column("gate", Json),
    Column("error", Text),
    Column("steps", Json),  # each with the time at which it began; null before revision 0011
    Column("slot", Integer, unique=True),  # one run at a time, across all workers: 1 while under way
    _at(),
    Column("finished_at", Utc),
    Index(None, "created_at"),
)

rollup_counters = Table(
    "rollup_counters",
    metadata,
    # Anonymous counters: what was answered and not stored, and what was refused and why.
    Column("hour", Utc, primary_key=True),
    Column("metric", String(20), primary_key=True),
    Column("detail", String(60), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),  # 0 where none is concerned
    Column("count", Integer, nullable=False),
)


def _rollup(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("at", Utc, primary_key=True),  # when the hour or the UTC day begins
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("channel", String(40), primary_key=True),
        Column("audit_ppm", Integer, primary_key=True, autoincrement=False),  # how likely an audit was
        Column("shard", Integer, primary_key=True, autoincrement=False),  # each writer's own; readers add up
        *(Column(total, BigInteger, nullable=False) for total in TOTALS),
        Column("least_ms", Float),
        Column("greatest_ms", Float),
        Column("bins", LargeBinary, nullable=False),  # 4 bytes a bin, as `monitoring.rollup` lays them out
    )


rollup_hour = _rollup("rollup_hour")
rollup_day = _rollup("rollup_day")

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("kind", String(20), nullable=False),
    Column("model_version", Integer, nullable=False),
    Column("figures", Json, nullable=False),
    _at("at"),
    Column("resolved_at", Utc),
    Index(None, "kind", "resolved_at"),
)

alert_watches = Table(
    "alert_watches",
    metadata,
    Column("rule", String(20), primary_key=True),
    # 0 for a rule that is about the installation
    Column("model_version", Integer, primary_key=True, autoincrement=False),
    Column("phase", String(10), nullable=False),
    Column("held", Integer, nullable=False),  # evaluations in a row beyond the limit
    _at("evaluated_at"),
)

alert_deliveries = Table(
    "alert_deliveries",
    metadata,
    _id(),
    Column("alert_id", Id(as_uuid=False), ForeignKey("alerts.id"), nullable=False, index=True),
    Column("event", String(10), nullable=False),
    Column("value", Float, nullable=False),  # of the rule's figure then
    Column("channel", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Utc, nullable=False),  # not before; moved on before each attempt, so it is a lease too
    Column("error", String(200)),
    _at(),
    Index(None, "state", "due_at"),
)

accuracy_backtests = Table(
    "accuracy_backtests",
    metadata,
    Column("model_version", Integer, primary_key=True, autoincrement=False),
    Column("blocks", Integer, nullable=False),  # that had enough audits to judge by
    Column("bias", Float, nullable=False),  # mean of (confidence - audited accuracy)
    Column("error", Float, nullable=False),  # root mean square of the true gap
    _at("checked_at"),
)

drift_windows = Table(
    "drift_windows",
    metadata,
    _id(),
    Column("model_version", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("level", String(12), nullable=False),
    Column("figures", Json, nullable=False),
    Column("until", Utc, nullable=False),  # when the window's newest prediction was made
    _at(),
    Index(None, "model_version", "created_at"),
)

erasures = Table(
    "erasures",
    metadata,
    _id(),
    Column("kind", String(12), nullable=False),
    Column("gone", Json, nullable=False),  # how many rows of which kind
    Column("versions", Json, nullable=False),  # that had learnt from them
    _at("at"),
    _at("due_at"),
    Column("successor", Integer, ForeignKey("model_versions.version")),
    Column("finished_at", Utc),
    Index(None, "finished_at", "at"),
)

api_keys = Table(
    "api_keys",
    metadata,
    _id(),
    Column("name", String(80), nullable=False),
    Column("role", String(10), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    _at(),
    Column("revoked_at", Utc),
)

audit_log = Table(
    "audit_log",
    metadata,
    _id(),
    Column("actor", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("details", Json, nullable=False),  # ids and counts, never a text
    _at("at"),
    Column("seq", Integer, nullable=False, unique=True),  # a chain: see `siklus.domain.audit`
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("host", String(200), nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("gone", Boolean, nullable=False, server_default="0"),
)
