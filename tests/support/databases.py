"""Fresh, migrated databases, cheaply: one template a session, one copy a test."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from siklus.database.engine import make_engine
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
