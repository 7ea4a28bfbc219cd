"""What is wrong now, and drift window by window."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, insert, select, update

from siklus.database import driver
from siklus.database.schema import SCHEMA, alerts, drift_windows
from siklus.database.schema import alert_deliveries as deliveries
from siklus.database.table import TableAccess
from siklus.domain.alerts import END, UNPROVEN, Event, Figure, Notice


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that wants a look."""

    id: str
    kind: str
    model_version: int
    figures: dict[str, Any]
    at: datetime
    resolved_at: datetime | None = None

    @property
    def figure(self) -> Figure:
        """What it is about."""
        return Figure(self.figures.get("figure", Figure.DRIFT_SCORE))

    @property
    def value(self) -> float:
        """Of the figure when it was raised."""
        return float(self.figures.get("value", self.figures.get("score", 0.0)))

    def notice(self, event: Event = Event.RAISED) -> Notice:
        """What is to be told of it, as it was when it was raised."""
        limit = self.figures.get("limit")
        return Notice(event, self.kind, self.figure, self.value, limit, self.model_version, self.at)


@dataclass(frozen=True, slots=True)
class DriftWindow:
    """How far one window of predictions lay from the version's reference."""

    id: str
    model_version: int
    n: int
    score: float
    level: str
    figures: dict[str, Any]
    until: datetime
    created_at: datetime


def _open_kinds(dialect: str) -> str:
    schema = f"{SCHEMA}." if dialect == "postgresql" else ""
    return f"SELECT DISTINCT kind FROM {schema}alerts WHERE resolved_at IS NULL"  # noqa: S608


class Alerts(TableAccess):
    """Alerts that were raised and resolved."""

    __slots__ = ()

    def open(self) -> list[Alert]:
        """What is wrong now, the oldest first."""
        return self._found(select(alerts).where(alerts.c.resolved_at.is_(None)).order_by(alerts.c.at))

    def any_open(self, kinds: Collection[str]) -> bool:
        """Whether an alert of one of these kinds is open."""
        found = driver.run(self.connection, _open_kinds(self.connection.dialect.name), (), wanted=True)
        return any(kind in kinds for (kind,) in found)

    def any_since(self, kind: str, moment: datetime) -> bool:
        """Whether an alert of a kind is open, or was at some time from a moment on."""
        then = alerts.c.resolved_at.is_(None) | (alerts.c.resolved_at >= moment)
        return bool(self.connection.scalar(select(exists().where(alerts.c.kind == kind, then))))

    def get(self, alert_id: str) -> Alert | None:
        """The alert of this id; None where there is none."""
        return next(iter(self._found(select(alerts).where(alerts.c.id == alert_id))), None)

    def newest(self, limit: int) -> list[Alert]:
        """The newest alerts that people are told of, open and past, the newest first."""
        told = select(alerts).where(alerts.c.kind != UNPROVEN)
        return self._found(told.order_by(alerts.c.at.desc(), alerts.c.id.desc()).limit(limit))

    def ends_untold(self) -> list[Alert]:
        """What was told of, is over, and of whose end nobody was told; the oldest first."""
        told = exists().where(deliveries.c.alert_id == alerts.c.id)
        end_told = told.where(deliveries.c.event.in_(END))
        query = select(alerts).where(alerts.c.resolved_at.is_not(None), told, ~end_told)
        return self._found(query.order_by(alerts.c.resolved_at, alerts.c.id))

    def _found(self, query: Select[Any]) -> list[Alert]:
        return [
            Alert(row.id, row.kind, row.model_version, dict(row.figures), row.at, row.resolved_at)
            for row in self.connection.execute(query)
        ]

    def raise_(self, alert: Alert) -> None:
        """Raise an alert."""
        self.connection.execute(
            insert(alerts).values(
                id=alert.id,
                kind=alert.kind,
                model_version=alert.model_version,
                figures=alert.figures,
                at=alert.at,
            )
        )

    def resolve(self, alert_id: str, now: datetime) -> None:
        """Say that it is over."""
        self.connection.execute(update(alerts).where(alerts.c.id == alert_id).values(resolved_at=now))


class DriftWindows(TableAccess):
    """Drift measured on consecutive windows of a version's predictions."""

    __slots__ = ()

    def add(self, window: DriftWindow) -> None:
        """Keep a measurement."""
        self.connection.execute(
            insert(drift_windows).values(
                id=window.id,
                model_version=window.model_version,
                n=window.n,
                score=window.score,
                level=window.level,
                figures=window.figures,
                until=window.until,
                created_at=window.created_at,
            )
        )

    def newest(self, *, version: int, limit: int) -> list[DriftWindow]:
        """The newest windows of a version, the newest first."""
        query = (
            select(drift_windows)
            .where(drift_windows.c.model_version == version)
            .order_by(drift_windows.c.created_at.desc(), drift_windows.c.id.desc())
            .limit(limit)
        )
        return [DriftWindow(**row) for row in self.connection.execute(query).mappings()]
