"""A version that is worse than the one before it goes by itself, and one that is as good stays."""

from dataclasses import replace

import numpy as np
import pytest

from siklus.domain.access import Caller, Role
from siklus.domain.alerts import UNPROVEN
from siklus.domain.lifecycle import LOOP, Action, is_unbroken
from siklus.errors import ArtefactMissing
from siklus.services.prediction import Request
from support.models import add_version, same, turned_round
from support.starter import starter_rows

ANI = Caller("Ani", Role.REVIEWER)


@pytest.fixture
def with_second(trained, small_model):
    """Make a model version 2 and activate it by hand."""

    def activate(change):
        add_version(trained, small_model, change)
        trained.deployment.activate(2, actor="Ani", reason="coba")
        trained.serving.refresh()
        return trained

    return activate


@pytest.fixture
def audited(clock):
    """Let so many reviews come in, each of them audited and answered with its label."""

    def come_in(services, count: int) -> None:
        prediction = replace(services.prediction, draw=lambda: 0.0)
        rows = [row for row in starter_rows() if row["label"] != "netral"][:count]
        truth = {}
        for row in rows:
            reply = prediction.predict(Request(row["text"], consent=True))
            truth[str(reply.id)] = row["label"]
        clock.advance(minutes=1)
        for item in services.review.next(ANI, count):
            services.review.answer(item.ask.id, ANI, truth[item.ask.prediction_id])

    return come_in


def test_a_broken_version_is_gone_after_a_few_audits(with_second, audited):
    services = with_second(turned_round)
    audited(services, 40)
    found = services.guard.verdict()
    assert found.evidence >= found.limit, found
    link = services.guard.watch()
    assert (link.version, link.previous, link.action, link.actor) == (1, 2, Action.ROLLBACK, LOOP)
    assert link.reason.startswith("of 40 audited texts v1 alone was right on ")
    assert services.deployment.active() == link
    assert is_unbroken(services.deployment.chain())
    # Who rolls back has judged: version 1 is not watched against the broken one.
    assert services.guard.verdict() is None
    assert services.vitals.current()["rolled_back"] == 1


def test_a_few_audits_too_few_change_nothing(with_second, audited):
    services = with_second(turned_round)
    audited(services, 5)
    assert services.guard.watch() is None
    found = services.guard.verdict()
    assert found.audits == 5
    assert 1 < found.evidence < found.limit
    assert services.vitals.current()["rolled_back"] == 0


def test_a_version_that_says_the_same_is_never_taken_back(with_second, audited):
    services = with_second(same)
    audited(services, 60)
    assert services.guard.watch() is None
    found = services.guard.verdict()
    assert (found.audits, found.lost, found.won, found.evidence) == (60, 0, 0, 1.0)


def test_the_first_version_has_nothing_to_be_compared_with(trained, audited):
    audited(trained, 5)
    assert trained.guard.verdict() is None


def test_somebody_who_was_quicker_is_right(with_second, audited):
    services = with_second(turned_round)
    audited(services, 40)
    late = replace(services.guard, store=Overtaken(services.store, services.deployment))
    assert late.watch() is None
    assert [link.action for link in services.deployment.chain()][-1] == Action.ROLLBACK
    assert services.deployment.active().actor == "Budi"


class Overtaken:
    """The database, in which an admin rolls back between the look and the deed."""

    def __init__(self, store, deployment):
        self.reading, self._store, self._deployment = store.reading, store, deployment

    def transaction(self):
        self._deployment.rollback(actor="Budi", reason="lebih cepat")
        return self._store.transaction()


def test_a_former_version_that_cannot_be_read_is_said(with_second, audited, small_model):
    services = with_second(turned_round)
    audited(services, 40)
    services.artefacts.path(small_model.version.sha256).unlink()
    with pytest.raises(ArtefactMissing):
        services.guard.watch()


def test_what_is_new_to_the_live_texts_is_audited_more(with_second):
    services = with_second(turned_round)
    with services.store.reading() as tx:
        assert [(alert.kind, alert.model_version) for alert in tx.alerts.open()] == [(UNPROVEN, 2)]


def test_what_a_version_said_is_asked_once(with_second, audited):
    services = with_second(turned_round)
    audited(services, 5)
    first = services.guard.verdict()
    # The answers are remembered: the file may go.
    services.artefacts.path(services.deployment.version(1).sha256).unlink()
    assert services.guard.verdict() == first
    assert np.isfinite(first.evidence)
