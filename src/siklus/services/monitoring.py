"""What is known of the versions at work, and how well it is known."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from siklus.database.alerts import Alert
from siklus.database.predictions import Period
from siklus.database.rollups import Metric
from siklus.database.store import Store, Transaction
from siklus.domain.erasures import used_up
from siklus.domain.feedback import Source
from siklus.domain.lifecycle import Deployment, ModelVersion, evidence_since
from siklus.domain.rollups import Figures
from siklus.domain.trials import Mode
from siklus.domain.triggers import Health
from siklus.monitoring.answers import coverage, joined
from siklus.monitoring.estimate import Method, audited, combined, volunteered
from siklus.monitoring.rollup import (
    LAYOUT,
    NS_PER_MS,
    PPB,
    above,
    by_label,
    latency_bounds,
    latency_quantile,
    nothing,
    stretch,
)
from siklus.services.accuracy import Knowledge, Strata, counted, estimated, facts, strata_of, tally
from siklus.services.alerting import in_words
from siklus.services.drift import USUAL, DriftPolicy, drift_of, standing

QUANTILES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}


@dataclass(frozen=True, slots=True)
class MonitoringService:
    """Figures for people and for the loop."""

    store: Store
    now: Callable[[], datetime]
    policy: DriftPolicy = USUAL

    def summary(self, period: Period) -> dict[str, Any]:
        """Totals, labels, latency, accuracy by audits with its interval, drift, queue and alerts."""
        with self.store.reading() as tx:
            link = tx.deployments.last()
            version = period.version or (link.version if link else None)
            strata, known = strata_of(tx, period), Knowledge.read(tx)
            found, seen = joined(strata), stretch(strata.items())
            return {
                "period": _period(period),
                "active_version": link.version if link else None,
                "version": period.version,
                "channel": period.channel,
                "channels": known.channels,
                "predictions": {
                    "stored": found.total("predictions"),
                    "labels": {str(label): count for label, count in by_label(found).items()},
                    **_not_stored(tx, period),
                },
                "latency": _latency(found),
                "mean_confidence": _mean(found, "confidence_ppb", PPB),
                "accuracy": counted(tally(found, Source.AUDIT), audited(seen)),
                "estimated": facts(combined(seen, known.habits(period.channel)), Method.COMBINED),
                "answered": counted(tally(found, Source.READER), volunteered(seen)),
                "audited_share": coverage(found).audited / seen.predictions if seen.predictions else None,
                "drift": drift_of(tx, version),
                "queue": {str(reason): count for reason, count in tx.asks.open_by_reason().items()},
                "new_labels": tx.examples.count_new(_looked_at(tx, link) if link else None),
                "alerts": [_alert(alert) for alert in tx.alerts.open()],
            }

    def latency(self, period: Period, threshold_ms: float) -> dict[str, Any]:
        """Least, mean, greatest, quantiles, how many above a threshold, and a histogram.

        The bins are ten a decade. What is above a threshold is exact where it is an edge of a bin, and read
        linearly within its bin elsewhere; so are the quantiles.
        """
        with self.store.reading() as tx:
            found = _all(tx, period)
        bins = zip(latency_bounds(found), LAYOUT["latency"].of(found).tolist(), strict=True)
        return {
            "period": _period(period),
            "version": period.version,
            **_latency(found),
            **{name: latency_quantile(found, share) for name, share in QUANTILES.items()},
            "threshold_ms": threshold_ms,
            "above": round(above(found, threshold_ms)),
            "bins": [{"from_ms": low, "to_ms": high, "count": count} for (low, high), count in bins if count],
        }

    def versions(self, period: Period) -> dict[str, Any]:
        """Every version: its golden scores, its predictions, and what audits and readers say of them."""
        with self.store.reading() as tx:
            found: defaultdict[int, Strata] = defaultdict(dict)
            for (number, ppm), figures in tx.figures.of(period, by=("version", "audit_ppm")).items():
                found[number][ppm] = figures
            rows = [{**_golden(version), **_live(found[version.version])} for version in tx.versions.all()]
        return {"period": _period(period), "versions": rows}

    def timeline(self, period: Period) -> dict[str, Any]:
        """Predictions per day and version, and the deployments, both in order of time."""
        with self.store.reading() as tx:
            days = tx.figures.by_day(period)
            chain = tx.deployments.chain()
        return {
            "period": _period(period),
            "days": [{"day": day, "version": version, "predictions": count} for day, version, count in days],
            "deployments": [
                deployment_facts(link) for link in chain if period.since <= link.at < period.until
            ],
        }

    def health(self, tx: Transaction, *, asked_by_hand: bool) -> Health | None:
        """What the triggers look at; None before the first version."""
        link = tx.deployments.last()
        if link is None:
            return None
        now, version = self.now(), tx.versions.get(link.version)
        ever = Period(version.created_at, now + timedelta(seconds=1), link.version)
        audits, estimate = tally(_all(tx, ever), Source.AUDIT), estimated(tx, ever)
        drift = standing(tx, version, self.policy)
        looked_at, finished_at = _looked_at(tx, link), tx.runs.last_finished_at()
        return Health(
            version=link.version,
            gate_accuracy=float(version.scores.get("accuracy", 0.0)),
            audits=audits.answers,
            audits_right=audits.right,
            errors_rose=drift.errors_rose,
            drift_score=drift.score,
            drifted_windows=drift.shifted_windows,
            new_labels=tx.examples.count_new(looked_at),
            labels_since_shift=tx.examples.count_new(_later(looked_at, drift.shifted_since)),
            age=now - (looked_at or now),
            since_last_run=now - finished_at if finished_at else None,
            run_under_way=tx.runs.under_way() is not None,
            asked_by_hand=asked_by_hand,
            estimated_accuracy=estimate.value if estimate else None,
            estimated_low=estimate.low if estimate else None,
            estimated_high=estimate.high if estimate else None,
            canary_under_way=(trial := tx.trials.running()) is not None and trial.mode == Mode.CANARY,
            erasure_used=used_up(tx.erasures.open(), now),
        )


def deployment_facts(link: Deployment) -> dict[str, Any]:
    """A deployment as every edge shows it."""
    return {
        "seq": link.seq,
        "version": link.version,
        "previous": link.previous,
        "action": str(link.action),
        "reason": link.reason,
        "actor": link.actor,
        "at": link.at.isoformat(),
    }


def _looked_at(tx: Transaction, link: Deployment) -> datetime | None:
    """When the labels that are there were last learnt from, or set aside by a rollback."""
    return _later(tx.snapshots.looked_at(link.version), evidence_since(link))


def _later(first: datetime | None, second: datetime | None) -> datetime | None:
    return max((moment for moment in (first, second) if moment is not None), default=None)


def _all(tx: Transaction, period: Period) -> Figures:
    """The figures of a period, all together."""
    return tx.figures.of(period, by=()).get((), nothing())


def _mean(figures: Figures, name: str, unit: int) -> float | None:
    count = figures.total("predictions")
    return figures.total(name) / count / unit if count else None


def _latency(figures: Figures) -> dict[str, Any]:
    """Milliseconds; zeros where nothing was predicted."""
    count = figures.total("predictions")
    return {
        "count": count,
        "minimum": figures.least_ms if count else 0.0,
        "mean": _mean(figures, "latency_ns", NS_PER_MS) or 0.0,
        "maximum": figures.greatest_ms if count else 0.0,
    }


def _live(strata: Strata) -> dict[str, Any]:
    seen, found = stretch(strata.items()), joined(strata)
    return {
        "predictions": seen.predictions,
        "accuracy": counted(tally(found, Source.AUDIT), audited(seen)),
        "answered": counted(tally(found, Source.READER), volunteered(seen)),
    }


def _not_stored(tx: Transaction, period: Period) -> dict[str, Any]:
    # Counters are kept by whole hours: the hour that a period begins in belongs to it.
    since = period.since.replace(minute=0, second=0, microsecond=0)
    totals = tx.rollups.totals(since, period.until)
    parts = {
        metric: {detail: n for (kind, detail), n in totals.items() if kind == metric}
        for metric in (Metric.UNSTORED, Metric.REFUSED)
    }
    return {str(metric): {"total": sum(found.values()), "reasons": found} for metric, found in parts.items()}


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "kind": alert.kind,
        "version": alert.model_version,
        "figures": alert.figures,
        "at": alert.at.isoformat(),
        "words": in_words(alert),
    }


def _golden(version: ModelVersion) -> dict[str, Any]:
    scores = version.scores
    return {
        "version": version.version,
        "state": str(version.state),
        "created_at": version.created_at.isoformat(),
        "golden": {key: scores.get(key) for key in ("n", "accuracy", "macro_f1", "ece")},
    }


def _period(period: Period) -> dict[str, str]:
    return {"from": period.since.isoformat(), "to": period.until.isoformat()}
