"""The loop: be alive, see who died, measure, decide, carry out the run under way, alert, keep house."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from siklus.domain.triggers import Run, RunState
from siklus.errors import (
    ArtefactDamaged,
    ArtefactFromOtherLibraries,
    ArtefactMissing,
    ArtefactsUnavailable,
    DatabaseUnavailable,
    RetrainingUnderWay,
)
from siklus.services.drift import DriftService
from siklus.services.exactness import ScorerService
from siklus.services.guard import GuardService
from siklus.services.retraining import RetrainingService
from siklus.services.trials import TrialService
from siklus.worker.housekeeping import Housekeeping
from siklus.worker.jobs import Jobs
from siklus.worker.lookout import Lookout
from siklus.worker.takeover import Membership

FILE_TROUBLE = (ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries, ArtefactsUnavailable)

log = structlog.get_logger("siklus.worker")


class Buried(Exception):
    """Others took this worker for dead (it was suspended, or cut off) and have its work."""


@dataclass(slots=True)
class Loop:
    """One worker's turns; nothing here waits, so tests take one turn at a time."""

    drift: DriftService
    guard: GuardService
    retraining: RetrainingService
    membership: Membership
    jobs: Jobs
    lookout: Lookout
    tick: timedelta
    now: Callable[[], datetime]
    housekeeping: Housekeeping
    trials: TrialService
    scorers: ScorerService
    _away: bool = field(default=False, init=False)
    _evaluated_at: float = field(default=float("-inf"), init=False)

    def turn(self) -> Run | None:
        """One turn; the run that is under way afterwards. A database that is away is waited for.

        Raises:
            Buried: this worker must begin anew under another name.
        """
        try:
            found = self._turn()
        except DatabaseUnavailable as error:
            if not self._away:
                log.warning("database.away", error=error.why)
            self._away = True
            return None
        if self._away:
            log.info("database.back")
        self._away = False
        return found

    def _turn(self) -> Run | None:
        # First of all: whoever is buried must touch nothing.
        if not self.membership.beat():
            raise Buried
        for dead in self.membership.bury_silent():
            log.warning("worker.buried", worker=dead)
        run = self.retraining.queued()
        if run is None and self._due():
            run = self._evaluate()
        if run is not None:
            self.jobs.attend(run, self.membership.members())
        if self.lookout.due() and self.membership.leads():
            self.lookout.look()
        if self.housekeeping.due and self.membership.leads():
            self.housekeeping.turn()
        return run

    def _due(self) -> bool:
        """Whether this worker is to evaluate now.

        Evaluations are on a plain tick: a schedule of DBOS would keep a row for every one of them. The
        first of the living evaluates, so two never do so at once; the look at the last evaluation is
        for the moment when another becomes the first.
        """
        if time.monotonic() - self._evaluated_at < self.tick.total_seconds() or not self.membership.leads():
            return False
        last = self.retraining.runs(1, started_only=False)
        # Either way: a clock that was set back must not stop the loop.
        return not last or abs(self.now() - last[0].created_at) >= self.tick

    def _watch(self) -> None:
        try:
            link = self.guard.watch()
        except FILE_TROUBLE as error:
            # Nothing could be gone back to; the version that stands goes on answering.
            log.warning("guard.blind", error=str(error))
            return
        if link is not None:
            log.warning("guard.rolled_back", version=link.previous, to=link.version, reason=link.reason)

    def _look_at_scorers(self) -> None:
        try:
            unfit = self.scorers.watch()
        except FILE_TROUBLE as error:
            # Those who serve have what they loaded; whoever activates the version will be told.
            log.warning("scorer.unseen", error=str(error))
            return
        for check in unfit:
            log.warning("scorer.unfit", version=check.version, verdict=str(check.verdict), gap=check.largest)

    def _judge_trial(self) -> None:
        trial = self.trials.watch()
        if trial is None:
            return
        facts = {"version": trial.version, "mode": str(trial.mode), "champion": trial.champion}
        if trial.outcome is None:
            log.info("trial.proposed", **facts)
        else:
            log.warning("trial.ended", outcome=str(trial.outcome), why=trial.why_ended, **facts)

    def _evaluate(self) -> Run | None:
        self._evaluated_at = time.monotonic()
        self._watch()
        self._look_at_scorers()
        self._judge_trial()
        window = self.drift.measure()
        if window is not None:
            log.info("drift", version=window.model_version, score=round(window.score, 4), level=window.level)
        try:
            run = self.retraining.consider()
        except RetrainingUnderWay:
            # Somebody asked by hand between the look and the deed.
            return self.retraining.queued()
        if run is None or run.state == RunState.NOT_NEEDED:
            if run is not None and run.withheld:
                log.info("retraining.withheld", reasons=list(run.reasons))
            return None
        log.info("retraining.triggered", run=run.id, reasons=list(run.reasons))
        return run
