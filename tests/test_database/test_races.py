"""Many at once: what must happen once happens once, and nothing is lost."""

from collections import Counter as Multiset
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

from sqlalchemy import func, select

from siklus.choice import Choice
from siklus.database.alerts import Alert
from siklus.database.engine import make_engine
from siklus.database.revision import check, newest_revision
from siklus.database.rollups import Counter, Metric
from siklus.database.schema import drift_windows, retraining_runs
from siklus.database.store import Store
from siklus.database.upgrade import upgrade
from siklus.domain.access import Caller, Role
from siklus.domain.alerts import Delivery, DeliveryState, Event, Figure, Rule
from siklus.domain.feedback import Ask, AskReason
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import Action, Deployment, is_unbroken
from siklus.domain.reviews import LABELS
from siklus.domain.triggers import Run, RunState
from siklus.errors import DeploymentRaced, RetrainingUnderWay
from siklus.services.alerting import AlertingService
from support.clock import NOON
from support.rows import a_snapshot, a_version, keep

THREADS = 8


def at_once(act: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """What `act` returns, or raised, for 0, 1, 2 … all begun at the same moment."""
    start = Barrier(threads)

    def run(number: int) -> object:
        start.wait(30)
        try:
            return act(number)
        except Exception as error:  # noqa: BLE001 (looked at by the test)
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def test_racing_deployments_leave_an_unbroken_chain(store):
    with store.transaction() as tx:
        snapshot = a_snapshot(NOON)
        tx.snapshots.add(snapshot)
        for number in range(1, THREADS + 1):
            tx.versions.add(a_version(number, snapshot, NOON))

    def deploy(number: int) -> int:
        won = 0
        for _ in range(6):
            with store.reading() as tx:
                last = tx.deployments.last()
            seq, previous = (last.seq + 1, last.version) if last else (1, None)
            link = Deployment(seq, number + 1, previous, Action.DEPLOY, "", f"t{number}", NOON)
            try:
                with store.transaction() as tx:
                    tx.deployments.add(link)
                won += 1
            except DeploymentRaced:
                continue
        return won

    won = at_once(deploy)
    with store.reading() as tx:
        chain = tx.deployments.chain()
    assert is_unbroken(chain)
    assert Multiset(link.actor for link in chain) == Multiset({f"t{n}": w for n, w in enumerate(won) if w})
    assert len(chain) >= 6  # of each round at least one wins


def test_of_many_that_ask_for_a_retraining_at_once_one_gets_it(store):
    def ask(number: int) -> str:
        run = Run(
            new_id(), ("labels",), (), {}, f"t{number}", "", RunState.QUEUED,
            None, None, None, None, None, None, NOON, None,
        )  # fmt: skip
        with store.transaction() as tx:
            tx.runs.add(run)
        return run.id

    found = at_once(ask)
    [winner] = [one for one in found if isinstance(one, str)]
    losers = [one for one in found if isinstance(one, RetrainingUnderWay)]
    assert len(losers) == THREADS - 1
    assert {one.run_id for one in losers} == {winner}
    with store.reading() as tx:
        assert tx.connection.scalar(select(func.count()).select_from(retraining_runs)) == 1


def test_two_reviewers_at_once_get_different_requests(store, make_prediction):
    made = [make_prediction() for _ in range(12)]
    with store.transaction() as tx:
        for one in made:
            tx.asks.add(Ask(new_id(), one.id, AskReason.AUDIT, 0.03, NOON, None))

    def lease(number: int) -> list[str]:
        with store.transaction() as tx:
            items = tx.asks.lease(
                reviewer=f"r{number}", limit=3, now=NOON, until=NOON + timedelta(minutes=10)
            )
        return [item.ask.id for item in items]

    leased = [one for found in at_once(lease, 4) for one in found]
    assert len(leased) == len(set(leased))
    # On PostgreSQL one that looks while others hold their rows may get fewer; it comes back for the rest.
    assert len(leased) >= 3


def test_many_who_answer_whatever_they_are_given_answer_everything_once(services, make_prediction):
    made = [make_prediction() for _ in range(12)]
    with services.store.transaction() as tx:
        for one in made:
            tx.asks.add(Ask(new_id(), one.id, AskReason.AUDIT, 0.03, NOON, None))
    doubled = replace(services.review, second_share=1.0)

    def work(number: int) -> list[tuple[str, str]]:
        me, done = Caller(f"r{number}", Role.REVIEWER), []
        for _ in range(40):
            for item in doubled.next(me, 2):
                doubled.answer(item.ask.id, me, LABELS[number % 3])
                done.append((item.ask.id, item.ask.prediction_id))
        return done

    found = at_once(work, 4)
    answered = [ask for mine in found for ask, _ in mine]
    assert len(answered) == len(set(answered)) == 2 * len(made)
    for mine in found:  # nobody gave both opinions about one text
        texts = [prediction for _, prediction in mine]
        assert len(texts) == len(set(texts))
    assert services.reviewers.agreement(0)[0].n == len(made)


def test_counters_add_up_with_many_writers(store):
    mine = [Counter(NOON, Metric.REFUSED, f"reason_{i}", i % 3) for i in range(5)]
    rounds = 10

    def count(number: int) -> None:
        # Each in another order: writers must not come to wait for each other in a ring.
        turned = mine[number % 5 :] + mine[: number % 5]
        for _ in range(rounds):
            with store.transaction() as tx:
                tx.rollups.fold(dict.fromkeys(turned, 1))

    assert at_once(count) == [None] * THREADS
    with store.reading() as tx:
        totals = tx.rollups.totals(NOON, NOON + timedelta(hours=1))
    assert set(totals.values()) == {THREADS * rounds}
    assert len(totals) == 5


def test_counters_of_several_versions_do_not_lock_each_other_out(store):
    counters = [Counter(NOON, Metric.UNSTORED, "no_consent", version) for version in range(1, 13)]

    def count(number: int) -> None:
        ordered = counters if number % 2 else counters[::-1]
        for _ in range(10):
            with store.transaction() as tx:
                tx.rollups.fold(dict.fromkeys(ordered, 1))

    assert at_once(count) == [None] * THREADS


def test_a_silent_worker_is_buried_by_one(store):
    with store.transaction() as tx:
        tx.workers.join("dead", pid=1, host="h", now=NOON)

    def bury(_number: int) -> list[str]:
        with store.transaction() as tx:
            return tx.workers.bury(NOON + timedelta(minutes=1))

    assert sorted(at_once(bury), key=len)[-1] == ["dead"]
    assert sum(map(len, at_once(bury))) == 0


def test_the_first_of_many_starts_ties_the_database_to_its_secret(store):
    def claim(number: int) -> str | None:
        with store.transaction() as tx:
            tx.installation.claim(f"{number}" * 64, NOON, Choice())
        with store.reading() as tx:
            return tx.installation.fingerprint()

    assert len(set(at_once(claim))) == 1


def test_the_versions_of_many_trainings_at_once_get_numbers_of_their_own(store):
    snapshot = a_snapshot(NOON)
    with store.transaction() as tx:
        tx.snapshots.add(snapshot)

    def register(_number: int) -> int:
        with store.transaction() as tx:
            tx.alone("versions")
            version = a_version(tx.versions.next_number(), snapshot, NOON)
            tx.versions.add(version)
        return version.version

    assert sorted(at_once(register)) == list(range(1, THREADS + 1))


def test_whoever_is_alone_with_something_sees_what_the_one_before_wrote(store):
    def measure(_number: int) -> None:
        with store.transaction() as tx:
            tx.alone("drift")
            table = drift_windows
            if not tx.connection.scalar(select(func.count()).select_from(table)):
                tx.connection.execute(
                    table.insert().values(
                        id=new_id(), model_version=1, n=1, score=0, level="quiet", figures={},
                        until=NOON, created_at=NOON,
                    )
                )  # fmt: skip

    assert at_once(measure) == [None] * THREADS
    with store.reading() as tx:
        assert len(tx.drift.newest(version=1, limit=10)) == 1


def test_processes_that_start_at_once_on_an_empty_postgres_all_find_it_ready(empty_postgres):
    def start(_number: int) -> str:
        engine = make_engine(empty_postgres, create=True)
        try:
            found = upgrade(engine)
            check(engine)
        finally:
            engine.dispose()
        return found

    assert set(at_once(start, 4)) == {newest_revision()}


def test_processes_that_start_at_once_on_a_new_file_all_find_it_ready(tmp_path):
    url = f"sqlite:///{tmp_path / 'new' / 'siklus.db'}"

    def start(_number: int) -> str:
        engine = make_engine(url, create=True)
        try:
            found = upgrade(engine)
            check(engine)
        finally:
            engine.dispose()
        return found

    assert set(at_once(start, 4)) == {newest_revision()}


def test_readers_do_not_wait_for_a_writer(store, make_prediction):
    made = make_prediction()
    with store.transaction() as tx:
        keep(tx, replace(made, id=new_id(), input_id=new_id(), channel="later"))
        with ThreadPoolExecutor(1) as pool:
            seen = pool.submit(_channels, store).result(timeout=60)
    assert seen == ["test"]
    assert sorted(_channels(store)) == ["later", "test"]


def _channels(store: Store) -> list[str]:
    with store.reading() as tx:
        return [row["channel"] for row in tx.predictions.all_rows()]


def test_a_message_about_an_alert_is_claimed_by_one_only(store):
    alert = Alert(new_id(), "slow", 0, {}, NOON)
    with store.transaction() as tx:
        tx.alerts.raise_(alert)
        for _ in range(THREADS - 2):
            tx.alert_deliveries.add(
                Delivery(
                    new_id(), alert.id, Event.RAISED, 1.0, "log", DeliveryState.WAITING, 0, NOON, None, NOON
                )
            )

    def claim(_: int) -> str | None:
        with store.transaction() as tx:
            found = tx.alert_deliveries.claim(NOON)
        return found.id if found else None

    claimed = [one for one in at_once(claim) if one is not None]
    assert len(claimed) == len(set(claimed)) == THREADS - 2


def test_of_many_that_judge_at_once_one_counts(store):
    rule = Rule("slow", Figure.LATENCY_P95_MS, raise_at=100, clear_at=50, evaluations=2)
    service = AlertingService(store, lambda: NOON, (rule,), apart=timedelta(seconds=1))

    assert at_once(lambda _: service.judge({Figure.LATENCY_P95_MS: 200.0})) == [None] * THREADS

    with store.reading() as tx:
        assert tx.alert_watches.all()["slow", 0].held == 1
        assert tx.alerts.open() == []
