"""Bring the tables up to date, and print them as SQL."""

import io

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from siklus.database.revision import MIGRATIONS, newest_revision, revision_of
from siklus.database.schema import SCHEMA
from siklus.database.store import said_plainly
from siklus.errors import DatabaseOutdated

UPGRADE_LOCK = 0x73696B6C7573  # any number that nobody else in this database uses
HEADER = f"""\
-- The tables of Siklus for PostgreSQL 15 and later (Supabase: paste this into the SQL editor).
-- Made from the migrations by `siklus db schema`; do not edit. It is safe on an empty database only.
BEGIN;
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
SET LOCAL search_path TO {SCHEMA};

"""


def upgrade(engine: Engine, to: str | None = None) -> str:
    """Run every migration that is missing, in one transaction; the revision that stands afterwards.

    Args:
        to: an earlier revision to stop at; by default the newest.

    Raises:
        DatabaseOutdated: the tables are newer than this program.
        DatabaseUnavailable: it cannot be reached.
    """
    with said_plainly(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Several processes may start at once, and CREATE … IF NOT EXISTS is no lock.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        found = revision_of(connection)
        # Where nothing is missing nothing is tried: the application's own role may not even try.
        wanted = to or newest_revision()
        if found != wanted:
            if found is not None and found not in known_revisions():
                raise DatabaseOutdated(found, newest_revision())
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, wanted)
    return wanted


def known_revisions() -> set[str]:
    """Every revision that this program knows the way from."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def schema_sql() -> str:
    """All migrations as SQL for PostgreSQL: what database/schema.sql holds."""
    printed = io.StringIO()
    config = _config()
    config.output_buffer = printed
    command.upgrade(config, "head", sql=True)
    return HEADER + printed.getvalue().strip() + "\n\nCOMMIT;\n"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
