"""On Supabase: its roles get nothing at all, ours gets what the application needs."""

from contextlib import closing

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from siklus.bootstrap import running
from siklus.database.schema import metadata
from siklus.domain.reviews import Label
from siklus.services.prediction import Request
from siklus.settings import read_settings
from support import databases
from support.supabase import STRANGERS, make_project, paste

TABLES = [*sorted(metadata.tables), "alembic_version"]


@pytest.fixture
def supabase(empty_postgres):
    """A database like a new Supabase project's, after `database/schema.sql` was pasted into it."""
    make_project(empty_postgres)
    paste(empty_postgres)
    databases.as_admin(empty_postgres, "GRANT siklus_app TO toko")
    return empty_postgres


def as_role(url: str, role: str, statement: sql.Composable | str):
    """What a statement comes to for a role: its rows, or the error's number."""
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        try:
            result = connection.execute(statement)
        except psycopg.Error as error:
            return error.sqlstate
        return result.fetchall() if result.description else result.rowcount


def on(table: str, statement: str) -> sql.Composable:
    return sql.SQL(statement).format(sql.Identifier("siklus", table))


STATEMENTS = [
    "SELECT * FROM {}",
    "INSERT INTO {} DEFAULT VALUES",
    "DELETE FROM {}",
    "TRUNCATE {}",
]


@pytest.mark.parametrize("role", STRANGERS)
def test_a_role_of_supabase_is_refused_loudly_on_every_table(supabase, role):
    found = {
        (table, statement): as_role(supabase, role, on(table, statement))
        for table in TABLES
        for statement in STATEMENTS
    }
    assert {answer: n for answer, n in found.items() if n != "42501"} == {}


def test_a_naive_table_in_public_would_be_open_to_them(supabase):
    """The same question has another answer there, so the test above can fail."""
    databases.as_admin(supabase, "CREATE TABLE public.naive (id int)", "INSERT INTO public.naive VALUES (1)")
    assert as_role(supabase, "anon", "SELECT * FROM public.naive") == [(1,)]
    assert as_role(supabase, "anon", "DELETE FROM public.naive") == 1


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_after_a_careless_grant_they_still_see_and_change_no_row(supabase, role):
    databases.as_admin(
        supabase,
        f"GRANT USAGE ON SCHEMA siklus TO {role}",
        f"GRANT ALL ON ALL TABLES IN SCHEMA siklus TO {role}",
        "INSERT INTO siklus.workers VALUES ('w', 1, 'h', now(), false)",
    )
    for table in TABLES:
        assert as_role(supabase, role, on(table, "SELECT * FROM {}")) == []
        assert as_role(supabase, role, on(table, "DELETE FROM {}")) == 0
    insert = "INSERT INTO siklus.workers VALUES ('x', 1, 'h', now(), false)"
    assert as_role(supabase, role, insert) == "42501"


def test_a_new_role_without_any_grant_is_refused(supabase):
    databases.as_admin(supabase, "DROP ROLE IF EXISTS passer_by", "CREATE ROLE passer_by")
    assert as_role(supabase, "passer_by", "SELECT * FROM siklus.inputs") == "42501"


def test_the_application_works_from_end_to_end_as_a_member_of_its_role(supabase, small_model, tmp_path):
    login = make_url(supabase).set(username="toko").render_as_string(hide_password=False)
    settings = read_settings(_env_file=None, home=tmp_path, database_url=login, secret="s" * 40)
    text = "Pelayanan di toko ini sungguh sangat mengecewakan sekali"
    # `prepare` finds nothing to do, and must not try what only the owner may.
    with running(settings, prepare=True) as services:
        small_model.install(services)
        reply = services.prediction.predict(Request(text, consent=True, subject="pelanggan-1"))
        assert reply.id is not None
        assert reply.feedback_token is not None
        said = next(label for label in Label if label != reply.label)
        services.feedback.answer(reply.id, reply.feedback_token, correct=False, label=said)
        services.counters.flush()
        run = services.retraining.request(actor="test", note="")
        for step in ("take_snapshot", "train", "gate", "deploy"):
            getattr(services.retraining, step)(run.id)
        assert services.retraining.run(run.id).outcome is not None
        assert services.erasure.erase("pelanggan-1", actor="test").gone.predictions == 1
