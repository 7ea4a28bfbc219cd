"""Fixtures that every room's tests may use.

`store` and everything built on it runs each test twice, on SQLite and on PostgreSQL. Nothing here stands in
for code of ours: databases, models and services are real, only small.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from pydantic import SecretStr

# Labels and language are read when the program is loaded, from the developer's own installation too; some
# tests run others with labels of their own.
os.environ["SIKLUS_LABELS"] = os.environ.pop("TESTS_LABELS", "positif,netral,negatif")
os.environ["SIKLUS_LANGUAGE"] = os.environ.pop("TESTS_LANGUAGE", "id")

sys.path.insert(0, str(Path(__file__).parent))
if os.environ.get("PYTHONDONTWRITEBYTECODE"):
    # Before anything large is read.
    from support import compiled

    compiled.keep_here()

from siklus.bootstrap import Services, assemble
from siklus.database.engine import make_engine
from siklus.database.store import Store
from siklus.domain.examples import Origin
from siklus.settings import Settings, read_settings
from support import databases, servers
from support.clock import Clock
from support.nursery import Nursery, nursing
from support.rows import MakePrediction, SmallModel
from support.starter import as_csv, starter_rows

# A busy machine is no finding: only what is computed counts, not how long it took.
hypothesis.settings.register_profile("siklus", deadline=None)
hypothesis.settings.load_profile("siklus")

# What is loaded by now stays; to look through it for cycles again and again takes a sixth of the time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 10)

SECRET = "a-secret-of-the-tests-that-protects-nothing"
SMALL = 400  # rows of the starter reviews that the small model learns from


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own environment must not decide what a test finds."""
    for name in os.environ:
        if name.startswith(("SIKLUS_", "SUPABASE_")):
            monkeypatch.delenv(name)
    # The compiled pass has tests of its own; every process of the others would take seconds to load it.
    monkeypatch.setenv("SIKLUS_FAST", "false")


# --- databases ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of this test process alone; the URL of its superuser's first database."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def mlflow_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an MLflow server; each test takes a name of its own there."""
    with servers.mlflow(tmp_path_factory.mktemp("mlflow")) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated database that nobody is connected to."""
    url = databases.migrated(databases.create_database(postgres_url))
    return url.rsplit("/", 1)[1]


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    """The URL of a new database without any table."""
    url = databases.create_database(postgres_url)
    yield url
    databases.drop_database(url)


@pytest.fixture(scope="session")
def sqlite_copy(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Copies a migrated SQLite file to where it is told; returns the copy's URL."""
    template = tmp_path_factory.mktemp("template") / "siklus.db"
    databases.migrated(f"sqlite:///{template}")
    return databases.copier(template)


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_copy: Callable[[Path], str]) -> str:
    """The URL of a migrated SQLite database of this test alone."""
    return sqlite_copy(tmp_path / "siklus.db")


@pytest.fixture(scope="session")
def spare_postgres(postgres_url: str, postgres_template: str) -> databases.Spare:
    """Where `migrated_postgres` comes from and goes back to."""
    return databases.Spare(postgres_url, postgres_template)


@pytest.fixture
def migrated_postgres(spare_postgres: databases.Spare) -> Iterator[str]:
    """The URL of a migrated, empty PostgreSQL database that no other test uses meanwhile."""
    url = spare_postgres.take()
    yield url
    spare_postgres.give_back(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database of this test alone; once on SQLite, once on PostgreSQL."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "migrated_postgres"))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A migrated, empty database."""
    engine = make_engine(database_url)
    yield Store(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where processes begin quickly."""
    with nursing() as found:
        yield found


# --- an installation ----------------------------------------------------------------------------


@pytest.fixture
def clock() -> Clock:
    """Noon, until it is advanced."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """The defaults, in a temporary home."""
    own = {"home": tmp_path / "home", "database_url": SecretStr(database_url)}
    return default_settings().model_copy(update=own)


@cache
def default_settings() -> Settings:
    """Read once: for most tests that would be a third of what comes before them."""
    return read_settings(_env_file=None, secret=SECRET)


@pytest.fixture
def services(settings: Settings, store: Store, clock: Clock) -> Services:
    """Everything assembled as in production, but for clock and chance; nothing is trained yet.

    Nothing is drawn for an audit unless the test says so: `replace(services.prediction, draw=lambda: 0.0)`,
    nor for a second opinion: `replace(services.review, second_share=1.0)`.
    """
    found = assemble(settings, store, SECRET.encode(), clock)
    return replace(
        found,
        prediction=replace(found.prediction, draw=lambda: 1.0),
        review=replace(found.review, second_share=0.0),
    )


@pytest.fixture(scope="session")
def small_model(
    tmp_path_factory: pytest.TempPathFactory, sqlite_copy: Callable[[Path], str]
) -> Iterator[SmallModel]:
    """Version 1, trained by the real services on a few hundred starter reviews, once a session."""
    home = tmp_path_factory.mktemp("small-model")
    url = sqlite_copy(home / "siklus.db")
    settings = read_settings(_env_file=None, home=home, database_url=url, secret=SECRET, fast=False)
    engine = make_engine(url)
    store = Store(engine)
    services = assemble(settings, store, SECRET.encode(), Clock())
    imported = services.importing.add(as_csv(starter_rows(SMALL)), actor="test", origin=Origin.STARTER)
    version, link = services.retraining.train_version(imported.ids, actor="test")
    assert link is not None
    with store.reading() as tx:
        snapshot = tx.snapshots.get(version.snapshot_id)
        examples = tx.examples.by_ids(imported.ids)
    yield SmallModel(version, snapshot, examples, link, settings.artefacts)
    engine.dispose()


@pytest.fixture
def trained(services: Services, small_model: SmallModel, clock: Clock) -> Services:
    """`services` with the small model as its active version 1, loaded and answering."""
    small_model.install(services)
    # What a test adds is later than what the version learnt from.
    clock.advance(minutes=1)
    return services


@pytest.fixture
def make_prediction(store: Store, clock: Clock) -> MakePrediction:
    """Stores a prediction with the facts that the test names; see `support.rows.MakePrediction`."""
    return MakePrediction(store, clock)
