"""A row is an answer that was given and, with consent, kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, func, select, true

from siklus.database.schema import asks, inputs, predictions
from siklus.database.shares import named, shares_of
from siklus.database.table import TableAccess, parts
from siklus.domain import rollups
from siklus.domain.feedback import Answer, AskReason, Prediction
from siklus.domain.identity import is_id
from siklus.domain.reviews import Label
from siklus.errors import PredictionNotFound

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Period:
    """From (included) to (excluded), of one version or of all, of one channel or of all."""

    since: datetime
    until: datetime
    version: int | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answers: a prediction, its anonymised text, and the keyed hash of who sent it."""

    prediction: Prediction
    text: str
    subject: str | None


EVER = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


def in_period(period: Period) -> ColumnElement[bool]:
    """The condition that a prediction was made in `period`, by its version and channel."""
    inside = (predictions.c.created_at >= period.since) & (predictions.c.created_at < period.until)
    if period.version is not None:
        inside &= predictions.c.model_version == period.version
    return inside if period.channel is None else inside & (predictions.c.channel == period.channel)


class Predictions(TableAccess):
    """Stored predictions."""

    __slots__ = ()

    def get(self, prediction_id: str, *, to_answer: bool = False) -> Prediction:
        """The prediction of this id.

        Args:
            to_answer: keep others who want to answer it waiting until the end of this transaction, so that
                each sees what was answered before.

        Raises:
            PredictionNotFound: there is none, or it was never stored.
        """
        if not is_id(prediction_id):
            raise PredictionNotFound(prediction_id)
        query = select(predictions).where(predictions.c.id == prediction_id)
        if to_answer:
            # No stronger: rows that refer to this one may be added meanwhile.
            query = query.with_for_update(key_share=True)
        row = self.connection.execute(query).first()
        if row is None:
            raise PredictionNotFound(prediction_id)
        return _prediction(row)

    def to_answer(self, ids: Sequence[str]) -> dict[str, Answered]:
        """Those of these predictions that are stored; others who want to answer them wait, as with `get`."""
        wanted = [one for one in ids if is_id(one)]
        query = select(predictions, inputs.c.text, inputs.c.subject).join(inputs)
        return {
            row.id: Answered(_prediction(row), row.text, row.subject)
            for part in parts(sorted(set(wanted)))
            for row in self.connection.execute(
                query.where(predictions.c.id.in_(part))
                # In one order for all, so that two who lock several never wait for each other in a ring.
                .order_by(predictions.c.id)
                .with_for_update(of=predictions, key_share=True)
            )
        }

    def subject_of(self, prediction_id: str) -> str | None:
        """The keyed hash of whoever sent the text; None where none was given."""
        query = select(inputs.c.subject).join(predictions).where(predictions.c.id == prediction_id)
        return self.connection.scalar(query)

    def ids_of_subject(self, subject: str) -> list[str]:
        """Every stored prediction of a subject's texts; nobody can answer them until the transaction ends."""
        query = select(predictions.c.id).join(inputs).where(inputs.c.subject == subject)
        # In the order in which a batch of answers has them, so that the two never wait in a ring.
        ordered = query.order_by(predictions.c.id)
        return list(self.connection.scalars(ordered.with_for_update(of=predictions)))

    def there(self, ids: Sequence[str]) -> list[str]:
        """Those of these that are stored; nobody can answer them until the transaction ends."""
        query = select(predictions.c.id).where(predictions.c.id.in_(list(filter(is_id, ids))))
        return list(self.connection.scalars(query.order_by(predictions.c.id).with_for_update()))

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

    def newest(self, *, version: int, limit: int) -> list[Prediction]:
        """The newest predictions of a version, the newest first."""
        query = (
            select(predictions)
            .where(predictions.c.model_version == version)
            .order_by(predictions.c.created_at.desc(), predictions.c.id.desc())
            .limit(limit)
        )
        return [_prediction(row) for row in self.connection.execute(query)]

    def newest_texts(self, *, version: int, limit: int) -> list[tuple[Prediction, str, int]]:
        """The newest predictions of a version with their anonymised texts and words, the newest first."""
        query = (
            select(predictions, inputs.c.text, inputs.c.words)
            .join(inputs, inputs.c.id == predictions.c.input_id)
            .where(predictions.c.model_version == version)
            .order_by(predictions.c.created_at.desc(), predictions.c.id.desc())
            .limit(limit)
        )
        return [(_prediction(row), row.text, row.words) for row in self.connection.execute(query)]

    def oldest_at(self) -> datetime | None:
        """When the oldest stored prediction was made; None where there is none."""
        found: datetime | None = self.connection.scalar(select(func.min(predictions.c.created_at)))
        return found

    def newest_before(self, moment: datetime) -> datetime | None:
        """When the newest prediction before a moment was made; None where there is none."""
        query = select(func.max(predictions.c.created_at)).where(predictions.c.created_at < moment)
        found: datetime | None = self.connection.scalar(query)
        return found

    def counted(self, period: Period, answers: Mapping[str, Sequence[Answer]]) -> Iterator[list[rollups.Row]]:
        """Predictions of a period with all that roll-ups count of them, some thousands at a time.

        Args:
            answers: to predictions of the period, by the prediction's id.
        """
        drawn = exists().where(asks.c.prediction_id == predictions.c.id, asks.c.reason == AskReason.AUDIT)
        query = (
            select(predictions, inputs.c.words, drawn.label("drawn"))
            .join(inputs, inputs.c.id == predictions.c.input_id)
            .where(in_period(period))
            .execution_options(yield_per=ROWS_AT_ONCE)
        )
        for part in self.connection.execute(query).partitions():
            yield [
                rollups.Row(_prediction(row), row.words, row.drawn, tuple(answers.get(row.id, ())))
                for row in part
            ]

    def all_rows(self) -> list[dict[str, Any]]:
        """Every stored prediction with its anonymised text, the oldest first (for `siklus export`)."""
        query = (
            select(predictions, inputs.c.text)
            .join(inputs, inputs.c.id == predictions.c.input_id)
            .where(true())
            .order_by(predictions.c.created_at, predictions.c.id)
        )
        return [named(dict(row)) for row in self.connection.execute(query).mappings()]


def _prediction(row: Row[Any]) -> Prediction:
    return Prediction(
        id=row.id,
        input_id=row.input_id,
        model_version=row.model_version,
        label=Label(row.label),
        probabilities=shares_of(row),
        latency_ms=row.latency_ms,
        oov_share=row.oov_share,
        audit_propensity=row.audit_propensity,
        channel=row.channel,
        created_at=row.created_at,
    )
