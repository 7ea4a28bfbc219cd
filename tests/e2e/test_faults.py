"""Real processes and hard luck: kill -9 under load, a database that goes and comes back, versions that
change.

What is asked each time: was every review that was answered with `stored: true` really kept?
"""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from siklus.api.background import REFRESH_SECONDS
from siklus.bootstrap import Services, assemble
from siklus.database.engine import make_engine
from siklus.database.store import Store
from siklus.domain.access import Role
from siklus.privacy.tokens import sign
from siklus.settings import read_settings
from support import databases, servers
from support.api import PATIENCE, until
from support.clock import Clock
from support.processes import Api, serving
from support.rows import SmallModel

SECRET = "a-secret-of-the-tests-that-protects-nothing"
REVIEW = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan nomor"
ROUNDS, LOAD_SECONDS = 3, 0.5


@dataclass
class Place:
    """An installation with version 1, and the settings that its processes need."""

    services: Services
    settings: dict[str, str]

    @property
    def home(self) -> Path:
        return self.services.settings.home

    def kept(self) -> set[str]:
        """The ids of all predictions that are in the database."""
        with self.services.store.reading() as tx:
            return {str(row["id"]) for row in tx.predictions.all_rows()}


@contextmanager
def installed(url: str, home: Path, model: SmallModel) -> Iterator[Place]:
    """The small model as version 1 in the database of `url`."""
    home.mkdir(exist_ok=True)
    settings = read_settings(_env_file=None, home=home, database_url=url, secret=SECRET)
    engine = make_engine(url)
    services = assemble(settings, Store(engine), SECRET.encode(), Clock())
    model.install(services)
    try:
        yield Place(services, {"database_url": url, "secret": SECRET})
    finally:
        engine.dispose()


@pytest.fixture
def place(database_url: str, tmp_path: Path, small_model: SmallModel) -> Iterator[Place]:
    """An installation, once on SQLite, once on PostgreSQL."""
    with installed(database_url, tmp_path / "home", small_model) as made:
        yield made


@dataclass(frozen=True)
class Answered:
    """A reply that a reader got."""

    began: float  # seconds, as `time.monotonic` counts them
    ended: float
    status: int
    version: int | None


