"""A row is a trigger evaluation and, where it fired, the retraining that it began."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from siklus.database.schema import retraining_runs as runs
from siklus.database.table import TableAccess
from siklus.domain.identity import is_id
from siklus.domain.triggers import Outcome, Run, RunState, begun
from siklus.errors import RetrainingUnderWay, RunNotFound


class Runs(TableAccess):
    """Evaluations and retrainings."""

    __slots__ = ()

    def add(self, run: Run) -> None:
        """Keep an evaluation, and take the one slot where it starts a retraining.

        Raises:
            RetrainingUnderWay: another run has the slot.
        """
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(runs).values(**_values(run)))
        except IntegrityError:
            other = self.under_way()
            raise RetrainingUnderWay(other.id if other else run.id) from None

    def get(self, run_id: str, *, hold: bool = False) -> Run:
        """The run of this id; `hold` keeps others from changing it until the transaction ends.

        Raises:
            RunNotFound: there is none.
        """
        row = None
        if is_id(run_id):
            query = select(runs).where(runs.c.id == run_id)
            # On SQLite every writing transaction is alone already, and this says nothing.
            row = self.connection.execute(query.with_for_update() if hold else query).first()
        if row is None:
            raise RunNotFound(run_id)
        return _run(row)

    def under_way(self) -> Run | None:
        """The run that has the slot, if any."""
        row = self.connection.execute(select(runs).where(runs.c.slot == 1)).first()
        return _run(row) if row else None

    def of_candidate(self, version: int) -> Run | None:
        """The run that made this version; None where none did."""
        query = select(runs).where(runs.c.candidate == version).order_by(runs.c.created_at)
        row = self.connection.execute(query).first()
        return _run(row) if row else None

    def newest(self, limit: int, *, started_only: bool = False) -> list[Run]:
        """The newest evaluations, the newest first; `started_only` leaves out those that said no."""
        query = select(runs).order_by(runs.c.created_at.desc(), runs.c.id.desc()).limit(limit)
        if started_only:
            query = query.where(runs.c.state != RunState.NOT_NEEDED)
        return [_run(row) for row in self.connection.execute(query)]

    def gates_since(self, moment: datetime) -> list[dict[str, Any]]:
        """What the gate said in the runs that began after this moment, the oldest first."""
        query = select(runs.c.gate).where(runs.c.created_at > moment).order_by(runs.c.created_at)
        return [report for report in self.connection.scalars(query) if report is not None]

    def last_finished_at(self) -> datetime | None:
        """When the last retraining ended; None before the first."""
        found: datetime | None = self.connection.scalar(select(func.max(runs.c.finished_at)))
        return found

    def count_by_outcome(self) -> dict[Outcome, int]:
        """How many retrainings ended how; zero where none did."""
        ended = runs.c.outcome.is_not(None)
        query = select(runs.c.outcome, func.count()).where(ended).group_by(runs.c.outcome)
        found = {Outcome(outcome): count for outcome, count in self.connection.execute(query)}
        return {outcome: found.get(outcome, 0) for outcome in Outcome}

    def advance(self, run_id: str, state: RunState, now: datetime, **facts: Any) -> None:
        """Note how far a run has come, with the columns that became known; one that ended stays so."""
        steps = [*self._steps(run_id), begun(state, now)]
        self.connection.execute(
            update(runs)
            .where(runs.c.id == run_id, runs.c.slot == 1)
            .values(state=state, steps=steps, **facts)
        )

    def note(self, run_id: str, doing: str, share: float) -> None:
        """Note what the present step is doing, and the share of it that is done; not of a run that ended."""
        *before, present = self._steps(run_id) or [{}]
        steps = [*before, present | {"doing": doing, "share": round(share, 3)}]
        self.connection.execute(update(runs).where(runs.c.id == run_id, runs.c.slot == 1).values(steps=steps))

    def _steps(self, run_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] | None = self.connection.scalar(
            select(runs.c.steps).where(runs.c.id == run_id)
        )
        return found or []

    def finish(self, run_id: str, outcome: Outcome, now: datetime, **facts: Any) -> None:
        """End a run and free the slot; ending it again changes nothing."""
        steps = [*self._steps(run_id), begun(RunState.DONE, now)]
        self.connection.execute(
            update(runs)
            .where(runs.c.id == run_id, runs.c.slot == 1)
            .values(state=RunState.DONE, outcome=outcome, finished_at=now, slot=None, steps=steps, **facts)
        )


def _values(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "reasons": list(run.reasons),
        "holds": list(run.holds),
        "figures": run.figures,
        "actor": run.actor,
        "note": run.note,
        "state": run.state,
        "slot": None if run.state in (RunState.NOT_NEEDED, RunState.DONE) else 1,
        "steps": list(run.steps),
        "created_at": run.created_at,
    }


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        reasons=tuple(row.reasons),
        holds=tuple(row.holds),
        figures=dict(row.figures),
        actor=row.actor,
        note=row.note,
        state=RunState(row.state),
        outcome=Outcome(row.outcome) if row.outcome else None,
        snapshot_id=row.snapshot_id,
        candidate=row.candidate,
        evidence=row.evidence,
        gate=row.gate,
        error=row.error,
        steps=tuple(row.steps or ()),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
