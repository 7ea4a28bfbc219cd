"""Fresh, migrated databases, cheaply: one template a session, one copy a test."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from siklus.database.engine import make_engine
from siklus.database.schema import metadata
from siklus.database.upgrade import upgrade


def named(url: str, database: str) -> str:
    """`url` with another database's name."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def as_admin(url: str, *statements: sql.Composable | str) -> None:
    """Run statements outside of any transaction."""
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement)


def create_database(url: str, *, template: str | None = None) -> str:
    """A new database on the server of `url`, empty or a copy; its URL."""
    name = f"siklus_{uuid4().hex[:12]}"
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        statement += sql.SQL(" TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
    as_admin(url, statement)
    return named(url, name)


def drop_database(url: str) -> None:
    """Drop the database of `url`, whoever is connected."""
    name = str(make_url(url).database)
    statement = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    as_admin(named(url, "postgres"), statement)


# What tells whether a test has changed more than rows. Not from information_schema, which takes far longer.
SHAPE = """
SELECT md5(string_agg(concat_ws(' ', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull), ','
                      ORDER BY c.relname, a.attnum))
    || ' ' || (SELECT version_num FROM siklus.alembic_version)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'siklus'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0
"""
_names = [sql.Identifier("siklus", name) for name in metadata.tables]
FILLED = sql.SQL("SELECT ARRAY[{}]").format(
    sql.SQL(", ").join(sql.SQL("EXISTS (SELECT FROM {})").format(name) for name in _names)
)


@dataclass
class Spare:
    """A migrated PostgreSQL database that one test after the other uses; making one takes far longer.

    Whatever a test leaves behind is emptied; where it changed the tables themselves the database is dropped.
    """

    server: str
    template: str
    url: str | None = None
    shape: str | None = None

    def take(self) -> str:
        """The URL of a migrated database without a row."""
        url = self.url or create_database(self.server, template=self.template)
        self.url = None
        self.shape = self.shape or self._shape_of(url)
        return url

    def give_back(self, url: str) -> None:
        """Empty the database of `url` for the next test."""
        try:
            self._empty(url)
        except (psycopg.Error, AssertionError):
            drop_database(url)
        else:
            self.url = url

    def _shape_of(self, url: str) -> str:
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            return _only(connection, SHAPE)

    def _empty(self, url: str) -> None:
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            assert _only(connection, SHAPE) == self.shape
            found = zip(_names, _only(connection, FILLED), strict=True)
            filled = [name for name, is_filled in found if is_filled]
            if filled:
                connection.execute("SET lock_timeout = 2000")
                # With what refers to them: that is empty already, or among them.
                connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(filled)))


def _only(connection: psycopg.Connection[Any], query: sql.Composable | str) -> Any:
    """The one value that a query finds."""
    [(found,)] = connection.execute(query).fetchall()
    return found


def migrated(url: str) -> str:
    """`url` itself, its database brought up to date."""
    engine = make_engine(url, create=True)
    try:
        upgrade(engine)
    finally:
        engine.dispose()
    return url


def copier(template: Path) -> Callable[[Path], str]:
    """Makes copies of a migrated SQLite file; closed engines leave no write-ahead log beside it."""

    def copy(path: Path) -> str:
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    return copy
