"""A row is an anonymised text. The raw one is never written anywhere."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from siklus.database.schema import inputs, predictions
from siklus.database.table import TableAccess


class Inputs(TableAccess):
    """Anonymised texts."""

    __slots__ = ()

    def add(
        self,
        input_id: str,
        *,
        text: str,
        words: int,
        anonymiser: str,
        subject: str | None,
        consent_id: str,
        at: datetime,
    ) -> None:
        """Keep a text."""
        self.connection.execute(
            insert(inputs).values(
                id=input_id,
                text=text,
                words=words,
                anonymiser=anonymiser,
                subject=subject,
                consent_id=consent_id,
                created_at=at,
            )
        )

    def text_of_prediction(self, prediction_id: str) -> str | None:
        """The anonymised text that a prediction answered; None for an unknown one."""
        query = select(inputs.c.text).join(predictions).where(predictions.c.id == prediction_id)
        return self.connection.scalar(query)

    def erase(self, subject: str) -> int:
        """Delete the texts of a subject; their predictions must be gone already."""
        return self.connection.execute(delete(inputs).where(inputs.c.subject == subject)).rowcount
