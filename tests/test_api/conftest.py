"""The real app over real temporary databases."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, make_url, text

from siklus.api import create_app
from siklus.bootstrap import Services
from siklus.domain.access import Role
from siklus.settings import Settings
from support.api import FAR, REVIEW, Asker


@pytest.fixture
def app(trained: Services) -> FastAPI:
    """The app with the small model as version 1."""
    return create_app(trained)


@pytest.fixture
def keys(services: Services) -> dict[Role, str]:
    """One key a role."""
    return {role: services.access.create(str(role), role, actor="test") for role in Role}


@pytest.fixture
def local(app: FastAPI) -> Asker:
    """Somebody on this machine, without a key."""
    return Asker(app)


@pytest.fixture
def reviewer(app: FastAPI, keys: dict[Role, str]) -> Asker:
    """A reviewer, far away."""
    return Asker(app, keys[Role.REVIEWER], FAR)


@pytest.fixture
def admin(app: FastAPI, keys: dict[Role, str]) -> Asker:
    """An admin, far away."""
    return Asker(app, keys[Role.ADMIN], FAR)


@pytest.fixture
def stored(local: Asker) -> dict[str, Any]:
    """A prediction that was kept."""
    reply = local.post("/v1/predictions", {"text": REVIEW, "consent": True, "subject": "pelanggan/17"})
    found: dict[str, Any] = reply.json()
    assert found["stored"]
    return found


@pytest.fixture
def database_away(
    settings: Settings, services: Services, request: pytest.FixtureRequest
) -> Callable[[], AbstractContextManager[None]]:
    """Takes the database away for the length of a `with` block."""
    url = make_url(settings.url)
    if url.drivername.startswith("sqlite"):
        return lambda: _hidden(Path(str(url.database)))
    superuser = str(request.getfixturevalue("postgres_url"))
    return lambda: _closed(superuser, str(url.database))


@contextmanager
def _hidden(path: Path) -> Iterator[None]:
    elsewhere = path.with_suffix(".away")
    path.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(path)


@contextmanager
def _closed(superuser: str, name: str) -> Iterator[None]:
    url = make_url(superuser).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    kill = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    with engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false'))
        connection.execute(kill, {"name": name})
        try:
            yield
        finally:
            connection.execute(text(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true'))
    engine.dispose()
