"""What was committed is moved from SQLite's log to its file, and nobody waits for it."""

import shutil
import sqlite3
import threading
from contextlib import closing

import pytest

from siklus.database.engine import make_engine
from siklus.database.store import Store
from siklus.errors import DatabaseUnavailable
from support.clock import NOON


@pytest.fixture
def sqlite_store(sqlite_url):
    engine = make_engine(sqlite_url)
    yield Store(engine)
    engine.dispose()


def join(store, *names):
    for name in names:
        with store.transaction() as tx:
            tx.workers.join(name, pid=1, host="h", now=NOON)


def in_the_file_alone(tmp_path):
    """Who is found by whoever has the file and not its log."""
    shutil.copy(tmp_path / "siklus.db", tmp_path / "alone.db")
    with closing(sqlite3.connect(tmp_path / "alone.db")) as connection:
        return [name for (name,) in connection.execute("SELECT id FROM workers ORDER BY id")]


def test_what_was_committed_is_in_the_file(sqlite_store, tmp_path):
    join(sqlite_store, "a", "b")
    assert in_the_file_alone(tmp_path) == []
    sqlite_store.tidy()
    assert in_the_file_alone(tmp_path) == ["a", "b"]


def test_the_log_begins_anew_and_does_not_grow(sqlite_store, tmp_path):
    log, sizes = tmp_path / "siklus.db-wal", []
    for turn in range(6):
        join(sqlite_store, *(f"w{turn}-{at}" for at in range(5)))
        sqlite_store.tidy()
        sizes.append(log.stat().st_size)
    assert sizes[-1] <= 2 * sizes[0]


def test_writers_may_go_on_meanwhile(sqlite_store, tmp_path):
    done = threading.Event()

    def tidy():
        while not done.is_set():
            sqlite_store.tidy()

    thread = threading.Thread(target=tidy)
    thread.start()
    try:
        join(sqlite_store, *(f"{at:03}" for at in range(100)))
    finally:
        done.set()
        thread.join()
    sqlite_store.tidy()
    assert in_the_file_alone(tmp_path) == [f"{at:03}" for at in range(100)]


def test_a_reader_who_is_in_the_midst_sees_what_was_there_when_it_began(sqlite_store):
    join(sqlite_store, "a")
    with sqlite_store.reading() as tx:
        before = tx.connection.exec_driver_sql("SELECT count(*) FROM workers").scalar()
        join(sqlite_store, "b")
        sqlite_store.tidy()
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM workers").scalar() == before
    sqlite_store.tidy()


def test_where_nothing_was_written_the_database_is_not_asked(sqlite_store, tmp_path):
    (tmp_path / "siklus.db").unlink()
    sqlite_store.tidy()


def test_a_database_that_is_away_is_said_plainly(sqlite_store, tmp_path):
    join(sqlite_store, "a")
    (tmp_path / "siklus.db").unlink()
    for _ in range(2):  # that it failed does not mean that there is nothing to do
        with pytest.raises(DatabaseUnavailable):
            sqlite_store.tidy()


def test_postgres_tidies_itself(migrated_postgres):
    engine = make_engine(migrated_postgres)
    store = Store(engine)
    join(store, "a")
    store.tidy()
    engine.dispose()
