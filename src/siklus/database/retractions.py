"""A row is an event: a reviewer took an answer back, and what it had said. Never overwritten."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, delete, exists, insert, select

from siklus.database.columns import Id, Utc
from siklus.database.schema import metadata
from siklus.database.table import TableAccess, parts
from siklus.domain.feedback import Answer

retractions = Table(
    "retractions",
    metadata,
    Column("id", Id(as_uuid=False), primary_key=True),  # of the answer
    Column("prediction_id", Id(as_uuid=False), ForeignKey("predictions.id"), nullable=False, index=True),
    Column("label", String(10), nullable=False),
    Column("source", String(10), nullable=False),
    Column("subject", String(64)),  # the reviewer's key
    Column("said_at", Utc, nullable=False),
    Column("at", Utc, nullable=False),
)


class Retractions(TableAccess):
    """Answers that were taken back."""

    __slots__ = ()

    def add(self, answer: Answer, at: datetime) -> None:
        """Keep what an answer had said."""
        self.connection.execute(
            insert(retractions),
            {
                "id": answer.id,
                "prediction_id": answer.prediction_id,
                "label": answer.label,
                "source": answer.source,
                "subject": answer.subject,
                "said_at": answer.at,
                "at": at,
            },
        )

    def any_of(self, prediction_id: str) -> bool:
        """Whether any answer to a prediction was taken back."""
        query = select(exists().where(retractions.c.prediction_id == prediction_id))
        return bool(self.connection.scalar(query))

    def erase(self, prediction_ids: Sequence[str]) -> None:
        """Delete what was taken back of these predictions."""
        for part in parts(prediction_ids):
            self.connection.execute(delete(retractions).where(retractions.c.prediction_id.in_(part)))
