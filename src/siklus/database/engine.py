"""One engine per process, set for its database: SQLite by default, PostgreSQL by URL.

What is set here was measured (see docs/decisions): WAL with FULL keeps every committed row through
kill -9; a transaction-mode pooler (Supabase's port 6543) breaks prepared statements, so they are off there.
"""

import os
import select
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from psycopg import Error as DriverError
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, InvalidatePoolError
from sqlalchemy.pool import NullPool, QueuePool

from siklus.database import driver
from siklus.database.patience import PatientConnection
from siklus.database.schema import SCHEMA
from siklus.errors import SettingInvalid

POOLER_PORT = 6543
BUSY_MS = 10_000
# Pages (16 MB) before what was committed is moved from the log to the file: four times SQLite's own number,
# for most pages are written again meanwhile. A steady stream of commits then takes a quarter less time. A
# service moves it before that, beside its commits: `Store.tidy`.
CHECKPOINT = "wal_autocheckpoint=4000"
UNASKED_SECONDS = 1.0  # after its last use a connection to PostgreSQL is not asked whether it lives
# When a server that says nothing is gone: without these its host may be off for a quarter of an hour before
# anybody who waits for an answer is told.
GONE = {
    "connect_timeout": 5,  # seconds, as the next two
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # ms
}
# The other way round: when the server takes us for gone and gives back the locks of what was open. Its own
# answer is two hours; until then nobody could deploy, or take a retraining over, after a host was cut off.
SERVER_SIDE = {name.replace("keepalives", "tcp_keepalives"): value for name, value in GONE.items()}
del SERVER_SIDE["connect_timeout"]
# A process that hangs in the midst of a transaction, on a host that lives: until then nobody can bury it.
LONGEST_IDLE_MS = 60_000


def read_url(url: str) -> URL:
    """`url` with the driver that Siklus uses.

    Raises:
        SettingInvalid: neither SQLite nor PostgreSQL, or no URL at all.

    >>> read_url("postgres://u:p@db.example.co:6543/postgres").drivername
    'postgresql+psycopg'
    """
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        # The message of the library repeats the URL, and with it the password.
        raise SettingInvalid("SIKLUS_DATABASE_URL", "is not a database URL") from None
    if "@" in (read.host or ""):
        # What looks like a host is half a password, and the driver's message would repeat it.
        raise SettingInvalid("SIKLUS_DATABASE_URL", "an @ in the password must be written %40")
    kind = read.drivername.split("+")[0]
    if kind in ("postgres", "postgresql"):
        return read.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and read.database not in (None, "", ":memory:"):
        return read.set(drivername="sqlite+pysqlite")
    raise SettingInvalid("SIKLUS_DATABASE_URL", "must be sqlite:///FILE or postgresql://…")


def through_pooler(url: URL) -> bool:
    """Whether `url` leads to a transaction-mode pooler, by Supabase's port or by `?pooler=transaction`."""
    return url.port == POOLER_PORT or url.query.get("pooler") == "transaction"


def make_engine(url: str, *, create: bool = False, durable: bool = True) -> Engine:
    """The engine for `url`; nothing is connected yet.

    Args:
        url: as `SIKLUS_DATABASE_URL`.
        create: make the SQLite file where it is missing. Serving processes never do: a database that
            went away must be an error, not a new empty one.
        durable: wait for the disk at each commit. Only where nothing must survive (a simulation's SQLite
            file) may it be left out.
    """
    read = read_url(url)
    if read.drivername.startswith("sqlite"):
        return _sqlite(read, create=create, durable=durable)
    return _postgres(read)


