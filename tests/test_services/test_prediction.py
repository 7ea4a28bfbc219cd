"""Predicting: nothing is kept without consent, with it the anonymised text, and nobody is told otherwise."""

import os
import signal
import time
from collections import Counter as Multiset
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from siklus.bootstrap import assemble
from siklus.database.alerts import Alert
from siklus.database.predictions import EVER
from siklus.database.rollups import Metric
from siklus.database.schema import metadata
from siklus.domain.feedback import AskReason
from siklus.domain.identity import new_id
from siklus.errors import (
    DatabaseUnavailable,
    NoActiveVersion,
    ReviewTooLong,
    ReviewTooShort,
    ReviewUnreadable,
)
from siklus.privacy.consent import CURRENT
from siklus.privacy.redaction import ANONYMISER_VERSION
from siklus.privacy.subjects import subject_hash
from siklus.privacy.tokens import verify
from siklus.services.outage import Outage
from siklus.services.prediction import Request
from support.api import until
from support.clock import NOON

REVIEW = "Makanannya enak sekali dan pelayanannya juga sangat ramah"
PERSONAL = "Tolong hubungi saya di 081234567890 atau budi@contoh.co.id karena barangnya rusak parah"


def rows_in(store) -> dict[str, int]:
    with store.reading() as tx:
        counts = {
            name: tx.connection.scalar(select(func.count()).select_from(table))
            for name, table in metadata.tables.items()
        }
    return {name: count for name, count in counts.items() if count}


def every_value_in(store) -> str:
    """Everything that the database holds, as one string."""
    with store.reading() as tx:
        return "\n".join(
            repr(tuple(row)) for t in metadata.tables.values() for row in tx.connection.execute(select(t))
        )


def test_without_consent_no_row_is_written_anywhere(trained):
    before = rows_in(trained.store)
    reply = trained.prediction.predict(Request(REVIEW))
    assert rows_in(trained.store) == before
    assert (reply.stored, reply.id, reply.feedback_token, reply.not_stored) == (
        False,
        None,
        None,
        "no_consent",
    )
    assert reply.confidence == max(reply.probabilities)
    assert sum(reply.probabilities) == pytest.approx(1)
    assert reply.model_version == 1


def test_with_consent_everything_about_the_answer_is_kept(trained, clock):
    reply = trained.prediction.predict(Request(REVIEW, consent=True, subject="pelanggan-1", channel="kasir"))
    secret = trained.prediction.secret
    assert reply.stored
    assert verify(secret, str(reply.id), str(reply.feedback_token))
    with trained.store.reading() as tx:
        kept = tx.predictions.get(str(reply.id))
        assert tx.inputs.text_of_prediction(kept.id) == REVIEW
        assert tx.predictions.subject_of(kept.id) == subject_hash(secret, "pelanggan-1")
        [consent] = tx.connection.execute(select(metadata.tables["consents"]))
        [text] = tx.connection.execute(select(metadata.tables["inputs"]))
    assert (kept.label, kept.probabilities, kept.model_version) == (reply.label, reply.probabilities, 1)
    assert (kept.channel, kept.created_at, kept.audit_propensity) == ("kasir", clock(), 0.03)
    assert (consent.purpose, consent.wording_version) == (CURRENT.purpose, CURRENT.version)
    assert (text.words, text.anonymiser, text.consent_id) == (8, ANONYMISER_VERSION, consent.id)


def test_what_names_a_person_is_never_written_anywhere(trained, tmp_path):
    reply = trained.prediction.predict(Request(PERSONAL, consent=True, subject="081234567890", explain=True))
    assert reply.stored
    assert reply.explanation
    held = every_value_in(trained.store)
    assert "barangnya rusak parah" in held
    for private in ("081234567890", "budi@contoh.co.id"):
        assert private not in held
        assert not any(private.encode() in path.read_bytes() for path in files_below(tmp_path))
        assert not any(private in word for word, _ in reply.explanation)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_consent_decides_nothing_about_the_answer(trained):
    asked, kept = (trained.prediction.predict(Request(PERSONAL, consent=yes)) for yes in (False, True))
    assert (asked.label, asked.probabilities) == (kept.label, kept.probabilities)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("terlalu pendek", ReviewTooShort),
        ("a " * 5_000, ReviewTooLong),
        (REVIEW + "\0", ReviewUnreadable),
    ],
)
def test_a_refusal_is_counted_by_its_reason_and_keeps_nothing(trained, clock, text, error):
    before = rows_in(trained.store)
    with pytest.raises(error):
        trained.prediction.predict(Request(text, consent=True))
    assert rows_in(trained.store) == before
    trained.counters.flush()
    with trained.store.reading() as tx:
        totals = tx.rollups.totals(NOON, clock() + timedelta(hours=1))
    assert totals == {(Metric.REFUSED, error.code): 1}


