"""Suspected labels of readers go to reviewers: once a text, none deleted, the reviewer's word above."""

from dataclasses import replace

import numpy as np
import pytest

from siklus.domain.access import Caller, Role
from siklus.domain.examples import ExampleState, Origin
from siklus.domain.feedback import AskReason
from siklus.domain.reviews import LABELS
from siklus.privacy.tokens import sign
from siklus.services.doubt import MOST, ask_about, doubted
from support.starter import starter_rows

POS, NET, NEG = LABELS
SARI = Caller("Sari", Role.REVIEWER)
PRAISE = "Makanannya enak sekali dan pelayanannya sangat ramah di meja nomor {}"


@pytest.fixture
def answered(trained, make_prediction):
    """Stores a prediction and a reader's answer to it."""

    def store(text: str, said, shown=POS):
        made = make_prediction(shown, text=text)
        token = sign(trained.feedback.secret, made.id)
        label = None if said == shown else said
        trained.feedback.answer(made.id, token, correct=said == shown, label=label)
        return made

    return store


def ask(trained, ids) -> int:
    with trained.store.transaction() as tx:
        return ask_about(tx, ids, trained.retraining.now())


def examples(trained, prediction_id):
    with trained.store.reading() as tx:
        ids = tx.snapshots.get(trained.deployment.version(1).snapshot_id).example_ids
        usable = [e for e in tx.examples.usable() if e.id not in ids]
    return [e for e in usable if e.prediction_id == prediction_id]


def test_a_training_asks_about_the_label_that_it_doubts_and_keeps_learning_from_it(trained, answered, clock):
    rows = starter_rows(30, skip=400)
    for row in rows:
        answered(row["text"], next(label for label in LABELS if label == row["label"]))
    lie = answered(PRAISE.format(3), NEG)
    run = trained.retraining.request(actor="Ani", note="")
    trained.retraining.take_snapshot(run.id)
    clock.advance(minutes=1)
    trained.retraining.train(run.id)
    items = trained.review.next(SARI, 50)
    suspects = [item.ask for item in items if item.ask.reason == AskReason.SUSPECT]
    assert 1 <= len(suspects) <= MOST
    assert lie.id in {one.prediction_id for one in suspects}
    assert {one.propensity for one in suspects} == {1.0}
    assert [e.state for e in examples(trained, lie.id)] == [ExampleState.USABLE]


def test_each_text_is_asked_about_once(trained, answered):
    first, again = answered(PRAISE.format(1), NEG), answered(PRAISE.format(1), NEG)
    assert ask(trained, [first.id]) == 1
    assert ask(trained, [first.id]) == 0
    assert ask(trained, [again.id]) == 0


def test_what_a_reviewer_was_asked_before_is_not_asked_again(trained, answered):
    disputed = answered(PRAISE.format(1), NEG)
    [item] = trained.review.next(SARI, 1)
    assert (item.ask.prediction_id, item.ask.reason) == (disputed.id, AskReason.DISPUTED)
    assert ask(trained, [disputed.id]) == 0
    trained.review.answer(item.ask.id, SARI, NEG)
    assert ask(trained, [disputed.id]) == 0


def test_suspects_come_before_disputed_ones(trained, answered):
    disputed, agreed = answered(PRAISE.format(1), NEG), answered(PRAISE.format(2), POS)
    assert ask(trained, [agreed.id]) == 1
    items = trained.review.next(SARI, 2)
    assert [(item.ask.prediction_id, item.ask.reason) for item in items] == [
        (agreed.id, AskReason.SUSPECT),
        (disputed.id, AskReason.DISPUTED),
    ]


def test_no_more_than_five_are_doubted_and_the_most_suspicious_first(trained, answered):
    rows = [examples(trained, answered(PRAISE.format(number), NEG).id)[0] for number in range(12)]
    praise = [replace(rows[0], label=POS, origin=Origin.REVIEWER)] * 9
    doubtful = [[share, 0.0, 1 - share] for share in np.linspace(0.82, 0.99, 9)]
    probabilities = np.array([*doubtful, *[[0.0, 0.0, 1.0]] * 3, *[[0.8, 0.1, 0.1]] * 9])
    expected = [row.prediction_id for row in rows[8 : 8 - MOST : -1]]
    assert list(doubted([*rows, *praise], probabilities)) == expected


def test_the_reviewers_answer_takes_the_readers_place(trained, answered):
    lie = answered(PRAISE.format(1), NEG)
    ask(trained, [lie.id])
    [item] = trained.review.next(SARI, 1)
    trained.review.answer(item.ask.id, SARI, POS)
    assert [(e.label, e.origin) for e in examples(trained, lie.id)] == [(POS, Origin.REVIEWER)]


def test_what_was_erased_meanwhile_is_not_asked_about(trained, make_prediction):
    made = make_prediction(POS, text=PRAISE.format(1), subject="ani")
    assert ask(trained, [made.id, "0" * 32]) == 0


def test_only_readers_labels_are_doubted_though_reviewers_set_the_thresholds_too(trained, answered):
    """Six complaints, of which the last is judged as the one praise is, which a reviewer called so."""
    complaints = [examples(trained, answered(PRAISE.format(number), NEG).id)[0] for number in range(6)]
    praise = replace(complaints[0], label=POS, origin=Origin.REVIEWER)
    probabilities = np.array([[0.05, 0.05, 0.9]] * 5 + [[0.9, 0.05, 0.05], [0.85, 0.1, 0.05]])
    assert doubted([*complaints, praise], probabilities) == (complaints[5].prediction_id,)
    audits = [replace(row, origin=Origin.AUDIT) for row in complaints]
    assert doubted([*audits, praise], probabilities) == ()
