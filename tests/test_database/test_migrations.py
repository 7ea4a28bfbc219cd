"""The migrations make what `schema.py` says, on both databases, and say so when they are missing."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import siklus.database
from siklus.database.engine import make_engine
from siklus.database.revision import check, newest_revision
from siklus.database.schema import SCHEMA, metadata
from siklus.database.store import Store
from siklus.database.upgrade import schema_sql, upgrade
from siklus.errors import DatabaseOutdated, DatabaseUnavailable
from support import servers
from support.clock import NOON

SCHEMA_SQL = Path(__file__).parents[2] / "database" / "schema.sql"


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request, tmp_path):
    """The engine of a database without tables."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'siklus.db'}" if sqlite else request.getfixturevalue("empty_postgres")
    engine = make_engine(url, create=True)
    yield engine
    engine.dispose()


def version_table(store: Store) -> str:
    return "siklus.alembic_version" if store.engine.dialect.name == "postgresql" else "alembic_version"


def test_an_empty_database_is_brought_up_to_date(empty):
    assert upgrade(empty) == newest_revision()
    check(empty)


def test_bringing_it_up_to_date_again_changes_nothing(store):
    with store.transaction() as tx:
        tx.workers.join("w", pid=1, host="h", now=NOON)
    assert upgrade(store.engine) == newest_revision()
    with store.reading() as tx:
        assert tx.workers.living(NOON) == ["w"]


def test_a_database_without_tables_is_refused(empty):
    with pytest.raises(DatabaseOutdated) as refused:
        check(empty)
    assert (refused.value.found, refused.value.expected) == (None, newest_revision())
    assert "siklus db upgrade" in refused.value.advice


@pytest.mark.parametrize(("revision", "advice"), [("0000", "siklus db upgrade"), ("9999", "a later one")])
def test_a_database_of_another_version_is_refused(store, revision, advice):
    with store.transaction() as tx:
        tx.connection.execute(text(f"UPDATE {version_table(store)} SET version_num = '{revision}'"))
    with pytest.raises(DatabaseOutdated) as refused:
        check(store.engine)
    assert refused.value.found == revision
    assert advice in refused.value.advice


def test_a_database_newer_than_the_program_is_left_alone(store):
    with store.transaction() as tx:
        tx.connection.execute(text(f"UPDATE {version_table(store)} SET version_num = '9999'"))
    with pytest.raises(DatabaseOutdated):
        upgrade(store.engine)


def test_anothers_version_table_in_public_is_not_taken_for_ours(empty_postgres):
    engine = make_engine(empty_postgres)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE public.alembic_version (version_num text)")
        connection.exec_driver_sql(f"INSERT INTO public.alembic_version VALUES ('{newest_revision()}')")
    with pytest.raises(DatabaseOutdated):
        check(engine)
    upgrade(engine)
    check(engine)
    engine.dispose()


def differences(store: Store) -> list[object]:
    """What `schema.py` says and the database does not hold, or the other way round."""
    with store.engine.connect() as plain:
        # Alembic looks at plain names; the search path says where they are.
        connection = plain.execution_options(schema_translate_map={})
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET search_path TO {SCHEMA}")
            connection.dialect.default_schema_name = SCHEMA
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)


def test_the_migrations_make_what_the_schema_says(store):
    assert differences(store) == []


def test_a_forgotten_migration_would_be_noticed(store):
    table = version_table(store).replace("alembic_version", "workers")
    with store.transaction() as tx:
        tx.connection.execute(text(f"ALTER TABLE {table} ADD COLUMN forgotten integer"))
    assert len(differences(store)) == 1


def test_the_printed_schema_is_that_of_the_migrations():
    """If not: `siklus db schema > database/schema.sql`."""
    assert SCHEMA_SQL.read_text(encoding="utf-8") == schema_sql()


def test_the_printed_schema_holds_no_doubled_percent_sign():
    assert "%" not in schema_sql()


def test_the_printed_schema_makes_a_database_that_passes_the_check(empty_postgres):
    psql = servers.binary("psql")
    assert psql is not None
    subprocess.run(
        [psql, empty_postgres, "-v", "ON_ERROR_STOP=1", "-q", "-f", SCHEMA_SQL],
        check=True,
        capture_output=True,
        timeout=60,
    )
    engine = make_engine(empty_postgres)
    check(engine)
    assert upgrade(engine) == newest_revision()
    engine.dispose()


def test_nothing_is_made_where_the_database_is_away(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'away' / 'siklus.db'}")
    with pytest.raises(DatabaseUnavailable):
        check(engine)
    engine.dispose()
    assert list(tmp_path.iterdir()) == []


# --- what running processes of the release before survive: docs/how-to/upgrade.md --------------------

VERSIONS = sorted((Path(siklus.database.__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))
# From before the rule, when nobody could have had an older program running.
BEFORE_THE_RULE = {"0002", "0005"}
NARROWING = {
    "alter_column",
    "create_check_constraint",
    "create_exclude_constraint",
    "create_foreign_key",
    "create_primary_key",
    "create_unique_constraint",
    "drop_column",
    "drop_table",
    "rename_table",
}
NARROWING_SQL = re.compile(
    r"\b(DROP\s+(TABLE|COLUMN|SCHEMA|VIEW)|RENAME\s|ALTER\s+COLUMN|SET\s+NOT\s+NULL|ADD\s+CONSTRAINT|TRUNCATE)",
    re.IGNORECASE,
)


def narrowings(source: str) -> list[str]:
    """What in a migration a program of the release before would stumble over; none where it says why not."""
    tree = ast.parse(source)
    if any(isinstance(node, ast.Assign) and _name(node.targets[0]) == "UNUSED_SINCE" for node in tree.body):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [match[0].strip() for match in NARROWING_SQL.finditer(node.value)]
        if not isinstance(node, ast.Call):
            continue
        called = _name(node.func)
        if called in NARROWING:
            found.append(called)
        if called == "add_column" and not _old_rows_and_programs_can_leave_it_out(node):
            found.append("add_column of what must be given")
    return found


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _old_rows_and_programs_can_leave_it_out(add: ast.Call) -> bool:
    [column] = [each for each in add.args if isinstance(each, ast.Call)]
    given = {each.arg: each.value for each in column.keywords}
    nullable = given.get("nullable")
    return "server_default" in given or not isinstance(nullable, ast.Constant) or nullable.value is True


@pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.stem)
def test_a_migration_takes_nothing_from_programs_that_run(file):
    found = narrowings(file.read_text())
    if file.name[:4] in BEFORE_THE_RULE:
        assert found
    else:
        assert found == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ('op.drop_column("inputs", "words")', ["drop_column"]),
        ('op.rename_table("inputs", "texts")', ["rename_table"]),
        (
            'op.add_column("t", sa.Column("c", sa.Text(), nullable=False))',
            ["add_column of what must be given"],
        ),
        ('op.add_column("t", sa.Column("c", sa.Text(), nullable=False, server_default=""))', []),
        ('op.add_column("t", sa.Column("c", sa.Text(), nullable=True))', []),
        ('op.execute("ALTER TABLE t RENAME COLUMN a TO b")', ["RENAME"]),
        ('op.execute("alter table t alter column a set not null")', ["alter column", "set not null"]),
        ('op.create_table("t", sa.Column("c", sa.Text(), nullable=False))', []),
        ('UNUSED_SINCE = "0012"\nop.drop_column("inputs", "words")', []),
    ],
)
def test_what_is_taken_for_narrowing(statement, found):
    assert narrowings(statement) == found