def test_a_batch_is_answered_in_its_order_by_one_version(trained):
    texts = [f"{REVIEW} nomor {i}" for i in range(5)]
    replies = trained.prediction.predict_many([Request(text, consent=True) for text in texts])
    with trained.store.reading() as tx:
        assert [tx.inputs.text_of_prediction(str(reply.id)) for reply in replies] == texts
    for text, reply in zip(texts, replies, strict=True):
        alone = trained.prediction.predict(Request(text))
        assert reply.probabilities == pytest.approx(alone.probabilities)


def test_a_batch_with_one_bad_text_keeps_none(trained):
    before = rows_in(trained.store)
    with pytest.raises(ReviewTooShort):
        trained.prediction.predict_many([Request(REVIEW, consent=True), Request("pendek", consent=True)])
    assert rows_in(trained.store) == before


def test_an_empty_batch_has_no_answers(trained):
    assert trained.prediction.predict_many([]) == []


def test_only_those_who_agreed_are_kept_of_a_mixed_batch(trained):
    replies = trained.prediction.predict_many([Request(REVIEW, consent=yes) for yes in (True, False, True)])
    assert [reply.stored for reply in replies] == [True, False, True]
    assert rows_in(trained.store)["predictions"] == 2


def test_a_long_channel_is_cut_and_an_unreadable_one_refused(trained):
    reply = trained.prediction.predict(Request(REVIEW, consent=True, channel="x" * 200))
    with trained.store.reading() as tx:
        assert tx.predictions.get(str(reply.id)).channel == "x" * 40
    with pytest.raises(ReviewUnreadable):
        trained.prediction.predict(Request(REVIEW, consent=True, channel="a\0b"))


def test_before_the_first_version_there_is_no_answer(services):
    with pytest.raises(NoActiveVersion):
        services.prediction.predict(Request(REVIEW))


# --- audits -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("drawn", "asked"), [(0.0, 1), (0.0299, 1), (0.03, 0), (0.99, 0)])
def test_a_draw_below_the_share_asks_for_an_audit(trained, drawn, asked):
    prediction = replace(trained.prediction, draw=lambda: drawn)
    reply = prediction.predict(Request(REVIEW, consent=True))
    with trained.store.reading() as tx:
        assert tx.asks.open_by_reason()[AskReason.AUDIT] == asked
        assert tx.predictions.get(str(reply.id)).audit_propensity == 0.03
        for row in tx.connection.execute(select(metadata.tables["asks"])):
            assert (row.prediction_id, row.propensity) == (reply.id, 0.03)


def test_without_consent_nobody_is_audited(trained):
    replace(trained.prediction, draw=lambda: 0.0).predict(Request(REVIEW))
    assert "asks" not in rows_in(trained.store)


def test_from_a_second_after_a_drift_alert_was_raised_more_are_audited_until_it_is_over(trained, clock):
    prediction = replace(trained.prediction, draw=lambda: 0.09)
    alert = Alert(new_id(), "drift", 1, {}, NOON)

    def propensity() -> float:
        reply = prediction.predict(Request(REVIEW, consent=True))
        with trained.store.reading() as tx:
            return tx.predictions.get(str(reply.id)).audit_propensity

    assert propensity() == 0.03
    with trained.store.transaction() as tx:
        tx.alerts.raise_(alert)
    clock.advance(seconds=1)
    assert propensity() == 0.14
    assert rows_in(trained.store)["asks"] == 1
    with trained.store.transaction() as tx:
        tx.alerts.resolve(alert.id, NOON)
    clock.advance(seconds=1)
    assert propensity() == 0.03


