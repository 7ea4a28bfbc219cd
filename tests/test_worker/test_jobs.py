"""How DBOS reaches the database: as patiently as everything else, on both sides."""

import pytest
from sqlalchemy import create_engine, make_url

from siklus.database.engine import SERVER_SIDE, make_engine
from siklus.worker.jobs import engine_options, jobs_url


def shown(engine, names):
    try:
        with engine.connect() as connection:
            return {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names}
    finally:
        engine.dispose()


@pytest.fixture
def wanted():
    return {
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "2",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "10000",
    }


def test_the_server_is_told_how_soon_to_take_us_for_gone(migrated_postgres, wanted):
    assert set(wanted) == set(SERVER_SIDE)
    found = shown(make_engine(migrated_postgres), [*wanted, "idle_in_transaction_session_timeout"])
    assert found == wanted | {"idle_in_transaction_session_timeout": "1min"}


@pytest.mark.parametrize(
    "given", [{}, {"options": "-c work_mem=8MB"}], ids=["plain", "with options of its own"]
)
def test_so_it_is_for_the_job_engine(migrated_postgres, wanted, given):
    url = jobs_url(make_url(migrated_postgres).update_query_dict(given).render_as_string(hide_password=False))
    found = shown(create_engine(url, **engine_options(url)), [*wanted, "work_mem"])
    assert found == wanted | {"work_mem": "8MB" if given else "4MB"}
