"""When the database is away, locked, damaged or exchanged: said plainly, and never with a review in it."""

import shutil
import sqlite3
import traceback
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, insert, make_url, text
from sqlalchemy.exc import DBAPIError

from siklus.database import driver
from siklus.database.engine import make_engine, read_url
from siklus.database.schema import inputs
from siklus.database.store import Store
from siklus.domain.identity import new_id
from siklus.errors import DatabaseUnavailable, SettingInvalid
from support import databases
from support.clock import NOON

SECRET_TEXT = "nama saya Rahasia Sekali dan ini ulasan saya"


@pytest.fixture
def sqlite_store(sqlite_url):
    engine = make_engine(sqlite_url)
    yield Store(engine)
    engine.dispose()


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "siklus.db"


@pytest.fixture
def postgres_store(migrated_postgres):
    engine = make_engine(migrated_postgres)
    yield Store(engine)
    engine.dispose()


# --- SQLite -------------------------------------------------------------------------------------


def test_committed_rows_survive_a_crash_by_these_settings(sqlite_store):
    with sqlite_store.reading() as tx:
        pragmas = {
            name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_removed_file_is_an_error_and_no_silent_write_into_a_deleted_file(sqlite_store, file):
    with sqlite_store.transaction() as tx:
        tx.workers.join("a", pid=1, host="h", now=NOON)
    file.unlink()
    with pytest.raises(DatabaseUnavailable), sqlite_store.transaction() as tx:
        tx.workers.join("b", pid=1, host="h", now=NOON)
    assert not file.exists()


def test_a_file_that_goes_while_it_is_being_opened_is_away_and_no_bug(sqlite_store, file):
    def goes(statement: str) -> None:
        if "foreign_keys" in statement:  # the last word of the opening
            file.unlink()

    event.listen(
        sqlite_store.engine, "connect", lambda opened, _: opened.set_trace_callback(goes), insert=True
    )
    with pytest.raises(DatabaseUnavailable, match="unable to open"), sqlite_store.transaction() as tx:
        tx.workers.join("a", pid=1, host="h", now=NOON)
    assert not file.exists()


def test_a_file_that_was_put_back_is_written_to_and_not_the_old_one(sqlite_store, file, tmp_path):
    with sqlite_store.transaction() as tx:
        tx.workers.join("before", pid=1, host="h", now=NOON)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(file, tmp_path / "copy.db")
    (tmp_path / "copy.db").replace(file)
    with sqlite_store.transaction() as tx:
        tx.workers.join("after", pid=1, host="h", now=NOON)
    with closing(sqlite3.connect(file)) as connection:
        assert [name for (name,) in connection.execute("SELECT id FROM workers ORDER BY id")] == [
            "after",
            "before",
        ]


def test_an_empty_file_in_its_place_is_an_error(sqlite_store, file):
    with sqlite_store.reading() as tx:
        tx.workers.living(NOON)
    file.unlink()
    file.touch()
    with pytest.raises(DatabaseUnavailable), sqlite_store.reading() as tx:
        tx.workers.living(NOON)


@pytest.mark.parametrize(
    "content", [b"this is no database at all, only text" * 40, b"SQLite format 3\0" * 300]
)
def test_a_damaged_file_is_an_error(tmp_path, content):
    (tmp_path / "siklus.db").write_bytes(content)
    engine = make_engine(f"sqlite:///{tmp_path / 'siklus.db'}")
    with pytest.raises(DatabaseUnavailable), Store(engine).reading() as tx:
        tx.workers.living(NOON)
    engine.dispose()


def joining(store: Store, workers: int = 1) -> None:
    """A transaction that writes rows."""
    with store.transaction() as tx:
        for number in range(workers):
            tx.workers.join(f"worker-{number}", pid=1, host="h" * 100, now=NOON)


def test_a_file_that_may_not_be_written_is_an_error(sqlite_store):
    @event.listens_for(sqlite_store.engine, "checkout")
    def _read_only(connection, _record, _proxy):
        connection.execute("PRAGMA query_only = 1")

    with pytest.raises(DatabaseUnavailable, match="readonly"):
        joining(sqlite_store)


def test_a_full_disk_is_an_error_and_nothing_of_the_transaction_stays(sqlite_store):
    with sqlite_store.reading() as tx:
        pages = tx.connection.exec_driver_sql("PRAGMA page_count").scalar()

    @event.listens_for(sqlite_store.engine, "checkout")
    def _full(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(DatabaseUnavailable, match="full"):
        joining(sqlite_store, workers=2_000)
    with sqlite_store.reading() as tx:
        assert tx.workers.living(NOON) == []


def test_a_database_that_stays_locked_is_an_error(sqlite_store, file):
    @event.listens_for(sqlite_store.engine, "checkout")
    def _impatient(connection, _record, _proxy):
        connection.execute("PRAGMA busy_timeout = 100")

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="locked"), sqlite_store.transaction():
            pass
        # Reading goes on meanwhile.
        with sqlite_store.reading() as tx:
            assert tx.workers.living(NOON) == []


@pytest.mark.parametrize("folder", ["dengan spasi", "100%25", "nomor#1", "a&b=c", "kutip'\""])
def test_the_file_is_found_whatever_its_folder_is_called(tmp_path, folder, sqlite_copy):
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / "siklus.db"
    sqlite_copy(path)
    engine = make_engine(make_url("sqlite://").set(database=str(path)).render_as_string())
    with Store(engine).transaction() as tx:
        tx.workers.join("a", pid=1, host="h", now=NOON)
    engine.dispose()
    assert {child.name for child in tmp_path.iterdir()} == {folder}


# --- PostgreSQL ---------------------------------------------------------------------------------


def test_a_server_that_is_not_there_is_an_error():
    engine = make_engine("postgresql://nobody@127.0.0.1:1/siklus")
    with pytest.raises(DatabaseUnavailable), Store(engine).reading():
        pass
    engine.dispose()


def test_a_connection_that_was_cut_is_replaced_by_the_next_transaction(postgres_store, migrated_postgres):
    with postgres_store.transaction() as tx:
        tx.workers.join("a", pid=1, host="h", now=NOON)
    name = make_url(migrated_postgres).database
    databases.as_admin(
        databases.named(migrated_postgres, "postgres"),
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    with postgres_store.reading() as tx:
        assert tx.workers.living(NOON) == ["a"]


def test_a_connection_that_is_cut_inside_a_transaction_is_an_error(postgres_store):
    def cut() -> None:
        with postgres_store.transaction() as tx:
            tx.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            tx.workers.living(NOON)

    with pytest.raises(DatabaseUnavailable):
        cut()
    with postgres_store.reading() as tx:
        assert tx.workers.living(NOON) == []


def test_a_connection_that_is_cut_before_a_statement_of_the_driver_is_an_error(
    postgres_store, migrated_postgres
):
    def cut() -> None:
        with postgres_store.transaction() as tx:
            pid = tx.connection.scalar(text("SELECT pg_backend_pid()"))
            databases.as_admin(
                databases.named(migrated_postgres, "postgres"), f"SELECT pg_terminate_backend({pid})"
            )
            driver.run(tx.connection, "SELECT 1", ())

    with pytest.raises(DatabaseUnavailable):
        cut()
    with postgres_store.reading() as tx:
        assert driver.run(tx.connection, "SELECT 1", (), wanted=True) == [(1,)]


def test_nobody_waits_for_a_lock_for_ever(postgres_store):
    with postgres_store.transaction() as tx:
        assert tx.connection.scalar(text("SHOW lock_timeout")) == "10s"
        tx.alone("test")

        def wait() -> None:
            with postgres_store.transaction() as other:
                other.connection.execute(text("SET LOCAL lock_timeout = 50"))
                other.alone("test")

        with pytest.raises(DatabaseUnavailable, match="lock timeout"):
            wait()


# --- both ---------------------------------------------------------------------------------------


def test_a_bug_in_a_statement_of_the_driver_is_loud_and_repeats_no_value(store):
    mark = "%s" if store.engine.dialect.name == "postgresql" else "?"
    with pytest.raises(DBAPIError) as caught, store.transaction() as tx:
        driver.run(tx.connection, f"INSERT INTO inputs (id) VALUES ({mark})", (SECRET_TEXT,))
    assert SECRET_TEXT not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "change",
    [{"words": None}, {"consent_id": new_id()}, {"words": "banyak"}, {"anonymiser": "v" * 100}],
    ids=["not null", "foreign key", "wrong type", "too long"],
)
def test_no_error_repeats_the_row_that_it_is_about(store, change):
    row = {
        "id": new_id(),
        "text": SECRET_TEXT,
        "words": 8,
        "anonymiser": "1",
        "subject": None,
        "consent_id": None,
        "created_at": NOON,
        **change,
    }
    with pytest.raises((DBAPIError, DatabaseUnavailable)) as failed, store.transaction() as tx:
        tx.connection.execute(insert(inputs).values(**row))
    told = "".join(traceback.format_exception(failed.value)) + str(failed.value) + repr(failed.value)
    assert "Rahasia" not in told


@pytest.mark.parametrize(
    "url", ["", "mysql://u:sandi@h/d", "sqlite://", "sqlite:///:memory:", "sandi", "http://x"]
)
def test_another_kind_of_url_is_refused_without_repeating_it(url):
    with pytest.raises(SettingInvalid) as refused:
        read_url(url)
    assert "sandi" not in str(refused.value)
    assert refused.value.name == "SIKLUS_DATABASE_URL"


@pytest.mark.parametrize(
    "url", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg2://u:p@h/d"]
)
def test_every_spelling_of_postgres_gets_our_driver(url):
    assert read_url(url).drivername == "postgresql+psycopg"
