"""The one way to the database: a transaction that holds every table.

    with store.transaction() as tx:
        tx.feedback.add(answer)

A service opens it, and its end is the commit; nothing else commits.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from siklus.database import driver
from siklus.database.alert_deliveries import AlertDeliveries
from siklus.database.alert_watches import AlertWatches
from siklus.database.alerts import Alerts, DriftWindows
from siklus.database.asks import Asks
from siklus.database.audit_log import AuditLog
from siklus.database.backtests import Backtests
from siklus.database.bulk import Bulk
from siklus.database.consents import Consents
from siklus.database.deployments import Deployments
from siklus.database.engine import BUSY_MS
from siklus.database.erasures import Erasures
from siklus.database.examples import Examples
from siklus.database.expiring import Expiring
from siklus.database.feedback import FeedbackTable
from siklus.database.figures import FiguresTable
from siklus.database.inputs import Inputs
from siklus.database.installation import Installation
from siklus.database.keys import Keys
from siklus.database.predictions import Predictions
from siklus.database.rates import Rates
from siklus.database.retractions import Retractions
from siklus.database.rollups import Rollups
from siklus.database.runs import Runs
from siklus.database.scorer_checks import ScorerChecks
from siklus.database.shadow_answers import ShadowAnswers
from siklus.database.snapshots import Snapshots
from siklus.database.table import alone
from siklus.database.trials import Trials
from siklus.database.versions import Versions
from siklus.database.workers import Workers
from siklus.errors import DatabaseUnavailable

MOVE = "PRAGMA wal_checkpoint(PASSIVE)"  # waits for nobody


@dataclass(frozen=True)
class Transaction:
    """All tables, on one connection inside one transaction."""

    connection: Connection

    def alone(self, with_what: str) -> None:
        """Wait until no other transaction is alone with the same: see `table.alone`."""
        alone(self.connection, with_what)

    @cached_property
    def installation(self) -> Installation:
        """The row that says whose database this is."""
        return Installation(self.connection)

    @cached_property
    def consents(self) -> Consents:
        """Who said yes to what."""
        return Consents(self.connection)

    @cached_property
    def inputs(self) -> Inputs:
        """Anonymised texts."""
        return Inputs(self.connection)

    @cached_property
    def predictions(self) -> Predictions:
        """Answers given."""
        return Predictions(self.connection)

    @cached_property
    def bulk(self) -> Bulk:
        """Answers that are kept, with their texts, consents and audits."""
        return Bulk(self.connection)

    @cached_property
    def feedback(self) -> FeedbackTable:
        """What people said of them."""
        return FeedbackTable(self.connection)

    @cached_property
    def retractions(self) -> Retractions:
        """What reviewers took back."""
        return Retractions(self.connection)

    @cached_property
    def asks(self) -> Asks:
        """What reviewers are asked."""
        return Asks(self.connection)

    @cached_property
    def examples(self) -> Examples:
        """What can be learnt from."""
        return Examples(self.connection)

    @cached_property
    def snapshots(self) -> Snapshots:
        """What was learnt from."""
        return Snapshots(self.connection)

    @cached_property
    def versions(self) -> Versions:
        """Model versions."""
        return Versions(self.connection)

    @cached_property
    def scorer_checks(self) -> ScorerChecks:
        """What is known of the versions' scorers."""
        return ScorerChecks(self.connection)

    @cached_property
    def deployments(self) -> Deployments:
        """The chain of active versions."""
        return Deployments(self.connection)

    @cached_property
    def trials(self) -> Trials:
        """Challengers of the active version."""
        return Trials(self.connection)

    @cached_property
    def shadow_answers(self) -> ShadowAnswers:
        """What was answered unheard."""
        return ShadowAnswers(self.connection)

    @cached_property
    def runs(self) -> Runs:
        """Trigger evaluations and retrainings."""
        return Runs(self.connection)

    @cached_property
    def rollups(self) -> Rollups:
        """Anonymous counters."""
        return Rollups(self.connection)

    @cached_property
    def figures(self) -> FiguresTable:
        """Roll-ups of the predictions."""
        return FiguresTable(self.connection)

    @cached_property
    def alerts(self) -> Alerts:
        """What is wrong now."""
        return Alerts(self.connection)

    @cached_property
    def alert_watches(self) -> AlertWatches:
        """Where each alert rule stands."""
        return AlertWatches(self.connection)

    @cached_property
    def alert_deliveries(self) -> AlertDeliveries:
        """Who is to be told."""
        return AlertDeliveries(self.connection)

    @cached_property
    def backtests(self) -> Backtests:
        """How far confidence was from what audits found."""
        return Backtests(self.connection)

    @cached_property
    def drift(self) -> DriftWindows:
        """Drift, window by window."""
        return DriftWindows(self.connection)

    @cached_property
    def erasures(self) -> Erasures:
        """What was erased, and which versions had learnt it."""
        return Erasures(self.connection)

    @cached_property
    def expiring(self) -> Expiring:
        """What is too old."""
        return Expiring(self.connection)

    @cached_property
    def keys(self) -> Keys:
        """API keys."""
        return Keys(self.connection)

    @cached_property
    def audit_log(self) -> AuditLog:
        """Who did what."""
        return AuditLog(self.connection)

    @cached_property
    def rates(self) -> Rates:
        """How often addresses have asked."""
        return Rates(self.connection)

    @cached_property
    def workers(self) -> Workers:
        """Which workers live."""
        return Workers(self.connection)


