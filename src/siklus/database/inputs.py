"""A row is an anonymised text. The raw one is never written anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from siklus.database.schema import inputs, predictions
from siklus.database.table import TableAccess, parts


@dataclass(frozen=True, slots=True)
class Origin:
    """Which text a prediction answered, and on which consent it is kept."""

    prediction_id: str
    input_id: str
    consent_id: str


class Inputs(TableAccess):
    """Anonymised texts."""

    __slots__ = ()

    def text_of_prediction(self, prediction_id: str) -> str | None:
        """The anonymised text that a prediction answered; None for an unknown one."""
        query = select(inputs.c.text).join(predictions).where(predictions.c.id == prediction_id)
        return self.connection.scalar(query)

    def of_predictions(self, ids: Sequence[str]) -> list[Origin]:
        """Where these predictions came from."""
        columns = (predictions.c.id, inputs.c.id, inputs.c.consent_id)
        query = select(*columns).select_from(predictions).join(inputs)
        return [
            Origin(*row)
            for part in parts(ids)
            for row in self.connection.execute(query.where(predictions.c.id.in_(part)))
        ]

    def delete(self, ids: Sequence[str]) -> None:
        """Delete texts; their predictions must be gone already."""
        for part in parts(ids):
            self.connection.execute(delete(inputs).where(inputs.c.id.in_(part)))
