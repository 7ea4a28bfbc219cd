"""Through a pooler in transaction mode, as Supabase's port 6543 is: a real pgbouncer with its defaults."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import make_url

from siklus.database.engine import make_engine, through_pooler
from siklus.database.predictions import EVER
from siklus.database.revision import check
from siklus.database.rollups import Counter, Metric
from siklus.database.store import Store
from siklus.database.upgrade import upgrade
from support import servers
from support.clock import NOON
from support.rows import MakePrediction

THREADS, TRANSACTIONS = 8, 60


@pytest.fixture
def pooled(empty_postgres):
    """A store that reaches an empty database through the pooler."""
    with servers.pgbouncer(empty_postgres) as url:
        engine = make_engine(url)
        yield Store(engine)
        engine.dispose()


@pytest.mark.parametrize(
    ("url", "pooler"),
    [
        ("postgresql://u:p@aws-0.pooler.supabase.com:6543/postgres", True),
        ("postgresql://u:p@db.abc.supabase.co:5432/postgres", False),
        ("postgresql://u:p@localhost/siklus?pooler=transaction", True),
        ("postgresql://u:p@localhost/siklus?pooler=session", False),
    ],
)
def test_a_pooler_is_known_by_its_port_or_by_name(url, pooler):
    assert through_pooler(make_url(url)) is pooler


def test_many_threads_share_few_connections_without_an_error(pooled):
    upgrade(pooled.engine)
    check(pooled.engine)
    make_prediction = MakePrediction(pooled, lambda: NOON)
    make_prediction()

    def work(number: int) -> int:
        errors = 0
        for turn in range(TRANSACTIONS):
            try:
                with pooled.transaction() as tx:
                    tx.rollups.fold({Counter(NOON, Metric.REFUSED, f"t{number}"): 1})
                    if turn % 10 == 0:
                        tx.alone("test")
                    tx.predictions.count_by_version(EVER)
            except Exception:  # noqa: BLE001 (counted)
                errors += 1
        return errors

    with ThreadPoolExecutor(THREADS) as pool:
        errors = sum(pool.map(work, range(THREADS)))
    assert errors == 0
    with pooled.reading() as tx:
        totals = tx.rollups.totals(NOON, NOON + timedelta(hours=1))
    assert sum(totals.values()) == THREADS * TRANSACTIONS
