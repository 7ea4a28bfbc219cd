"""The figures that alert rules and Prometheus watch, as one flat mapping."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from siklus.database.predictions import EVER, Period
from siklus.database.store import Store, Transaction
from siklus.domain.alerts import Figure, Vitals
from siklus.domain.erasures import used_up
from siklus.domain.exactness import REPAIR_PERIOD
from siklus.domain.gate import Decision
from siklus.domain.lifecycle import LOOP, Action
from siklus.domain.trials import BY_ITSELF
from siklus.domain.triggers import Outcome
from siklus.services.monitoring import MonitoringService

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LEVELS = {"quiet": 0.0, "watch": 1.0, "shifted": 2.0}  # too little data: not known
RUNS = 20  # as many failed retrainings in a row are counted
MIN_ANSWERS = 20  # of three answers one says nothing
THRESHOLD_MS = 100.0  # asked for with the latency; not looked at here


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database knows, read together."""

    vitals: Vitals
    queue: dict[str, int]  # open requests for a label by reason
    open_alerts: frozenset[str]  # names of rules
    runs: dict[str, int]  # retrainings that have ended, by outcome
    worker_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class VitalsService:
    """What is known now; built on the monitoring summary, so that alerts and the page never disagree."""

    store: Store
    now: Callable[[], datetime]
    monitoring: MonitoringService

    def current(self) -> Vitals:
        """Every `Figure`, None where it is not known, and `active_version` (0: none).

        Raises:
            DatabaseUnavailable: it is away.
        """
        return self._read()[0]

    def standing(self) -> Standing:
        """All that a scrape asks of the database.

        Raises:
            DatabaseUnavailable: it is away.
        """
        vitals, day = self._read()
        with self.store.reading() as tx:
            return Standing(
                vitals=vitals,
                queue=day["queue"],
                open_alerts=frozenset(alert["kind"] for alert in day["alerts"]),
                runs={str(outcome): count for outcome, count in tx.runs.count_by_outcome().items()},
                worker_seen_at=tx.workers.last_seen(),
            )

    def _read(self) -> tuple[Vitals, dict[str, Any]]:
        """The figures, and the summary of the last day that they were read from."""
        now = self.now()
        day = self.monitoring.summary(Period(now - DAY, now))
        before = self.monitoring.summary(Period(now - DAY - WEEK, now - DAY))
        version = day["active_version"]
        ever = self.monitoring.summary(Period(EVER.since, EVER.until, version)) if version else None
        with self.store.reading() as tx:
            golden = _golden(tx, version)
            found = _of_installation(tx, now)
        vitals: Vitals = {
            "active_version": float(version or 0),
            **found,
            **_of_version(ever or {}, golden, day["drift"]),
            **_of_traffic(day, _answered(before)),
            Figure.LATENCY_P95_MS: self._p95(Period(now - DAY, now)),
        }
        return vitals, day

    def _p95(self, period: Period) -> float | None:
        found = self.monitoring.latency(period, THRESHOLD_MS)
        return float(found["p95"]) if found["count"] else None

    def worker_silence(self) -> float | None:
        """Seconds since any worker was heard of; None where none is to be expected.

        Raises:
            DatabaseUnavailable: it is away.
        """
        with self.store.reading() as tx:
            return _silence(tx, self.now())


def _of_version(ever: dict[str, Any], golden: float | None, drift: dict[str, Any]) -> Vitals:
    accuracy, estimate = ever.get("accuracy", {}), ever.get("estimated", {})
    high = accuracy.get("high")
    return {
        Figure.ACCURACY: accuracy.get("value"),
        Figure.ACCURACY_LOW: accuracy.get("low"),
        Figure.ACCURACY_HIGH: high,
        Figure.ACCURACY_SHORTFALL: None if high is None or golden is None else golden - high,
        Figure.ESTIMATED_ACCURACY: estimate.get("value"),
        Figure.ESTIMATED_LOW: estimate.get("low"),
        Figure.ESTIMATED_HIGH: estimate.get("high"),
        Figure.DRIFT_SCORE: drift["score"],
        Figure.DRIFT_LEVEL: LEVELS.get(drift["level"]),
    }


