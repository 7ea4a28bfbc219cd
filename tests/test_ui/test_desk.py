"""A reviewer's desk without a page around it: what each press comes to, on the real service."""

from collections.abc import Iterator

import pytest

from siklus.client import ApiUnreachable, Client, SiklusApiError
from siklus.domain.access import Role
from siklus.domain.feedback import Ask, AskReason
from siklus.domain.identity import new_id
from siklus.ui.parts.desk import Desk
from support.api import served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def asked(trained, make_prediction, clock) -> list[str]:
    """Three requests to audit, in their order."""
    made = [Ask(new_id(), make_prediction().id, AskReason.AUDIT, 0.03, clock(), None) for _ in range(3)]
    with trained.store.transaction() as tx:
        for ask in made:
            tx.asks.add(ask)
    return sorted(ask.id for ask in made)  # as they are handed out: of one moment, by their ids


@pytest.fixture
def reviewers(trained, asked) -> Iterator[list[Client]]:
    """Two of them, each with a key."""
    with served(trained) as address:
        keys = [trained.access.create(name, Role.REVIEWER, actor="test") for name in ("Ani", "Budi")]
        clients = [Client(address, key) for key in keys]
        yield clients
        for client in clients:
            client.close()


def test_a_key_that_is_pressed_twice_answers_the_card_that_was_seen_alone(reviewers, asked):
    desk = Desk(reviewers[0])
    desk.fetch()
    assert desk.item.ask_id == asked[0]
    for _ in range(3):
        desk.answer(asked[0], "netral")
    desk.fetch()
    desk.answer(asked[0], "netral")  # the page was not drawn anew yet
    assert desk.item.ask_id == asked[1]
    assert reviewers[0].review_progress("2026-01-01").given == 1


def test_undo_brings_the_card_back_and_a_look_at_the_guess_ends_it(reviewers, asked):
    desk = Desk(reviewers[0])
    desk.fetch()
    desk.answer(asked[0], "netral")
    desk.fetch()
    desk.undo(asked[0])
    assert (desk.item.ask_id, desk.last) == (asked[0], None)
    desk.answer(asked[0], "positif")
    desk.reveal(asked[0])
    assert desk.last.seen.model_version == 1
    desk.undo(asked[0])
    assert isinstance(desk.problem, SiklusApiError)
    assert (desk.problem.code, desk.last.label) == ("answer_revealed", "positif")


def test_a_skipped_card_comes_back_when_it_is_undone(reviewers, asked):
    desk = Desk(reviewers[0])
    desk.fetch()
    desk.answer(asked[0], None)
    desk.fetch()
    assert (desk.item.ask_id, desk.last.label) == (asked[1], None)
    desk.undo(asked[0])
    assert (desk.item.ask_id, desk.skipped) == (asked[0], set())


def test_who_comes_late_is_told_and_goes_on(reviewers, asked):
    desk = Desk(reviewers[0])
    desk.fetch()
    reviewers[1].review(asked[0], "positif")
    desk.answer(asked[0], "netral")
    assert (desk.gone, desk.item, desk.last) == ("already_answered", None, None)
    desk.fetch()
    desk.answer(asked[1], "netral")
    assert (desk.gone, desk.last.label) == (None, "netral")


def test_what_could_not_be_sent_stays_and_is_sent_by_the_next_press(reviewers, asked):
    desk = Desk(reviewers[0])
    desk.fetch()
    desk.client = Client("http://127.0.0.1:9", "sk_x", timeout=1)
    desk.answer(asked[0], "netral")
    assert isinstance(desk.problem, ApiUnreachable)
    assert (desk.unsent, desk.item.ask_id, desk.last) == ("netral", asked[0], None)
    desk.client = reviewers[0]
    desk.answer(asked[0], "netral")
    assert (desk.problem, desk.unsent, desk.last.label) == (None, None, "netral")
