"""Installations whose database can be stopped, and whose disk can be filled."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import select

from crowd import Crowd, Kept, Scores
from siklus import bootstrap
from siklus.bootstrap import Services
from siklus.database.schema import consents, feedback, inputs, predictions
from siklus.domain.reviews import LABELS
from siklus.settings import read_settings

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from support import databases, servers, starter
from support.processes import Api

SECRET = "a-secret-of-the-benchmark-that-protects-nothing"
ROWS = 400  # of the starter reviews
PATIENCE = 60.0
BLOCK = 1 << 20


@dataclass
class File:
    """A SQLite database, which is stopped by taking its file away."""

    path: Path

    @property
    def url(self) -> str:
        """Where it is."""
        return f"sqlite:///{self.path}"

    def start(self) -> None:
        """Put it back."""
        away = self.path.with_suffix(".away")
        if away.exists():
            away.rename(self.path)

    def stop(self, _how: int = 0) -> None:
        """Take it away."""
        self.path.rename(self.path.with_suffix(".away"))

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def revived(self) -> bool:
        """Whether it had to be started by hand: a file never ends by itself."""
        return False


@dataclass
class Server:
    """A PostgreSQL that waits for the disk at every commit, as in production."""

    folder: Path
    port: int = field(default_factory=servers.free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def prepare(self) -> None:
        """Make its files."""
        program = servers.binary("initdb")
        if program is None:
            raise SystemExit("PostgreSQL is not installed")
        options = ["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        subprocess.run(
            [program, *options, self.folder / "data"],
            cwd=self.folder,
            check=True,
            capture_output=True,
            **servers.somebody_else(),
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(servers.binary("postgres")), "-D", str(self.folder / "data"), "-p", str(self.port)]
        with (self.folder.parent / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "-k", "", "-c", "listen_addresses=127.0.0.1"],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **servers.somebody_else(),
            )
        until(self._answers, PATIENCE)

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self.url, connect_timeout=2).close()
            return True
        return False

    def stop(self, how: int = signal.SIGINT) -> None:
        """Stop it: SIGINT in order, SIGQUIT as if the power had gone."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    def damage(self) -> list[str]:
        """PostgreSQL has no check of its own for all of it; every row is read anyway."""
        return []

    def revived(self) -> bool:
        """Whether it had ended by itself and was started again."""
        if self.process is None or self.process.poll() is None:
            return False
        self.start()
        return True


@dataclass
class Place:
    """An installation with two versions, the first one active; its API does not run yet."""

    engine: str
    services: Services
    database: File | Server
    api: Api
    disk: Path

    def scores(self, texts: list[str]) -> Scores:
        """What each version says of each text."""
        found: Scores = {}
        for version in self.services.deployment.versions():
            judged = self.services.artefacts.load(version.sha256).judge(texts)
            found[version.version] = {
                text: dict(zip(map(str, LABELS), one.probabilities, strict=True))
                for text, one in zip(texts, judged, strict=True)
            }
        return found

    def lost(self, crowd: Crowd) -> list[str]:
        """What was promised and is not there as it was said; and what is damaged."""
        kept, said = self.kept(), self.answered()
        wrong = [f"prediction {one}" for one, what in crowd.predictions.items() if kept.get(one) != what]
        wrong += [f"answer {one}" for one, whose in crowd.answers.items() if said.get(one) != whose]
        return wrong + self.database.damage()

    def kept(self) -> dict[str, Kept]:
        """Every prediction in the database whose consent stands, by its id."""
        with self.services.store.reading() as tx:
            rows = tx.connection.execute(
                select(predictions.c.id, inputs.c.text, predictions.c.label, predictions.c.model_version)
                .join_from(predictions, inputs)
                .join(consents, consents.c.id == inputs.c.consent_id)
                .where(consents.c.withdrawn_at.is_(None))
            )
            return {str(row[0]): Kept(*row[1:]) for row in rows}

    def answered(self) -> dict[str, str]:
        """The prediction of every answer in the database, by the answer's id."""
        with self.services.store.reading() as tx:
            rows = tx.connection.execute(select(feedback.c.id, feedback.c.prediction_id))
            return {str(row[0]): str(row[1]) for row in rows}

    def fill(self) -> Path:
        """Write until the disk is full; the file that fills it."""
        ballast = self.disk / "ballast"
        with ballast.open("ab", buffering=0) as file:
            for size in (BLOCK, 4096):
                with contextlib.suppress(OSError):
                    while file.write(b"\0" * size) == size:
                        pass
        return ballast


@contextlib.contextmanager
def placed(engine: str, *, disk_megabytes: int = 0, **settings: str) -> Iterator[Place]:
    """A new installation, and nothing of it afterwards.

    Args:
        engine: `sqlite` or `postgres`.
        disk_megabytes: put the database alone on a disk of this size, which only root can.
        settings: of the API, beside those that every place has.
    """
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(servers.private_folder())
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="siklus-faults-")))
        disk = folder / "disk"
        disk.mkdir()
        if disk_megabytes:
            stack.enter_context(_mounted(disk, disk_megabytes))
        database = stack.enter_context(_database(engine, disk))
        given = read_settings(_env_file=None, home=home, database_url=database.url, secret=SECRET)
        databases.migrated(database.url)
        services = stack.enter_context(bootstrap.running(given))
        _train(services)
        api = Api(home, {"database_url": database.url, "secret": SECRET, "log_format": "json", **settings})
        stack.callback(lambda: api.process and api.end())
        yield Place(engine, services, database, api, disk)


@contextlib.contextmanager
def _mounted(folder: Path, megabytes: int) -> Iterator[None]:
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", str(folder)]
    subprocess.run(["mount", *options], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def _database(engine: str, disk: Path) -> Iterator[File | Server]:
    if engine == "sqlite":
        yield File(disk / "siklus.db")
        return
    owner = servers.somebody_else()
    if owner:
        os.chown(disk, int(str(owner["user"])), int(str(owner["group"])))
    server = Server(disk)
    server.prepare()
    server.start()
    try:
        yield server
    finally:
        server.stop(signal.SIGQUIT)


def _train(services: Services) -> None:
    """v1, active, and v2."""
    added = services.importing.add(starter.as_csv(starter.starter_rows(ROWS)), actor="benchmark")
    services.retraining.train_version(added.ids, actor="benchmark")
    services.retraining.train_version(added.ids[: ROWS // 2], actor="benchmark")


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait for it; whether it came to be so in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
