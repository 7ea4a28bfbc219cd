"""Tell people what is wrong, once, and once more when it is over."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from siklus.alerts.channels import Channel, LogChannel
from siklus.alerts.words import Language, told, trouble
from siklus.database.alerts import Alert
from siklus.database.store import Store, Transaction
from siklus.domain.alerts import (
    COOLDOWN,
    DEFAULT_RULES,
    DRIFT,
    END,
    MAX_ATTEMPTS,
    UNPROVEN,
    Delivery,
    DeliveryState,
    Event,
    Figure,
    Notice,
    Phase,
    Rule,
    Vitals,
    Watch,
    may_tell,
    step,
)
from siklus.domain.identity import new_id
from siklus.errors import AlertUndelivered

BATCH = 50  # messages that one round delivers at most

log = structlog.get_logger("siklus.alerts")


@dataclass(frozen=True, slots=True)
class AlertingService:
    """Rules on figures; what they find is kept first and told then, to every channel.

    The alert on drift is raised and resolved by the measurement of drift, for it also raises the audit
    share; here it is only told.
    """

    store: Store
    now: Callable[[], datetime]
    rules: tuple[Rule, ...] = DEFAULT_RULES
    channels: tuple[Channel, ...] = (LogChannel(),)
    language: Language = Language.ID
    apart: timedelta = timedelta(0)  # so far apart are two evaluations at least, whoever makes them

    def evaluate(self, figures: Vitals) -> None:
        """Judge every rule by the figures, and deliver what is to be told.

        Args:
            figures: a value per `Figure`, None or nothing where it is not known; and `active_version`.

        Raises:
            DatabaseUnavailable: it is away; nothing was judged.
        """
        self.judge(figures)
        self.deliver()

    def judge(self, figures: Vitals) -> None:
        """Judge every rule by the figures, and keep what is to be told; nothing is sent.

        Raises:
            DatabaseUnavailable: it is away.
        """
        version = int(figures.get("active_version") or 0)
        with self.store.transaction() as tx:
            # Two that judged the same figures would count one evaluation twice.
            tx.alone("alerts")
            last = tx.alert_watches.evaluated_at()
            if last is not None and self.now() - last < self.apart:
                return
            watches = tx.alert_watches.all()
            for rule in self.rules:
                of = version if rule.of_a_version else 0
                before = watches.pop((rule.name, of), Watch(rule.name, of))
                self._judge(tx, rule, before, figures.get(rule.figure))
            self._put_away(tx, list(watches))
            self._tell(tx, figures, version)

    def deliver(self) -> int:
        """Send what is due; how much was taken. What a channel does not take is tried again later.

        Raises:
            DatabaseUnavailable: it is away; what was sent but not noted as sent is sent again.
        """
        with self.store.reading() as tx:
            if not tx.alert_deliveries.any_due(self.now()):
                return 0
        taken = 0
        for _ in range(BATCH):
            with self.store.transaction() as tx:
                delivery = tx.alert_deliveries.claim(self.now())
                alert = tx.alerts.get(delivery.alert_id) if delivery else None
            if delivery is None or alert is None:
                break
            taken += self._hand_over(delivery, _notice(delivery, alert))
        return taken

    def test(self) -> dict[str, str | None]:
        """Send a test message by every channel at once; per channel None, or why it was not taken."""
        notice = Notice(Event.TEST, "test", Figure.ACCURACY, 0.0, None, 0, self.now())
        return {channel.name: self._try(channel, notice) for channel in self.channels}

    def history(self, limit: int) -> list[dict[str, Any]]:
        """The newest alerts, open and past, the newest first, with what became of their messages."""
        with self.store.reading() as tx:
            return [_facts(alert, tx.alert_deliveries.of(alert.id)) for alert in tx.alerts.newest(limit)]

    def _judge(self, tx: Transaction, rule: Rule, before: Watch, value: float | None) -> None:
        after = step(before, rule, value)
        if after.phase == Phase.FIRING != before.phase and value is not None:
            figures = {"figure": str(rule.figure), "value": round(value, 6), "limit": rule.raise_at}
            tx.alerts.raise_(Alert(new_id(), rule.name, after.version, figures, self.now()))
        elif after.phase == Phase.RECOVERED:
            self._resolve(tx, rule.name, after.version)
        tx.alert_watches.put(after, self.now())

    def _put_away(self, tx: Transaction, left_over: list[tuple[str, int]]) -> None:
        for rule, version in left_over:
            self._resolve(tx, rule, version)
            tx.alert_watches.forget(rule, version)

    def _resolve(self, tx: Transaction, kind: str, version: int) -> None:
        for alert in tx.alerts.open():
            if (alert.kind, alert.model_version) == (kind, version):
                tx.alerts.resolve(alert.id, self.now())

    def _tell(self, tx: Transaction, figures: Vitals, version: int) -> None:
        rules = {rule.name: rule for rule in self.rules}
        for alert in tx.alerts.open():
            if alert.kind not in rules and alert.kind != DRIFT:
                continue  # raised for the loop itself: nobody has to do anything about it
            told_at = tx.alert_deliveries.told_at(alert.kind, alert.model_version)
            cooldown = COOLDOWN if alert.kind == DRIFT else rules[alert.kind].cooldown
            if may_tell(told_at, self.now(), cooldown):
                event = Event.AGAIN if tx.alert_deliveries.of(alert.id) else Event.RAISED
                self._keep(tx, alert, event, figures)
        for alert in tx.alerts.ends_untold():
            in_force = alert.kind in rules or alert.kind == DRIFT
            stands = in_force and alert.model_version in (0, version)
            self._keep(tx, alert, Event.RECOVERED if stands else Event.CLOSED, figures)

    def _keep(self, tx: Transaction, alert: Alert, event: Event, figures: Vitals) -> None:
        now, value = self.now(), figures.get(alert.figure)
        if value is None or event == Event.CLOSED:
            value = alert.value
        for channel in self.channels:
            waiting = DeliveryState.WAITING
            tx.alert_deliveries.add(
                Delivery(new_id(), alert.id, event, value, channel.name, waiting, 0, now, None, now)
            )

    def _hand_over(self, delivery: Delivery, notice: Notice) -> bool:
        channels = {channel.name: channel for channel in self.channels}
        if delivery.channel in channels:
            why, for_good = self._try(channels[delivery.channel], notice), delivery.attempts >= MAX_ATTEMPTS
        else:
            why, for_good = "the channel is not set up any more", True
        with self.store.transaction() as tx:
            if why is None:
                tx.alert_deliveries.sent(delivery.id)
            else:
                tx.alert_deliveries.failed(delivery.id, why, for_good=for_good)
        if why is not None:
            log.warning("alert.undelivered", channel=delivery.channel, error=why, attempts=delivery.attempts)
        return why is None

    def _try(self, channel: Channel, notice: Notice) -> str | None:
        try:
            channel.send(told(notice, self.language))
        except AlertUndelivered as error:
            return error.why
        return None


def _notice(delivery: Delivery, alert: Alert) -> Notice:
    # The end happened when it did, however late the message is.
    at = (alert.resolved_at if delivery.event in END else None) or (
        alert.at if delivery.event == Event.RAISED else delivery.created_at
    )
    return replace(alert.notice(delivery.event), value=delivery.value, at=at)


def in_words(alert: Alert) -> dict[str, str]:
    """What is wrong, by language; nothing for a new version, which is no trouble."""
    if alert.kind == UNPROVEN:
        return {}
    return {str(language): trouble(alert.notice(), language) for language in Language}


def _facts(alert: Alert, deliveries: list[Delivery]) -> dict[str, Any]:
    return {
        "rule": alert.kind,
        "version": alert.model_version or None,
        "figure": str(alert.figure),
        "value": alert.value,
        "limit": alert.figures.get("limit"),
        "words": in_words(alert),
        "at": alert.at.isoformat(),
        "resolved_at": alert.resolved_at.isoformat() if alert.resolved_at else None,
        "messages": [
            {
                "event": str(one.event),
                "channel": one.channel,
                "state": str(one.state),
                "attempts": one.attempts,
                "error": one.error,
            }
            for one in deliveries
        ],
    }
