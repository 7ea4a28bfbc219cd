"""docs/how-to/postgresql-and-supabase.md, step by step: from an empty project to a running system.

The project belongs to one who is no superuser; the processes reach it through a pooler in transaction mode,
as a role that may change rows and no table.
"""

import contextlib
import subprocess

import pytest
from sqlalchemy import make_url

from siklus.client import Client
from siklus.data import starter_reviews
from support import databases, processes, servers
from support.supabase import make_owned_project, make_project, paste

SECRET = "a-secret-of-the-tests-that-protects-nothing"
ROWS = 300
REVIEW = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan saya"


def named(url, user):
    return make_url(url).set(username=user).render_as_string(hide_password=False)


class Installation:
    """A machine with the release, and the settings that the page names."""

    def __init__(self, home, url):
        self.home, self.settings = home, {"secret": SECRET, "database_url": url, "takeover_seconds": "2"}

    def run(self, *words, **settings):
        given = processes.environment(self.home, **{**self.settings, **settings})
        return subprocess.run(
            [processes.SIKLUS, *words], env=given, cwd=self.home, capture_output=True, text=True, check=False
        )

    def done(self, *words, **settings):
        found = self.run(*words, **settings)
        assert found.returncode == 0, found.stderr
        return found.stdout

    @contextlib.contextmanager
    def worker(self):
        given = processes.environment(self.home, **self.settings)
        with subprocess.Popen([processes.SIKLUS, "worker"], env=given, cwd=self.home) as process:
            try:
                yield
            finally:
                process.terminate()


@pytest.fixture
def owned(empty_postgres):
    """An empty project, as its owner."""
    return make_owned_project(empty_postgres)


def test_from_an_empty_project_to_a_running_system(owned, empty_postgres, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_bytes(b"".join(starter_reviews().splitlines(keepends=True)[: ROWS + 1]))
    paste(owned)
    with servers.pgbouncer(empty_postgres, "project_owner", "toko") as pooler:
        # The owner's commands, through the pooler too.
        siklus = Installation(tmp_path, named(pooler, "toko"))
        siklus.done("db", "upgrade", database_url=named(pooler, "project_owner"))
        databases.as_admin(owned, "GRANT siklus_app TO toko")
        # The application's role.
        assert siklus.run("db", "check").returncode == 0
        siklus.done("train", "--data", str(rows))
        key = siklus.done("keys", "create", "--role", "admin").strip()
        with processes.serving(tmp_path, **siklus.settings) as api, Client(api.address, key, 60) as client:
            said = client.predict(REVIEW, consent=True)
            assert said.stored
            client.feedback(said, correct=True)
            with siklus.worker():
                assert siklus.run("retrain", "--wait").returncode in (0, 1)
            [run] = client.runs()
            assert run.error is None
            assert run.outcome != "failed"


def test_a_dump_of_both_schemas_is_restored_into_another_project(owned, postgres_url, tmp_path):
    paste(owned)
    siklus = Installation(tmp_path, owned)
    siklus.done("db", "upgrade")
    key = siklus.done("keys", "create", "--role", "admin", "--name", "who-was-there")
    dumped = tmp_path / "dump.sql"
    pg_dump = servers.binary("pg_dump")
    words = [pg_dump, "--schema=siklus", "--schema=siklus_jobs", "--no-owner", "-f", dumped, owned]
    subprocess.run(words, check=True, capture_output=True)

    other = databases.create_database(postgres_url)
    try:
        make_project(other)
        paste(other, dumped)
        restored = Installation(tmp_path, other)
        assert restored.run("db", "check").returncode == 0
        assert "who-was-there" in restored.done("keys", "list")
        assert key
    finally:
        databases.drop_database(other)
