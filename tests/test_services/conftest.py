"""A trained installation whose database went away."""

from pathlib import Path

import pytest

from support import databases


@pytest.fixture
def away(trained):
    """The same installation, its pointer to the database bent."""
    gone = trained.store.engine
    if gone.dialect.name == "sqlite":
        Path(gone.url.database.removeprefix("file:")).unlink()
        yield trained
        return
    url = gone.url.set(drivername="postgresql").render_as_string(hide_password=False)
    name, admin = gone.url.database, databases.named(url, "postgres")
    databases.as_admin(
        admin,
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    yield trained
    databases.as_admin(admin, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
