"""Figures for Prometheus: counts and times, never a text."""

from collections import Counter as Multiset
from collections.abc import Callable, Sequence
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.registry import Collector

from siklus.api.tallies import Tally
from siklus.domain.feedback import Answer
from siklus.services.prediction import Reply

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
REPLY_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
CONFIDENCES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
# A method is whatever a stranger writes; only these become labels.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# A series more for each one that counts, of which nobody asks anything.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The figures of one process; a registry of its own, so that two apps in one process do not mix."""

    def __init__(
        self, active_version: Callable[[], int], rates_shared: Callable[[], bool], *collectors: Collector
    ) -> None:
        self.registry = CollectorRegistry()
        self._predictions = self._counter(
            "siklus_predictions", "Predictions answered.", "version", "label", "stored"
        )
        self._latency = self._histogram(
            "siklus_prediction_seconds", "Time to judge one text.", SECONDS, "version"
        )
        self._confidence = self._histogram(
            "siklus_confidence", "Calibrated confidence of predictions.", CONFIDENCES, "version"
        )
        self._feedback = self._counter(
            "siklus_feedback",
            "Answers to predictions, by who gave them and what they say.",
            "source",
            "verdict",
        )
        self._refusals = self._counter("siklus_refusals", "Requests refused, by code.", "code")
        self._requests = self._counter(
            "siklus_http_requests", "HTTP requests by declared path.", "method", "route", "status"
        )
        self._replies = self._histogram(
            "siklus_http_request_seconds", "Time to reply.", REPLY_SECONDS, "route"
        )
        # Looking a series up takes longer than adding to it; on the busiest paths it is done once.
        self._of_requests: dict[tuple[str, str, int], Counter] = {}
        self._of_predictions: dict[tuple[int, str, bool], Counter] = {}
        self._process(active_version, rates_shared)
        for collector in collectors:
            self.registry.register(collector)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(name, words, labels, registry=self.registry)

    def _histogram(self, name: str, words: str, bounds: tuple[float, ...], label: str) -> Tally:
        tally = Tally(name, words, bounds, label)
        self.registry.register(tally)
        return tally

    def _process(self, active_version: Callable[[], int], rates_shared: Callable[[], bool]) -> None:
        ProcessCollector(registry=self.registry)
        about = Gauge("siklus_build_info", "Always 1; the release.", ["release"], registry=self.registry)
        about.labels(version("siklus")).set(1)
        active = Gauge(
            "siklus_active_version", "The version that answers here; 0: none.", registry=self.registry
        )
        active.set_function(active_version)
        shared = Gauge(
            "siklus_rates_shared",
            "1: rate limits hold over all processes; 0: this one counts alone.",
            registry=self.registry,
        )
        shared.set_function(rates_shared)

    def replied(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the path as it was declared, never the raw one."""
        key = (method if method in METHODS else "other", route, status)
        found = self._of_requests.get(key)
        if found is None:
            found = self._of_requests[key] = self._requests.labels(*key)
        found.inc()
        self._replies.observe(route, (seconds,))

    def answered(self, replies: Sequence[Reply]) -> None:
        """Count predictions: those of one version cost one look, however many they are."""
        for number in {reply.model_version for reply in replies}:
            of_version = [reply for reply in replies if reply.model_version == number]
            self._latency.observe(str(number), [reply.latency_ms / 1000 for reply in of_version])
            self._confidence.observe(str(number), [reply.confidence for reply in of_version])
        counts = Multiset((reply.model_version, reply.label.value, reply.stored) for reply in replies)
        for key, count in counts.items():
            self._predicted(*key).inc(count)

    def _predicted(self, number: int, label: str, stored: bool) -> Counter:
        key = (number, label, stored)
        found = self._of_predictions.get(key)
        if found is None:
            found = self._predictions.labels(number, label, str(stored).lower())
            self._of_predictions[key] = found
        return found

    def was_told(self, answer: Answer) -> None:
        """Count what somebody said of a prediction."""
        verdict = "right" if answer.label == answer.shown else "wrong"
        self._feedback.labels(str(answer.source), verdict).inc()

    def refused(self, code: str) -> None:
        """Count a refusal."""
        self._refusals.labels(code).inc()

    def printed(self) -> bytes:
        """All figures in Prometheus's text format."""
        return generate_latest(self.registry)
