"""A row is a message about an alert to one channel: kept until it was sent or given up."""

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import exists, func, select, update

from siklus.database.schema import alert_deliveries as deliveries
from siklus.database.schema import alerts
from siklus.database.table import TableAccess
from siklus.domain.alerts import (
    MAX_ATTEMPTS,
    TROUBLE,
    Delivery,
    DeliveryState,
    Event,
    pause_after,
)


class AlertDeliveries(TableAccess):
    """Messages on their way."""

    __slots__ = ()

    def add(self, delivery: Delivery) -> None:
        """Keep a message that is to be sent."""
        self.connection.execute(deliveries.insert().values(**asdict(delivery)))

    def told_at(self, kind: str, version: int) -> datetime | None:
        """When people were last to be told of a trouble of this kind; None: never."""
        query = (
            select(func.max(deliveries.c.created_at))
            .join(alerts, alerts.c.id == deliveries.c.alert_id)
            .where(alerts.c.kind == kind, alerts.c.model_version == version, deliveries.c.event.in_(TROUBLE))
        )
        found: datetime | None = self.connection.scalar(query)
        return found

    def of(self, alert_id: str) -> list[Delivery]:
        """Every message about an alert, the oldest first."""
        query = select(deliveries).where(deliveries.c.alert_id == alert_id)
        rows = self.connection.execute(query.order_by(deliveries.c.created_at, deliveries.c.id))
        return [_delivery(row._asdict()) for row in rows]

    def any_due(self, now: datetime) -> bool:
        """Whether there is anything to claim; looking is free, while a claim keeps other writers waiting."""
        waiting = (deliveries.c.state == DeliveryState.WAITING) & (deliveries.c.due_at <= now)
        return self.connection.execute(select(deliveries.c.id).where(waiting).limit(1)).first() is not None

    def claim(self, now: datetime) -> Delivery | None:
        """The message that has been due for longest, for this caller alone; None where none is due.

        It counts as tried and is due again later: if whoever claimed it dies, another sends it, perhaps
        a second time, but not for ever. One that was tried often enough is given up.
        """
        waiting = (deliveries.c.state == DeliveryState.WAITING) & (deliveries.c.due_at <= now)
        spent = deliveries.c.attempts >= MAX_ATTEMPTS
        self.connection.execute(update(deliveries).where(waiting, spent).values(state=DeliveryState.FAILED))
        # Nobody is to hear that it is over before hearing of it.
        first = deliveries.alias()
        behind = exists().where(
            first.c.alert_id == deliveries.c.alert_id,
            first.c.channel == deliveries.c.channel,
            first.c.state == DeliveryState.WAITING,
            first.c.created_at < deliveries.c.created_at,
        )
        query = select(deliveries).where(waiting, ~behind)
        query = query.order_by(deliveries.c.due_at, deliveries.c.id).limit(1)
        row = self.connection.execute(query.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        found = _delivery(row._asdict())
        tries = found.attempts + 1
        claimed = replace(found, attempts=tries, due_at=now + pause_after(tries))
        self._change(found.id, attempts=claimed.attempts, due_at=claimed.due_at)
        return claimed

    def sent(self, delivery_id: str) -> None:
        """Note that it was handed over."""
        self._change(delivery_id, state=DeliveryState.SENT, error=None)

    def failed(self, delivery_id: str, error: str, *, for_good: bool) -> None:
        """Note why it was not taken; `for_good`: it is not tried again."""
        state = DeliveryState.FAILED if for_good else DeliveryState.WAITING
        self._change(delivery_id, state=state, error=error[:200])

    def _change(self, delivery_id: str, **values: object) -> None:
        self.connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(**values))


def _delivery(row: dict[str, object]) -> Delivery:
    facts = row | {"event": Event(str(row["event"])), "state": DeliveryState(str(row["state"]))}
    return Delivery(**facts)  # type: ignore[arg-type]
