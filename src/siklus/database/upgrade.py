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
        DatabaseUnavailable: it cannot be reached.
    """
    with said_plainly(), engine.begin() as connection:
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
