"""Ask whether to retrain, queue it where the answer is yes, and show what was asked; no training here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from siklus.database.store import Store
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import LOOP
from siklus.domain.reviews import clean_text
from siklus.domain.triggers import Evaluation, Run, RunState, TriggerPolicy, begun, evaluate
from siklus.errors import NoActiveVersion
from siklus.services.monitoring import MonitoringService


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerService:
    """The loop's quick half."""

    store: Store
    monitoring: MonitoringService
    now: Callable[[], datetime]
    triggers: TriggerPolicy = TriggerPolicy()

    def consider(self) -> Run | None:
        """Evaluate the triggers and keep the answer, also a no; a run that fires is queued.

        Returns:
            The kept evaluation; None before the first version.
        """
        with self.store.transaction() as tx:
            # Of two workers that look at once the second must see the first one's run.
            tx.alone("runs")
            health = self.monitoring.health(tx, asked_by_hand=False)
            if health is None:
                return None
            found = evaluate(health, self.triggers)
            run = self._run(found, actor=LOOP, note="")
            tx.runs.add(run)
        return run

    def preview(self) -> Evaluation | None:
        """What the triggers say now; nothing is kept or started. None before the first version.

        A dry run does not hold it back: the question is what would be done.
        """
        with self.store.reading() as tx:
            health = self.monitoring.health(tx, asked_by_hand=False)
        return evaluate(health, replace(self.triggers, dry_run=False)) if health else None

    def request(self, *, actor: str, note: str) -> Run:
        """Queue a retraining by hand.

        Raises:
            ReviewUnreadable: the note holds what is no text.
            NoActiveVersion: there is nothing to improve on; train the first version.
            RetrainingUnderWay: another run is queued or running.
        """
        note = clean_text(note)
        with self.store.transaction() as tx:
            tx.alone("runs")
            health = self.monitoring.health(tx, asked_by_hand=True)
            if health is None:
                raise NoActiveVersion
            found = evaluate(replace(health, run_under_way=False), self.triggers)
            run = self._run(found, actor=actor, note=note)
            tx.runs.add(run)
            tx.audit_log.add(actor=actor, action="retraining.requested", at=run.created_at, run=run.id)
        return run

    def run(self, run_id: str) -> Run:
        """One run.

        Raises:
            RunNotFound: no run has this id.
        """
        with self.store.reading() as tx:
            return tx.runs.get(run_id)

    def runs(self, limit: int = 50, *, started_only: bool = True) -> list[Run]:
        """The newest runs, the newest first."""
        with self.store.reading() as tx:
            return tx.runs.newest(limit, started_only=started_only)

    def queued(self) -> Run | None:
        """The run that is queued or under way, if any."""
        with self.store.reading() as tx:
            return tx.runs.under_way()

    def _run(self, found: Evaluation, *, actor: str, note: str) -> Run:
        state, at = RunState.QUEUED if found.fires else RunState.NOT_NEEDED, self.now()
        return Run(
            id=new_id(),
            reasons=tuple(found.reasons),
            holds=tuple(found.holds),
            figures=found.figures,
            actor=actor,
            note=note,
            state=state,
            outcome=None,
            snapshot_id=None,
            candidate=None,
            evidence=None,
            gate=None,
            error=None,
            created_at=at,
            finished_at=None,
            steps=(begun(state, at),) if found.fires else (),
        )
