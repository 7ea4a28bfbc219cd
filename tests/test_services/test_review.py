"""The queue of reviewers: in its order, one at a time each, and their word stands."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from siklus.database.predictions import EVER
from siklus.database.retractions import retractions
from siklus.domain.access import Caller, Role
from siklus.domain.examples import Origin
from siklus.domain.feedback import Ask, AskReason, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS
from siklus.errors import (
    AlreadyAnswered,
    AnswerRevealed,
    AnswerTooOld,
    AskNotAnswered,
    AskNotFound,
    AskNotYours,
    LabelMissing,
)
from siklus.monitoring.rollup import confusion
from siklus.privacy.tokens import sign
from siklus.services.review import LEASE, RETRACTABLE

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


def test_who_answers_at_the_same_moment_one_is_recorded_and_the_others_are_told(
    trained, review, make_prediction, clock
):
    ask = audit(trained, make_prediction(POS), clock)
    start = Barrier(4)

    def answer(number: int) -> str:
        start.wait(30)
        try:
            review.answer(ask.id, Caller(f"r{number}", Role.REVIEWER), NEG)
        except AlreadyAnswered:
            return "late"
        return "recorded"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(answer, range(4))) == ["late", "late", "late", "recorded"]


def test_the_same_answer_once_more_is_the_answer_that_is_there(trained, review, make_prediction, clock):
    ask = audit(trained, make_prediction(POS), clock)
    first = review.answer(ask.id, ANI, NEG)
    assert review.answer(ask.id, ANI, NEG) == first
    with pytest.raises(AlreadyAnswered):
        review.answer(ask.id, ANI, POS)


def test_an_answer_after_the_lease_has_run_out_counts_unless_another_was_quicker(
    trained, review, make_prediction, clock
):
    asks = [audit(trained, make_prediction(POS), clock) for _ in range(2)]
    assert len(review.next(ANI, 2)) == 2
    clock.advance(LEASE + timedelta(seconds=1))
    assert len(review.next(BUDI, 2)) == 2
    assert review.answer(asks[0].id, ANI, NEG).label == NEG
    review.answer(asks[1].id, BUDI, POS)
    with pytest.raises(AlreadyAnswered):
        review.answer(asks[1].id, ANI, NEG)


# --- taking an answer back ------------------------------------------------------------------------


def everything(services) -> dict[str, object]:
    """All that an answer changes, as it stands."""
    with services.store.reading() as tx:
        return {
            "feedback": {
                one.prediction_id: (one.source, one.label, one.trust, one.held)
                for found in tx.feedback.of_period(EVER).values()
                for one in found
            },
            "taught": sorted((row.origin, row.label, row.text_key) for row in tx.examples.usable()),
            "open": tx.asks.open_by_reason(),
            "figures": tx.figures.of(EVER),
        }


@pytest.mark.parametrize("said", [None, NEG, NET], ids=["silent", "a reader agrees", "a reader differs"])
def test_an_answer_that_is_taken_back_leaves_everything_as_it_was(
    trained, review, make_prediction, clock, said
):
    prediction = make_prediction(POS)
    if said is not None:
        dispute(trained, prediction, said)
    ask = audit(trained, prediction, clock)
    trained.rollups.recompute()  # counts the audit as drawn
    before = everything(trained)
    given = review.answer(ask.id, ANI, NEG)
    assert everything(trained) != before
    clock.advance(minutes=9)
    item = review.take_back(ask.id, ANI)

    assert everything(trained) == before
    trained.rollups.recompute()
    assert everything(trained) == before
    assert (item.ask.id, item.ask.answered_at) == (ask.id, None)
    assert review.next(BUDI, 1) == []
    with trained.store.reading() as tx:
        [kept] = tx.connection.execute(select(retractions)).all()
    assert (kept.id, kept.label, kept.subject, kept.said_at) == (given.id, NEG, "Ani", given.at)


def test_who_takes_an_answer_back_answers_anew_and_the_text_teaches_once(
    trained, review, make_prediction, clock
):
    prediction = make_prediction(POS)
    dispute(trained, prediction, NET)
    ask = audit(trained, prediction, clock)
    review.answer(ask.id, ANI, NEG)
    review.take_back(ask.id, ANI)
    review.answer(ask.id, ANI, POS)
    with trained.store.reading() as tx:
        taught = [(e.origin, e.label) for e in tx.examples.usable() if e.prediction_id == prediction.id]
        tally = tx.feedback.tally(EVER, Source.AUDIT)
    assert taught == [(Origin.AUDIT, POS)]
    assert (tally[1].answers, tally[1].right) == (1, 1)


def test_an_answer_stands_after_ten_minutes_for_others_and_once_the_guess_was_seen(
    trained, review, make_prediction, clock
):
    old, seen, other = (audit(trained, make_prediction(POS), clock) for _ in range(3))
    with pytest.raises(AskNotAnswered):
        review.take_back(old.id, ANI)
    with pytest.raises(AskNotAnswered):
        review.reveal(old.id, ANI)
    review.answer(old.id, ANI, NEG)
    clock.advance(RETRACTABLE + timedelta(seconds=1))
    with pytest.raises(AnswerTooOld):
        review.take_back(old.id, ANI)

    review.answer(seen.id, ANI, NEG)
    assert review.reveal(seen.id, ANI).label == POS
    with pytest.raises(AnswerRevealed):
        review.take_back(seen.id, ANI)

    review.answer(other.id, BUDI, NEG)
    for act in (review.take_back, review.reveal):
        with pytest.raises(AskNotYours):
            act(other.id, ANI)
        with pytest.raises(AskNotFound):
            act(new_id(), ANI)


def test_of_an_answer_and_its_taking_back_at_once_nothing_is_left_half(
    trained, review, make_prediction, clock
):
    ask = audit(trained, make_prediction(POS), clock)
    before = everything(trained)
    review.answer(ask.id, ANI, NEG)
    start = Barrier(4)

    def take_back(_number: int) -> str:
        start.wait(30)
        try:
            review.take_back(ask.id, ANI)
        except AskNotAnswered:
            return "nothing there"
        return "taken back"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take_back, range(4))) == ["nothing there"] * 3 + ["taken back"]
    assert everything(trained) == before


# --- second opinions ------------------------------------------------------------------------------


@pytest.fixture
def doubled(review):
    """Every audit is asked of another reviewer too."""
    return replace(review, second_share=1.0)


def test_a_second_opinion_is_asked_of_another_reviewer_only(trained, doubled, make_prediction, clock):
    ask = audit(trained, make_prediction(POS), clock)
    doubled.answer(ask.id, ANI, NEG)
    assert doubled.next(ANI, 5) == []
    [item] = doubled.next(BUDI, 5)
    assert (item.ask.reason, item.ask.propensity) == (AskReason.SECOND, 1.0)
    with pytest.raises(AskNotYours):
        doubled.answer(item.ask.id, ANI, NEG)
    assert trained.reviewers.progress(ANI, clock()).elsewhere == 1
    assert doubled.answer(item.ask.id, BUDI, POS).source == Source.SECOND
    assert doubled.next(BUDI, 5) == doubled.next(ANI, 5) == []


def test_a_second_opinion_measures_reviewers_and_nothing_else(trained, doubled, make_prediction, clock):
    for second in (POS, NEG):
        ask = audit(trained, make_prediction(POS), clock)
        doubled.answer(ask.id, ANI, NEG)
        before = everything(trained)
        [item] = doubled.next(BUDI, 1)
        doubled.answer(item.ask.id, BUDI, second)
        after = everything(trained)
        for part in ("taught", "figures"):
            assert after[part] == before[part]
    cells = confusion(before["figures"][1,], Source.AUDIT)
    trained.rollups.recompute()
    assert confusion(everything(trained)["figures"][1,], Source.AUDIT).tolist() == cells.tolist()
    found, differences = trained.reviewers.agreement(10)
    assert (found.n, found.agreed.value, found.kappa.value) == (2, 0.5, 0.0)
    [one] = differences
    assert (one.first, one.second) == (NEG, POS)


def test_a_reader_is_not_contradicted_by_a_second_opinion(trained, doubled, make_prediction, clock):
    prediction = make_prediction(POS)
    ask = audit(trained, prediction, clock)
    doubled.answer(ask.id, ANI, NEG)
    [item] = doubled.next(BUDI, 1)
    doubled.answer(item.ask.id, BUDI, POS)
    assert dispute(trained, prediction, NEG).trust == Trust.TRUSTED


def test_a_second_opinion_can_be_taken_back_too(trained, doubled, make_prediction, clock):
    ask = audit(trained, make_prediction(POS), clock)
    doubled.answer(ask.id, ANI, NEG)
    [item] = doubled.next(BUDI, 1)
    before = everything(trained)
    doubled.answer(item.ask.id, BUDI, NEG)
    assert trained.reviewers.agreement(0)[0].n == 1
    assert doubled.take_back(item.ask.id, BUDI).ask.id == item.ask.id
    assert everything(trained) == before


def test_an_audit_is_drawn_for_a_second_opinion_once_however_often_it_is_answered(
    trained, review, make_prediction, clock
):
    ask = audit(trained, make_prediction(POS), clock)
    replace(review, second_share=1e-9).answer(ask.id, ANI, NEG)
    review.take_back(ask.id, ANI)
    replace(review, second_share=1.0).answer(ask.id, ANI, NEG)
    assert review.next(BUDI, 1) == []


def test_a_second_opinion_waits_while_the_first_is_taken_back(trained, doubled, make_prediction, clock):
    ask = audit(trained, make_prediction(POS), clock)
    doubled.answer(ask.id, ANI, NEG)
    doubled.take_back(ask.id, ANI)
    assert doubled.next(BUDI, 5) == []
    doubled.answer(ask.id, ANI, NET)
    [item] = doubled.next(BUDI, 5)
    assert item.ask.reason == AskReason.SECOND


def test_the_share_of_audits_that_is_asked_again_is_the_one_that_was_set(
    trained, review, make_prediction, clock
):
    half = replace(review, second_share=0.5)
    for _ in range(30):
        half.answer(audit(trained, make_prediction(POS), clock).id, ANI, POS)
    items = review.next(BUDI, 100)
    assert 6 <= len(items) <= 24
    assert {item.ask.propensity for item in items} == {0.5}


# --- progress -------------------------------------------------------------------------------------


def test_progress_counts_the_audits_of_a_day_and_ones_own_answers(trained, review, make_prediction, clock):
    yesterday = [audit(trained, make_prediction(), clock) for _ in range(2)]
    clock.advance(timedelta(days=1))
    today, _, _ = (audit(trained, make_prediction(), clock) for _ in range(3))
    since = clock() - timedelta(hours=1)
    review.answer(yesterday[0].id, ANI, POS)
    review.answer(today.id, BUDI, POS)
    found = trained.reviewers.progress(ANI, since)
    assert (found.audits.drawn, found.audits.answered, found.given) == (3, 1, 1)
    assert (found.open[AskReason.AUDIT], found.elsewhere) == (3, 0)
