"""Roll-ups say what the rows say: in whatever order, by however many, and again when they are recomputed."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, true

from siklus.database.figures import MOST_CHANNELS, SHARDS
from siklus.database.predictions import EVER, Period
from siklus.database.schema import rollup_day, rollup_hour
from siklus.domain.access import Caller, Role
from siklus.domain.feedback import Answer, Ask, AskReason, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS
from siklus.domain.rollups import DAY, OTHER, Key, Row, by_day, day_of, merged
from siklus.monitoring.rollup import audits_by_click, fold, fold_answer
from siklus.services.prediction import Request
from support.clock import NOON
from support.rows import REVIEW

POS, NET, NEG = LABELS
WORDS = len(REVIEW.split())
KEPT_APART = ("version", "channel", "audit_ppm")
ONCE = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
_days = count()


def everything(store) -> dict[str, dict]:
    """Hours and days as they are read, and what counts nothing any more left out."""
    with store.reading() as tx:
        hours = merged(tx.figures._rows(rollup_hour, true()))
        closed = merged(tx.figures._rows(rollup_day, true()))
        days = {
            Key(day, *rest): figures
            for day in {day_of(key.at) for key in hours}
            for rest, figures in tx.figures.of(Period(day, day + DAY), KEPT_APART).items()
        }
    found = {"hours": counting(hours), "days": counting(days)}
    assert found["days"] == counting(by_day(hours))
    until = max((key.at for key in closed), default=EVER.since)
    assert counting(closed) == {key: figures for key, figures in found["days"].items() if key.at <= until}
    return found


def counting(found) -> dict:
    return {key: figures for key, figures in found.items() if figures.bins.any()}


def recomputed(services) -> dict[str, dict]:
    services.rollups.recompute(until=EVER.until)
    return everything(services.store)


def answer(store, prediction, label, source=Source.READER, at=NOON) -> None:
    given = Answer(new_id(), prediction.id, label, source, None, Trust.TRUSTED, at)
    with store.transaction() as tx:
        asked = tx.predictions.get(prediction.id, to_answer=True)
        before = tx.feedback.of_prediction(prediction.id)
        tx.feedback.add(given)
        tx.figures.add(fold_answer(asked, before, given))


def keep(store, make_prediction, parts) -> list:
    """Store predictions, each part in a transaction with one fold of its own."""
    made = []
    for part in parts:
        with store.transaction() as tx:
            rows = []
            for known in part:
                named = {name: fact for name, fact in known.items() if name not in ("drawn", "hours")}
                prediction = make_prediction(tx=tx, counted=False, **named)
                if known["drawn"]:
                    tx.asks.add(Ask(new_id(), prediction.id, AskReason.AUDIT, 0.03, NOON, None))
                rows.append(Row(prediction, WORDS, known["drawn"]))
            tx.figures.add(fold(rows))
            made += [row.prediction for row in rows]
    return made


facts = st.fixed_dictionaries(
    {
        "label": st.sampled_from(LABELS),
        "version": st.integers(1, 2),
        "latency_ms": st.floats(0, 1e6),
        "confidence": st.floats(0.34, 1),
        "audit_propensity": st.sampled_from([0.03, 0.1]),
        "channel": st.sampled_from(["web", "toko", "api"]),
        "hours": st.integers(0, 30),
        "drawn": st.booleans(),
    }
)


@ONCE
@given(
    parts=st.lists(
        st.tuples(st.lists(facts, min_size=1, max_size=4), st.integers(0, 3)), min_size=1, max_size=4
    ),
    said=st.lists(st.tuples(st.integers(0, 20), st.sampled_from(list(Source)), st.sampled_from(LABELS))),
)
def test_any_order_and_parting_of_folds_equals_a_recomputation(services, make_prediction, parts, said):
    """Also where days are closed before their last prediction or answer is there."""
    # Each example has days of its own; the ones before it are looked at again.
    start, made = NOON + timedelta(days=3 * next(_days)), []
    for part, days in parts:
        timed = [one | {"at": start + timedelta(hours=one["hours"])} for one in part]
        made += keep(services.store, make_prediction, [timed])
        close(services, start + days * DAY)
    once = {(place % len(made), source): label for place, source, label in said}
    for (place, source), label in once.items():
        answer(services.store, made[place], label, source, start + timedelta(hours=40))
    folded = everything(services.store)
    assert recomputed(services) == folded
    assert recomputed(services) == folded


def close(services, now) -> int:
    return replace(services.rollups, now=lambda: now).close_days()


def test_concurrent_writers_lose_nothing(services, make_prediction):
    """Also where several answer the same prediction, and while hours are recomputed and days closed."""
    store = services.store
    shared = [make_prediction(POS, at=NOON + timedelta(hours=i % 3)) for i in range(6)]

    def write(number: int) -> None:
        chance = random.Random(number)
        for _ in range(5):
            part = [
                {
                    "label": chance.choice(LABELS),
                    "version": 1,
                    "channel": f"kanal {chance.randrange(3)}",
                    "at": NOON + timedelta(hours=chance.choice([0, 1, 2, 24, 72])),
                    "drawn": chance.random() < 0.3,
                }
                for _ in range(chance.randrange(1, 6))
            ]
            keep(store, make_prediction, [part])
        if number < len(Source) * len(shared):
            source = list(Source)[number % len(Source)]
            answer(store, shared[number // len(Source)], chance.choice(LABELS), source)
        if number % 8 == 0:
            services.rollups.recompute(NOON, NOON + timedelta(hours=2))
        if number % 8 == 4:
            close(services, NOON + number / 4 * DAY)

    at_once(write, 16)
    folded = everything(store)
    assert recomputed(services) == folded
    with store.reading() as tx:
        stored = sum(n for _, n in tx.predictions.count_by_version(EVER))
    assert sum(one.total("predictions") for one in folded["days"].values()) == stored


def at_once(act: Callable[[int], object], threads: int) -> None:
    start = Barrier(threads)

    def run(number: int) -> None:
        start.wait(30)
        act(number)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


def test_what_the_services_write_is_what_a_recomputation_finds(trained, clock):
    predict = replace(trained.prediction, draw=lambda: 0.0)
    replies = predict.predict_many(
        [Request(f"{REVIEW} nomor {i}", consent=i != 2, channel="toko") for i in range(5)]
    )
    stored = [reply for reply in replies if reply.stored]
    clock.advance(hours=2)
    trained.feedback.answer(stored[0].id, stored[0].feedback_token, correct=True)
    wrong = next(label for label in LABELS if label != stored[1].label)
    trained.feedback.answer(stored[1].id, stored[1].feedback_token, correct=False, label=wrong)
    reviewer = Caller("Ani", Role.REVIEWER)
    for item in trained.review.next(reviewer, 3):
        trained.review.answer(item.ask.id, reviewer, item.shown)

    folded = everything(trained.store)
    assert recomputed(trained) == folded
    [(key, figures)] = folded["days"].items()
    assert (key.channel, key.audit_ppm, figures.total("predictions")) == ("toko", 30_000, 4)
    assert figures.total("drawn") == 4
    assert audits_by_click(figures).sum() == 3


def test_a_wrong_figure_is_put_right(services, make_prediction):
    made = make_prediction(POS)
    right = everything(services.store)
    with services.store.transaction() as tx:
        tx.figures.add(fold([Row(made, WORDS)]))
    assert everything(services.store) != right
    assert recomputed(services) == right


def test_hours_outside_of_the_asked_ones_are_left_alone(services, make_prediction):
    early, late = make_prediction(at=NOON), make_prediction(at=NOON + timedelta(hours=2))
    with services.store.transaction() as tx:
        tx.figures.add(fold([Row(early, WORDS), Row(late, WORDS)]))
    assert services.rollups.recompute(NOON + timedelta(hours=1), NOON + timedelta(hours=3)) == 1
    with services.store.reading() as tx:
        hours = [
            next(iter(tx.figures.of(Period(at, at + timedelta(hours=1))).values())).total("predictions")
            for at in (NOON, NOON + timedelta(hours=2))
        ]
        [day] = tx.figures.of(EVER, by=()).values()
    assert (hours, day.total("predictions")) == ([2, 1], 3)


def test_a_recomputation_keeps_what_retention_has_left_of_older_hours(services, make_prediction, clock):
    make_prediction(at=NOON - timedelta(days=40))
    make_prediction(at=NOON - timedelta(days=5))
    before = everything(services.store)
    keep = timedelta(days=30)
    assert replace(services.retention, keep=keep).expire() == 1
    assert replace(services.rollups, keep=keep).recompute() == 1
    assert everything(services.store) == before


# --- rows from before there were roll-ups -------------------------------------------------------


def without_figures(store) -> None:
    with store.transaction() as tx:
        for table in (rollup_hour, rollup_day):
            tx.connection.execute(delete(table))


def test_what_was_stored_before_is_folded_once(services, make_prediction):
    for hours in (0, 1, 30, 31, 90):
        answer(services.store, make_prediction(at=NOON - timedelta(hours=hours)), NEG, Source.AUDIT)
    wanted = everything(services.store)
    without_figures(services.store)
    assert services.rollups.catch_up() == 5
    assert everything(services.store) == wanted
    assert services.rollups.catch_up() == 0


def test_a_catching_up_that_was_interrupted_goes_on(services, make_prediction):
    for hours in range(4):
        make_prediction(at=NOON - timedelta(hours=hours))
    without_figures(services.store)
    # Of the present hour, which had a row already, somebody folds another one meanwhile.
    make_prediction(at=NOON)
    for _ in range(2):
        services.rollups._recompute(services.rollups._not_folded())
    assert services.rollups.catch_up() == 2
    caught_up = everything(services.store)
    assert recomputed(services) == caught_up
    assert sum(one.total("predictions") for one in caught_up["days"].values()) == 5


def test_nothing_stored_is_nothing_to_do(services):
    assert services.rollups.catch_up() == 0
    assert services.rollups.recompute() == 0
    assert services.rollups.join_shards() == 0


# --- size ---------------------------------------------------------------------------------------


def test_a_client_that_invents_channels_does_not_make_the_rollups_grow(services, make_prediction):
    for i in range(MOST_CHANNELS + 15):
        make_prediction(channel=f"kanal-{i:02}")
    found = everything(services.store)
    assert len(found["days"]) == MOST_CHANNELS + 1
    by_channel = {key.channel: figures.total("predictions") for key, figures in found["days"].items()}
    assert by_channel[OTHER] == 15
    assert recomputed(services) == found


def test_days_that_are_over_are_made_one_row_a_key(services, make_prediction, clock):
    made = make_prediction(at=NOON)
    at_once(lambda number: make_prediction(at=NOON - 3 * DAY + timedelta(minutes=number)), 6)
    before, postgres = everything(services.store), services.store.engine.dialect.name == "postgresql"
    assert services.rollups.close_days() == 1
    assert services.rollups.close_days() == 0
    assert everything(services.store) == before
    assert services.rollups.join_shards() == 0
    # An answer that comes late is in the shard of whoever writes it.
    with services.store.transaction() as tx:
        tx.figures.add(fold([Row(replace(made, created_at=NOON - 3 * DAY), WORDS)]))
    late = everything(services.store)
    assert late != before
    assert services.rollups.join_shards() == (1 if postgres else 0)
    assert everything(services.store) == late
    assert services.rollups.join_shards() == 0
    with services.store.reading() as tx:
        old = rollup_hour.c.at < NOON - DAY
        assert tx.connection.scalar(select(func.count()).select_from(rollup_hour).where(old)) == 1


def test_days_are_closed_when_they_are_over_and_in_their_order(services, make_prediction):
    for days in (0, 1, 2, 9):
        make_prediction(at=NOON - days * DAY)
    before = everything(services.store)
    assert services.rollups.close_days(limit=2) == 2
    assert everything(services.store) == before
    # Between closed days, and after them, a day without predictions is as closed or open as they are.
    for days in (5, 9, 1):
        make_prediction(at=NOON - days * DAY)
    late = everything(services.store)
    assert [services.rollups.close_days() for _ in range(2)] == [1, 0]
    assert everything(services.store) == late == recomputed(services)
    with services.store.reading() as tx:
        days = tx.connection.scalars(select(rollup_day.c.at).distinct().order_by(rollup_day.c.at))
        assert list(days) == [day_of(NOON) - days * DAY for days in (9, 5, 2, 1)]


def test_writers_at_once_have_shards_of_their_own(services, make_prediction):
    make_prediction()
    at_once(lambda _: make_prediction(), 8)
    with services.store.reading() as tx:
        shards = set(tx.connection.scalars(select(rollup_hour.c.shard)))
    postgres = services.store.engine.dialect.name == "postgresql"
    assert (1 < len(shards) <= SHARDS) if postgres else shards == {0}


def test_a_bin_that_runs_over_is_loud(services, make_prediction):
    made = make_prediction()
    [(key, figures)] = fold([Row(made, WORDS)]).items()
    with pytest.raises(OverflowError), services.store.transaction() as tx:
        tx.figures.add({key: replace(figures, bins=figures.bins * 2**31)})


# --- periods ------------------------------------------------------------------------------------


@ONCE
@given(start=st.integers(0, 120), length=st.integers(1, 120), minutes=st.integers(0, 59))
def test_a_period_of_days_and_edge_hours_holds_every_hour_once(hourly, start, length, minutes):
    """The first two days are closed, the others are not."""
    since = HOURLY + timedelta(hours=start)
    until = since + timedelta(hours=length)
    period = Period(since + timedelta(minutes=minutes), until)
    if period.since >= period.until:
        return
    with hourly.reading() as tx:
        found = tx.figures.of(period, by=())
    inside = max(0, min(start + length, 96) - start)
    assert sum(one.total("predictions") for one in found.values()) == inside


HOURLY = datetime(2026, 11, 1, 5, tzinfo=UTC)


@pytest.fixture
def hourly(services, store, make_prediction):
    """One prediction in each of 96 hours."""
    with store.transaction() as tx:
        rows = [
            Row(make_prediction(at=HOURLY + timedelta(hours=i), tx=tx, counted=False), WORDS)
            for i in range(96)
        ]
        tx.figures.add(fold(rows))
    assert close(services, HOURLY + 2 * DAY) == 2
    return store
