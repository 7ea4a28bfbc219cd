"""The queue of reviewers: in its order, one at a time each, and their word stands."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from siklus.domain.access import Caller, Role
from siklus.domain.examples import Origin
from siklus.domain.feedback import Ask, AskReason, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS
from siklus.errors import AlreadyAnswered, AskNotFound, LabelMissing
from siklus.privacy.tokens import sign
from siklus.services.review import LEASE

POS, NET, NEG = LABELS
ANI, BUDI = Caller("Ani", Role.REVIEWER), Caller("Budi", Role.REVIEWER)


@pytest.fixture
def review(trained):
    return replace(trained.review, chance=random.Random(1))


def audit(services, prediction, clock) -> Ask:
    ask = Ask(new_id(), prediction.id, AskReason.AUDIT, 0.03, clock(), None)
    with services.store.transaction() as tx:
        tx.asks.add(ask)
    return ask


def dispute(services, prediction, label=NEG):
    token = sign(services.feedback.secret, prediction.id)
    return services.feedback.answer(prediction.id, token, correct=False, label=label)


def test_audits_come_first_then_disputed_then_unsure_each_with_its_propensity(
    trained, review, make_prediction, clock
):
    unsure = [make_prediction(POS, confidence=0.4 + i / 100) for i in range(4)]
    disputed, audited = make_prediction(POS, confidence=0.99), make_prediction(POS, confidence=0.99)
    dispute(trained, disputed)
    audit(trained, audited, clock)
    items = review.next(ANI, 4)
    assert [item.ask.reason for item in items] == [
        AskReason.AUDIT,
        AskReason.DISPUTED,
        AskReason.UNSURE,
        AskReason.UNSURE,
    ]
    assert [item.ask.prediction_id for item in items[:2]] == [audited.id, disputed.id]
    assert {item.ask.prediction_id for item in items[2:]} <= {one.id for one in unsure}
    assert [item.ask.propensity for item in items] == [0.03, 1.0, 0.5, 0.5]


def test_nothing_to_ask_about_is_an_empty_queue(review):
    assert review.next(ANI, 5) == []


def test_two_reviewers_get_different_work_until_the_lease_runs_out(review, make_prediction, clock):
    for _ in range(2):
        make_prediction()
    [mine] = review.next(ANI, 1)
    [theirs] = review.next(BUDI, 1)
    assert mine.ask.id != theirs.ask.id
    assert [item.ask.id for item in review.next(ANI, 1)] == [mine.ask.id]
    clock.advance(LEASE + timedelta(seconds=1))
    assert {item.ask.id for item in review.next(BUDI, 2)} == {mine.ask.id, theirs.ask.id}


def test_reviewers_who_come_at_the_same_moment_never_get_the_same(trained, review, make_prediction):
    for _ in range(6):
        dispute(trained, make_prediction(POS))
    start = Barrier(4)

    def fetch(number: int) -> list[str]:
        start.wait(30)
        return [item.ask.id for item in review.next(Caller(f"r{number}", Role.REVIEWER), 3)]

    with ThreadPoolExecutor(4) as pool:
        found = [one for some in pool.map(fetch, range(4)) for one in some]
    assert len(found) == len(set(found)) == 6


def test_a_skipped_request_goes_to_the_end_and_to_anybody(trained, review, make_prediction, clock):
    first, second = (audit(trained, make_prediction(), clock) for _ in range(2))
    clock.advance(seconds=1)
    order = [item.ask.id for item in review.next(ANI, 2)]
    assert set(order) == {first.id, second.id}
    assert review.answer(order[0], ANI, None, skip=True) is None
    assert review.answer(order[1], ANI, None, skip=True) is None
    review.answer(order[1], ANI, None, skip=True)
    assert [item.ask.id for item in review.next(BUDI, 2)] == order


def test_a_reviewers_word_overrides_a_readers(trained, review, make_prediction):
    prediction = make_prediction(POS)
    dispute(trained, prediction, NEG)
    [item] = review.next(ANI, 1)
    answer = review.answer(item.ask.id, ANI, NET)
    assert (answer.source, answer.subject, answer.label) == (Source.REVIEWER, "Ani", NET)
    with trained.store.reading() as tx:
        trust = {a.source: a.trust for a in tx.feedback.of_prediction(prediction.id)}
        taught = [(e.origin, e.label) for e in tx.examples.usable() if e.prediction_id == prediction.id]
    assert trust == {Source.READER: Trust.QUARANTINED, Source.REVIEWER: Trust.TRUSTED}
    assert taught == [(Origin.REVIEWER, NET)]


def test_a_reader_whom_the_reviewer_confirms_stays_trusted_and_the_text_teaches_once(
    trained, review, make_prediction
):
    prediction = make_prediction(POS)
    dispute(trained, prediction, NEG)
    [item] = review.next(ANI, 1)
    review.answer(item.ask.id, ANI, NEG)
    with trained.store.reading() as tx:
        assert {a.trust for a in tx.feedback.of_prediction(prediction.id)} == {Trust.TRUSTED}
        taught = [e.origin for e in tx.examples.usable() if e.prediction_id == prediction.id]
    assert taught == [Origin.REVIEWER]


def test_an_audit_counts_as_one(trained, review, make_prediction, clock):
    ask = audit(trained, make_prediction(POS), clock)
    assert review.answer(ask.id, ANI, POS).source is Source.AUDIT
    with trained.store.reading() as tx:
        assert tx.asks.get(ask.id).answered_at == clock()
        assert not any(tx.asks.open_by_reason().values())


def test_a_request_is_answered_once(trained, review, make_prediction, clock):
    ask = audit(trained, make_prediction(), clock)
    review.answer(ask.id, ANI, POS)
    for label, skip in ((NEG, False), (None, True)):
        with pytest.raises(AlreadyAnswered):
            review.answer(ask.id, BUDI, label, skip=skip)


def test_neither_a_label_nor_a_skip_is_no_answer(trained, review, make_prediction, clock):
    ask = audit(trained, make_prediction(), clock)
    with pytest.raises(LabelMissing):
        review.answer(ask.id, ANI, None)


def test_an_unknown_request_is_not_found(review):
    for ask_id in ("", "x", new_id()):
        with pytest.raises(AskNotFound):
            review.answer(ask_id, ANI, POS)
