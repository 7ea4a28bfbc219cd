"""What workers do together: one trigger, one run, no pickle, and patience with the database."""

import json
import pickle
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from dbos import DBOSClient
from sqlalchemy import create_engine, inspect, text

from siklus.domain.triggers import Outcome
from siklus.errors import DatabaseUnavailable
from siklus.settings import read_settings
from siklus.worker import migrate
from siklus.worker.jobs import APPLICATION_VERSION, SCHEMA, Jobs, jobs_url
from siklus.worker.steps import Fence, Steps

from .conftest import PATIENCE, TICK_SECONDS


class Bomb:
    """Makes a file where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_two_workers_and_one_trigger_make_one_run(installation, wait_until, tmp_path):
    retraining, url = installation.services.retraining, installation.services.settings.url
    bomb = tmp_path / "exploded"
    plant(url, bomb)
    workers = [installation.worker(new_labels=40), installation.worker(new_labels=40)]

    [run] = wait_until(lambda: retraining.runs(started_only=True), "a run began")
    assert run.reasons == ("labels",)
    installation.carried_out_once(run.id)

    # Both look on for a while, and neither finds a reason to begin again, nor looks twice as often.
    for worker in workers:
        worker.says("worker.joined")
    seen = len(retraining.runs(1000, started_only=False))
    wait_until(lambda: len(retraining.runs(1000, started_only=False)) >= seen + 4, "they look on")
    assert len(retraining.runs(started_only=True)) == 1
    looks = sorted(one.created_at for one in retraining.runs(1000, started_only=False))[seen:]
    assert min(later - earlier for earlier, later in pairwise(looks)) >= timedelta(seconds=TICK_SECONDS)
    assert installation.stop() == [0, 0]
    assert_json_only(url)
    assert not bomb.exists()
    pickle.loads(pickle.dumps(Bomb(bomb)))
    assert bomb.exists()


def plant(url, path):
    """A job whose arguments are a pickle, as somebody with access to the table could leave it there."""
    options = {
        "queue_name": "_dbos_internal_queue",
        "workflow_name": "retrain",
        "workflow_id": "planted",
        "app_version": APPLICATION_VERSION,
    }
    client = client_of(url)
    client.enqueue(options, Bomb(path))
    client.destroy()


def client_of(url):
    """DBOS as a process sees it that runs no jobs."""
    return DBOSClient(
        system_database_url=jobs_url(url).render_as_string(hide_password=False), dbos_system_schema=SCHEMA
    )


def assert_json_only(url):
    """Whatever the workflows left in the tables of DBOS is JSON, but for what was planted."""
    engine = create_engine(jobs_url(url))
    schema = SCHEMA if engine.dialect.name == "postgresql" else None
    values = []
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names(schema=schema):
            columns = {column["name"] for column in inspect(connection).get_columns(table, schema=schema)}
            for column in columns & {"inputs", "output", "error"}:
                name = f"{schema}.{table}" if schema else table
                where = f"workflow_uuid <> 'planted' AND {column} IS NOT NULL"
                values += connection.scalars(text(f"SELECT {column} FROM {name} WHERE {where}")).all()
    engine.dispose()
    # The run's id, the answers of four steps, and the answer of the whole.
    assert len(values) >= 6
    for value in values:
        json.loads(value)


def test_a_database_that_is_away_for_a_moment_is_waited_for(switched_installation, postgres_with_switch):
    installation = switched_installation
    # Who is back first waits three turns for the other one: long beside what a busy machine takes.
    patient = {"takeover_seconds": 8, "tick_seconds": 2}
    workers = [installation.worker(**patient), installation.worker(**patient)]
    for worker in workers:
        worker.says("worker.joined")
    run_id = installation.request().id
    installation.carrier()

    postgres_with_switch.off()
    for worker in workers:
        worker.says("database.away")
    time.sleep(9)  # longer than a worker may be silent
    postgres_with_switch.on()

    for worker in workers:
        worker.says("database.back")
    installation.carried_out_once(run_id)
    # Everybody was silent, and nobody was taken for dead.
    assert installation.count("worker.buried") == 0
    assert installation.count("database.away") == 2

    # Nor does its absence keep anybody from going.
    postgres_with_switch.off()
    for worker in workers:
        worker.says("database.away", times=2)
    assert installation.stop() == [0, 0]


def test_a_look_at_a_job_does_not_wait_for_a_database_that_is_away(
    switched_installation, postgres_with_switch
):
    services, run = switched_installation.services, switched_installation.request()
    jobs = Jobs(
        services.settings.url, "looker", Steps(services.retraining, Fence(), is_member=lambda _: True)
    )
    postgres_with_switch.off()
    asked_at = time.monotonic()
    try:
        with pytest.raises(DatabaseUnavailable):
            jobs.attend(run, [])
    finally:
        jobs.destroy()
    assert time.monotonic() - asked_at < PATIENCE  # by itself it would wait for ever


def test_a_run_is_carried_out_through_a_pooler(pooled_installation):
    worker = pooled_installation.worker()

    pooled_installation.carried_out_once(pooled_installation.request().id)

    assert worker.stop() == 0
    assert not worker.lines("database.away")


def test_a_job_that_was_cancelled_does_not_keep_the_slot(sqlite_installation):
    worker = sqlite_installation.worker()
    run_id = sqlite_installation.request().id
    worker.says("retraining.progress")
    client = client_of(sqlite_installation.services.settings.url)

    client.cancel_workflow(run_id)

    client.destroy()
    run = sqlite_installation.ended(run_id)
    assert (run.outcome, run.error) == (Outcome.FAILED, "job CANCELLED")
    sqlite_installation.request()


def test_the_tables_of_the_jobs_are_shut_to_strangers(empty_postgres, tmp_path):
    settings = read_settings(_env_file=None, home=tmp_path, database_url=empty_postgres)
    with psycopg.connect(empty_postgres, autocommit=True) as owner:
        for role in ("anon", "siklus_app"):
            if not owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                owner.execute(f"CREATE ROLE {role} NOLOGIN")
        migrate(settings)
        migrate(settings)
        owner.execute("SET ROLE siklus_app")
        assert owner.execute(f"SELECT count(*) FROM {SCHEMA}.workflow_status").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(f"DROP TABLE {SCHEMA}.workflow_status")
        owner.execute("RESET ROLE")
        owner.execute("SET ROLE anon")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(f"SELECT count(*) FROM {SCHEMA}.workflow_status")
