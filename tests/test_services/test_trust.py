"""Readers are looked at before each training: who lies teaches nothing, and everything can be put right."""

from dataclasses import replace

import pytest

from siklus.domain.access import Caller, Role
from siklus.domain.feedback import AskReason, Held
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS, Label
from siklus.errors import AnswerNotFound, AnswerNotQuarantined, TooManyAnswers
from siklus.privacy.tokens import sign
from support.starter import starter_rows

POS, NET, NEG = LABELS
SARI = Caller("Sari", Role.REVIEWER)
ROWS = [(row["text"], Label(row["label"])) for row in starter_rows(60, skip=400)]


def other(label: Label) -> Label:
    return next(one for one in LABELS if one != label)


@pytest.fixture
def says(trained, make_prediction):
    """Lets a reader name a label of a text that was shown another one, or this one."""

    def answer(reader: str | None, text: str, said: Label, shown: Label = POS):
        made = make_prediction(shown, text=text, subject=reader)
        label = None if said == shown else said
        token = sign(trained.feedback.secret, made.id)
        return trained.feedback.answer(made.id, token, correct=said == shown, label=label)

    return answer


@pytest.fixture
def crowd(says):
    """Thirty honest readers who answer once each."""
    return [says(f"reader {at}", text, label, label) for at, (text, label) in enumerate(ROWS[:30])]


@pytest.fixture
def lies(says, crowd):
    """Twelve answers of one reader, all wrong, about texts that were judged rightly."""
    return [says("liar", text, other(label), label) for text, label in ROWS[30:42]]


def held(trained) -> dict[str, Held | None]:
    return {one.answer.id: one.answer.held for one in trained.trust.quarantined(1_000)}


def teaching(trained) -> set[str]:
    """The predictions whose answers are usable examples."""
    with trained.store.reading() as tx:
        return {e.prediction_id for e in tx.examples.usable() if e.prediction_id is not None}


def log(trained, action):
    with trained.store.reading() as tx:
        return tx.audit_log.of_action(action)


def test_what_a_liar_says_is_quarantined_and_the_others_teach(trained, crowd, lies):
    done = trained.trust.assess()

    assert (done.held, done.distrusted) == ({Held.READER: 12}, 1)
    assert held(trained) == {lie.id: Held.READER for lie in lies}
    assert teaching(trained) == {answer.prediction_id for answer in crowd}
    [entry] = log(trained, "readers.assessed")
    assert entry.details == {"held": {"reader": 12}, "freed": 0, "asked": 1, "distrusted": 1}


def test_one_of_a_new_liars_answers_goes_to_a_reviewer(trained, lies):
    trained.trust.assess()
    [item] = [one for one in trained.review.next(SARI, 20) if one.ask.reason == AskReason.SUSPECT]
    assert item.ask.prediction_id in {lie.prediction_id for lie in lies}


def test_a_training_looks_at_the_readers_first(trained, crowd, lies):
    run = trained.retraining.request(actor="Ani", note="")
    trained.retraining.take_snapshot(run.id)
    with trained.store.reading() as tx:
        snapshot = tx.snapshots.get(trained.retraining.run(run.id).snapshot_id)
        learnt = {e.prediction_id for e in tx.examples.by_ids(snapshot.example_ids)} - {None}
    assert learnt == {answer.prediction_id for answer in crowd}


def test_looking_again_changes_nothing_and_notes_nothing(trained, lies):
    trained.trust.assess()
    before = held(trained)
    assert not trained.trust.assess().changed
    assert held(trained) == before
    assert len(log(trained, "readers.assessed")) == 1


def test_what_a_distrusted_reader_says_next_waits_for_the_next_look(trained, says, lies):
    trained.trust.assess()
    next_lie = says("liar", ROWS[50][0], other(ROWS[50][1]), ROWS[50][1])
    assert next_lie.held == Held.READER
    assert next_lie.prediction_id not in teaching(trained)
    assert says("reader 1", ROWS[51][0], ROWS[51][1], ROWS[51][1]).held is None


def test_a_reader_whom_reviewers_agree_with_is_believed_again(trained, lies, crowd):
    trained.trust.assess()
    for lie in lies[:6]:
        confirm(trained, lie.prediction_id, lie.label)

    done = trained.trust.assess()

    assert done.freed == 6  # a reviewer's label stands in the place of the other six
    assert {lie.prediction_id for lie in lies} <= teaching(trained)


def confirm(trained, prediction_id: str, label: Label) -> None:
    """A reviewer looks at a prediction."""
    items = {item.ask.prediction_id: item.ask.id for item in trained.review.next(SARI, 100)}
    trained.review.answer(items[prediction_id], SARI, label)


def test_an_honest_reader_who_often_corrects_stays_trusted(trained, says, crowd):
    corrections = [says("busy", text, label, other(label)) for text, label in ROWS[30:42]]
    trained.trust.assess()
    assert held(trained) == {}
    assert {one.prediction_id for one in corrections} <= teaching(trained)


