"""A row is an answer that was given and, with consent, kept."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, cast, delete, func, insert, select, true

from siklus.database.schema import inputs, predictions
from siklus.database.table import TableAccess, parts
from siklus.domain.feedback import Prediction
from siklus.domain.identity import is_id
from siklus.domain.reviews import Label
from siklus.errors import PredictionNotFound


@dataclass(frozen=True, slots=True)
class Period:
    """From (included) to (excluded), of one version or of all."""

    since: datetime
    until: datetime
    version: int | None = None


EVER = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class LatencyStats:
    """Milliseconds over a period; zeros where nothing was predicted."""

    count: int
    minimum: float
    mean: float
    maximum: float


def in_period(period: Period) -> ColumnElement[bool]:
    """The condition that a prediction was made in `period` by its version."""
    inside = (predictions.c.created_at >= period.since) & (predictions.c.created_at < period.until)
    return inside if period.version is None else inside & (predictions.c.model_version == period.version)


class Predictions(TableAccess):
    """Stored predictions."""

    __slots__ = ()

    def add(self, prediction: Prediction) -> None:
        """Keep an answer."""
        positif, netral, negatif = prediction.probabilities
        self.connection.execute(
            insert(predictions).values(
                id=prediction.id,
                input_id=prediction.input_id,
                model_version=prediction.model_version,
                label=prediction.label,
                p_positif=positif,
                p_netral=netral,
                p_negatif=negatif,
                confidence=max(prediction.probabilities),
                latency_ms=prediction.latency_ms,
                oov_share=prediction.oov_share,
                audit_propensity=prediction.audit_propensity,
                channel=prediction.channel,
                created_at=prediction.created_at,
            )
        )

    def get(self, prediction_id: str) -> Prediction:
        """The prediction of this id.

        Raises:
            PredictionNotFound: there is none, or it was never stored.
        """
        if not is_id(prediction_id):
            raise PredictionNotFound(prediction_id)
        row = self.connection.execute(select(predictions).where(predictions.c.id == prediction_id)).first()
        if row is None:
            raise PredictionNotFound(prediction_id)
        return _prediction(row)

    def subject_of(self, prediction_id: str) -> str | None:
        """The keyed hash of whoever sent the text; None where none was given."""
        query = select(inputs.c.subject).join(predictions).where(predictions.c.id == prediction_id)
        return self.connection.scalar(query)

    def ids_of_subject(self, subject: str) -> list[str]:
        """Every stored prediction of a subject's texts."""
        query = select(predictions.c.id).join(inputs).where(inputs.c.subject == subject)
        return list(self.connection.scalars(query))

    def erase(self, ids: list[str]) -> int:
        """Delete these predictions; what refers to them must be gone already."""
        return sum(
            self.connection.execute(delete(predictions).where(predictions.c.id.in_(part))).rowcount
            for part in parts(ids)
        )

    def count_by_version(self, period: Period) -> list[tuple[int, int]]:
        """(version, predictions), the oldest version first; a version without any is absent."""
        query = (
            select(predictions.c.model_version, func.count())
            .where(in_period(period))
            .group_by(predictions.c.model_version)
            .order_by(predictions.c.model_version)
        )
        return [(version, count) for version, count in self.connection.execute(query)]

    def count_by_label(self, period: Period) -> dict[Label, int]:
        """Predictions per label; zero where there are none."""
        query = (
            select(predictions.c.label, func.count()).where(in_period(period)).group_by(predictions.c.label)
        )
        found = {Label(label): count for label, count in self.connection.execute(query)}
        return {label: found.get(label, 0) for label in Label}

    def count_by_day(self, period: Period) -> list[tuple[str, int, int]]:
        """(day as 2026-11-23, version, predictions), in order; a day without predictions is absent."""
        day = _day(self.connection.dialect.name)
        query = (
            select(day, predictions.c.model_version, func.count())
            .where(in_period(period))
            .group_by(day, predictions.c.model_version)
            .order_by(day, predictions.c.model_version)
        )
        return [(str(when), version, count) for when, version, count in self.connection.execute(query)]

    def latency(self, period: Period) -> LatencyStats:
        """Count, least, mean and greatest latency."""
        column = predictions.c.latency_ms
        query = select(func.count(), func.min(column), func.avg(column), func.max(column))
        count, low, mean, high = self.connection.execute(query.where(in_period(period))).one()
        return LatencyStats(count, low or 0.0, mean or 0.0, high or 0.0)

    def latency_bins(self, period: Period, width_ms: float) -> list[tuple[float, int]]:
        """(lower edge in ms, predictions) per bin of `width_ms`, in order; empty bins are absent."""
        share = predictions.c.latency_ms / width_ms
        # SQLite's cast cuts the fraction off and it may lack floor(); PostgreSQL's cast rounds.
        sqlite = self.connection.dialect.name == "sqlite"
        bin_number = cast(share, Integer) if sqlite else cast(func.floor(share), Integer)
        query = select(bin_number, func.count()).where(in_period(period)).group_by(bin_number)
        return sorted((number * width_ms, count) for number, count in self.connection.execute(query))

    def above(self, period: Period, threshold_ms: float) -> int:
        """How many predictions took longer than `threshold_ms`."""
        query = select(func.count()).where(in_period(period), predictions.c.latency_ms > threshold_ms)
        return self.connection.scalar(query) or 0

    def newest(self, *, version: int, limit: int) -> list[Prediction]:
        """The newest predictions of a version, the newest first."""
        query = (
            select(predictions)
            .where(predictions.c.model_version == version)
            .order_by(predictions.c.created_at.desc(), predictions.c.id.desc())
            .limit(limit)
        )
        return [_prediction(row) for row in self.connection.execute(query)]

    def mean_confidence(self, period: Period) -> float | None:
        """Mean calibrated confidence: what the model itself expects to get right. None without rows."""
        query = select(func.avg(predictions.c.confidence)).where(in_period(period))
        return self.connection.scalar(query)

    def all_rows(self) -> list[dict[str, Any]]:
        """Every stored prediction with its anonymised text, the oldest first (for `siklus export`)."""
        query = (
            select(predictions, inputs.c.text)
            .join(inputs, inputs.c.id == predictions.c.input_id)
            .where(true())
            .order_by(predictions.c.created_at, predictions.c.id)
        )
        return [dict(row) for row in self.connection.execute(query).mappings()]


def _day(dialect: str) -> ColumnElement[str]:
    # The day in UTC on both: PostgreSQL would otherwise take the session's time zone.
    if dialect == "sqlite":
        return func.date(predictions.c.created_at)
    return func.to_char(func.timezone("UTC", predictions.c.created_at), "YYYY-MM-DD")


def _prediction(row: Row[Any]) -> Prediction:
    return Prediction(
        id=row.id,
        input_id=row.input_id,
        model_version=row.model_version,
        label=Label(row.label),
        probabilities=(row.p_positif, row.p_netral, row.p_negatif),
        latency_ms=row.latency_ms,
        oov_share=row.oov_share,
        audit_propensity=row.audit_propensity,
        channel=row.channel,
        created_at=row.created_at,
    )
