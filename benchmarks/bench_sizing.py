"""How many bytes a prediction takes in PostgreSQL: rows, indexes, log, roll-ups.

    python benchmarks/bench_sizing.py [--rows 50000]

Predictions of starter reviews are kept as the service keeps them, 64 in a transaction, 3 % of them drawn for
an audit, each with a subject. Sizes are PostgreSQL's own after a vacuum. Bytes do not depend on how busy the
machine is, so no time is measured here.
"""

import argparse
import itertools
import json
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

import traffic
from bench_monitoring import prepare
from siklus.database.bulk import Kept
from siklus.database.engine import make_engine
from siklus.database.figures import RECOMPUTED
from siklus.database.schema import rollup_day, rollup_hour
from siklus.database.store import Store
from siklus.domain.feedback import Prediction
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS, count_words
from siklus.domain.rollups import by_day
from siklus.privacy.subjects import subject_hash

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support import databases, rows, servers, starter  # noqa: E402 (a benchmark starts the tests' servers)

RESULTS = ROOT / "benchmarks" / "results" / "sizing.json"
BATCH, AUDITED = 64, 33  # one in so many is drawn for an audit
TABLES = ("consents", "inputs", "predictions", "asks")
DAYS = 30


def main() -> None:
    """Fill the tables, print and write what they weigh."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=50_000)
    count = parser.parse_args().rows // BATCH * BATCH
    with servers.postgres() as server:
        url = databases.migrated(databases.create_database(server))
        engine = make_engine(url)
        try:
            found = weighed(Store(engine), url, count)
        finally:
            engine.dispose()
    RESULTS.write_text(json.dumps(found, indent=2) + "\n")
    sys.stdout.write(RESULTS.read_text())


def weighed(store: Store, url: str, count: int) -> dict[str, float]:
    """Bytes a prediction, and a row of the roll-ups."""
    reviews = [row["text"] for row in starter.starter_rows(2_000)]
    prepare(store, versions=2)
    numbers, before = itertools.count(), wal(store)
    for _ in range(count // BATCH):
        with store.transaction() as tx:
            tx.bulk.add([kept(next(numbers), reviews) for _ in range(BATCH)], rows.TERMS)
    logged = wal(store) - before
    hours = keep_rollups(store)
    databases.as_admin(url, "VACUUM ANALYZE")
    parts = {name: size(store, name) for name in TABLES}
    return {
        "rows": count,
        "characters": round(sum(map(len, reviews)) / len(reviews), 1),
        **{f"{name}_bytes": round(whole / count, 1) for name, (whole, _) in parts.items()},
        "prediction_bytes": round(sum(whole for whole, _ in parts.values()) / count, 1),
        "index_bytes": round(sum(indexes for _, indexes in parts.values()) / count, 1),
        "wal_bytes": round(logged / count, 1),
        "rollup_hour_bytes": round(size(store, "rollup_hour")[0] / hours["rollup_hour"], 1),
        "rollup_day_bytes": round(size(store, "rollup_day")[0] / hours["rollup_day"], 1),
    }


def kept(number: int, reviews: list[str]) -> Kept:
    """A prediction as the service would keep it."""
    review = reviews[number % len(reviews)]
    drawn = number % AUDITED == 0
    made = Prediction(
        id=new_id(),
        input_id=new_id(),
        model_version=1,
        label=LABELS[number % 3],
        probabilities=(0.8, 0.15, 0.05),
        latency_ms=1.25,
        oov_share=0.125,
        audit_propensity=0.03,
        channel="web",
        created_at=traffic.BEGIN + timedelta(milliseconds=number),
    )
    subject = subject_hash(b"sizing", f"customer-{number}")
    return Kept(made, review, count_words(review), subject, new_id(), new_id() if drawn else None)


def keep_rollups(store: Store) -> dict[str, int]:
    """A month of busy hours, and its days; how many rows."""
    hourly, daily = {}, {}
    for hour in traffic.hours(DAYS * 24 * 2_000, DAYS):
        hourly |= traffic.figures_of(hour)
    daily = by_day(hourly)
    with store.transaction() as tx:
        for table, figures in ((rollup_hour, hourly), (rollup_day, daily)):
            tx.figures._write(table, figures, RECOMPUTED)  # noqa: SLF001 (as a recomputation would, only faster)
    return {"rollup_hour": len(hourly), "rollup_day": len(daily)}


def wal(store: Store) -> int:
    """How much was logged since the server began."""
    with store.reading() as tx:
        return int(tx.connection.scalar(text("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")))


def size(store: Store, name: str) -> tuple[int, int]:
    """A table with all that belongs to it, and its indexes."""
    query = text("SELECT pg_total_relation_size(:n), pg_indexes_size(:n)").bindparams(n=f"siklus.{name}")
    with store.reading() as tx:
        whole, indexes = tx.connection.execute(query).one()
    return int(whole), int(indexes)


if __name__ == "__main__":
    main()
