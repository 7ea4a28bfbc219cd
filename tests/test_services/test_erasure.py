"""Erasing a subject reaches everything, and says which versions had learnt from it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from siklus.database.schema import metadata
from siklus.domain.access import Caller, Role
from siklus.domain.reviews import Label
from siklus.errors import SubjectNotFound
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
    assert (done.consents, done.texts, done.predictions, done.answers, done.examples) == (2, 2, 2, 2, 2)
    held = every_value_in(answered.store)
    assert "pertama kali" not in held
    assert "kedua kali" not in held
    assert subject_hash(answered.erasure.secret, "saya") not in held
    assert "orang lain" in held


def test_the_versions_that_learnt_from_it_are_named(answered, clock):
    with answered.store.transaction() as tx:
        ids = tuple(e.id for e in tx.examples.usable() if e.subject is not None)
        snapshot = a_snapshot(clock(), ids[:1])
        tx.snapshots.add(snapshot)
        tx.versions.add(a_version(2, snapshot, clock()))
    assert answered.erasure.erase("saya", actor="Budi").versions == (2,)


def test_it_is_logged_without_saying_whose(answered):
    answered.erasure.erase("saya", actor="Budi")
    with answered.store.reading() as tx:
        entry = tx.audit_log.newest(1)[0]
    assert (entry.actor, entry.action) == ("Budi", "subject.erased")
    assert entry.details == {"predictions": 2, "examples": 2, "versions": []}


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
