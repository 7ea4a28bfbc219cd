"""Answers that are kept in one go are what they would be one by one."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from siklus.database.bulk import Kept, Terms
from siklus.database.schema import asks, consents, inputs
from siklus.domain.feedback import Prediction
from siklus.domain.identity import new_id, new_ids
from siklus.domain.reviews import LABELS
from support.clock import NOON

TERMS = Terms("improve-model", "2026-11", "id-1")
NASTY = 'Katanya "enak", \\tapi {mahal}; \'); DROP TABLE inputs;-- %s ? :x \u2028 👍 ñ'


@pytest.fixture
def version(make_prediction):
    """Version 1, by a prediction that came before."""
    return make_prediction()


def kept(number=0, **changes):
    ids, shares = new_ids(3), (0.1 + 0.2, 1 / 3, 0.36666, 1.25e-7)[: len(LABELS)]
    label = LABELS[number % len(LABELS)]
    made = Prediction(ids[0], ids[1], 1, label, shares, 1.25e-7, 0.1, 0.03, "api", NOON)
    return Kept(replace(made, **changes), f"{NASTY} {number}", 7 + number, None, ids[2], None)


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 200])
def test_all_are_kept_as_they_were_given(store, version, count):
    wanted = [kept(number) for number in range(count)]
    with store.transaction() as tx:
        tx.bulk.add(wanted, TERMS)
    with store.reading() as tx:
        for one in wanted:
            assert tx.predictions.get(one.prediction.id) == one.prediction
            assert tx.inputs.text_of_prediction(one.prediction.id) == one.text
        assert len(tx.predictions.all_rows()) == count + 1
        assert tx.connection.execute(select(asks)).all() == []


def test_consent_text_and_audit_belong_to_the_prediction(store, version):
    plain, asked = kept(), kept(1)
    asked.ask_id, asked.subject = new_id(), "a" * 32
    with store.transaction() as tx:
        tx.bulk.add([plain, asked], TERMS)
    with store.reading() as tx:
        [ask] = tx.connection.execute(select(asks))
        [text] = tx.connection.execute(select(inputs).where(inputs.c.id == asked.prediction.input_id))
        [yes] = tx.connection.execute(select(consents).where(consents.c.id == asked.consent_id))
        assert tx.predictions.subject_of(asked.prediction.id) == "a" * 32
        assert tx.predictions.subject_of(plain.prediction.id) is None
    assert (ask.id, ask.prediction_id, ask.reason) == (asked.ask_id, asked.prediction.id, "audit")
    assert (ask.propensity, ask.asked_at, ask.skips, ask.answered_at) == (0.03, NOON, 0, None)
    assert (text.words, text.anonymiser, text.consent_id) == (8, "id-1", asked.consent_id)
    assert (text.subject, text.created_at) == ("a" * 32, NOON)
    assert (yes.purpose, yes.wording_version, yes.subject) == ("improve-model", "2026-11", "a" * 32)
    assert (yes.at, yes.withdrawn_at) == (NOON, None)


def test_one_that_cannot_be_kept_undoes_all_and_is_no_outage(store, version):
    good, bad = kept(), kept(model_version=99)
    with pytest.raises(IntegrityError) as told, store.transaction() as tx:
        tx.bulk.add([good, bad], TERMS)
    assert "enak" not in str(told.value)
    with store.reading() as tx:
        assert [row["id"] for row in tx.predictions.all_rows()] == [version.id]


def test_nothing_is_no_statement(store, version):
    with store.transaction() as tx:
        tx.bulk.add([], TERMS)
    with store.reading() as tx:
        assert len(tx.predictions.all_rows()) == 1
