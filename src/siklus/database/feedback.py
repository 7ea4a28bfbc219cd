"""A row is an event: somebody said which label a prediction should have had. Never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.selectable import NamedFromClause

from siklus.database.predictions import Period, in_period
from siklus.database.schema import asks, examples, feedback, inputs, predictions
from siklus.database.table import TableAccess, parts
from siklus.domain.examples import ExampleState
from siklus.domain.feedback import Answer, AskReason, Held, Source, Trust
from siklus.domain.identity import is_id
from siklus.domain.reviews import Label
from siklus.errors import AlreadyAnswered, AnswerNotFound, AnswerNotQuarantined


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and what it is about."""

    answer: Answer
    example_id: str
    text: str  # anonymised
    shown: Label
    channel: str
    overruled: bool  # a reviewer has looked at the same prediction, and his label teaches in its place


@dataclass(frozen=True, slots=True)
class Difference:
    """A text about which two reviewers differ."""

    text: str  # anonymised
    first: Label
    second: Label
    at: datetime  # of the second answer


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
                self.connection.execute(insert(feedback), _row(answer))
        except IntegrityError:
            raise AlreadyAnswered(answer.prediction_id) from None

    def add_many(self, answers: Sequence[Answer]) -> None:
        """Keep answers to predictions that nobody else can answer meanwhile, and that their sources have not.

        Raises:
            AlreadyAnswered: it is one, and its source has answered its prediction all the same.
            IntegrityError: so it is with one of several.
        """
        try:
            self.connection.execute(insert(feedback), list(map(_row, answers)))
        except IntegrityError:
            if len(answers) > 1:
                raise
            raise AlreadyAnswered(answers[0].prediction_id) from None

    def of_predictions(self, ids: Sequence[str]) -> dict[str, list[Answer]]:
        """Every answer to these predictions, the oldest first; a prediction without any is absent."""
        query = select(feedback).order_by(feedback.c.at, feedback.c.id)
        found: dict[str, list[Answer]] = {}
        for part in parts(ids):
            for row in self.connection.execute(query.where(feedback.c.prediction_id.in_(part))):
                found.setdefault(row.prediction_id, []).append(_answer(row))
        return found

    def of_prediction(self, prediction_id: str) -> list[Answer]:
        """Every answer to a prediction, the oldest first."""
        query = select(feedback).where(feedback.c.prediction_id == prediction_id)
        return [_answer(row) for row in self.connection.execute(query.order_by(feedback.c.at, feedback.c.id))]

    def remove(self, answer_id: str) -> None:
        """Take an answer out; what it said is kept with the retractions."""
        self.connection.execute(delete(feedback).where(feedback.c.id == answer_id))

    def hold(self, answer_id: str, why: Held) -> None:
        """Mark an answer as quarantined: it stays, but teaches nothing."""
        self.connection.execute(
            update(feedback).where(feedback.c.id == answer_id).values(trust=Trust.QUARANTINED, held=why)
        )

    def move(self, ids: Sequence[str], before: Held | None, after: Held | None) -> list[str]:
        """Quarantine answers, free them, or give another reason; what was changed meanwhile is left alone.

        Args:
            before: why they are quarantined; None where they are trusted.
            after: the same for afterwards.

        Returns:
            The predictions of those that were moved.
        """
        found: list[str] = []
        for part in parts(ids):
            query = select(feedback.c.id, feedback.c.prediction_id).where(
                feedback.c.id.in_(part), feedback.c.trust == _trust(before), _held_for(before)
            )
            rows = self.connection.execute(query.with_for_update()).all()
            self.connection.execute(
                update(feedback)
                .where(feedback.c.id.in_([row.id for row in rows]))
                .values(trust=_trust(after), held=after)
            )
            found += [row.prediction_id for row in rows]
        return found

    def release(self, answer_id: str) -> str:
        """Let a quarantined answer teach, whatever the loop thinks of it; its prediction.

        Raises:
            AnswerNotFound: there is none of this id.
            AnswerNotQuarantined: it teaches already.
        """
        row = None
        if is_id(answer_id):
            query = select(feedback).where(feedback.c.id == answer_id).with_for_update()
            row = self.connection.execute(query).first()
        if row is None:
            raise AnswerNotFound(answer_id)
        if Trust(row.trust).teaches:
            raise AnswerNotQuarantined(answer_id)
        self.connection.execute(
            update(feedback).where(feedback.c.id == answer_id).values(trust=Trust.RELEASED, held=None)
        )
        return str(row.prediction_id)

    def newest_of_readers(self, limit: int) -> list[Given]:
        """The newest answers of readers whose texts can be learnt from, the oldest of them first."""
        query = _given().where(feedback.c.source == Source.READER, examples.c.state != ExampleState.WITHDRAWN)
        newest = query.order_by(feedback.c.at.desc(), feedback.c.id.desc()).limit(limit)
        return [_to_given(row) for row in reversed(self.connection.execute(newest).all())]

    def quarantined(self, limit: int, why: Held | None = None, *, blind: bool = False) -> list[Given]:
        """Quarantined answers, the newest first.

        Args:
            blind: leave out those about texts that are open for an audit or for a second opinion.
        """
        query = _given().where(feedback.c.trust == Trust.QUARANTINED)
        if blind:
            query = query.where(
                ~exists().where(
                    asks.c.prediction_id == feedback.c.prediction_id,
                    asks.c.reason.in_([reason for reason in AskReason if reason.blind]),
                    asks.c.answered_at.is_(None),
                )
            )
        if why is not None:
            query = query.where(feedback.c.held == why)
        newest = query.order_by(feedback.c.at.desc(), feedback.c.id.desc()).limit(limit)
        return [_to_given(row) for row in self.connection.execute(newest)]

    def quarantined_clicks(self) -> tuple[int, int]:
        """How many quarantined answers of readers say "right", and how many "wrong"."""
        query = (
            select(feedback.c.label == predictions.c.label, func.count())
            .join_from(feedback, predictions)
            .where(feedback.c.source == Source.READER, feedback.c.trust == Trust.QUARANTINED)
            .group_by(feedback.c.label == predictions.c.label)
        )
        found = {bool(right): count for right, count in self.connection.execute(query)}
        return found.get(True, 0), found.get(False, 0)

    def trust_of_readers(self) -> dict[str, Trust]:
        """By prediction, whether its reader's answer teaches; absent where none has answered."""
        query = select(feedback.c.prediction_id, feedback.c.trust).where(feedback.c.source == Source.READER)
        return {prediction: Trust(trust) for prediction, trust in self.connection.execute(query)}

    def last_of(self, subject: str) -> Answer | None:
        """The newest answer of a reader."""
        query = select(feedback).where(feedback.c.subject == subject, feedback.c.source == Source.READER)
        row = self.connection.execute(query.order_by(feedback.c.at.desc(), feedback.c.id.desc())).first()
        return _answer(row) if row else None

    def count_of(self, subject: str, since: datetime) -> int:
        """How many answers a reader gave after `since`."""
        query = select(func.count()).where(
            feedback.c.subject == subject, feedback.c.source == Source.READER, feedback.c.at > since
        )
        return self.connection.scalar(query) or 0

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

    def pairs(self) -> dict[tuple[Label, Label], int]:
        """Audits with a second opinion, by (first answer, second one); a pair that never came is absent."""
        first, second = feedback.alias("first"), feedback.alias("second")
        query = (
            select(first.c.label, second.c.label, func.count())
            .join_from(second, first, _both(first, second))
            .where(second.c.source == Source.SECOND)
            .group_by(first.c.label, second.c.label)
        )
        return {(Label(a), Label(b)): count for a, b, count in self.connection.execute(query)}

    def differences(self, limit: int) -> list[Difference]:
        """Texts whose audit and second opinion name different labels, the newest first."""
        first, second = feedback.alias("first"), feedback.alias("second")
        query = (
            select(inputs.c.text, first.c.label, second.c.label, second.c.at)
            .join_from(second, first, _both(first, second))
            .join(predictions, predictions.c.id == second.c.prediction_id)
            .join(inputs, inputs.c.id == predictions.c.input_id)
            .where(second.c.source == Source.SECOND, first.c.label != second.c.label)
            .order_by(second.c.at.desc(), second.c.id.desc())
            .limit(limit)
        )
        return [Difference(text, Label(a), Label(b), at) for text, a, b, at in self.connection.execute(query)]

    def count_by_reviewer(self, reviewer: str, since: datetime) -> int:
        """How many answers a reviewer gave from `since` on."""
        sources = [source for source in Source if source != Source.READER]
        query = select(func.count()).where(
            feedback.c.subject == reviewer, feedback.c.source.in_(sources), feedback.c.at >= since
        )
        return self.connection.scalar(query) or 0

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


