"""Rows by their age: which kinds there are, how many of each are too old, and those that go next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, func, select, true

from siklus.database.schema import (
    alert_deliveries,
    alerts,
    drift_windows,
    examples,
    predictions,
    retraining_runs,
)
from siklus.database.table import TableAccess, parts
from siklus.domain.examples import LIVE_ORIGINS, ExampleState
from siklus.domain.triggers import RunState


class Kind(StrEnum):
    """What has a period of its own."""

    PREDICTIONS = "predictions"  # with their texts, answers, requests and consents
    EXAMPLES = "examples"  # labels from the live service; imported and starter rows stay
    ALERTS = "alerts"  # that are over, with their messages
    EVALUATIONS = "evaluations"  # of the triggers, that said no
    DRIFT = "drift"  # windows


@dataclass(frozen=True, slots=True)
class Ageing:
    """Where the rows of a kind are, and by which time they age."""

    table: Table
    at: Column[Any]
    which: ColumnElement[bool]


AGEING = {
    Kind.PREDICTIONS: Ageing(predictions, predictions.c.created_at, true()),
    Kind.EXAMPLES: Ageing(
        examples,
        examples.c.created_at,
        examples.c.origin.in_(LIVE_ORIGINS) & (examples.c.state != ExampleState.WITHDRAWN),
    ),
    Kind.ALERTS: Ageing(alerts, alerts.c.resolved_at, alerts.c.resolved_at.is_not(None)),
    Kind.EVALUATIONS: Ageing(
        retraining_runs, retraining_runs.c.created_at, retraining_runs.c.state == RunState.NOT_NEEDED
    ),
    Kind.DRIFT: Ageing(drift_windows, drift_windows.c.created_at, true()),
}


class Expiring(TableAccess):
    """What is too old."""

    __slots__ = ()

    def count(self, kind: Kind, before: datetime | None = None) -> int:
        """How many rows of a kind there are, or are older than a moment."""
        found = AGEING[kind]
        query = select(func.count()).select_from(found.table).where(found.which)
        return self.connection.scalar(query if before is None else query.where(found.at < before)) or 0

    def next(self, kind: Kind, before: datetime, limit: int) -> list[str]:
        """The oldest rows of a kind from before a moment; nobody changes them until the transaction ends."""
        found = AGEING[kind]
        query = select(found.table.c.id).where(found.which, found.at < before).order_by(found.at)
        return list(self.connection.scalars(query.limit(limit).with_for_update(skip_locked=True)))

    def delete(self, kind: Kind, ids: Sequence[str]) -> None:
        """Delete rows of a kind that nothing else refers to but what goes with them."""
        table = AGEING[kind].table
        for part in parts(ids):
            if kind == Kind.ALERTS:
                self.connection.execute(delete(alert_deliveries).where(alert_deliveries.c.alert_id.in_(part)))
            self.connection.execute(delete(table).where(table.c.id.in_(part)))