def _sqlite(url: URL, *, create: bool, durable: bool) -> Engine:
    path = Path(str(url.database)).absolute()
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    mode = "rwc" if create else "rw"
    engine = create_engine(
        # Quoted: in a URI a "?", "#" or "%" of a folder's name would mean something else.
        URL.create(
            "sqlite+pysqlite", database=f"file:{quote(str(path))}", query={"mode": mode, "uri": "true"}
        ),
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=24,
        # What one connection has written another must read again; the last one knows it.
        pool_use_lifo=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, record: Any) -> None:
        # The driver's own BEGIN comes too late (before the first write) and too weak (deferred): a
        # reader that turns writer then fails at once instead of waiting.
        connection.isolation_level = None
        use_wal(connection)
        for pragma in (f"synchronous={'FULL' if durable else 'OFF'}", "foreign_keys=ON", CHECKPOINT):
            connection.execute(f"PRAGMA {pragma}")
        record.info["inode"] = _inode(path)

    @event.listens_for(engine, "checkout")
    def _same_file(_connection: Any, record: Any, _proxy: Any) -> None:
        # An open file outlives its name: without this look, rows would be committed to a deleted file.
        if _inode(path) != record.info.get("inode"):
            raise DisconnectionError("the database file was replaced")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("siklus_reading", False)
        driver.run(connection, "BEGIN" if reading else "BEGIN IMMEDIATE", ())

    return engine


def _inode(path: Path) -> int:
    try:
        return os.stat(path).st_ino  # noqa: PTH116 (hot path)
    except OSError as error:
        # SQLite's own error for it: the file may go in any moment, also while it is being opened.
        raise sqlite3.OperationalError(f"unable to open database file: {error.strerror}") from None


def use_wal(connection: Any) -> None:
    """Turn the write-ahead log on, which stays on; wait for others that open a new file at this moment.

    SQLite does not wait here as it does elsewhere: of several first connections all but one may be told
    "database is locked" at once.
    """
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _postgres(url: URL) -> Engine:
    pooled = through_pooler(url)
    url = url.difference_update_query(["pooler"])
    try:
        make_conninfo("", **dict.fromkeys(url.query, ""))
    except ProgrammingError as error:  # an option that the driver does not know, such as pgbouncer=true
        raise SettingInvalid("SIKLUS_DATABASE_URL", str(error).strip()) from None
    arguments: dict[str, Any] = {"application_name": "siklus", **GONE}
    options: dict[str, Any] = {"pool_size": 8, "max_overflow": 24, "pool_use_lifo": True}
    if pooled:
        # The pooler gives each transaction another server connection: statements prepared on one are
        # unknown on the next, and it keeps the pool itself.
        arguments["prepare_threshold"] = None
        options = {"poolclass": NullPool}
    engine = create_engine(
        url,
        connect_args=arguments,
        hide_parameters=True,
        execution_options={"schema_translate_map": {None: SCHEMA}},
        **options,
    )
    _bound_waits(engine, per_transaction=pooled)
    if not pooled:
        _ask_in_doubt(engine)

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        return PatientConnection.connect(*arguments, **options)

    return engine


def _ask_in_doubt(engine: Engine) -> None:
    """Ask a connection whether it lives where there is doubt: it was not used for a while, or said something.

    To ask each time, as the library does it, costs a way there and back for every transaction. A server that
    cuts a connection says so on it, and otherwise says nothing unasked.
    """

    @event.listens_for(engine, "connect")
    @event.listens_for(engine, "checkin")
    def _used(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _asked(connection: Any, record: Any, _proxy: Any) -> None:
        try:
            if time.monotonic() - record.info["used"] > UNASKED_SECONDS or _has_said_something(connection):
                engine.dialect.do_ping(connection)
        except DriverError:
            raise InvalidatePoolError from None


def _has_said_something(connection: Any) -> bool:
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _bound_waits(engine: Engine, *, per_transaction: bool) -> None:
    """Wait for a lock as long as on SQLite, and hold none for ever; PostgreSQL would do both.

    Through a pooler a setting of the session stays behind on somebody else's connection, so it is made
    anew in each transaction there; and it is the pooler that the server watches, and the pooler us.
    """
    waits = {"lock_timeout": BUSY_MS, "idle_in_transaction_session_timeout": LONGEST_IDLE_MS}
    if per_transaction:
        each_time = "; ".join(f"SET LOCAL {name} = {value}" for name, value in waits.items())

        @event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            connection.exec_driver_sql(each_time)

        return
    once = "; ".join(f"SET {name} = {value}" for name, value in {**waits, **SERVER_SIDE}.items())

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        connection.execute(once)
        connection.autocommit = False
