"""What the database knows, for Prometheus: read seldom, however often it is scraped."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from siklus.domain.alerts import DRIFT, Figure
from siklus.errors import SiklusError
from siklus.services.vitals import Standing

KEPT_SECONDS = 10.0

# figure → (name, help); a figure that is not known has no sample.
GAUGES: dict[Figure, tuple[str, str]] = {
    Figure.ACCURACY: ("siklus_accuracy", "Share right of the active version's audits, 0..1."),
    Figure.ACCURACY_LOW: ("siklus_accuracy_low", "Lower end of its 95 % interval."),
    Figure.ACCURACY_HIGH: ("siklus_accuracy_high", "Upper end of its 95 % interval."),
    Figure.ACCURACY_SHORTFALL: (
        "siklus_accuracy_shortfall",
        "Accuracy at the gate less the upper end: above 0 it is certainly below.",
    ),
    Figure.ESTIMATED_ACCURACY: (
        "siklus_estimated_accuracy",
        "The same by audits and readers' answers together: narrower, sound while readers' habits hold.",
    ),
    Figure.ESTIMATED_LOW: ("siklus_estimated_accuracy_low", "Lower end of its 95 % interval."),
    Figure.ESTIMATED_HIGH: ("siklus_estimated_accuracy_high", "Upper end of its 95 % interval."),
    Figure.DRIFT_SCORE: ("siklus_drift_score", "Drift of the newest window, 0..1."),
    Figure.DRIFT_LEVEL: ("siklus_drift_level", "0 quiet, 1 watch, 2 shifted."),
    Figure.WRONG_FEEDBACK: (
        "siklus_wrong_feedback",
        "Share of a day's readers' answers that say wrong; biased, people click when it is wrong.",
    ),
    Figure.VOLUME_DROP: ("siklus_volume_drop", "Share by which a day's predictions are below the usual."),
    Figure.LABELS_WAITING: ("siklus_labels_waiting", "Verified labels that no version has learnt from."),
    Figure.ERASURE_USED: (
        "siklus_erasure_used",
        "Share of the time gone in which a version that learnt erased rows may answer; above 1 it is late.",
    ),
    Figure.FAILED_RUNS: ("siklus_failed_runs", "Retrainings in a row, the newest among them, that failed."),
}


class Lookup(Collector):
    """Gauges of the whole installation; every API process shows the same, so take their maximum."""

    def __init__(self, read: Callable[[], Standing], rules: Iterable[str]) -> None:
        self._read = read
        self._rules = (DRIFT, *rules)
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._found: Standing | None = None  # None: the database is away, or nothing was read yet

    def describe(self) -> Iterable[Metric]:
        """Nothing: otherwise the registration would ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every gauge; of a database that is away only that it is so."""
        found = self._fresh()
        yield _gauge("siklus_database_up", "Whether the database answered.", float(found is not None))
        if found is not None:
            yield from self._families(found)

    def _fresh(self) -> Standing | None:
        # Who comes while another reads does not wait and does not ask a second time.
        if time.monotonic() - self._read_at >= KEPT_SECONDS and self._lock.acquire(
            blocking=self._found is None
        ):
            try:
                self._refresh()
            finally:
                self._lock.release()
        return self._found

    def _refresh(self) -> None:
        if time.monotonic() - self._read_at < KEPT_SECONDS:
            return  # somebody was quicker while this one waited for the lock
        try:
            self._found = self._read()
        except SiklusError:
            self._found = None
        self._read_at = time.monotonic()

    def _families(self, found: Standing) -> Iterator[Metric]:
        for figure, (name, words) in GAUGES.items():
            value = found.vitals.get(figure)
            if value is not None:
                yield _gauge(name, words, value)
        alerts = {rule: float(rule in found.open_alerts) for rule in self._rules}
        yield _by("siklus_alerts_open", "Whether an alert of this rule is open.", "rule", alerts)
        yield _by("siklus_queue_open", "Open requests for a label.", "reason", found.queue)
        runs = CounterMetricFamily(
            "siklus_retraining_runs", "Retrainings that have ended.", labels=["outcome"]
        )
        for outcome, count in found.runs.items():
            runs.add_metric([outcome], count)
        yield runs
        if found.worker_seen_at is not None:
            seen = found.worker_seen_at.timestamp()
            yield _gauge(
                "siklus_worker_last_seen_timestamp_seconds", "When any worker was last heard of.", seen
            )


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _by(name: str, words: str, label: str, values: dict[str, float] | dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
