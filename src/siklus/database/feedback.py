"""A row is an event: somebody said which label a prediction should have had. Never overwritten."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from siklus.database.predictions import Period, in_period
from siklus.database.schema import feedback, predictions
from siklus.database.table import TableAccess, parts
from siklus.domain.feedback import Answer, Source, Trust
from siklus.domain.reviews import Label
from siklus.errors import AlreadyAnswered


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers, and how many of them say that the prediction was right."""

    answers: int
    right: int


class FeedbackTable(TableAccess):
    """Answers to predictions."""

    __slots__ = ()

    def add(self, answer: Answer) -> None:
        """Keep an answer.

        Raises:
            AlreadyAnswered: this source has answered this prediction.
        """
        # The key decides, not a look beforehand: two clicks in two tabs both pass a look.
        try:
            with self.connection.begin_nested():
                self.connection.execute(
                    insert(feedback),
                    {
                        "id": answer.id,
                        "prediction_id": answer.prediction_id,
                        "label": answer.label,
                        "source": answer.source,
                        "subject": answer.subject,
                        "trust": answer.trust,
                        "at": answer.at,
                    },
                )
        except IntegrityError:
            raise AlreadyAnswered(answer.prediction_id) from None

    def of_prediction(self, prediction_id: str) -> list[Answer]:
        """Every answer to a prediction, the oldest first."""
        query = select(feedback).where(feedback.c.prediction_id == prediction_id)
        return [_answer(row) for row in self.connection.execute(query.order_by(feedback.c.at, feedback.c.id))]

    def distrust(self, answer_id: str) -> None:
        """Mark an answer as quarantined: it stays, but teaches nothing."""
        self.connection.execute(
            update(feedback).where(feedback.c.id == answer_id).values(trust=Trust.QUARANTINED)
        )

    def tally(self, period: Period, source: Source) -> dict[int, Tally]:
        """Answers per model version, filed under the time of the *prediction*; absent where none.

        With `Source.AUDIT` this is a fair sample of the version's work; with `Source.READER` it is not.
        """
        right = case((feedback.c.label == predictions.c.label, 1), else_=0)
        query = (
            select(predictions.c.model_version, func.count(), func.sum(right))
            .join_from(feedback, predictions)
            .where(in_period(period), feedback.c.source == source)
            .group_by(predictions.c.model_version)
        )
        return {version: Tally(count, hits) for version, count, hits in self.connection.execute(query)}

    def of_period(self, period: Period) -> dict[str, list[Answer]]:
        """Answers to predictions that were made in a period, by the prediction's id, the oldest first."""
        query = (
            select(feedback)
            .join(predictions, predictions.c.id == feedback.c.prediction_id)
            .where(in_period(period))
            .order_by(feedback.c.at, feedback.c.id)
        )
        found: dict[str, list[Answer]] = {}
        for row in self.connection.execute(query):
            found.setdefault(row.prediction_id, []).append(_answer(row))
        return found

    def erase(self, prediction_ids: list[str]) -> int:
        """Delete the answers to these predictions."""
        return sum(
            self.connection.execute(delete(feedback).where(feedback.c.prediction_id.in_(part))).rowcount
            for part in parts(prediction_ids)
        )


def _answer(row: Row[Any]) -> Answer:
    return Answer(
        id=row.id,
        prediction_id=row.prediction_id,
        label=Label(row.label),
        source=Source(row.source),
        subject=row.subject,
        trust=Trust(row.trust),
        at=row.at,
    )
