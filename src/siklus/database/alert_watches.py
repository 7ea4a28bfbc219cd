"""A row is where one alert rule stands: whether it fires, or for how long it has been in trouble."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from siklus.database.schema import alert_watches as watches
from siklus.database.table import TableAccess
from siklus.domain.alerts import Phase, Watch


class AlertWatches(TableAccess):
    """The memory of the rules."""

    __slots__ = ()

    def all(self) -> dict[tuple[str, int], Watch]:
        """Every watch by its rule and version (0: of the installation)."""
        rows = self.connection.execute(select(watches))
        return {
            (row.rule, row.model_version): Watch(row.rule, row.model_version, Phase(row.phase), row.held)
            for row in rows
        }

    def put(self, watch: Watch, now: datetime) -> None:
        """Remember a watch as it stands now."""
        kind = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        values = {"phase": watch.phase, "held": watch.held, "evaluated_at": now}
        row = kind.insert(watches).values(rule=watch.rule, model_version=watch.version, **values)
        self.connection.execute(
            row.on_conflict_do_update(index_elements=["rule", "model_version"], set_=values)
        )

    def forget(self, rule: str, version: int) -> None:
        """Forget a watch: its rule is not in force any more, or its version not active."""
        self.connection.execute(
            delete(watches).where(watches.c.rule == rule, watches.c.model_version == version)
        )

    def evaluated_at(self) -> datetime | None:
        """When the rules were last evaluated; None before the first time."""
        found: datetime | None = self.connection.scalar(select(func.max(watches.c.evaluated_at)))
        return found
