"""What goes into a table comes out of it: each test once on SQLite and once on PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from siklus.choice import Choice
from siklus.database.alerts import Alert, DriftWindow
from siklus.database.feedback import Tally
from siklus.database.predictions import EVER, Period
from siklus.database.rollups import Counter, Metric
from siklus.database.schema import metadata
from siklus.domain.access import ApiKey, Role
from siklus.domain.examples import ExampleState, Origin
from siklus.domain.feedback import Answer, Ask, AskReason, Held, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import Action, Deployment, VersionState
from siklus.domain.reviews import LABELS, Label
from siklus.domain.splits import Split
from siklus.domain.triggers import Outcome, Run, RunState, begun
from siklus.errors import (
    AlreadyAnswered,
    AskNotFound,
    DeploymentRaced,
    KeyNotFound,
    PredictionNotFound,
    RetrainingUnderWay,
    RunNotFound,
    VersionNotFound,
)
from support.clock import NOON
from support.rows import REVIEW, a_snapshot, a_version, an_example, probabilities_of

POS, NET, NEG = LABELS
JAKARTA = timezone(timedelta(hours=7))
# The last one is written as an id is, but names nothing.
NOT_IDS = ["", "v1", "' OR 1=1 --", "\0", "0" * 200, "0189d6f2-7b5a-7c3e-8a51-1f2e3d4c5b6a"]


def an_answer(prediction_id: str, label=POS, source=Source.READER, **changes) -> Answer:
    answer = Answer(new_id(), prediction_id, label, source, None, Trust.TRUSTED, NOON)
    return replace(answer, **changes)


def a_run(state=RunState.QUEUED, **changes) -> Run:
    run = Run(
        id=new_id(),
        reasons=("labels",),
        holds=(),
        figures={"new_labels": 40},
        actor="loop",
        note="",
        state=state,
        outcome=None,
        snapshot_id=None,
        candidate=None,
        evidence=None,
        gate=None,
        error=None,
        created_at=NOON,
        finished_at=None,
    )
    return replace(run, **changes)


def an_ask(prediction_id: str, reason=AskReason.AUDIT, at=NOON, propensity=0.03) -> Ask:
    return Ask(new_id(), prediction_id, reason, propensity, at, None)


# --- times --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 23, 12, 0, 0, 123_456, tzinfo=UTC),
        datetime(2026, 11, 23, 19, 0, 0, 123_456, tzinfo=JAKARTA),
        datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_a_time_comes_back_as_the_same_moment_in_utc(store, make_prediction, moment):
    made = make_prediction(at=moment)
    with store.reading() as tx:
        found = tx.predictions.get(made.id).created_at
    assert found == moment
    assert found.utcoffset() == timedelta(0)


def test_a_naive_time_is_a_bug_and_stays_loud(store, make_prediction):
    make_prediction()
    with pytest.raises(Exception, match="naive time"):
        make_prediction(at=datetime(2026, 11, 23, 12))  # noqa: DTZ001 (the point)


def test_a_day_is_one_in_utc_whatever_the_servers_time_zone(store, make_prediction):
    make_prediction(at=datetime(2026, 11, 23, 23, 59, 59, 999_999, tzinfo=UTC))
    make_prediction(at=datetime(2026, 11, 24, 0, 0, tzinfo=UTC))
    make_prediction(at=datetime(2026, 11, 24, 3, 0, tzinfo=JAKARTA))
    with store.reading() as tx:
        assert tx.figures.by_day(EVER) == [("2026-11-23", 1, 2), ("2026-11-24", 1, 1)]


# --- predictions --------------------------------------------------------------------------------


def test_a_prediction_comes_back_as_it_was_kept(store, make_prediction):
    made = make_prediction(NEG, probabilities=(0.1, 0.2, 0.7), subject="s" * 32, latency_ms=1 / 3)
    with store.reading() as tx:
        assert tx.predictions.get(made.id) == made
        assert tx.predictions.subject_of(made.id) == "s" * 32
        assert tx.inputs.text_of_prediction(made.id) == REVIEW
        assert tx.predictions.ids_of_subject("s" * 32) == [made.id]
        [row] = tx.predictions.all_rows()
    assert (row["id"], row["text"], row["label"]) == (made.id, REVIEW, "negatif")


@pytest.mark.parametrize("value", NOT_IDS)
def test_what_names_no_row_is_not_found(store, value):
    with store.reading() as tx:
        for find, error in (
            (tx.predictions.get, PredictionNotFound),
            (tx.asks.get, AskNotFound),
            (tx.runs.get, RunNotFound),
        ):
            with pytest.raises(error):
                find(value)
        assert tx.predictions.subject_of(new_id()) is None
        assert tx.inputs.text_of_prediction(new_id()) is None


@pytest.mark.parametrize(
    "words",
    ["'; DROP TABLE inputs; --", "emoji 👍🏽 dan 漢字", "100% \\ \"kutip\" 'satu'", "baris\nbaru\ttab"],
)
def test_any_text_is_kept_as_it_is(store, make_prediction, words):
    made = make_prediction(text=words)
    with store.reading() as tx:
        assert tx.inputs.text_of_prediction(made.id) == words


def test_predictions_are_counted_by_version_label_and_period(store, make_prediction):
    make_prediction(POS, version=1, at=NOON)
    make_prediction(POS, version=2, at=NOON + timedelta(hours=1))
    make_prediction(NEG, version=2, at=NOON + timedelta(hours=2))
    with store.reading() as tx:
        assert tx.predictions.count_by_version(EVER) == [(1, 1), (2, 2)]
        [found] = tx.figures.of(EVER, by=()).values()
        assert [found.total(label) for label in LABELS] == [2, 0, 1]
        [found] = tx.figures.of(Period(NOON, EVER.until, 2)).values()
        assert [found.total(label) for label in LABELS] == [1, 0, 1]
        # From is included, to is not.
        hour = Period(NOON, NOON + timedelta(hours=1))
        assert tx.predictions.count_by_version(hour) == [(1, 1)]


def test_nothing_predicted_reads_as_zero_and_not_as_an_error(store):
    with store.reading() as tx:
        assert tx.figures.of(EVER) == {}
        assert tx.figures.by_day(EVER) == []
        assert tx.figures.oldest() is None
        assert tx.predictions.oldest_at() is None
        assert tx.predictions.count_by_version(EVER) == []
        assert tx.feedback.tally(EVER, Source.AUDIT) == {}


def test_the_newest_predictions_come_first(store, make_prediction):
    made = [make_prediction(at=NOON + timedelta(seconds=i)) for i in range(5)]
    make_prediction(version=2)
    with store.reading() as tx:
        assert tx.predictions.newest(version=1, limit=3) == made[:1:-1]


# --- answers and asks ---------------------------------------------------------------------------


def test_answers_come_back_the_oldest_first(store, make_prediction):
    made = make_prediction(POS)
    late = an_answer(made.id, NEG, Source.AUDIT, subject="Ani", at=NOON + timedelta(hours=1))
    early = an_answer(made.id, POS, at=NOON)
    with store.transaction() as tx:
        tx.feedback.add(late)
        tx.feedback.add(early)
        tx.feedback.hold(early.id, Held.CONTRADICTED)
    with store.reading() as tx:
        assert tx.feedback.of_prediction(made.id) == [
            replace(early, trust=Trust.QUARANTINED, held=Held.CONTRADICTED),
            late,
        ]


def test_a_source_answers_once_and_the_transaction_goes_on(store, make_prediction):
    made, other = make_prediction(), make_prediction()
    with store.transaction() as tx:
        tx.feedback.add(an_answer(made.id, POS))
        with pytest.raises(AlreadyAnswered):
            tx.feedback.add(an_answer(made.id, NEG))
        tx.feedback.add(an_answer(made.id, NEG, Source.AUDIT))
        tx.feedback.add(an_answer(other.id, NEG))
    with store.reading() as tx:
        assert {a.source: a.label for a in tx.feedback.of_prediction(made.id)} == {
            Source.READER: POS,
            Source.AUDIT: NEG,
        }
        assert len(tx.feedback.of_prediction(other.id)) == 1


def test_a_tally_is_filed_under_the_time_of_the_prediction(store, make_prediction):
    yesterday = NOON - timedelta(days=1)
    old, new = make_prediction(POS, at=yesterday), make_prediction(NEG, version=2)
    with store.transaction() as tx:
        tx.feedback.add(an_answer(old.id, POS, Source.AUDIT))
        tx.feedback.add(an_answer(new.id, POS, Source.AUDIT))
        tx.feedback.add(an_answer(new.id, NEG, Source.READER))
    with store.reading() as tx:
        assert tx.feedback.tally(EVER, Source.AUDIT) == {1: Tally(1, 1), 2: Tally(1, 0)}
        assert tx.feedback.tally(Period(NOON, EVER.until), Source.AUDIT) == {2: Tally(1, 0)}
        assert tx.feedback.tally(EVER, Source.READER) == {2: Tally(1, 1)}
        found = tx.feedback.of_period(EVER)
        assert {one: len(answers) for one, answers in found.items()} == {old.id: 1, new.id: 2}


def test_asks_are_leased_by_urgency_and_the_skipped_ones_come_last(store, make_prediction):
    made = [make_prediction(NEG, confidence=0.7) for _ in range(4)]
    unsure = an_ask(made[0].id, AskReason.UNSURE, NOON, propensity=0.2)
    disputed = an_ask(made[1].id, AskReason.DISPUTED, NOON + timedelta(minutes=1))
    audit = an_ask(made[2].id, AskReason.AUDIT, NOON + timedelta(minutes=2))
    skipped = an_ask(made[3].id, AskReason.AUDIT, NOON)
    with store.transaction() as tx:
        for ask in (unsure, disputed, audit, skipped):
            tx.asks.add(ask)
        tx.asks.skip(skipped.id)
        until = NOON + timedelta(minutes=10)
        items = tx.asks.lease(reviewer="Ani", limit=10, now=NOON, until=until)
    assert [item.ask for item in items] == [audit, disputed, unsure, skipped]
    assert (items[0].text, items[0].shown, items[0].confidence) == (REVIEW, NEG, 0.7)


def test_a_lease_keeps_others_out_until_it_runs_out(store, make_prediction):
    ask, later = an_ask(make_prediction().id), NOON + timedelta(minutes=10)

    def leased(reviewer: str, now: datetime) -> list[str]:
        with store.transaction() as tx:
            items = tx.asks.lease(reviewer=reviewer, limit=5, now=now, until=now + timedelta(minutes=10))
        return [item.ask.id for item in items]

    with store.transaction() as tx:
        tx.asks.add(ask)
    assert leased("Ani", NOON) == [ask.id]
    assert leased("Budi", NOON) == []
    assert leased("Ani", NOON) == [ask.id]
    assert leased("Budi", later + timedelta(seconds=1)) == [ask.id]
    assert leased("Ani", later + timedelta(seconds=2)) == []


def test_an_answer_closes_every_ask_about_a_prediction(store, make_prediction):
    made = make_prediction()
    asks = [an_ask(made.id, reason) for reason in (AskReason.AUDIT, AskReason.DISPUTED)]
    with store.transaction() as tx:
        for ask in asks:
            tx.asks.add(ask)
        open_asks = {reason: count for reason, count in tx.asks.open_by_reason().items() if count}
        assert open_asks == {AskReason.AUDIT: 1, AskReason.DISPUTED: 1}
        tx.asks.close(made.id, NOON)
    with store.reading() as tx:
        assert tx.asks.get(asks[0].id) == replace(asks[0], answered_at=NOON)
        assert not any(tx.asks.open_by_reason().values())


def test_only_what_nobody_was_asked_about_is_asked_about(store, make_prediction):
    disputed, agreed, asked, sure, unsure = (
        make_prediction(POS, confidence=share) for share in (0.8, 0.8, 0.8, 0.9, 0.4)
    )
    with store.transaction() as tx:
        tx.feedback.add(an_answer(disputed.id, NEG))
        tx.feedback.add(an_answer(agreed.id, POS))
        tx.feedback.add(an_answer(asked.id, NEG))
        tx.asks.add(an_ask(asked.id))
    with store.reading() as tx:
        assert tx.asks.disputed_without_ask(10) == [disputed.id]
        assert tx.asks.unsure_without_ask(version=1, limit=10) == [unsure.id, sure.id]
        assert tx.asks.unsure_without_ask(version=2, limit=10) == []


# --- examples, snapshots, versions --------------------------------------------------------------


def test_an_example_comes_back_as_it_was_kept(store):
    plain = an_example()
    full = an_example(
        label=NEG,
        origin=Origin.READER,
        split=Split.GOLDEN,
        domain="kurir",
        prediction_id=new_id(),
        subject="s" * 32,
        shown_label=POS,
        shown_version=3,
    )
    with store.transaction() as tx:
        tx.examples.add([plain, full], [None, {"stars": 5, "note": "baik"}])
        tx.examples.add([])
    with store.reading() as tx:
        assert tx.examples.by_ids([full.id, new_id(), plain.id]) == [full, plain]
        assert sorted(e.id for e in tx.examples.usable()) == sorted([plain.id, full.id])
        assert tx.examples.labels_of_keys([full.text_key, "0" * 32]) == {full.text_key: {NEG}}
        assert tx.examples.ids_of_keys([plain.text_key, plain.text_key]) == [plain.id]
        assert tx.examples.count_by() == [
            (Origin.IMPORT, POS, ExampleState.USABLE, 1),
            (Origin.READER, NEG, ExampleState.USABLE, 1),
        ]


def test_more_examples_than_a_statement_can_name_are_found(store):
    rows = [an_example() for _ in range(1_201)]
    with store.transaction() as tx:
        tx.examples.add(rows)
    with store.transaction() as tx:
        assert tx.examples.by_ids([row.id for row in rows]) == rows
        assert len(tx.examples.ids_of_keys([row.text_key for row in rows])) == 1_201
        assert tx.examples.withdraw([row.id for row in rows]) == 1_201


def test_new_labels_are_those_that_people_gave_since(store):
    kinds = {origin: an_example(origin=origin, created_at=NOON) for origin in Origin}
    hidden = an_example(origin=Origin.AUDIT, state=ExampleState.QUARANTINED)
    with store.transaction() as tx:
        tx.examples.add([*kinds.values(), hidden])
    with store.reading() as tx:
        assert tx.examples.count_new(None) == 4  # all but the starter's
        assert tx.examples.count_new(NOON - timedelta(seconds=1)) == 4
        assert tx.examples.count_new(NOON) == 0


def test_a_withdrawn_example_is_emptied_but_stays_in_its_snapshot(store):
    row = an_example(subject="s" * 32, prediction_id=new_id())
    with store.transaction() as tx:
        tx.examples.add([row], [{"note": "rahasia"}])
        assert tx.examples.ids_of_subject("s" * 32) == [row.id]
        assert tx.examples.withdraw([row.id]) == 1
    with store.reading() as tx:
        [left] = tx.examples.by_ids([row.id])
        assert (left.text, left.text_key, left.subject, left.prediction_id) == ("", "", None, None)
        assert left.state is ExampleState.WITHDRAWN
        assert tx.examples.usable() == []
        details = tx.connection.scalar(text(f"SELECT details FROM {_table(tx, 'examples')}"))
    assert details in (None, "null")


def test_what_a_prediction_taught_can_be_set_aside(store):
    about, other = new_id(), new_id()
    with store.transaction() as tx:
        tx.examples.add([an_example(prediction_id=about), an_example(prediction_id=other)])
        tx.examples.quarantine_of_prediction(about)
    with store.reading() as tx:
        assert [e.prediction_id for e in tx.examples.usable()] == [other]


def test_a_snapshot_keeps_its_ids_in_their_order(store):
    snapshot = replace(a_snapshot(NOON), example_ids=tuple(new_id() for _ in range(50))[::-1])
    with store.transaction() as tx:
        tx.snapshots.add(snapshot)
    with store.reading() as tx:
        assert tx.snapshots.get(snapshot.id) == snapshot


def test_labels_were_looked_at_when_the_active_version_was_trained_not_one_trained_aside_or_failed(store):
    trained, failed, aside, foreign = (
        a_snapshot(NOON + timedelta(hours=hours), ids)
        for hours, ids in enumerate([(new_id(),), (new_id(),), (new_id(),), ()])
    )
    with store.transaction() as tx:
        tx.snapshots.add(failed)
        assert tx.snapshots.looked_at(1) is None
        for number, snapshot in ((1, trained), (2, aside), (3, foreign)):
            tx.snapshots.add(snapshot)
            tx.versions.add(a_version(number, snapshot, NOON))
        assert tx.snapshots.looked_at(1) == NOON
        assert tx.snapshots.looked_at(3) is None


def test_a_version_comes_back_as_it_was_kept(store):
    snapshot = a_snapshot(NOON)
    first = a_version(1, snapshot, NOON)
    second = a_version(2, snapshot, NOON, parent=1, state=VersionState.WAITING)
    with store.transaction() as tx:
        tx.snapshots.add(snapshot)
        assert tx.versions.next_number() == 1
        tx.versions.add(first)
        tx.versions.add(second)
        assert tx.versions.next_number() == 3
        moved = tx.versions.move(first, VersionState.ACTIVE)
    assert moved == replace(first, state=VersionState.ACTIVE)
    with store.reading() as tx:
        assert tx.versions.all() == [moved, second]
        assert tx.versions.get(2) == second
        assert tx.versions.of_snapshot(snapshot.id) == moved
        assert tx.versions.of_snapshot(new_id()) is None


@pytest.mark.parametrize("number", [0, -1, 7, 2**31, 10**30])
def test_an_unknown_version_is_not_found_however_large_its_number(store, number):
    with store.reading() as tx, pytest.raises(VersionNotFound):
        tx.versions.get(number)


def test_a_link_of_the_chain_is_added_once(store, make_prediction):
    make_prediction(version=1)
    make_prediction(version=2)
    links = [
        Deployment(1, 1, None, Action.FIRST, "mulai", "Ani", NOON),
        Deployment(2, 2, 1, Action.DEPLOY, "run x", "loop", NOON + timedelta(hours=1)),
    ]
    with store.transaction() as tx:
        assert tx.deployments.last() is None
        for link in links:
            tx.deployments.add(link)
        with pytest.raises(DeploymentRaced) as raced:
            tx.deployments.add(replace(links[1], version=1))
    assert (raced.value.expected, raced.value.found) == (1, 2)
    with store.reading() as tx:
        assert tx.deployments.chain() == links
        assert tx.deployments.last() == links[1]


# --- runs ---------------------------------------------------------------------------------------


def test_a_run_comes_back_with_what_became_known(store, make_prediction):
    make_prediction()
    run = a_run(note="coba", actor="Ani")
    with store.transaction() as tx:
        tx.runs.add(run)
        tx.runs.advance(run.id, RunState.TRAIN, NOON)
        tx.runs.note(run.id, "fit", 0.25)
        tx.runs.note(run.id, "fit", 0.5)
        tx.runs.advance(run.id, RunState.GATE, NOON, candidate=1, evidence={"golden": {}})
    with store.reading() as tx:
        steps = (begun(RunState.TRAIN, NOON) | {"doing": "fit", "share": 0.5}, begun(RunState.GATE, NOON))
        known = replace(run, state=RunState.GATE, candidate=1, evidence={"golden": {}}, steps=steps)
        assert tx.runs.get(run.id) == known
        assert tx.runs.under_way() == known


def test_one_run_at_a_time(store):
    run = a_run()
    with store.transaction() as tx:
        tx.runs.add(run)
        with pytest.raises(RetrainingUnderWay) as refused:
            tx.runs.add(a_run())
        # An evaluation that said no takes no slot.
        tx.runs.add(a_run(RunState.NOT_NEEDED))
    assert refused.value.run_id == run.id
    with store.transaction() as tx:
        tx.runs.finish(run.id, Outcome.REFUSED, NOON)
        tx.runs.add(a_run())


def test_a_run_that_ended_stays_as_it_ended(store):
    run, no = a_run(), a_run(RunState.NOT_NEEDED, created_at=NOON - timedelta(hours=1))
    with store.transaction() as tx:
        tx.runs.add(run)
        tx.runs.add(no)
        assert tx.runs.last_finished_at() is None
        tx.runs.finish(run.id, Outcome.FAILED, NOON, error="penuh")
        tx.runs.finish(run.id, Outcome.DEPLOYED, NOON + timedelta(hours=1))
        tx.runs.advance(run.id, RunState.TRAIN, NOON)
        tx.runs.note(run.id, "fit", 0.5)
        tx.runs.finish(no.id, Outcome.FAILED, NOON)
    with store.reading() as tx:
        found = tx.runs.get(run.id)
        assert (found.state, found.outcome, found.error) == (RunState.DONE, Outcome.FAILED, "penuh")
        assert found.steps == (begun(RunState.DONE, NOON),)
        assert tx.runs.last_finished_at() == NOON
        assert tx.runs.under_way() is None
        assert tx.runs.get(no.id) == no
        assert tx.runs.newest(10) == [found, no]
        assert tx.runs.newest(10, started_only=True) == [found]


# --- the rest -----------------------------------------------------------------------------------


def test_counters_add_up_and_are_read_by_whole_hours(store):
    one = Counter(NOON, Metric.REFUSED, "review_too_short")
    other = Counter(NOON + timedelta(hours=1), Metric.UNSTORED, "no_consent", 3)
    with store.transaction() as tx:
        tx.rollups.fold({one: 2, other: 5})
        tx.rollups.fold({one: 1, replace(other, version=4): 1})
    with store.reading() as tx:
        both = tx.rollups.totals(NOON, NOON + timedelta(hours=2))
        assert both == {(Metric.REFUSED, "review_too_short"): 3, (Metric.UNSTORED, "no_consent"): 6}
        first = tx.rollups.totals(NOON, NOON + timedelta(hours=1))
        assert first == {(Metric.REFUSED, "review_too_short"): 3}


def test_an_alert_is_open_until_it_is_resolved(store):
    alert = Alert(new_id(), "drift", 1, {"score": 0.4}, NOON)
    with store.transaction() as tx:
        tx.alerts.raise_(alert)
        assert tx.alerts.open() == [alert]
        tx.alerts.resolve(alert.id, NOON)
        assert tx.alerts.open() == []


def test_drift_windows_come_back_the_newest_first(store):
    windows = [
        DriftWindow(new_id(), 1, 100, 0.1 * i, "quiet", {"p_value": 0.5}, NOON, NOON + timedelta(hours=i))
        for i in range(3)
    ]
    with store.transaction() as tx:
        for window in windows:
            tx.drift.add(window)
    with store.reading() as tx:
        assert tx.drift.newest(version=1, limit=2) == windows[:0:-1]
        assert tx.drift.newest(version=2, limit=2) == []


def test_a_key_is_found_by_its_hash_until_it_is_revoked(store):
    key = ApiKey(new_id(), "kasir", Role.CLIENT, "f" * 64, NOON, None)
    with store.transaction() as tx:
        tx.keys.add(key)
        assert tx.keys.by_hash("f" * 64) == key
        assert tx.keys.count_living(Role.CLIENT) == 1
        assert tx.keys.revoke("kasir", NOON) == 1
        assert tx.keys.by_hash("f" * 64) is None
        assert tx.keys.count_living(Role.CLIENT) == 0
        assert tx.keys.all() == [replace(key, revoked_at=NOON)]
        with pytest.raises(KeyNotFound):
            tx.keys.revoke(key.id, NOON)


def test_the_log_is_read_the_newest_first(store):
    with store.transaction() as tx:
        for hour in range(3):
            tx.audit_log.add(actor="Ani", action="test", at=NOON + timedelta(hours=hour), hour=hour)
    with store.reading() as tx:
        assert [entry.details["hour"] for entry in tx.audit_log.newest(2)] == [2, 1]


def test_a_worker_lives_while_it_is_heard_of(store):
    late = NOON + timedelta(minutes=1)
    with store.transaction() as tx:
        for name in ("a", "b"):
            tx.workers.join(name, pid=1, host="h", now=NOON)
        assert tx.workers.beat("a", late)
        assert tx.workers.living(late) == ["a"]
        assert tx.workers.bury(late) == ["b"]
        assert tx.workers.bury(late) == []
        assert not tx.workers.beat("b", late)
        tx.workers.leave("a")
        assert tx.workers.living(NOON) == []


def test_the_first_secret_stays(store):
    with store.transaction() as tx:
        assert tx.installation.fingerprint() is None
        tx.installation.claim("1" * 64, NOON, Choice())
        tx.installation.claim("2" * 64, NOON, Choice())
        assert tx.installation.fingerprint() == "1" * 64


def test_withdrawn_consents_forget_whose_they_were(store, make_prediction):
    make_prediction(subject="s" * 32)
    make_prediction(subject="s" * 32)
    make_prediction(subject="t" * 32)
    with store.transaction() as tx:
        assert tx.consents.withdraw("s" * 32, NOON) == 2
        assert tx.consents.withdraw("s" * 32, NOON) == 0


def test_erasing_leaves_the_rows_of_others(store, make_prediction):
    mine = [make_prediction(subject="m" * 32) for _ in range(2)]
    other = make_prediction(subject="o" * 32)
    # More than one statement may name.
    ids = [mine[0].id, *(new_id() for _ in range(1_000)), mine[1].id]
    with store.transaction() as tx:
        for one in (mine[0], other):
            tx.feedback.add(an_answer(one.id))
            tx.asks.add(an_ask(one.id))
    with store.transaction() as tx:
        assert tx.feedback.erase(ids) == 1
        assert tx.asks.erase(ids) == 1
        assert tx.predictions.erase(ids) == 2
        tx.inputs.delete([one.input_id for one in mine])
    with store.reading() as tx:
        assert tx.predictions.count_by_version(EVER) == [(1, 1)]
        assert tx.inputs.text_of_prediction(other.id) == REVIEW
        assert len(tx.feedback.of_prediction(other.id)) == 1


def test_an_error_rolls_everything_back(store):
    row = an_example()

    def add_twice() -> None:
        with store.transaction() as tx:
            tx.examples.add([row])
            tx.examples.add([row])

    with pytest.raises(IntegrityError):
        add_twice()
    with store.reading() as tx:
        assert tx.examples.usable() == []


def test_every_table_of_the_schema_is_there(store):
    with store.reading() as tx:
        schema = "siklus" if tx.connection.dialect.name == "postgresql" else None
        there = set(inspect(tx.connection).get_table_names(schema=schema))
    assert there == set(metadata.tables) | {"alembic_version"}


def test_probabilities_are_in_the_order_of_the_labels(store, make_prediction):
    made = make_prediction(NET, probabilities=probabilities_of(NET, 0.6))
    with store.reading() as tx:
        found = tx.predictions.get(made.id)
    assert found.probabilities[LABELS.index(Label.NETRAL)] == 0.6


def _table(tx, name: str) -> str:
    return f"siklus.{name}" if tx.connection.dialect.name == "postgresql" else name
