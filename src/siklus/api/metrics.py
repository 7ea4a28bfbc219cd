"""Figures for Prometheus: counts and times, never a text."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from siklus.services.prediction import Reply

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)


class Metrics:
    """The figures of one process; a registry of its own, so that two apps in one process do not mix."""

    def __init__(self, active_version: Callable[[], int]) -> None:
        self.registry = CollectorRegistry()
        self._predictions = Counter(
            "siklus_predictions", "Predictions answered.", ["version", "stored"], registry=self.registry
        )
        self._latency = Histogram(
            "siklus_prediction_seconds",
            "Time to judge one text.",
            ["version"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._refusals = Counter(
            "siklus_refusals", "Requests refused, by code.", ["code"], registry=self.registry
        )
        active = Gauge(
            "siklus_active_version", "The version that answers here; 0: none.", registry=self.registry
        )
        active.set_function(active_version)

    def answered(self, replies: list[Reply]) -> None:
        """Count predictions."""
        for reply in replies:
            version = str(reply.model_version)
            self._predictions.labels(version, str(reply.stored).lower()).inc()
            self._latency.labels(version).observe(reply.latency_ms / 1000)

    def refused(self, code: str) -> None:
        """Count a refusal."""
        self._refusals.labels(code).inc()

    def printed(self) -> bytes:
        """All figures in Prometheus's text format."""
        return generate_latest(self.registry)
