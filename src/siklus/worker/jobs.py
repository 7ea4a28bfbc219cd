"""Durable retrainings: one DBOS workflow per run, with the run's id as its own.

DBOS notes every finished step, so a workflow that is begun again goes on behind the last one. Its
tables are beside ours: a file `jobs.db` beside the SQLite file, the schema `siklus_jobs` on PostgreSQL.
"""

import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, NoReturn

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID, WorkflowStatus
from dbos import _serialization as dbos_serialization
from dbos._error import DBOSInitializationError
from dbos._sys_db import SystemDatabase
from sqlalchemy import URL, Engine, NullPool, create_engine, text

from siklus.database.engine import GONE, SERVER_SIDE, read_url, through_pooler, use_wal
from siklus.database.store import said_plainly
from siklus.domain.triggers import Run
from siklus.errors import DatabaseOutdated
from siklus.settings import Settings
from siklus.worker.steps import FAILED, STEPS, Abandoned, Steps

SCHEMA = "siklus_jobs"
# Not the package's version: a run that was begun before an upgrade is finished after it. To be changed
# only when the steps or their order change, for DBOS hands a workflow to its own version alone.
APPLICATION_VERSION = "siklus-retraining-1"
# A run on which so many workers died is the cause of it (out of memory, say) and is given up.
MOST_ATTEMPTS = 5
IDLE_TURNS = 3
SAME_AGAIN = 60.0  # seconds

log = structlog.get_logger("siklus.worker")

# As the tables of Siklus: shut to everybody but their owner and the application's role.
GRANTS = f"""
DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC;
  REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM PUBLIC;
  REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('REVOKE ALL ON SCHEMA {SCHEMA} FROM %I', role_name);
      EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM %I', role_name);
      EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA {SCHEMA} FROM %I', role_name);
      EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM %I', role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT USAGE ON SCHEMA {SCHEMA} TO siklus_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO siklus_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO siklus_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {SCHEMA} TO siklus_app;
  END IF;
END $$
"""  # noqa: S608 (a constant of this module)


def migrate(settings: Settings) -> None:
    """Make the tables of DBOS and bring them up to date, as their owner; shut them on PostgreSQL.

    Raises:
        DatabaseUnavailable: it cannot be reached.
    """
    _quiet()
    url = jobs_url(settings.url)
    engine = create_engine(_plain(url), **engine_options(url), hide_parameters=True)
    system = SystemDatabase.create(
        system_database_url=_plain(url),
        engine_kwargs={},
        engine=engine,
        schema=SCHEMA,
        serializer=DBOSPortableJSONSerializer(),
        executor_id=None,
        use_listen_notify=False,
    )
    try:
        with said_plainly():
            if _is_sqlite(url):
                _readers_beside_writers(engine)
            system.run_migrations()
            if not _is_sqlite(url):
                with engine.begin() as connection:
                    connection.execute(text(GRANTS))
    finally:
        system.destroy()
        engine.dispose()


def jobs_url(url: str) -> URL:
    """Where DBOS keeps its tables, for the main database's `url`.

    >>> jobs_url("sqlite:////srv/siklus/siklus.db").database
    '/srv/siklus/jobs.db'
    >>> jobs_url("postgres://u@h:6543/d?pooler=transaction").render_as_string()
    'postgresql+psycopg://u@h:6543/d?pooler=transaction'
    """
    read = read_url(url)
    if read.drivername.startswith("sqlite"):
        return URL.create("sqlite", database=str(Path(str(read.database)).absolute().with_name("jobs.db")))
    return read