@dataclass
class Readers:
    """Threads that post reviews, one after another, until they are told to stop or nobody answers."""

    address: str
    count: int
    pause: float = 0  # seconds between two reviews
    stored: list[str] = field(default_factory=list)  # the ids that were promised
    answers: list[Answered] = field(default_factory=list)
    unanswered: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def posting(self) -> Iterator[None]:
        """Post while the block runs."""
        threads = [threading.Thread(target=self._post, args=(number,)) for number in range(self.count)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(timeout=PATIENCE)
        assert not any(thread.is_alive() for thread in threads)

    def _post(self, thread: int) -> None:
        with httpx.Client(base_url=self.address, timeout=PATIENCE) as http:
            for number in range(5_000):
                if self._stop.wait(self.pause):
                    return
                began, body = time.monotonic(), {"text": f"{REVIEW} {thread} {number}", "consent": True}
                try:
                    reply = http.post("/v1/predictions", json=body)
                except httpx.TransportError:
                    self.unanswered += 1
                    return
                found = reply.json()
                self.answers.append(
                    Answered(began, time.monotonic(), reply.status_code, found.get("model_version"))
                )
                if found.get("stored"):
                    self.stored.append(found["id"])


def test_what_was_promised_is_kept_through_kill_nine(place, nursery):
    api, promised = Api(place.home, place.settings, nursery), []
    for _ in range(ROUNDS):
        api.start()
        readers = Readers(api.address, 8)
        with readers.posting():
            until(lambda: len(readers.stored) >= 20)  # noqa: B023 (called at once)
            time.sleep(LOAD_SECONDS)
            assert api.end(signal.SIGKILL) == -signal.SIGKILL
        assert readers.unanswered > 0, "it was killed when nobody was asking"
        promised += readers.stored
        # Each round but the first also shows that it starts again after being killed.
        assert set(promised) - place.kept() == set()
    assert len(promised) == len(set(promised)) >= 20 * ROUNDS
    assert "Traceback" not in api.log.read_text()


# --- the database is taken away while it is needed ----------------------------------------------


@dataclass
class Taken:
    """Takes a database away and puts it back."""

    away: Callable[[], None]
    back: Callable[[], None]


@contextmanager
def a_file(tmp_path: Path, sqlite_copy: Callable[[Path], str]) -> Iterator[tuple[str, Taken]]:
    path, elsewhere = tmp_path / "siklus.db", tmp_path / "elsewhere.db"
    yield sqlite_copy(path), Taken(lambda: void(path.rename(elsewhere)), lambda: void(elsewhere.rename(path)))


def void(_: object) -> None:
    return


@contextmanager
def a_server() -> Iterator[tuple[str, Taken]]:
    """A PostgreSQL of this test alone, which is stopped and started again on the same port."""
    initdb, program = servers.binary("initdb"), servers.binary("postgres")
    if initdb is None or program is None:
        servers.absent("PostgreSQL")
        return
    with servers.private_folder() as folder, ExitStack() as stack:
        data, port = folder / "data", servers.free_port()
        make = [
            initdb,
            "--no-sync",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            data,
        ]
        subprocess.run(make, cwd=folder, check=True, capture_output=True, **servers.somebody_else())
        command = [
            str(program),
            "-D",
            str(data),
            "-p",
            str(port),
            "-k",
            "",
            "-c",
            "listen_addresses=127.0.0.1",
        ]
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        now = ExitStack()

        def start() -> None:
            now.enter_context(servers.running(command, folder, url))

        stack.callback(now.close)
        start()
        yield databases.migrated(url), Taken(now.close, start)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_database_that_goes_away_and_comes_back(engine, tmp_path, sqlite_copy, small_model, nursery):
    database = a_file(tmp_path, sqlite_copy) if engine == "sqlite" else a_server()
    with (
        database as (url, taken),
        installed(url, tmp_path / "home", small_model) as place,
        serving(place.home, nursery, **place.settings) as api,
        httpx.Client(base_url=api.address, timeout=PATIENCE) as http,
    ):
        readers = Readers(api.address, 4, pause=0.02)
        with readers.posting():
            until(lambda: len(readers.stored) >= 20)
            place.services.store.engine.dispose()
            taken.away()
            until(lambda: not ask(http)["stored"])
            for _ in range(3):
                found = ask(http)
                assert (found["stored"], found["not_stored"]) == (False, "database_unavailable")
                assert found["label"] in ("positif", "netral", "negatif")
                assert (found["id"], found["feedback_token"]) == (None, None)
            answered = http.post(f"/v1/predictions/{readers.stored[0]}/feedback", json=token(place, readers))
            assert (answered.status_code, answered.json()["code"]) == (503, "database_unavailable")
            assert http.get("/readyz").status_code == 503
            taken.back()
            until(lambda: ask(http)["stored"])
            promised = len(readers.stored)
            until(lambda: len(readers.stored) > promised)
        answered = http.post(f"/v1/predictions/{readers.stored[0]}/feedback", json=token(place, readers))
        assert answered.status_code == 201
        assert http.get("/readyz").status_code == 200
        assert {one.status for one in readers.answers} == {200}, api.log.read_text()[-4000:]
        assert readers.unanswered == 0
        assert set(readers.stored) - place.kept() == set()


def ask(http: httpx.Client) -> dict[str, object]:
    reply = http.post("/v1/predictions", json={"text": f"{REVIEW} 17", "consent": True})
    assert reply.status_code == 200
    found: dict[str, object] = reply.json()
    return found


def token(place: Place, readers: Readers) -> dict[str, object]:
    """The answer "right" to the first prediction that was kept."""
    return {"token": sign(SECRET.encode(), readers.stored[0]), "correct": True}


# --- versions change while readers ask ----------------------------------------------------------


def test_versions_are_changed_back_and_forth_and_nobody_notices(place, small_model, nursery):
    services = place.services
    examples = [example.id for example in small_model.examples[:200]]
    second, link = services.retraining.train_version(examples, actor="test")
    assert (second.version, link) == (2, None)
    key = services.access.create("admin", Role.ADMIN, actor="test")
    with serving(place.home, nursery, **place.settings) as api:
        readers, changed = Readers(api.address, 4, pause=0.02), []
        bearer = {"Authorization": f"Bearer {key}"}
        with readers.posting():
            until(lambda: len(readers.answers) >= 20)
            for version in (2, 1):
                path = f"{api.address}/v1/models/{version}/activate"
                reply = httpx.post(path, json={"reason": "test"}, headers=bearer, timeout=PATIENCE)
                assert reply.status_code == 200, reply.text
                changed.append((time.monotonic(), version))
                until(lambda: newest(readers) == [version] * 20)  # noqa: B023 (called at once)
    assert readers.unanswered == 0
    assert {one.status for one in readers.answers} == {200}
    assert {one.version for one in readers.answers} == {1, 2}
    ends = [at for at, _ in changed[1:]] + [float("inf")]
    for (at, version), end in zip(changed, ends, strict=True):
        told = min(one.ended for one in readers.answers if one.version == version and one.ended > at)
        # A request takes its version when it begins; the next change may be under way before it is told.
        later = [one for one in readers.answers if one.began > told and one.ended < end]
        until_next = [one.version for one in later[: len(later) // 2]]
        assert set(until_next) <= {version}
    # A process looks so often; `test_api/test_faults.py` has that one look is enough.
    assert REFRESH_SECONDS <= 1
    assert set(readers.stored) - place.kept() == set()


def newest(readers: Readers) -> list[int | None]:
    """The versions of the last answers."""
    return [one.version for one in readers.answers[-20:]]
