"""A row is what the version that was not heard would have answered to a stored text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, insert, or_, select

from siklus.database.schema import examples, predictions
from siklus.database.shares import NAMES, shares_of, values_of
from siklus.database.table import TableAccess, parts
from siklus.database.trial_tables import shadow_answers as answers
from siklus.domain.examples import ExampleState, Origin
from siklus.domain.reviews import Label
from siklus.domain.scores import Paired
from siklus.domain.trials import Contest, Trial


@dataclass(frozen=True, slots=True)
class ShadowAnswer:
    """What a version would have answered to the text of a prediction that another one made."""

    prediction_id: str
    version: int
    label: Label
    probabilities: tuple[float, ...]  # in the order of LABELS
    at: datetime


class ShadowAnswers(TableAccess):
    """Answers that nobody heard."""

    __slots__ = ()

    def add(self, found: Sequence[ShadowAnswer]) -> int:
        """Keep answers; those to predictions that were erased meanwhile are left out. How many were kept."""
        there = self._there([one.prediction_id for one in found])
        rows = [_values(one) for one in found if one.prediction_id in there]
        if rows:
            self.connection.execute(insert(answers), rows)
        return len(rows)

    def of(self, prediction_id: str) -> list[ShadowAnswer]:
        """What others would have answered in a prediction's place, the oldest version first."""
        query = select(answers).where(answers.c.prediction_id == prediction_id).order_by(answers.c.version)
        return [
            ShadowAnswer(
                row.prediction_id,
                row.version,
                Label(row.label),
                shares_of(row),
                row.at,
            )
            for row in self.connection.execute(query)
        ]

    def contest(self, trial: Trial) -> Contest:
        """Both versions of a trial on the texts that both judged, and on those of them that were audited."""
        both = _of_trial(trial, predictions.c.model_version)
        alike = case((answers.c.label == predictions.c.label, 1), else_=0)
        query = select(func.count(), func.coalesce(func.sum(alike), 0))
        joined = query.join_from(answers, predictions, answers.c.prediction_id == predictions.c.id)
        scored, same = self.connection.execute(joined.where(both)).one()
        return Contest(scored, int(same), self._audited(trial))

    def _audited(self, trial: Trial) -> Paired:
        heard = examples.c.shown_label == examples.c.label
        unheard = answers.c.label == examples.c.label
        by_champion = examples.c.shown_version == trial.champion
        first = or_(and_(by_champion, heard), and_(~by_champion, unheard))
        second = or_(and_(by_champion, unheard), and_(~by_champion, heard))
        query = (
            select(
                func.count(),
                _times(and_(first, second)),
                _times(and_(first, ~second)),
                _times(~first & second),
            )
            .join_from(examples, answers, examples.c.prediction_id == answers.c.prediction_id)
            .where(
                examples.c.origin == Origin.AUDIT,
                examples.c.state == ExampleState.USABLE,
                _of_trial(trial, examples.c.shown_version),
            )
        )
        n, *right = self.connection.execute(query).one()
        return Paired(n, *map(int, right))

    def _there(self, ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for part in parts(ids):
            # Held, so that none is erased between this look and the insert.
            query = select(predictions.c.id).where(predictions.c.id.in_(part)).with_for_update(key_share=True)
            found.update(self.connection.scalars(query))
        return found


def _of_trial(trial: Trial, heard: ColumnElement[int]) -> ColumnElement[bool]:
    """One of the two versions was heard, the other one judged beside it, from the trial's `since` on."""
    pairs = ((trial.champion, trial.version), (trial.version, trial.champion))
    either = or_(*(and_(heard == a, answers.c.version == b) for a, b in pairs))
    return and_(either, answers.c.at >= trial.since)


def _times(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)


def _values(one: ShadowAnswer) -> dict[str, object]:
    return {
        "prediction_id": one.prediction_id,
        "version": one.version,
        "label": one.label,
        **dict(zip(NAMES, values_of(one.probabilities), strict=True)),
        "at": one.at,
    }
