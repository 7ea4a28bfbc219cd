"""What the monitoring page costs: roll-ups of 5M predictions and of 50M, and plain SQL beside them.

    python benchmarks/bench_monitoring.py [--rows 5000000] [--days 90] [--engine sqlite|postgres|both]

Made-up predictions of 90 days, six versions and three channels, with clicks and audits, are loaded together
with their roll-ups; one hour is recomputed and compared, so that the roll-ups are known to be those of the
rows. Then the services answer what the page asks (summary, accuracy, latency, drift, versions, timeline over
the whole time), 15 times; the median counts. The roll-ups of ten times the traffic, and of very little, are
made directly. Plain SQL is what the same figures cost without roll-ups. The fold is timed in transactions of
64.
"""

import argparse
import contextlib
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import delete, insert, make_url

import traffic
from siklus.database.bulk import Kept
from siklus.database.engine import make_engine
from siklus.database.figures import RECOMPUTED
from siklus.database.predictions import Period
from siklus.database.schema import asks, consents, feedback, inputs, predictions, rollup_day, rollup_hour
from siklus.database.store import Store, Transaction
from siklus.domain.feedback import Prediction
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import Action, Deployment
from siklus.domain.reviews import LABELS
from siklus.domain.rollups import HOUR, Figures, Key, Row, by_day, merged
from siklus.monitoring.rollup import fold
from siklus.services.accuracy import AccuracyService
from siklus.services.drift import DriftService
from siklus.services.monitoring import MonitoringService
from siklus.services.rollups import RollupService

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support import databases, rows, servers  # noqa: E402 (a benchmark starts the tests' servers)

RESULTS = ROOT / "benchmarks" / "results" / "monitoring.json"
ROUNDS, BATCH, BATCHES = 15, 64, 100
INPUT = traffic.id_of(1, 9)
TABLES = ((predictions, lambda hour: traffic.prediction_rows(hour, INPUT)), (feedback, traffic.feedback_rows))
LOADED = (*TABLES, (asks, traffic.ask_rows))
ASK_COLUMNS = ("id", "prediction_id", "reason", "propensity", "asked_at", "answered_at")

# What the page asked of the rows themselves before there were roll-ups.
NAIVE = (
    "SELECT label, count(*) FROM {p}predictions GROUP BY label",
    "SELECT count(*), min(latency_ms), avg(latency_ms), max(latency_ms) FROM {p}predictions",
    "SELECT avg(confidence) FROM {p}predictions",
    """SELECT p.model_version, f.source, count(*), sum(CASE WHEN f.label = p.label THEN 1 ELSE 0 END)
       FROM {p}feedback f JOIN {p}predictions p ON p.id = f.prediction_id
       GROUP BY p.model_version, f.source""",
    "SELECT CAST(latency_ms AS integer), count(*) FROM {p}predictions GROUP BY 1",
    "SELECT count(*) FROM {p}predictions WHERE latency_ms > 100",
    "SELECT model_version, count(*) FROM {p}predictions GROUP BY model_version",
    "SELECT {day}, model_version, count(*) FROM {p}predictions GROUP BY 1, 2",
)


def main() -> None:
    """Run on the engines asked for, print the figures, write them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    asked = parser.parse_args()
    engines = ("sqlite", "postgres") if asked.engine == "both" else (asked.engine,)
    found: dict[str, float] = {"rows": asked.rows, "days": asked.days}
    for name in engines:
        with database(name) as url:
            found |= {f"{figure}_{name}": value for figure, value in measure(url, asked).items()}
    found = {name: round(value, 4) for name, value in found.items()}
    for name, value in found.items():
        print(f"{name}\t{value:g}")
    RESULTS.write_text(json.dumps(found, indent=2) + "\n")


@contextmanager
def database(name: str) -> Iterator[str]:
    """A new database with its tables; its URL."""
    with contextlib.ExitStack() as stack:
        if name == "sqlite":
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/siklus.db"
        else:
            url = stack.enter_context(servers.postgres())
        yield databases.migrated(url)


def measure(url: str, asked: argparse.Namespace) -> dict[str, float]:
    """Every figure of one engine."""
    engine = make_engine(url)
    store = Store(engine)
    prepare(store, versions=1 + (asked.days - 1) // traffic.DAYS_PER_VERSION)
    remark("loading")
    days = load(url, store, asked)
    check(store)
    ever = Period(traffic.BEGIN, traffic.BEGIN + timedelta(days=asked.days))
    monitoring = MonitoringService(store, lambda: ever.until)
    size = "5m" if asked.rows == 5_000_000 else f"{asked.rows}"
    remark("asking")
    found = {f"naive_ms_{size}": naive_ms(url), f"page_ms_{size}": page_ms(monitoring, ever)}
    found |= each_ms(monitoring, ever)
    tenfold(store, days)
    found["page_ms_50m"] = page_ms(monitoring, ever)
    found["page_50m_ratio"] = found["page_ms_50m"] / found[f"page_ms_{size}"]
    few(store, asked.days)
    found["page_ms_30k"] = page_ms(monitoring, ever)
    found |= fold_us(store, ever.until)
    engine.dispose()
    return found


def remark(words: str) -> None:
    """Say how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr)