# --- the database is away -----------------------------------------------------------------------


def test_while_the_database_is_away_the_answer_comes_and_says_that_it_was_not_kept(away):
    kept, asked = away.prediction.predict_many([Request(REVIEW, consent=True), Request(REVIEW)])
    assert (kept.stored, kept.feedback_token, kept.not_stored) == (False, None, "database_unavailable")
    assert asked.not_stored == "no_consent"
    assert kept.label == asked.label


def test_nobody_waits_for_a_database_that_has_just_let_others_wait(trained):
    outage = Outage(lambda: 0.0, _again_at=1.0)
    prediction = replace(trained.prediction, outage=outage)
    assert prediction.predict(Request(REVIEW, consent=True)).not_stored == "database_unavailable"
    assert prediction.predict(Request(REVIEW)).not_stored == "no_consent"
    outage.clock = lambda: 1.0
    assert prediction.predict(Request(REVIEW, consent=True)).stored
    outage.clock = lambda: 0.0
    assert prediction.predict(Request(REVIEW, consent=True)).stored


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_server_that_is_frozen_costs_patience_once_and_nothing_is_promised(trained, monkeypatch):
    monkeypatch.setattr("siklus.services.outage.PATIENCE_SECONDS", 1.5)
    # However long this takes, nobody tries again meanwhile.
    monkeypatch.setattr("siklus.services.outage.PAUSE_SECONDS", 60.0)
    with trained.store.reading() as tx:
        frozen = tx.connection.scalar(select(func.pg_backend_pid()))
    os.kill(frozen, signal.SIGSTOP)
    started = time.monotonic()
    try:
        told = [trained.prediction.predict(Request(REVIEW, consent=True))]
        first = time.monotonic() - started
        told += [trained.prediction.predict(Request(REVIEW, consent=True)) for _ in range(4)]
        others = time.monotonic() - started - first
    finally:
        os.kill(frozen, signal.SIGCONT)
    assert {one.not_stored for one in told} == {"database_unavailable"}
    assert first >= 1.5
    assert others < 4 * 1.5
    trained.prediction.outage.clock = lambda: time.monotonic() + 60  # the pause is over
    until(lambda: trained.prediction.predict(Request(REVIEW, consent=True)).stored)


def test_one_that_is_no_review_does_not_keep_its_neighbours_from_being_answered(trained):
    told = trained.prediction.predict_each(
        [Request(REVIEW, consent=True), Request("pendek", consent=True), Request(f"{REVIEW} juga")]
    )
    assert [getattr(one, "stored", None) for one in told] == [True, None, False]
    assert isinstance(told[1], ReviewTooShort)
    assert trained.prediction.predict_each([]) == []
    assert rows_in(trained.store)["predictions"] == 1


def test_counts_are_kept_until_the_database_is_back(away):
    for _ in range(3):
        away.prediction.predict(Request(REVIEW, consent=True))
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            away.counters.flush()
    assert sum(away.counters._counts.values()) == 3


def test_counts_are_folded_once(trained, clock):
    for _ in range(3):
        trained.prediction.predict(Request(REVIEW))
    clock.advance(hours=1)
    trained.prediction.predict(Request(REVIEW))
    for _ in range(3):
        trained.counters.flush()
    with trained.store.reading() as tx:
        assert tx.rollups.totals(NOON, NOON + timedelta(hours=1)) == {(Metric.UNSTORED, "no_consent"): 3}
        assert sum(tx.rollups.totals(NOON, clock() + timedelta(hours=1)).values()) == 4


def test_who_is_audited_cannot_be_foreseen_and_is_about_the_share(trained):
    usual = assemble(trained.settings, trained.store, trained.prediction.secret, trained.prediction.now)
    usual.serving.refresh()
    prediction = replace(usual.prediction, audit=replace(usual.prediction.audit, usual=0.5))
    replies = prediction.predict_many([Request(f"{REVIEW} {i}", consent=True) for i in range(200)])
    with trained.store.reading() as tx:
        asked = tx.asks.open_by_reason()[AskReason.AUDIT]
        assert tx.predictions.count_by_version(EVER) == [(1, 200)]
    assert 65 <= asked <= 135  # five standard deviations
    assert len(Multiset(reply.id for reply in replies)) == 200
