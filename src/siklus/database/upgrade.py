"""Bring the tables up to date, look whether they are, and print them as SQL."""

import io
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from siklus.database.schema import SCHEMA
from siklus.database.store import said_plainly
from siklus.errors import DatabaseOutdated

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 0x73696B6C7573  # any number that nobody else in this database uses
HEADER = f"""\
-- The tables of Siklus for PostgreSQL 15 and later (Supabase: paste this into the SQL editor).
-- Made from the migrations by `siklus db schema`; do not edit. It is safe on an empty database only.
BEGIN;
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
SET LOCAL search_path TO {SCHEMA};

"""


def upgrade(engine: Engine) -> str:
    """Run every migration that is missing, in one transaction; the revision that stands afterwards.

    Raises:
        DatabaseOutdated: the tables are newer than this program.
        DatabaseUnavailable: it cannot be reached.
    """
    with said_plainly(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Several processes may start at once, and CREATE … IF NOT EXISTS is no lock.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        found = _revision(connection)
        # Where nothing is missing nothing is tried: the application's own role may not even try.
        if found != newest_revision():
            if found is not None and found not in _known_revisions():
                raise DatabaseOutdated(found, newest_revision())
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return newest_revision()


def check(engine: Engine) -> None:
    """Refuse to work on tables of another version.

    Raises:
        DatabaseOutdated: the tables are missing, older, or newer.
        DatabaseUnavailable: it cannot be reached.
    """
    with said_plainly(), engine.connect() as connection:
        found = _revision(connection)
    if found != newest_revision():
        raise DatabaseOutdated(found, newest_revision())


def newest_revision() -> str:
    """The revision that this program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise AssertionError("the package holds no migration")
    return head


def _known_revisions() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def schema_sql() -> str:
    """All migrations as SQL for PostgreSQL: what database/schema.sql holds."""
    printed = io.StringIO()
    config = _config()
    config.output_buffer = printed
    command.upgrade(config, "head", sql=True)
    return HEADER + printed.getvalue().strip() + "\n\nCOMMIT;\n"


def _revision(connection: Connection) -> str | None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