class Jobs:
    """The workflows of this worker. DBOS is one per process, and so is this while it is launched."""

    def __init__(self, url: str, worker_id: str, steps: Steps) -> None:
        self.worker_id = worker_id
        self._url = jobs_url(url)
        self._steps = steps
        self._running: Counter[str] = Counter()
        self._idle: Counter[str] = Counter()
        self._retrain: Callable[[str], str]
        self._engine = create_engine(_plain(self._url), **engine_options(self._url), hide_parameters=True)
        # While the database is away DBOS itself waits for it inside every call, up to a minute at a
        # time. A workflow should; a look must not, for this worker has to go when it is told to.
        self._looks = DBOSClient(
            system_database_engine=self._engine,
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
            lazy=True,
            retry_connection_errors=False,
        )

    @property
    def busy(self) -> bool:
        """Whether a retraining goes on in this process."""
        return self._running.total() > 0

    def launch(self) -> None:
        """Begin to take work; this worker must have joined before, or others would think it dead.

        Raises:
            DatabaseUnavailable: it is away.
            DatabaseOutdated: the tables of DBOS are missing or older than this program.
        """
        _quiet()
        _refuse_pickles()
        with said_plainly():
            DBOS(config=_config(self._url, self.worker_id))
            self._retrain = self._register()
            try:
                DBOS.launch()
            except DBOSInitializationError:
                raise DatabaseOutdated(None, APPLICATION_VERSION) from None

    def attend(self, run: Run, members: Collection[str]) -> None:
        """See to it that the run under way is carried out by somebody, once.

        Args:
            members: the workers that have neither left nor been buried.
        """
        with said_plainly():
            status = self._status(run.id)
            if status is None:
                # New, or queued by a process that died before it could start anything.
                self._start(run.id)
            elif status.status == "PENDING":
                self._attend_pending(run.id, status, members)
        if status is not None and status.status not in ("PENDING", "ENQUEUED", "DELAYED"):
            self._close(run.id, status)

    def destroy(self) -> None:
        """Stop taking work, and forget DBOS."""
        DBOS.destroy(destroy_registry=True)
        self._looks.destroy()
        self._engine.dispose()

    def _status(self, run_id: str) -> WorkflowStatus | None:
        found = self._looks.list_workflows(workflow_ids=[run_id], load_input=False, load_output=False)
        return found[0] if found else None

    def _register(self) -> Callable[[str], str]:
        @DBOS.workflow(name="retrain", max_recovery_attempts=MOST_ATTEMPTS)
        def retrain(run_id: str) -> str:
            self._running[run_id] += 1
            try:
                return self._carry_out(run_id)
            finally:
                self._running[run_id] -= 1

        return retrain

    def _carry_out(self, run_id: str) -> str:
        outcome = FAILED
        for name in STEPS:
            self._steps.fence.check()
            outcome = DBOS.run_step({"name": name}, self._steps.carry_out, name, run_id)
            if outcome == FAILED:
                break
        return outcome

    def _start(self, run_id: str) -> None:
        # Two workers may come here at once: the id is the key of DBOS's table, so the second finds the
        # first one's row and does not execute.
        log.info("retraining.start", run=run_id)
        with SetWorkflowID(run_id):
            DBOS.start_workflow(self._retrain, run_id)

    def _attend_pending(self, run_id: str, status: WorkflowStatus, members: Collection[str]) -> None:
        owner = str(status.executor_id)
        if owner in members and not self._lost(run_id, owner):
            return
        log.warning("retraining.takeover", run=run_id, owner=owner)
        # The public `resume_workflow` queues the workflow whoever has it now, so of two sweepers the
        # slower would take it from the quicker. This one changes the row only while it is the dead one's.
        DBOS._recover_pending_workflows([owner])  # noqa: SLF001

    def _lost(self, run_id: str, owner: str) -> bool:
        """Whether the run is said to be carried out here but is not: its thread ended without a word."""
        if owner != self.worker_id or self._running[run_id]:
            self._idle.clear()
            return False
        # One look is not enough: a workflow is ours in the table a moment before its thread begins.
        self._idle[run_id] += 1
        return self._idle[run_id] >= IDLE_TURNS

    def _close(self, run_id: str, status: WorkflowStatus) -> None:
        """End a run whose workflow ended without ending it; one that has an outcome keeps it."""
        gave_up = status.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
        words = f"given up after {MOST_ATTEMPTS} workers ended in it" if gave_up else f"job {status.status}"
        # Buried since the last heartbeat: others see the same, and this worker learns of it in its next turn.
        with contextlib.suppress(Abandoned):
            self._steps.retraining.fail(run_id, words)


def _config(url: URL, worker_id: str) -> DBOSConfig:
    config: DBOSConfig = {
        "name": "siklus",
        "system_database_url": _plain(url),
        "dbos_system_schema": SCHEMA,
        "db_engine_kwargs": {**engine_options(url), "hide_parameters": True},
        "executor_id": worker_id,
        "application_version": APPLICATION_VERSION,
        "serializer": DBOSPortableJSONSerializer(),
        # The application's role may not alter tables, and LISTEN does not pass a pooler. A workflow
        # here waits for no message, so nothing is lost by polling.
        "run_migrations": False,
        "use_listen_notify": False,
        "log_level": "WARNING",
    }
    if through_pooler(url):
        # It is a setting of the session, which the pooler would hand to somebody else.
        config["sys_db_idle_transaction_timeout_sec"] = 0
    return config


def _plain(url: URL) -> str:
    """`url` as the driver takes it."""
    return url.difference_update_query(["pooler"]).render_as_string(hide_password=False)


def engine_options(url: URL) -> dict[str, Any]:
    """What the connections of DBOS are made with: as patient as our own, and no more."""
    if _is_sqlite(url):
        return {}
    arguments: dict[str, Any] = {"application_name": "siklus-jobs", **GONE}
    if not through_pooler(url):
        ours = " ".join(f"-c {name}={value}" for name, value in SERVER_SIDE.items())
        arguments["options"] = f"{ours} {url.query.get('options', '')}".strip()
        return {"connect_args": arguments, "pool_size": 5, "max_overflow": 5}
    return {"connect_args": {**arguments, "prepare_threshold": None}, "poolclass": NullPool}


def _is_sqlite(url: URL) -> bool:
    return url.drivername.startswith("sqlite")


def _readers_beside_writers(engine: Engine) -> None:
    with engine.connect() as connection:
        use_wal(connection.connection.driver_connection)


def _refuse_pickles() -> None:
    # The serialiser above is for what is written. What is read says itself how it was written, and
    # whoever can write to the table could say "pickle" and have their code run here.
    dbos_serialization.DefaultSerializer.deserialize = _refused  # type: ignore[method-assign,assignment]


def _refused(*_: object) -> NoReturn:
    raise ValueError("a pickled value is never loaded")


class _ToStructlog(logging.Handler):
    """DBOS's warnings as lines of our own log, each kind once a minute at most."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told_at: dict[tuple[str, int], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        # While the database is away four of its threads say so every second.
        kind = (record.pathname, record.lineno)
        if record.created - self._told_at.get(kind, float("-inf")) < SAME_AGAIN:
            return
        self._told_at[kind] = record.created
        log.log(record.levelno, "jobs", said=record.getMessage().splitlines()[0][:300])


def _quiet() -> None:
    # With a handler in place DBOS adds none of its own.
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(_ToStructlog())
        logger.setLevel(logging.WARNING)
        logger.propagate = False
