"""Erasing a subject reaches everything, and says which versions had learnt from it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from siklus.database.retractions import retractions
from siklus.database.schema import asks, metadata
from siklus.domain.access import Caller, Role
from siklus.domain.erasures import Erased, Kind
from siklus.domain.reviews import Label
from siklus.errors import FeedbackTokenInvalid, PredictionNotFound, SubjectNotFound
from siklus.privacy.subjects import subject_hash
from siklus.services.prediction import Request
from support.rows import a_snapshot, a_version

REVIEW = "Makanannya enak sekali dan pelayanannya juga sangat ramah"


def every_value_in(store) -> str:
    with store.reading() as tx:
        return "\n".join(
            repr(tuple(row)) for t in metadata.tables.values() for row in tx.connection.execute(select(t))
        )


@pytest.fixture
def answered(trained):
    """A subject's two texts, one answered by the reader and one by a reviewer; and somebody else's."""
    audited = replace(trained.prediction, draw=lambda: 0.0)
    first = trained.prediction.predict(Request(f"{REVIEW} pertama kali", consent=True, subject="saya"))
    second = audited.predict(Request(f"{REVIEW} kedua kali", consent=True, subject="saya"))
    trained.prediction.predict(Request(f"{REVIEW} orang lain", consent=True, subject="orang"))
    trained.feedback.answer(first.id, first.feedback_token, correct=True)
    reviewer = Caller("Ani", Role.REVIEWER)
    [item] = trained.review.next(reviewer, 1)
    assert item.ask.prediction_id == second.id
    trained.review.answer(item.ask.id, reviewer, Label.NETRAL)
    return trained


def test_nothing_of_the_subject_is_left_and_everything_of_others(answered):
    done = answered.erasure.erase("saya", actor="Budi")
    assert done.gone == Erased(consents=2, texts=2, predictions=2, answers=2, examples=2)
    held = every_value_in(answered.store)
    assert "pertama kali" not in held
    assert "kedua kali" not in held
    assert subject_hash(answered.erasure.secret, "saya") not in held
    assert "orang lain" in held


def test_an_answer_that_was_taken_back_is_erased_too(answered):
    reviewer = Caller("Ani", Role.REVIEWER)
    with answered.store.reading() as tx:
        [ask_id] = tx.connection.scalars(select(asks.c.id))
    answered.review.take_back(ask_id, reviewer)
    answered.erasure.erase("saya", actor="Budi")
    with answered.store.reading() as tx:
        assert tx.connection.execute(select(retractions)).all() == []
    assert "kedua kali" not in every_value_in(answered.store)


def test_the_versions_that_learnt_from_it_are_named(answered, clock):
    with answered.store.transaction() as tx:
        ids = tuple(e.id for e in tx.examples.usable() if e.subject is not None)
        snapshot = a_snapshot(clock(), ids[:1])
        tx.snapshots.add(snapshot)
        tx.versions.add(a_version(2, snapshot, clock()))
    assert answered.erasure.erase("saya", actor="Budi").versions == (2,)


def test_it_is_logged_without_saying_whose(answered):
    done = answered.erasure.erase("saya", actor="Budi")
    with answered.store.reading() as tx:
        entry = tx.audit_log.newest(1)[0]
    assert (entry.actor, entry.action) == ("Budi", "subject.erased")
    facts = {"predictions": 2, "examples": 2, "versions": [], "erasure": done.id, "due_at": None}
    assert entry.details == facts


def test_what_was_erased_is_not_found_again(answered):
    answered.erasure.erase("saya", actor="Budi")
    with pytest.raises(SubjectNotFound):
        answered.erasure.erase("saya", actor="Budi")


@pytest.mark.parametrize("subject", ["siapa", "SAYA", "saya "])
def test_an_unknown_subject_is_not_found_and_nothing_changes(answered, subject):
    before = every_value_in(answered.store)
    with pytest.raises(SubjectNotFound):
        answered.erasure.erase(subject, actor="Budi")
    assert every_value_in(answered.store) == before


def test_a_training_that_is_under_way_learns_nothing_from_an_erased_text(answered):
    run = answered.retraining.request(actor="Budi", note="")
    answered.retraining.take_snapshot(run.id)
    answered.erasure.erase("saya", actor="Budi")
    answered.retraining.train(run.id)
    with answered.store.reading() as tx:
        version = tx.versions.get(answered.retraining.run(run.id).candidate)
        snapshot = tx.snapshots.get(version.snapshot_id)
    assert "" not in {e.text for e in _examples(answered, snapshot) if e.state == "usable"}
    assert version.scores["n"] <= len(snapshot.example_ids)


def _examples(services, snapshot):
    with services.store.reading() as tx:
        return tx.examples.by_ids(snapshot.example_ids)


def test_the_chain_of_the_log_needs_no_change_because_it_holds_neither_text_nor_subject(answered):
    answered.importing.add(b"text,label\nTulisan rahasia yang tidak boleh ada di sana,netral\n", actor="Ani")
    answered.retraining.request(actor="Ani", note="catatan rahasia")
    with answered.store.reading() as tx:
        before = list(tx.audit_log.chain())
    answered.erasure.erase("saya", actor="Budi")
    with answered.store.reading() as tx:
        after = list(tx.audit_log.chain())
    assert after[: len(before)] == before
    assert answered.auditing.verify(before[-1].hash).sound
    held = repr(after)
    for secret in ("saya", "rahasia", "pelayanannya", subject_hash(answered.erasure.secret, "saya")):
        assert secret not in held


# --- one text -----------------------------------------------------------------------------------


@pytest.fixture
def two(trained):
    """Two answered predictions of one person."""
    said = [
        trained.prediction.predict(Request(f"{REVIEW} {n}", consent=True, subject="saya"))
        for n in ("kaktus-satu", "kaktus-dua")
    ]
    for one in said:
        trained.feedback.answer(one.id, one.feedback_token, correct=True)
    return said


def test_who_holds_the_token_of_a_prediction_withdraws_it_and_nothing_else(trained, two):
    first, second = two
    done = trained.erasure.withdraw(first.id, first.feedback_token)
    assert (done.kind, done.gone) == (Kind.PREDICTION, Erased(1, 1, 1, 1, 1))
    held = every_value_in(trained.store)
    assert "kaktus-satu" not in held
    assert first.id not in held
    assert "kaktus-dua" in held
    with trained.store.reading() as tx:
        entry = tx.audit_log.newest(1)[0]
    assert (entry.actor, entry.action) == ("reader", "consent.withdrawn")
    assert trained.erasure.erase("saya", actor="Budi").gone == Erased(1, 1, 1, 1, 1)
    assert second.id not in every_value_in(trained.store)


def test_another_token_withdraws_nothing_and_a_second_time_there_is_nothing(trained, two):
    first, second = two
    before = every_value_in(trained.store)
    for token in (second.feedback_token, "v1.x", "", "\ud800"):
        with pytest.raises(FeedbackTokenInvalid):
            trained.erasure.withdraw(first.id, token)
    assert every_value_in(trained.store) == before
    trained.erasure.withdraw(first.id, first.feedback_token)
    with pytest.raises(PredictionNotFound):
        trained.erasure.withdraw(first.id, first.feedback_token)
    with pytest.raises(PredictionNotFound):
        trained.feedback.answer(first.id, first.feedback_token, correct=True)


def test_what_a_prediction_taught_can_be_withdrawn_after_the_prediction_is_too_old(trained, two, clock):
    clock.advance(days=40)
    replace(trained.retention, keep=timedelta(days=30)).expire()
    first, _ = two
    done = trained.erasure.withdraw(first.id, first.feedback_token)
    assert done.gone == Erased(0, 0, 0, 0, 1)
    assert "kaktus-satu" not in every_value_in(trained.store)


@pytest.mark.parametrize("prediction_id", ["x", "0199aaaa-0000-7000-8000-000000000000"])
def test_an_unknown_prediction_is_not_found(trained, prediction_id):
    with pytest.raises(PredictionNotFound):
        trained.erasure.erase_prediction(prediction_id, actor="Budi")


def test_an_answer_that_comes_during_an_erasure_teaches_nothing(trained):
    """Whichever comes first: no example is left of a text that is gone."""
    replies = [
        trained.prediction.predict(Request(f"{REVIEW} {n}", consent=True, subject="saya")) for n in "abcd"
    ]
    start = Barrier(5)

    def answer(reply):
        start.wait(30)
        with suppress(PredictionNotFound):
            trained.feedback.answer(reply.id, reply.feedback_token, correct=True)

    def erase(_):
        start.wait(30)
        trained.erasure.erase("saya", actor="Budi")

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda work: work[0](work[1]), [*((answer, one) for one in replies), (erase, None)]))
    held = every_value_in(trained.store)
    assert REVIEW not in held
    assert subject_hash(trained.erasure.secret, "saya") not in held