def _row(answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "prediction_id": answer.prediction_id,
        "label": answer.label,
        "source": answer.source,
        "subject": answer.subject,
        "trust": answer.trust,
        "at": answer.at,
        "held": answer.held,
    }


def _answer(row: Row[Any]) -> Answer:
    return Answer(
        id=row.id,
        prediction_id=row.prediction_id,
        label=Label(row.label),
        source=Source(row.source),
        subject=row.subject,
        trust=Trust(row.trust),
        at=row.at,
        held=Held(row.held) if row.held else None,
    )


def _given() -> Select[Any]:
    """Answers with what the loop knows beside them."""
    reviewed = feedback.alias("reviewed")
    overruled = exists().where(
        reviewed.c.prediction_id == feedback.c.prediction_id,
        reviewed.c.source.in_((Source.REVIEWER, Source.AUDIT)),
    )
    origin = examples.c.origin == feedback.c.source
    return (
        select(
            feedback,
            examples.c.id.label("example_id"),
            examples.c.text,
            predictions.c.label.label("shown"),
            predictions.c.channel,
            overruled.label("overruled"),
        )
        .join(predictions, predictions.c.id == feedback.c.prediction_id)
        .join(examples, (examples.c.prediction_id == feedback.c.prediction_id) & origin)
    )


def _to_given(row: Row[Any]) -> Given:
    return Given(
        _answer(row), row.example_id, row.text, Label(row.shown), row.channel, overruled=bool(row.overruled)
    )


def _both(first: NamedFromClause, second: NamedFromClause) -> ColumnElement[bool]:
    return and_(first.c.prediction_id == second.c.prediction_id, first.c.source == Source.AUDIT)


def _trust(held: Held | None) -> Trust:
    return Trust.QUARANTINED if held else Trust.TRUSTED


def _held_for(held: Held | None) -> ColumnElement[bool]:
    return feedback.c.held.is_(None) if held is None else feedback.c.held == held
