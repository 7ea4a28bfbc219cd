"""Kinds of columns that the tables have in common."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, Float, TypeDecorator, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from siklus.domain.identity import dashed

Json = JSON().with_variant(JSONB(), "postgresql")


class Id(Uuid[str]):
    """An id as text. Reading thousands of rows, SQLAlchemy would take a third of the time to parse them."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """SQLite's 32 digits with their dashes; PostgreSQL has a type of its own."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return lambda digits: None if digits is None else dashed(digits)


class Utc(TypeDecorator[datetime]):
    """An aware UTC time. SQLite drops time zones, so they are taken off and put on here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it would be read as UTC whatever it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time was given to the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 (the name is SQLAlchemy's)
    ) -> datetime | None:
        """Aware UTC, whatever the driver gave."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def share_columns() -> list[Column[Any]]:
    """The probabilities of the labels: see `shares`."""
    return [
        Column("p_positif", Float, nullable=False),
        Column("p_netral", Float, nullable=False),
        Column("p_negatif", Float, nullable=False),
        Column("p_others", Json),
    ]
