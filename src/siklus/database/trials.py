"""A row is a trial: a challenger beside the active version, in one mode and with one share."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from siklus.database.table import TableAccess
from siklus.database.trial_tables import trials
from siklus.domain.trials import Ending, Mode, Trial


class Trials(TableAccess):
    """Trials, at most one of them running."""

    __slots__ = ()

    def running(self) -> Trial | None:
        """The trial that runs, if any."""
        row = self.connection.execute(select(trials).where(trials.c.slot == 1)).first()
        return _trial(row) if row else None

    def get(self, trial_id: str) -> Trial:
        """The trial of this id, which is there (trials are never deleted)."""
        return _trial(self.connection.execute(select(trials).where(trials.c.id == trial_id)).one())

    def newest(self, limit: int) -> list[Trial]:
        """The newest trials, running and ended, the newest first."""
        query = select(trials).order_by(trials.c.started_at.desc(), trials.c.id.desc()).limit(limit)
        return [_trial(row) for row in self.connection.execute(query)]

    def add(self, trial: Trial) -> None:
        """Begin a trial; the one before must have been ended in this transaction (`tx.alone`)."""
        self.connection.execute(
            insert(trials).values(
                id=trial.id,
                version=trial.version,
                champion=trial.champion,
                mode=trial.mode,
                share=trial.share,
                reason=trial.reason,
                actor=trial.actor,
                since=trial.since,
                started_at=trial.started_at,
                slot=1,
            )
        )

    def propose(self, trial_id: str, at: datetime) -> bool:
        """Note that a trial's challenger is proposed; whether that is news of a trial that runs."""
        query = update(trials).where(
            trials.c.id == trial_id, trials.c.slot == 1, trials.c.proposed_at.is_(None)
        )
        return self.connection.execute(query.values(proposed_at=at)).rowcount == 1

    def end(self, trial_id: str, outcome: Ending, *, by: str, why: str, at: datetime) -> bool:
        """End a trial; whether it was still running: of two who end it one does."""
        query = update(trials).where(trials.c.id == trial_id, trials.c.slot == 1)
        values = {"outcome": outcome, "ended_by": by, "why_ended": why, "ended_at": at, "slot": None}
        return self.connection.execute(query.values(values)).rowcount == 1


def _trial(row: Row[Any]) -> Trial:
    return Trial(
        id=row.id,
        version=row.version,
        champion=row.champion,
        mode=Mode(row.mode),
        share=row.share,
        reason=row.reason,
        actor=row.actor,
        since=row.since,
        started_at=row.started_at,
        proposed_at=row.proposed_at,
        ended_at=row.ended_at,
        outcome=Ending(row.outcome) if row.outcome else None,
        ended_by=row.ended_by,
        why_ended=row.why_ended,
    )