def test_a_released_answer_teaches_and_stays_released(trained, lies):
    trained.trust.assess()
    assert trained.trust.release([lies[0].id, lies[1].id], actor="Ani") == 2

    trained.trust.assess()

    assert set(held(trained)) == {lie.id for lie in lies[2:]}
    assert {lies[0].prediction_id, lies[1].prediction_id} <= teaching(trained)
    [entry] = log(trained, "answers.released")
    assert (entry.actor, entry.details) == ("Ani", {"answers": [lies[0].id, lies[1].id]})


def test_what_is_not_quarantined_cannot_be_released_and_none_is_where_one_cannot(trained, crowd, lies):
    trained.trust.assess()
    with pytest.raises(AnswerNotQuarantined):
        trained.trust.release([lies[0].id, crowd[0].id], actor="Ani")
    for unknown in (new_id(), "no id"):
        with pytest.raises(AnswerNotFound):
            trained.trust.release([lies[0].id, unknown], actor="Ani")
    assert set(held(trained)) == {lie.id for lie in lies}


def test_readers_who_differ_about_a_text_wait_for_a_reviewer(trained, says, crowd):
    text, label = ROWS[40]
    right, wrong = says("A", text, label, label), says("B", text, other(label), label)

    assert trained.trust.assess().held == {Held.DISPUTED: 2}
    asked = [one.ask for one in trained.review.next(SARI, 20) if one.ask.reason == AskReason.DISPUTED]
    assert len(asked) == 1
    trained.review.answer(asked[0].id, SARI, label)
    trained.trust.assess()

    assert held(trained) == {wrong.id: Held.CONTRADICTED}
    with trained.store.reading() as tx:
        [taught] = [e for e in tx.examples.usable() if e.text == text and e.origin != "reader"]
    assert taught.label == label
    assert right.id not in held(trained)


def test_a_flood_of_one_text_teaches_once(trained, says, crowd):
    flood = [says(f"bot {at}", f"{ROWS[40][0]} {at}!", NEG, NEG) for at in range(8)]
    assert trained.trust.assess().held == {Held.COPY: 7}
    assert flood[0].prediction_id in teaching(trained)


def test_one_reader_supplies_a_part_and_no_more(trained, says, crowd):
    loud = [says("loud", text, label, label) for text, label in ROWS[30:60]]
    trust = replace(trained.trust, reader_share=0.10)

    done = trust.assess()

    assert done.held == {Held.SHARE: 10}  # a tenth of 60 would be 6; twenty may teach in any case
    assert {one.prediction_id for one in loud[-20:]} <= teaching(trained)
    assert trust.assess().changed is False


def test_who_believes_everybody_quarantines_nothing(trained, lies):
    assert not replace(trained.trust, active=False).assess().changed
    assert held(trained) == {}


def test_without_answers_there_is_nothing_to_look_at(trained):
    assert not trained.trust.assess().changed


def test_nameless_answers_of_a_channel_stand_and_fall_together(trained, says, crowd):
    for text, label in ROWS[30:42]:
        says(None, text, other(label), label)
    assert trained.trust.assess().held == {Held.READER: 12}


def test_erased_answers_are_not_looked_at(trained, says, crowd):
    says("liar", ROWS[50][0], other(ROWS[50][1]), ROWS[50][1])
    with trained.store.transaction() as tx:
        tx.examples.withdraw(tx.examples.ids_of_subject("liar"))
    assert not trained.trust.assess().changed


def test_an_answer_that_was_moved_meanwhile_is_left_alone(trained, lies):
    ids = [lie.id for lie in lies]
    with trained.store.transaction() as tx:
        tx.feedback.hold(ids[0], Held.CONTRADICTED)
        assert len(tx.feedback.move(ids, None, Held.READER)) == 11
        assert tx.feedback.move(ids[:1], Held.READER, None) == []
    assert held(trained)[ids[0]] == Held.CONTRADICTED


def test_the_clicks_of_liars_do_not_count_as_readers_habits(trained, lies):
    with trained.store.reading() as tx:
        assert tx.feedback.quarantined_clicks() == (0, 0)
    trained.trust.assess()
    with trained.store.reading() as tx:
        assert tx.feedback.quarantined_clicks() == (0, 12)


def test_a_reader_says_so_much_within_an_hour_and_no_more(trained, make_prediction, clock):
    feedback = replace(trained.feedback, per_hour=2)

    def answer(subject: str | None) -> None:
        made = make_prediction(subject=subject)
        feedback.answer(made.id, sign(feedback.secret, made.id), correct=True)

    answer("busy"), answer("busy"), answer("other")
    with pytest.raises(TooManyAnswers):
        answer("busy")
    for _ in range(3):
        answer(None)  # nobody in particular: the HTTP service counts these by their address
    clock.advance(minutes=61)
    answer("busy")