# --- loading ------------------------------------------------------------------------------------


def prepare(store: Store, versions: int) -> None:
    """What predictions refer to."""
    with store.transaction() as tx:
        snapshot = rows.a_snapshot(traffic.BEGIN)
        tx.snapshots.add(snapshot)
        for number in range(1, versions + 1):
            tx.versions.add(rows.a_version(number, snapshot, traffic.BEGIN))
            previous = number - 1 or None
            tx.deployments.add(
                Deployment(number, number, previous, Action.DEPLOY, "", "bench", traffic.BEGIN)
            )
        consent = traffic.id_of(2, 9)
        given = {"id": consent, "purpose": "p", "wording_version": "1", "at": traffic.BEGIN}
        tx.connection.execute(insert(consents), given)
        text = {"id": INPUT, "text": rows.REVIEW, "words": traffic.WORDS, "anonymiser": "1"}
        tx.connection.execute(insert(inputs), text | {"consent_id": consent, "created_at": traffic.BEGIN})


def load(url: str, store: Store, asked: argparse.Namespace) -> dict[Key, Figures]:
    """Rows and roll-ups; the roll-ups of the days."""
    days: dict[Key, Figures] = {}
    with loader(url) as write:
        for hour in traffic.hours(asked.rows, asked.days):
            for table, rows_of in LOADED:
                names = ASK_COLUMNS if table is asks else [column.name for column in table.columns]
                write(table.name, names, rows_of(hour))
            found = traffic.figures_of(hour)
            days = merged([*days.items(), *by_day(found).items()])
            with store.transaction() as tx:
                put(tx, rollup_hour, found)
    with store.transaction() as tx:
        put(tx, rollup_day, days)
    if not url.startswith("sqlite"):
        databases.as_admin(url, "VACUUM ANALYZE")
    return days


Write = Callable[[str, Sequence[str], Iterator[tuple[Any, ...]]], None]


@contextmanager
def loader(url: str) -> Iterator[Write]:
    """Writes many rows to a table; each call is committed."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as lite:
            lite.execute("PRAGMA synchronous=OFF")
            yield lambda table, names, values: insert_sqlite(lite, table, names, values)
        return
    with contextlib.closing(psycopg.connect(url, autocommit=True)) as postgres:
        postgres.execute("SET session_replication_role = replica")  # no look at foreign keys
        postgres.execute("SET timezone = 'UTC'")
        yield lambda table, names, values: copy_postgres(postgres, table, names, values)


def insert_sqlite(
    connection: sqlite3.Connection, table: str, names: Sequence[str], values: Iterator[tuple[Any, ...]]
) -> None:
    marks = ", ".join("?" * len(names))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)
    connection.execute("COMMIT")


def copy_postgres(
    connection: "psycopg.Connection[Any]",
    table: str,
    names: Sequence[str],
    values: Iterator[tuple[Any, ...]],
) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY siklus.{table} ({', '.join(names)}) FROM STDIN") as copy,
    ):
        copy.write(
            "".join(
                "\t".join("\\N" if value is None else str(value) for value in row) + "\n" for row in values
            )
        )


def put(tx: Transaction, table: Any, figures: dict[Key, Figures]) -> None:
    tx.figures._write(table, figures, RECOMPUTED)  # noqa: SLF001 (as a recomputation would, only faster)


def check(store: Store) -> None:
    """Stop where the roll-ups that were made directly are not those of the rows."""
    hour = traffic.BEGIN + 30 * HOUR
    with store.reading() as tx:
        made = tx.figures.of(Period(hour, hour + HOUR), by=("channel",))
    RollupService(store, lambda: hour).recompute(hour, hour + HOUR)
    with store.reading() as tx:
        if made != tx.figures.of(Period(hour, hour + HOUR), by=("channel",)):
            raise AssertionError("the roll-ups are not those of the rows")


def tenfold(store: Store, days: dict[Key, Figures]) -> None:
    """Put ten times the traffic in the place of the roll-ups: every bin anew, around ten times its count."""
    chance = np.random.default_rng(2)
    more = {
        key: replace(found, totals=found.totals * 10, bins=chance.poisson(found.bins * 10))
        for key, found in days.items()
    }
    replace_days(store, more)


def few(store: Store, days: int) -> None:
    """Put 30,000 predictions in their place: with few audits a day everything is read by readers' habits."""
    found: dict[Key, Figures] = {}
    for hour in traffic.hours(30_000, days):
        found = merged([*found.items(), *by_day(traffic.figures_of(hour)).items()])
    replace_days(store, found)


