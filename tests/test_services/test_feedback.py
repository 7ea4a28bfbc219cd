"""What readers say: once, with the token of that very prediction, and what it teaches."""

import pytest

from siklus.domain.access import Caller, Role
from siklus.domain.examples import ExampleState, Origin
from siklus.domain.feedback import Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import Label
from siklus.domain.splits import Split
from siklus.errors import (
    AlreadyAnswered,
    FeedbackTokenInvalid,
    LabelContradicts,
    LabelMissing,
    PredictionNotFound,
)
from siklus.privacy.tokens import sign
from siklus.services.prediction import Request

REVIEW = "Makanannya enak sekali dan pelayanannya juga sangat ramah"
REVIEWER = Caller("Ani", Role.REVIEWER)


@pytest.fixture
def reply(trained):
    return trained.prediction.predict(Request(REVIEW, consent=True, subject="pelanggan-1"))


def another(label: Label) -> Label:
    return next(other for other in Label if other != label)


def live_examples(services) -> list:
    with services.store.reading() as tx:
        return [e for e in tx.examples.usable() if e.prediction_id is not None]


@pytest.mark.parametrize("correct", [True, False])
def test_an_answer_is_kept_and_teaches_with_what_was_shown(trained, reply, clock, correct):
    clock.advance(minutes=5)
    right = reply.label if correct else another(reply.label)
    answer = trained.feedback.answer(
        reply.id, reply.feedback_token, correct=correct, label=None if correct else right
    )
    assert (answer.label, answer.source, answer.trust, answer.at) == (
        right,
        Source.READER,
        Trust.TRUSTED,
        clock(),
    )
    [example] = live_examples(trained)
    assert (example.text, example.label, example.origin) == (REVIEW, right, Origin.READER)
    assert (example.shown_label, example.shown_version) == (reply.label, 1)
    assert example.subject == answer.subject is not None
    # What readers volunteer may teach, but never measures.
    assert example.split is Split.TRAIN


def test_the_second_answer_is_refused_and_the_first_one_stays(trained, reply):
    trained.feedback.answer(reply.id, reply.feedback_token, correct=True)
    with pytest.raises(AlreadyAnswered):
        trained.feedback.answer(reply.id, reply.feedback_token, correct=False, label=another(reply.label))
    [example] = live_examples(trained)
    assert example.label == reply.label


@pytest.mark.parametrize(
    "token",
    ["", "f1.", "x" * 27, "é", "f1." + "A" * 24],
    ids=["none", "cut", "forged", "not ASCII", "guessed"],
)
def test_a_forged_token_is_refused(trained, reply, token):
    with pytest.raises(FeedbackTokenInvalid):
        trained.feedback.answer(reply.id, token, correct=True)
    assert live_examples(trained) == []


def test_the_token_of_another_prediction_or_installation_is_refused(trained, reply):
    other = trained.prediction.predict(Request(REVIEW, consent=True))
    for token in (other.feedback_token, sign(b"another secret", reply.id)):
        with pytest.raises(FeedbackTokenInvalid):
            trained.feedback.answer(reply.id, token, correct=True)


def test_without_a_token_nobody_learns_whether_an_id_exists(trained, reply):
    for prediction_id in (reply.id, new_id()):
        with pytest.raises(FeedbackTokenInvalid):
            trained.feedback.answer(prediction_id, "f1.x", correct=True)


def test_a_prediction_that_was_erased_meanwhile_is_not_found(trained, reply):
    trained.erasure.erase("pelanggan-1", actor="test")
    with pytest.raises(PredictionNotFound):
        trained.feedback.answer(reply.id, reply.feedback_token, correct=True)


@pytest.mark.parametrize(
    ("correct", "same", "error"),
    [(False, None, LabelMissing), (False, True, LabelContradicts), (True, False, LabelContradicts)],
)
def test_an_answer_that_contradicts_itself_is_refused_and_can_be_given_anew(
    trained, reply, correct, same, error
):
    label = None if same is None else reply.label if same else another(reply.label)
    with pytest.raises(error):
        trained.feedback.answer(reply.id, reply.feedback_token, correct=correct, label=label)
    trained.feedback.answer(reply.id, reply.feedback_token, correct=True)


def test_a_click_against_a_reviewers_word_teaches_nothing(trained, reply):
    trained.prediction.predict(Request(REVIEW, consent=True))
    [ask, *_] = [item.ask for item in trained.review.next(REVIEWER, 10) if item.ask.prediction_id == reply.id]
    trained.review.answer(ask.id, REVIEWER, reply.label)
    answer = trained.feedback.answer(
        reply.id, reply.feedback_token, correct=False, label=another(reply.label)
    )
    assert answer.trust is Trust.QUARANTINED
    assert [e.origin for e in live_examples(trained)] == [Origin.REVIEWER]
    with trained.store.reading() as tx:
        assert (Origin.READER, another(reply.label), ExampleState.QUARANTINED, 1) in tx.examples.count_by()
