"""Alerts are kept first and told then: once, also when something dies in between, but not for ever."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from siklus.alerts.channels import LogChannel, Style, Webhook
from siklus.alerts.words import Language
from siklus.database.alerts import Alert
from siklus.domain.alerts import MAX_ATTEMPTS, DeliveryState, Direction, Event, Figure, Rule
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS
from siklus.errors import AlertUndelivered
from siklus.services.alerting import AlertingService
from siklus.services.prediction import Request
from support.clock import NOON
from support.receivers import webhook
from support.servers import free_port

SLOW = Rule("slow", Figure.LATENCY_P95_MS, raise_at=100, clear_at=50)
WORSE = Rule("worse", Figure.ACCURACY_SHORTFALL, raise_at=0.03, clear_at=0.0, evaluations=2)


@pytest.fixture
def hook():
    with webhook() as found:
        yield found


@pytest.fixture
def alerting(store, clock, hook):
    return AlertingService(store, clock, (SLOW, WORSE), (Webhook(hook.url),), Language.EN)


def slow(value):
    return {Figure.LATENCY_P95_MS: value}


def events(hook):
    return [(body["rule"], body["event"]) for body in hook.received]


def states(alerting):
    return [
        (one["event"], one["state"], one["attempts"])
        for alert in alerting.history(10)
        for one in alert["messages"]
    ]


def test_a_trouble_is_told_once_and_its_end_once(alerting, hook, clock):
    for value in (120, 130, 75, 40, 40):
        alerting.evaluate(slow(value))
        clock.advance(minutes=1)
    assert events(hook) == [("slow", "raised"), ("slow", "recovered")]
    assert [body["value"] for body in hook.received] == [120, 40]
    assert hook.received[1]["at"] == "2026-11-23T12:03:00+00:00"
    [alert] = alerting.history(10)
    assert (alert["rule"], alert["value"], alert["limit"]) == ("slow", 120, 100)
    assert alert["words"]["en"].endswith("120.0 ms (limit 100.0 ms)")
    assert alert["resolved_at"] is not None


def test_what_stays_is_told_again_after_the_cooldown(alerting, hook, clock):
    for _ in range(13):
        alerting.evaluate(slow(120))
        clock.advance(hours=1)
    assert events(hook) == [("slow", "raised"), ("slow", "again"), ("slow", "again")]


def test_what_comes_and_goes_within_the_cooldown_is_told_once(alerting, hook, clock):
    for value in (120, 40, 120, 40, 120):
        alerting.evaluate(slow(value))
        clock.advance(minutes=1)
    assert events(hook) == [("slow", "raised"), ("slow", "recovered")]
    clock.advance(hours=6)
    alerting.evaluate(slow(120))
    assert events(hook)[2:] == [("slow", "raised")]


def test_a_new_version_starts_with_a_clean_slate(alerting, hook):
    bad = {Figure.ACCURACY_SHORTFALL: 0.1}
    for version in (1, 1, 1, 2, 2):
        alerting.evaluate({**bad, "active_version": version})
    assert [(body["event"], body["version"]) for body in hook.received] == [
        ("raised", 1),
        ("closed", 1),
        ("raised", 2),
    ]


def test_a_rule_that_is_not_in_force_any_more_closes_its_alert(alerting, hook):
    alerting.evaluate(slow(120))
    replace(alerting, rules=()).evaluate({})
    assert events(hook) == [("slow", "raised"), ("slow", "closed")]
    replace(alerting, rules=()).evaluate({})
    assert len(hook.received) == 2


def test_the_drift_alert_is_told_and_left_to_whoever_raised_it(alerting, store, hook, clock):
    alert = Alert(new_id(), "drift", 1, {"score": 0.4, "windows": 2}, NOON)
    with store.transaction() as tx:
        tx.alerts.raise_(alert)
    for _ in range(2):
        alerting.evaluate({"active_version": 1, Figure.DRIFT_SCORE: 0.5})
    assert [(body["rule"], body["event"], body["value"]) for body in hook.received] == [
        ("drift", "raised", 0.5)
    ]
    with store.transaction() as tx:
        assert tx.alerts.open() == [alert]
        tx.alerts.resolve(alert.id, clock())
    alerting.evaluate({"active_version": 1})
    assert events(hook)[1:] == [("drift", "recovered")]


def test_what_the_loop_raises_for_itself_is_told_to_nobody(alerting, store, hook, clock):
    alert = Alert(new_id(), "unproven", 1, {}, NOON)
    with store.transaction() as tx:
        tx.alerts.raise_(alert)
    alerting.evaluate({"active_version": 1})
    with store.transaction() as tx:
        tx.alerts.resolve(alert.id, clock.advance(minutes=1))
    alerting.evaluate({"active_version": 1})
    assert hook.received == []


def test_what_was_not_sent_before_a_crash_is_sent_by_whoever_comes_next(alerting, hook):
    alerting.judge(slow(120))
    assert hook.received == []
    assert alerting.deliver() == 1
    assert alerting.deliver() == 0
    assert events(hook) == [("slow", "raised")]


class Crash(BaseException):
    """The process dies."""


@dataclass
class Dying:
    """A channel after which the process dies, so that nobody notes that it was sent."""

    name: str = "webhook"
    sent: list[str] = field(default_factory=list)

    def send(self, message):
        self.sent.append(message.title)
        raise Crash


def test_a_crash_between_sending_and_noting_repeats_it_later_but_not_for_ever(alerting, clock):
    dying = replace(alerting, channels=(Dying(),))
    dying.judge(slow(120))
    for _ in range(40):
        try:
            dying.deliver()
        except Crash:
            assert dying.deliver() == 0  # not before the pause is over
        clock.advance(hours=1)
    assert len(dying.channels[0].sent) == MAX_ATTEMPTS
    assert states(dying) == [("raised", DeliveryState.FAILED, MAX_ATTEMPTS)]


def test_a_receiver_that_fails_is_asked_again_after_a_pause_that_grows(alerting, hook, clock):
    hook.status = 500
    alerting.evaluate(slow(120))
    tries = []
    for minute in range(16):
        before = len(hook.received)
        alerting.evaluate(slow(120))
        if len(hook.received) > before:
            tries.append(minute)
        clock.advance(minutes=1)
    assert tries == [1, 3, 7, 15]
    [message] = alerting.history(1)[0]["messages"]
    assert (message["state"], message["error"], message["attempts"]) == ("waiting", "answered 500", 5)
    hook.status = 200
    clock.advance(hours=1)
    alerting.evaluate(slow(120))
    assert states(alerting) == [("raised", "sent", 6)]


def test_nobody_hears_that_it_is_over_before_hearing_of_it(alerting, hook, clock):
    hook.status = 500
    alerting.evaluate(slow(120))
    clock.advance(seconds=30)
    hook.status = 200
    alerting.evaluate(slow(40))
    assert events(hook) == [("slow", "raised")]  # the one that failed
    clock.advance(minutes=1)
    alerting.deliver()
    assert events(hook) == [("slow", "raised"), ("slow", "raised"), ("slow", "recovered")]


def test_a_receiver_that_is_away_for_good_is_given_up(alerting, clock):
    away = replace(alerting, channels=(Webhook(f"http://127.0.0.1:{free_port()}/x"),))
    for _ in range(20):
        away.judge(slow(120))
        away.deliver()
        clock.advance(minutes=61)
    assert ("raised", "failed", MAX_ATTEMPTS) in states(away)


def test_one_channel_that_fails_keeps_no_other_from_its_message(alerting, hook):
    dead = Webhook(f"http://127.0.0.1:{free_port()}/x", name="mail")
    both = replace(alerting, channels=(dead, *alerting.channels, LogChannel()))
    both.evaluate(slow(120))
    assert events(hook) == [("slow", "raised")]
    assert sorted(state for _, state, _ in states(both)) == ["sent", "sent", "waiting"]


def test_a_channel_that_was_taken_away_is_given_up_at_once(alerting):
    alerting.judge(slow(120))
    replace(alerting, channels=(LogChannel(),)).deliver()
    assert states(alerting) == [("raised", "failed", 1)]


def test_two_that_evaluate_at_once_count_one_evaluation(alerting, hook, clock):
    guarded = replace(alerting, apart=timedelta(minutes=1))
    bad = {Figure.ACCURACY_SHORTFALL: 0.1, "active_version": 1}
    guarded.evaluate(bad)
    guarded.evaluate(bad)
    assert hook.received == []
    clock.advance(minutes=1)
    guarded.evaluate(bad)
    assert events(hook) == [("worse", "raised")]


def test_a_test_message_says_what_came_of_it_per_channel(alerting, hook):
    dead = Webhook("http://127.0.0.1:1/rahasia", Style.SLACK, name="mail")
    found = replace(alerting, channels=(dead, *alerting.channels)).test()
    assert found["webhook"] is None
    assert "refused" in found["mail"]
    assert "rahasia" not in found["mail"]
    assert [(body["event"], body["figure"], body["value"]) for body in hook.received] == [
        (Event.TEST, None, None)
    ]
    assert alerting.history(10) == []


def test_figures_nobody_knows_raise_nothing(alerting, hook):
    alerting.evaluate({})
    alerting.evaluate(dict.fromkeys(Figure))
    assert hook.received == []


def test_undelivered_says_why_without_more():
    assert str(AlertUndelivered("mail", "answered 500")) == "mail: answered 500"


def test_no_alert_holds_a_review_a_subject_or_a_channel(trained, clock, hook, capsys):
    service = replace(trained.prediction, draw=lambda: 0.0)
    request = Request("Kopinya pahit sekali dan pelayannya galak kepada kami", True, "Sukarno", "toko-melati")
    for _ in range(30):
        reply = service.predict(request)
        other = next(label for label in LABELS if label != reply.label)
        trained.feedback.answer(reply.id, reply.feedback_token, correct=False, label=other)
    rules = tuple(
        Rule(f"r{number}", figure, 1e9, 1e9, Direction.BELOW) for number, figure in enumerate(Figure)
    )
    alerting = AlertingService(trained.store, clock, rules, (Webhook(hook.url), LogChannel()))

    clock.advance(seconds=1)
    alerting.evaluate(trained.vitals.current())

    assert len(hook.received) >= 9
    told = json.dumps([hook.received, alerting.history(100)]) + capsys.readouterr().out
    for word in ("Kopi", "pahit", "galak", "Sukarno", "melati", reply.id, reply.feedback_token):
        assert word not in told