def replace_days(store: Store, days: dict[Key, Figures]) -> None:
    """Put roll-ups in the place of all that are there."""
    with store.transaction() as tx:
        tx.connection.execute(delete(rollup_day))
        put(tx, rollup_day, days)


# --- asking -------------------------------------------------------------------------------------


def page(monitoring: MonitoringService, ever: Period) -> dict[str, Callable[[], object]]:
    """What the page asks."""
    return {
        "summary": lambda: monitoring.summary(ever),
        "accuracy": lambda: AccuracyService(monitoring.store, monitoring.now).show(ever),
        "latency": lambda: monitoring.latency(ever, 100.0),
        "drift": lambda: DriftService(monitoring.store, monitoring.now).show(None),
        "versions": lambda: monitoring.versions(ever),
        "timeline": lambda: monitoring.timeline(ever),
    }


def page_ms(monitoring: MonitoringService, ever: Period) -> float:
    """All queries of the page together."""
    asks_of_page = page(monitoring, ever).values()
    return median_ms(lambda: [ask() for ask in asks_of_page])


def each_ms(monitoring: MonitoringService, ever: Period) -> dict[str, float]:
    """Each alone."""
    return {f"{name}_ms": median_ms(ask) for name, ask in page(monitoring, ever).items()}


def median_ms(act: Callable[[], object]) -> float:
    """The median time of a deed that was done once before."""
    act()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


def naive_ms(url: str) -> float:
    """The same figures by plain SQL over the rows, once, after a first time that warms the caches."""
    sqlite = url.startswith("sqlite")
    day = "date(created_at)" if sqlite else "CAST(created_at AS date)"
    connection: Any = sqlite3.connect(str(make_url(url).database)) if sqlite else psycopg.connect(url)
    with contextlib.closing(connection):
        taken = 0.0
        for _ in range(2):
            started = time.perf_counter()
            for query in NAIVE:
                connection.execute(query.format(p="" if sqlite else "siklus.", day=day)).fetchall()
            taken = time.perf_counter() - started
    return taken * 1000


# --- folding ------------------------------------------------------------------------------------


def fold_us(store: Store, now: datetime) -> dict[str, float]:
    """Microseconds a prediction of the present hour, where one channel sends them and where three do."""
    one, three = fold_of(store, now, channels=1), fold_of(store, now, channels=3)
    return {
        "fold_us": one["fold"] + one["add"],
        "fold_cpu_us": one["cpu"],  # of this process: where others use the cores, the rest is waiting for one
        "fold_before_database_us": one["fold"],
        "fold_3_channels_us": three["fold"] + three["add"],
        "commit_us": one["commit"],
        "commit_without_fold_us": one["commit_without"],
    }


def fold_of(store: Store, now: datetime, channels: int) -> dict[str, float]:
    """Medians over transactions of 64 predictions, every other one of them without the fold."""
    batch = [
        Row(a_prediction(number, now, channels), traffic.WORDS, number % 33 == 0) for number in range(BATCH)
    ]
    taken: dict[str, list[float]] = {"fold": [], "add": [], "cpu": [], "commit": [], "commit_without": []}
    for number in range(2 * BATCHES):
        folded = number % 2 == 0
        with store.transaction() as tx:
            keep(tx, batch)
            started, worked = time.perf_counter(), time.thread_time()
            if folded:
                found = fold(batch)
                made = time.perf_counter()
                tx.figures.add(found)
                added = time.perf_counter()
                taken["cpu"].append(time.thread_time() - worked)
                taken["fold"].append(made - started)
                taken["add"].append(added - made)
            started = time.perf_counter()
        taken["commit" if folded else "commit_without"].append(time.perf_counter() - started)
    return {name: statistics.median(times) / BATCH * 1e6 for name, times in taken.items()}


def a_prediction(number: int, at: datetime, channels: int) -> Prediction:
    first, second = 0.5 + (number % 50) / 100, 0.1
    return Prediction(
        id="", input_id=INPUT, model_version=1, label=LABELS[0], probabilities=(first, second, 0.9 - first),
        latency_ms=1.0 + number / 7, oov_share=(number % 10) / 40, audit_propensity=0.03,
        channel=traffic.CHANNELS[number % channels], created_at=at,
    )  # fmt: skip


def keep(tx: Transaction, batch: list[Row]) -> None:
    made = [replace(row.prediction, id=new_id(), input_id=new_id()) for row in batch]
    tx.bulk.add([Kept(one, rows.REVIEW, traffic.WORDS, None, new_id(), None) for one in made], rows.TERMS)


if __name__ == "__main__":
    main()
