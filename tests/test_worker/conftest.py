"""Workers as processes of their own, on databases that are really there."""

import contextlib
import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from conftest import SECRET, SMALL, as_csv, starter_rows
from siklus.bootstrap import Services, assemble, utc_now
from siklus.database.engine import make_engine
from siklus.database.store import Store
from siklus.domain.lifecycle import is_unbroken
from siklus.domain.triggers import Outcome, Run, RunState
from siklus.settings import Settings, read_settings
from siklus.worker import migrate
from support import databases, servers
from support.nursery import Child, Nursery
from support.rows import SmallModel

TICK_SECONDS = 0.5
# Seconds: more than the minute for which the database lets somebody who hangs keep what he locked.
PATIENCE = 150.0
ROWS = 1200  # that version 1 has not seen: enough for a training of a few seconds
DECIDED = (Outcome.DEPLOYED, Outcome.REFUSED, Outcome.WAITING)


def eventually(found: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Whatever `found` answers once that is true of anything."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


@dataclass
class Worker:
    """One worker's process and its log."""

    process: Child
    path: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def poll(self) -> int | None:
        """Its exit code; None while it lives."""
        return self.process.poll()

    def lines(self, event: str | None = None) -> list[dict[str, Any]]:
        """Its whole log lines, or those of one event."""
        text = self.path.read_text()
        whole = [line for line in text.splitlines(keepends=True) if line.endswith("\n")]
        read = [json.loads(line) for line in whole if line.startswith("{")]
        return [line for line in read if event is None or line["event"] == event]

    def says(self, event: str, times: int = 1) -> list[dict[str, Any]]:
        """The lines of an event, once there are so many of them."""

        def found() -> bool:
            assert self.poll() is None or self.lines(event), self.path.read_text()[-3000:]
            return len(self.lines(event)) >= times

        eventually(found, f"{event} in {self.path.name}")
        return self.lines(event)

    def send(self, number: signal.Signals) -> None:
        """A signal, unless it is gone."""
        self.process.send(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Told to stop; its exit code."""
        self.send(number)
        return self.ends()

    def ends(self) -> int:
        """Its exit code, once it has ended."""
        eventually(lambda: self.poll() is not None, f"{self.path.name} ends")
        assert self.process.code is not None
        return self.process.code


@dataclass
class Installation:
    """A database with version 1 and rows that it has not learnt from, and the workers that live on it."""

    services: Services
    folder: Path
    nursery: Nursery
    workers: list[Worker] = field(default_factory=list)

    def worker(self, **settings: object) -> Worker:
        """A new worker process; `says("worker.joined")` waits until it works."""
        own = self.services.settings
        given = {
            "home": own.home,
            "database_url": own.url,
            "secret": SECRET,
            "log_format": "json",
            "fast": False,
            "tick_seconds": TICK_SECONDS,
            "takeover_seconds": 5,
            "new_labels": 100_000,  # so that runs begin by hand, unless a test says otherwise
            **settings,
        }
        named = {f"SIKLUS_{name.upper()}": str(value) for name, value in given.items()}
        path = self.folder / f"worker-{len(self.workers)}.log"
        path.touch()
        begun = self.nursery.begin("siklus.worker", cwd=self.folder, log=path, **named)
        self.workers.append(Worker(begun, path))
        return self.workers[-1]

    def request(self) -> Run:
        """A retraining by hand."""
        return self.services.retraining.request(actor="test", note="")

    def ended(self, run_id: str) -> Run:
        """The run, once it has ended."""
        eventually(
            lambda: self.services.retraining.run(run_id).state == RunState.DONE,
            "the run ended\n" + self.logs(),
        )
        return self.services.retraining.run(run_id)

    def stop(self) -> list[int]:
        """Tell all that live to stop; their exit codes."""
        living = [worker for worker in self.workers if worker.poll() is None]
        for worker in living:
            worker.send(signal.SIGTERM)
        return [worker.ends() for worker in living]

    def carried_out_once(self, run_id: str) -> Run:
        """The run, once it has ended, with one snapshot, one version and at most one deployment of it."""
        run = self.ended(run_id)
        assert run.outcome in DECIDED, f"{run.error}\n{self.logs()}"
        versions, chain = self.services.deployment.versions(), self.services.deployment.chain()
        assert [one.version for one in versions] == [1, 2]
        assert run.snapshot_id == versions[1].snapshot_id != versions[0].snapshot_id
        assert is_unbroken(chain)
        assert len(chain) == (2 if run.outcome == Outcome.DEPLOYED else 1)
        return run

    def carrier(self) -> Worker:
        """The worker that trains, as soon as one does."""

        def training() -> list[Worker]:
            return [one for one in self.workers if one.lines("retraining.progress")]

        found: Worker = eventually(training, "a worker trains")[0]
        return found

    def logs(self) -> str:
        """The end of all logs, for a failure."""
        return "\n".join(f"{one.path.name}:\n{one.path.read_text()[-2000:]}" for one in self.workers)

    def count(self, event: str) -> int:
        """How often all workers together said it."""
        return sum(len(one.lines(event)) for one in self.workers)


def installed(settings: Settings, small_model: SmallModel, nursery: Nursery) -> Iterator[Installation]:
    """Version 1 with further reviews; at the end no process of it is left."""
    settings.artefacts.mkdir(parents=True, exist_ok=True)
    target = settings.artefacts / small_model.artefact.name
    target.write_bytes(small_model.artefact.read_bytes())
    engine = make_engine(settings.url)
    services = assemble(settings, Store(engine), SECRET.encode(), utc_now)
    at = utc_now()
    with services.store.transaction() as tx:
        tx.examples.add([replace(one, created_at=at) for one in small_model.examples])
        tx.snapshots.add(replace(small_model.snapshot, created_at=at))
        tx.versions.add(replace(small_model.version, created_at=at))
        tx.deployments.add(replace(small_model.deployment, at=at))
    services.importing.add(as_csv(starter_rows()[SMALL : SMALL + ROWS]), actor="test")
    migrate(settings)
    found = Installation(services, settings.home, nursery)
    try:
        yield found
    finally:
        for worker in found.workers:
            worker.stop(signal.SIGKILL)
        engine.dispose()


@pytest.fixture
def wait_until() -> Callable[..., Any]:
    """Waits for something to be true of anything, and answers it."""
    return eventually


@pytest.fixture
def installation(settings: Settings, small_model: SmallModel, nursery: Nursery) -> Iterator[Installation]:
    """On SQLite and on PostgreSQL."""
    yield from installed(settings, small_model, nursery)


@pytest.fixture
def sqlite_settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """SQLite alone."""
    return read_settings(_env_file=None, home=tmp_path, database_url=sqlite_url, secret=SECRET)


@pytest.fixture
def sqlite_installation(
    sqlite_settings: Settings, small_model: SmallModel, nursery: Nursery
) -> Iterator[Installation]:
    """For what does not depend on the database."""
    yield from installed(sqlite_settings, small_model, nursery)


@dataclass
class Switch:
    """A PostgreSQL of one test, which can be stopped and started."""

    command: list[str]
    folder: Path
    url: str
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def on(self) -> None:
        """Start it; it answers."""
        self._stack.enter_context(servers.running(self.command, self.folder, self.url))

    def off(self) -> None:
        """Stop it; whoever is connected is cut off."""
        self._stack.close()


@pytest.fixture
def postgres_with_switch() -> Iterator[Switch]:
    """A migrated PostgreSQL of this test alone, running."""
    initdb, program = servers.binary("initdb"), servers.binary("postgres")
    if initdb is None or program is None:
        servers.absent("PostgreSQL")
        return
    with servers.private_folder() as folder:
        data, port = folder / "data", servers.free_port()
        subprocess.run(
            [
                initdb,
                "--no-sync",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                data,
            ],
            cwd=folder,
            check=True,
            capture_output=True,
            **servers.somebody_else(),
        )
        options = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-F"]
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        switch = Switch([str(program), "-D", str(data), *options], folder, url)
        switch.on()
        databases.migrated(url)
        try:
            yield switch
        finally:
            switch.off()


@pytest.fixture
def switched_installation(
    postgres_with_switch: Switch, small_model: SmallModel, nursery: Nursery, tmp_path: Path
) -> Iterator[Installation]:
    """An installation whose PostgreSQL can be stopped."""
    settings = read_settings(
        _env_file=None, home=tmp_path, database_url=postgres_with_switch.url, secret=SECRET
    )
    yield from installed(settings, small_model, nursery)


@pytest.fixture
def pooled_installation(
    migrated_postgres: str, small_model: SmallModel, nursery: Nursery, tmp_path: Path
) -> Iterator[Installation]:
    """An installation whose processes reach PostgreSQL through a transaction-mode pooler."""
    with servers.pgbouncer(migrated_postgres) as url:
        settings = read_settings(_env_file=None, home=tmp_path, database_url=url, secret=SECRET)
        yield from installed(settings, small_model, nursery)