@dataclass(frozen=True)
class Store:
    """The database of one installation."""

    engine: Engine
    _writing: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    _written: threading.Event = field(default_factory=threading.Event, repr=False, compare=False)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Read and write; committed at the end, rolled back on any error.

        Raises:
            DatabaseUnavailable: it is away, full, or locked for longer than ten seconds.
        """
        with said_plainly(), self._turn(), self.engine.begin() as connection:
            yield Transaction(connection)
        self._written.set()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read only: on SQLite it neither waits for a writer nor holds one up.

        Raises:
            DatabaseUnavailable: as `transaction`.
        """
        with said_plainly(), self.engine.connect() as plain:
            connection = plain.execution_options(siklus_reading=True)
            with connection.begin():
                yield Transaction(connection)

    def tidy(self) -> None:
        """Move what was committed from SQLite's log to its file, beside the commits and not in one.

        Raises:
            DatabaseUnavailable: as `transaction`.
        """
        if self.engine.dialect.name != "sqlite" or not self._written.is_set():
            return
        with said_plainly(), self.engine.connect() as connection:
            driver.run(connection, MOVE, (), wanted=True)
            # Only once all is moved does the log begin anew; of what came meanwhile there is little left.
            with self._turn():
                driver.run(connection, MOVE, (), wanted=True)
                self._written.clear()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """On SQLite, writers of one process queue here: the database would let them sleep and look again."""
        if self.engine.dialect.name != "sqlite":
            yield
            return
        if not self._writing.acquire(timeout=BUSY_MS / 1000):
            raise DatabaseUnavailable("database is locked")
        try:
            yield
        finally:
            self._writing.release()


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn "the database is away" in its many forms into one error; leave our own bugs loud."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailable(_first_line(error)) from error
    except DBAPIError as error:
        _forget_values(error)
        # SQLite's plain DatabaseError, and none of its kinds: the file is damaged or no database.
        away = (
            isinstance(error, OperationalError | InterfaceError | InternalError)
            or type(error) is DatabaseError
        )
        if away or error.connection_invalidated:
            raise DatabaseUnavailable(_first_line(error)) from error
        raise


def _forget_values(error: DBAPIError) -> None:
    """Cut an error to its first line: in the second one PostgreSQL repeats the row, and with it a review."""
    first = _first_line(error)
    if error.orig is not None:
        error.orig.args = (first,)
    error.args = (f"({type(error.orig).__name__}) {first}",)


def _first_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    return lines[0][:200] if lines else type(cause).__name__
