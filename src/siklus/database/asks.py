"""A row is a request for a label: why, and with what probability it came to be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, delete, exists, func, insert, or_, select, update

from siklus.database.schema import asks, examples, feedback, inputs, predictions
from siklus.database.table import TableAccess, parts
from siklus.domain.examples import ExampleState
from siklus.domain.feedback import Ask, AskReason, Source
from siklus.domain.identity import is_id
from siklus.domain.reviews import Label
from siklus.errors import AskNotFound

URGENCY = case({str(reason): rank for rank, reason in enumerate(AskReason)}, value=asks.c.reason, else_=9)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """What a reviewer sees."""

    ask: Ask
    text: str  # anonymised
    shown: Label
    confidence: float
    leased_until: datetime


@dataclass(frozen=True, slots=True)
class AuditsSince:
    """Audits that were drawn from a moment on."""

    drawn: int
    answered: int


class Asks(TableAccess):
    """Requests for labels."""

    __slots__ = ()

    def add(self, ask: Ask) -> None:
        """Ask for a label."""
        self.connection.execute(
            insert(asks),
            {
                "id": ask.id,
                "prediction_id": ask.prediction_id,
                "reason": ask.reason,
                "propensity": ask.propensity,
                "asked_at": ask.asked_at,
            },
        )

    def get(self, ask_id: str) -> Ask:
        """The request of this id.

        Raises:
            AskNotFound: there is none.
        """
        row = None
        if is_id(ask_id):
            row = self.connection.execute(select(asks).where(asks.c.id == ask_id)).first()
        if row is None:
            raise AskNotFound(ask_id)
        return _ask(row)

    def lease(self, *, reviewer: str, limit: int, now: datetime, until: datetime) -> list[QueueItem]:
        """The most urgent open requests, kept for `reviewer` until `until`; nobody else gets them.

        Whoever has answered a text in an audit is not asked about it again, and a second opinion is only
        asked for while there is a first one.
        """
        free = or_(asks.c.leased_until.is_(None), asks.c.leased_until < now, asks.c.leased_by == reviewer)
        chosen = (
            select(asks.c.id)
            .where(asks.c.answered_at.is_(None), free, *_for(reviewer))
            .order_by(asks.c.skips, URGENCY, asks.c.asked_at, asks.c.id)
            .limit(limit)
            # Two reviewers at once: the second takes the next rows instead of waiting for the first's.
            .with_for_update(skip_locked=True)
        )
        ids = list(self.connection.scalars(chosen))
        self.connection.execute(
            update(asks).where(asks.c.id.in_(ids)).values(leased_by=reviewer, leased_until=until)
        )
        return self.items(ids)

    def items(self, ids: Sequence[str]) -> list[QueueItem]:
        """These requests, which somebody holds, as a reviewer sees them; the most urgent first."""
        query = (
            select(asks, inputs.c.text, predictions.c.label, predictions.c.confidence)
            .join(predictions, predictions.c.id == asks.c.prediction_id)
            .join(inputs, inputs.c.id == predictions.c.input_id)
            .where(asks.c.id.in_(ids))
            .order_by(asks.c.skips, URGENCY, asks.c.asked_at, asks.c.id)
        )
        return [
            QueueItem(_ask(row), row.text, Label(row.label), row.confidence, row.leased_until)
            for row in self.connection.execute(query)
        ]

    def disputed_without_ask(self, limit: int) -> list[str]:
        """Predictions that a reader called wrong and nobody was asked about, the newest first."""
        query = (
            select(predictions.c.id)
            .join(feedback, feedback.c.prediction_id == predictions.c.id)
            .where(
                feedback.c.source == Source.READER,
                feedback.c.label != predictions.c.label,
                ~exists().where(asks.c.prediction_id == predictions.c.id),
            )
            .order_by(feedback.c.at.desc())
            .limit(limit)
        )
        return list(self.connection.scalars(query))

    def unsure_without_ask(self, *, version: int, limit: int) -> list[str]:
        """The least sure predictions of a version that nobody answered or was asked about."""
        silent = and_(
            ~exists().where(asks.c.prediction_id == predictions.c.id),
            ~exists().where(feedback.c.prediction_id == predictions.c.id),
        )
        query = (
            select(predictions.c.id)
            .where(predictions.c.model_version == version, silent)
            .order_by(predictions.c.confidence, predictions.c.id)
            .limit(limit)
        )
        return list(self.connection.scalars(query))

    def doubtable(self, prediction_ids: Sequence[str]) -> set[str]:
        """Those that still stand, whose label teaches, and about whose text nobody was asked for anything."""
        same = examples.alias("same")
        asked = exists().where(
            same.c.text_key == examples.c.text_key, asks.c.prediction_id == same.c.prediction_id
        )
        query = (
            select(examples.c.prediction_id)
            .join(predictions, predictions.c.id == examples.c.prediction_id)
            .where(examples.c.state == ExampleState.USABLE, ~asked)
        )
        return {
            found
            for part in parts(prediction_ids)
            for found in self.connection.scalars(query.where(examples.c.prediction_id.in_(part)))
        }

    def close(self, prediction_id: str, now: datetime, *, second: bool = False) -> None:
        """Mark every request about a prediction as answered: for a first answer, or for a second one."""
        self.connection.execute(
            update(asks)
            .where(asks.c.prediction_id == prediction_id, asks.c.answered_at.is_(None), _is_second(second))
            .values(answered_at=now)
        )

    def reopen(
        self, prediction_id: str, closed_at: datetime, *, second: bool, reviewer: str, until: datetime
    ) -> None:
        """Undo a `close`; the requests are kept for `reviewer` until `until`."""
        self.connection.execute(
            update(asks)
            .where(asks.c.prediction_id == prediction_id, asks.c.answered_at == closed_at, _is_second(second))
            .values(answered_at=None, leased_by=reviewer, leased_until=until)
        )

    def reveal(self, ask_id: str, now: datetime) -> None:
        """Note when whoever answered a request looked at what the model had said; the first time counts."""
        self.connection.execute(
            update(asks).where(asks.c.id == ask_id, asks.c.revealed_at.is_(None)).values(revealed_at=now)
        )

    def skip(self, ask_id: str) -> None:
        """Give a request back, behind those that nobody skipped."""
        self.connection.execute(
            update(asks)
            .where(asks.c.id == ask_id)
            .values(skips=asks.c.skips + 1, leased_by=None, leased_until=None)
        )

    def audited(self, version: int, *, since: datetime, limit: int) -> list[tuple[datetime, bool]]:
        """(when it was predicted, whether it was right) of the audits of a version answered last."""
        query = (
            select(predictions.c.created_at, predictions.c.label == feedback.c.label)
            .select_from(asks)
            .join(predictions, predictions.c.id == asks.c.prediction_id)
            .join(feedback, feedback.c.prediction_id == asks.c.prediction_id)
            # The time bounds the search: a new version's few audits are not looked for among all there are.
            .where(asks.c.reason == AskReason.AUDIT, asks.c.answered_at >= since)
            .where(predictions.c.model_version == version, feedback.c.source == Source.AUDIT)
            .order_by(asks.c.answered_at.desc(), asks.c.id.desc())
            .limit(limit)
        )
        return [(at, bool(right)) for at, right in self.connection.execute(query)]

    def audits_since(self, moment: datetime) -> AuditsSince:
        """Audits that were drawn from a moment on, and how many of these are answered."""
        drawn = select(func.count()).where(asks.c.reason == AskReason.AUDIT, asks.c.asked_at >= moment)
        # The index leads with the answer's time, and none is answered before it is asked.
        answered = self.connection.scalar(drawn.where(asks.c.answered_at >= moment)) or 0
        still_open = self.connection.scalar(drawn.where(asks.c.answered_at.is_(None))) or 0
        return AuditsSince(answered + still_open, answered)

    def open_for(self, reviewer: str) -> dict[AskReason, int]:
        """Open requests per reason that a reviewer may be asked; zero where there are none."""
        return self._open(*_for(reviewer))

    def open_by_reason(self) -> dict[AskReason, int]:
        """Open requests per reason; zero where there are none."""
        return self._open()

    def _open(self, *which: ColumnElement[bool]) -> dict[AskReason, int]:
        query = (
            select(asks.c.reason, func.count())
            .where(asks.c.answered_at.is_(None), *which)
            .group_by(asks.c.reason)
        )
        found = {AskReason(reason): count for reason, count in self.connection.execute(query)}
        return {reason: found.get(reason, 0) for reason in AskReason}

    def erase(self, prediction_ids: list[str]) -> int:
        """Delete the requests about these predictions."""
        return sum(
            self.connection.execute(delete(asks).where(asks.c.prediction_id.in_(part))).rowcount
            for part in parts(prediction_ids)
        )


def _ask(row: Row[Any]) -> Ask:
    return Ask(
        id=row.id,
        prediction_id=row.prediction_id,
        reason=AskReason(row.reason),
        propensity=row.propensity,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        revealed_at=row.revealed_at,
    )


def _for(reviewer: str) -> list[ColumnElement[bool]]:
    """Requests that a reviewer may be asked."""
    first = exists().where(
        feedback.c.prediction_id == asks.c.prediction_id, feedback.c.source == Source.AUDIT
    )
    own = exists().where(
        feedback.c.prediction_id == asks.c.prediction_id,
        feedback.c.source.in_((Source.AUDIT, Source.SECOND)),
        feedback.c.subject == reviewer,
    )
    return [~own, or_(_is_second(False), first)]


def _is_second(second: bool) -> ColumnElement[bool]:
    return asks.c.reason == AskReason.SECOND if second else asks.c.reason != AskReason.SECOND
