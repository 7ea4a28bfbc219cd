"""What the world sees of us through the HTTP interface that Supabase puts before every project: nothing.

A real PostgREST, the schema not exposed (as it should be) and exposed by mistake.
"""

from itertools import product

import httpx
import pytest

from siklus.database.schema import SCHEMA, metadata
from siklus.settings import read_settings
from siklus.worker import migrate
from siklus.worker.jobs import SCHEMA as JOBS
from support import databases, servers
from support.supabase import JWT_SECRET, STRANGERS, key_of, make_project, paste

TABLES = {
    SCHEMA: [*sorted(metadata.tables), "alembic_version"],
    JOBS: ["workflow_status", "operation_outputs"],
}
# Whom a key names; None without one, as any browser comes.
METHODS = ("GET", "POST", "PATCH", "DELETE")
CALLERS = [None, "anon", "authenticated", "service_role"]
WORKER = "INSERT INTO siklus.workers VALUES ('w', 1, 'h', now(), false)"


@pytest.fixture
def project(empty_postgres, tmp_path):
    """A project after `database/schema.sql` was pasted and `siklus db upgrade` was run."""
    make_project(empty_postgres)
    paste(empty_postgres)
    migrate(read_settings(_env_file=None, home=tmp_path, database_url=empty_postgres, secret="s" * 40))
    databases.as_admin(empty_postgres, WORKER)
    return empty_postgres


@pytest.fixture
def shown(project):
    """Answers over HTTP as they come where only `public` is exposed."""
    with servers.postgrest(project, "public", jwt_secret=JWT_SECRET) as address:
        yield address


@pytest.fixture
def exposed(project):
    """The same with our schemas exposed by mistake."""
    with servers.postgrest(project, "public", SCHEMA, JOBS, jwt_secret=JWT_SECRET) as address:
        yield address


def ask(client, role, method, table, schema):
    """A request as the keys of the dashboard make it."""
    headers = {"Accept-Profile": schema, "Content-Profile": schema, "Prefer": "return=representation"}
    if role is not None:
        headers["Authorization"] = f"Bearer {key_of(role)}"
    body = {} if method in ("POST", "PATCH") else None
    return client.request(method, f"/{table}", headers=headers, json=body)


def answers(address):
    """Status and code of every kind of request on every table, by every caller."""
    found = {}
    with httpx.Client(base_url=address, timeout=60) as client:
        for role, schema in product(CALLERS, TABLES):
            for table, method in product(TABLES[schema], METHODS):
                reply = ask(client, role, method, table, schema)
                found[role, schema, table, method] = (reply.status_code, reply.json().get("code"))
    return found


def test_what_is_not_exposed_cannot_even_be_named(shown):
    assert set(answers(shown).values()) == {(406, "PGRST106")}
    with httpx.Client(base_url=shown, timeout=60) as client:
        found = {ask(client, role, "GET", "workers", "public").status_code for role in CALLERS}
    assert found == {404}


def test_exposed_by_mistake_every_table_is_still_refused(exposed):
    def refused(role):
        # 401 tells those who came as nobody to come as somebody.
        return (401 if role in (None, "anon") else 403, "42501")

    assert {what: how for what, how in answers(exposed).items() if how != refused(what[0])} == {}


def test_its_own_description_names_none_of_our_tables(exposed):
    for role in (None, "anon", "authenticated"):
        headers = {"Accept-Profile": SCHEMA} | ({"Authorization": f"Bearer {key_of(role)}"} if role else {})
        described = httpx.get(exposed, headers=headers, timeout=60).json()
        assert list(described["paths"]) == ["/"]


def test_a_naive_table_in_public_is_read_and_emptied_by_anybody(project):
    """The same questions have other answers there, so those above can fail."""
    databases.as_admin(
        project, "CREATE TABLE public.naive (id int)", "INSERT INTO public.naive VALUES (1), (2)"
    )
    with (
        servers.postgrest(project, "public", jwt_secret=JWT_SECRET) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        assert ask(client, None, "GET", "naive", "public").json() == [{"id": 1}, {"id": 2}]
        assert ask(client, "anon", "DELETE", "naive?id=eq.1", "public").json() == [{"id": 1}]


def test_exposed_and_granted_by_mistake_no_row_is_seen_or_changed(exposed, project):
    for role in STRANGERS:
        databases.as_admin(
            project,
            f"GRANT USAGE ON SCHEMA siklus TO {role}",
            f"GRANT ALL ON ALL TABLES IN SCHEMA siklus TO {role}",
        )
    with httpx.Client(base_url=exposed, timeout=60) as client:
        for role, table in product(("anon", "authenticated"), TABLES[SCHEMA]):
            reply = ask(client, role, "GET", table, SCHEMA)
            assert (reply.status_code, reply.json()) == (200, [])
        for role in ("anon", "authenticated"):
            assert ask(client, role, "DELETE", "workers?id=eq.w", SCHEMA).json() == []
            assert ask(client, role, "POST", "installation", SCHEMA).json()["code"] == "42501"
        # Row level security does not hold this one back, so the page says never to grant it anything.
        assert [row["id"] for row in ask(client, "service_role", "GET", "workers", SCHEMA).json()] == ["w"]


def test_a_key_that_somebody_else_signed_is_refused(exposed):
    headers = {"Authorization": f"Bearer {key_of('service_role', secret='x' * 40)}", "Accept-Profile": SCHEMA}
    assert httpx.get(f"{exposed}/workers", headers=headers, timeout=60).status_code == 401