def _of_traffic(day: dict[str, Any], week_before: int) -> Vitals:
    answered, refused = _answered(day), day["predictions"]["refused"]["total"]
    said, latency = day["answered"], day["latency"]
    judged = said["answers"] >= MIN_ANSWERS
    usual = week_before / (WEEK / DAY)
    return {
        Figure.PREDICTIONS: float(answered),
        # Of a few texts a day one less is no drop.
        Figure.VOLUME_DROP: 1 - answered / usual if usual >= MIN_ANSWERS else None,
        Figure.REFUSAL_SHARE: refused / (answered + refused) if answered + refused >= MIN_ANSWERS else None,
        Figure.UNSTORED_BY_OUTAGE: float(_lost(day)),
        Figure.WRONG_FEEDBACK: 1 - said["value"] if judged else None,
        Figure.WRONG_FEEDBACK_LOW: 1 - said["high"] if judged else None,
        Figure.LATENCY_MEAN_MS: latency["mean"] if latency["count"] else None,
        Figure.LABELS_WAITING: float(day["new_labels"]),
        Figure.OPEN_AUDITS: float(day["queue"].get("audit", 0)),
    }


def _answered(summary: dict[str, Any]) -> int:
    counts = summary["predictions"]
    return int(counts["stored"] + counts["unstored"]["total"])


def _lost(summary: dict[str, Any]) -> int:
    return int(summary["predictions"]["unstored"]["reasons"].get("database_unavailable", 0))


def _golden(tx: Transaction, version: int | None) -> float | None:
    accuracy = tx.versions.get(version).scores.get("accuracy") if version else None
    return None if accuracy is None else float(accuracy)


def _of_installation(tx: Transaction, now: datetime) -> Vitals:
    return {
        Figure.WORKER_SILENCE_S: _silence(tx, now),
        Figure.FAILED_RUNS: float(_failed_in_a_row(tx)),
        Figure.ROLLED_BACK: float(_rolled_back(tx)),
        **_of_trials(tx),
        Figure.ERASURE_USED: used_up(tx.erasures.open(), now) or 0.0,
        Figure.ERASURE_FORCED: float(_forced(tx)),
        Figure.SCORER_OUT: float(_scorer_out(tx, now)),
        Figure.RUNS_WITHHELD: float(_withheld(tx)),
    }


def _scorer_out(tx: Transaction, now: datetime) -> bool:
    """Also where it is well again since a moment ago: a file that is lost and made anew wants a look, too."""
    link = tx.deployments.last()
    if link is None:
        return False
    newest = tx.scorer_checks.newest(link.version)
    unfit = newest is not None and newest.is_unfit
    return unfit or tx.scorer_checks.failed_since(link.version, now - REPAIR_PERIOD) > 0


def _forced(tx: Transaction) -> bool:
    link = tx.deployments.last()
    run = tx.runs.of_candidate(link.version) if link and link.action == Action.DEPLOY else None
    return run is not None and run.erases and (run.gate or {}).get("decision") == Decision.REFUSE


def _rolled_back(tx: Transaction) -> bool:
    link = tx.deployments.last()
    return link is not None and link.action == Action.ROLLBACK and link.actor == LOOP


def _of_trials(tx: Transaction) -> Vitals:
    last, link = next(iter(tx.trials.newest(1)), None), tx.deployments.last()
    if last is None or link is None:
        return {Figure.CHALLENGER_OUT: 0.0, Figure.CHALLENGER_READY: 0.0}
    out = last.outcome in BY_ITSELF and last.ended_at is not None and link.at <= last.ended_at
    ready = last.ended_at is None and last.proposed_at is not None
    return {Figure.CHALLENGER_OUT: float(out), Figure.CHALLENGER_READY: float(ready)}


def _withheld(tx: Transaction) -> bool:
    last = next(iter(tx.runs.newest(1)), None)
    return last is not None and last.withheld


def _silence(tx: Transaction, now: datetime) -> float | None:
    seen_at = tx.workers.last_seen()
    return None if seen_at is None else max((tx.workers.clock(now) - seen_at).total_seconds(), 0.0)


def _failed_in_a_row(tx: Transaction) -> int:
    count = 0
    for run in tx.runs.newest(RUNS, started_only=True):
        if run.outcome == Outcome.FAILED:
            count += 1
        elif run.outcome is not None:  # one that is under way ends nothing
            break
    return count
