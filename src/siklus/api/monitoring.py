"""How the versions do, for people and their dashboards."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from msgspec import Struct

from siklus.api.context import Reviewer, WithServices
from siklus.api.openapi import call
from siklus.api.parameters import InPeriod, OfVersion, version_number
from siklus.api.replies import Json

router = APIRouter(tags=["monitoring"])
THRESHOLD_MS = 100.0

HowMany = Annotated[int, Query(ge=1, le=500)]
VersionName = Annotated[str, Query(description="`3` or `v3`.", max_length=20)]
Threshold = Annotated[float, Query(ge=0, le=1e9, allow_inf_nan=False)]


class SummaryReply(Struct, frozen=True):
    """Totals of a period, the accuracy with its interval, drift, the queue and what is wrong now."""

    period: dict[str, str]
    active_version: int | None
    version: int | None
    channel: str | None
    channels: list[str]
    predictions: dict[str, Any]
    latency: dict[str, Any]
    mean_confidence: float | None
    accuracy: dict[str, Any]
    estimated: dict[str, Any]
    answered: dict[str, Any]
    audited_share: float | None
    drift: dict[str, Any]
    queue: dict[str, int]
    new_labels: int
    alerts: list[dict[str, Any]]


class LatencyReply(Struct, frozen=True):
    """Latency of a period in milliseconds, with a histogram."""

    period: dict[str, str]
    version: int | None
    count: int
    minimum: float
    mean: float
    maximum: float
    p50: float
    p95: float
    p99: float
    threshold_ms: float
    above: int
    bins: list[dict[str, float]]


class FigureOfDrift(Struct, frozen=True):
    """One figure, the newest predictions against the version's reference."""

    n: int
    distance: float
    effect: float
    p_value: float
    psi: float
    level: str


class MixOfLabel(Struct, frozen=True):
    """The share of a label: in the reference, and as it is estimated today, with its 95 % interval."""

    before: float
    value: float
    low: float
    high: float


class ChangedWord(Struct, frozen=True):
    """A word, and how many texts held it before and hold it now."""

    word: str
    before: int
    now: int


class ChangedWords(Struct, frozen=True):
    """The words that came and went; in the reference, words of fewer than `least_before` texts count 0."""

    texts_before: int
    texts_now: int
    least_before: int
    came: list[ChangedWord]
    went: list[ChangedWord]


class AuditedErrors(Struct, frozen=True):
    """The share of errors that audits find, and before the last change; nulls where there is none."""

    audits: int
    window: int
    now: float | None
    before: float | None
    rise: float
    since: str | None


class DriftWindow(Struct, frozen=True):
    """A look at drift, short."""

    score: float
    level: str
    n: int
    at: str


class AccuracyReply(Struct, frozen=True):
    """Accuracy by audits, by audits and clicks, and without labels; each with `biased`, low and high."""

    period: dict[str, str]
    version: int | None
    channel: str | None
    estimates: dict[str, Any]
    timeline: list[dict[str, Any]]
    labels: list[dict[str, Any]]
    channels: list[dict[str, Any]]
    versions: list[dict[str, Any]]
    coverage: dict[str, Any]
    delay: dict[str, Any]


class CompareReply(Struct, frozen=True):
    """Two versions on the golden and on audited texts that neither has learnt."""

    a: int
    b: int
    same_rows: list[dict[str, Any]]


class AlertsReply(Struct, frozen=True):
    """Alerts, open and past, the newest first, with what became of their messages."""

    alerts: list[dict[str, Any]]


class DriftReply(Struct, frozen=True):
    """The newest look at drift of a version, and the ones before it; nulls where it is not known."""

    version: int | None
    score: float | None
    level: str
    n: int
    at: str | None
    leading: str | None
    shifted_since: str | None
    figures: dict[str, FigureOfDrift] | None
    label_shift: dict[str, MixOfLabel] | None
    words: ChangedWords | None
    errors: AuditedErrors | None
    window: int
    step: int
    windows: list[DriftWindow]


class VersionsFiguresReply(Struct, frozen=True):
    """Every version's golden scores, predictions, and what audits and readers say of them."""

    period: dict[str, str]
    versions: list[dict[str, Any]]


class TimelineReply(Struct, frozen=True):
    """Predictions per day and version, and the deployments."""

    period: dict[str, str]
    days: list[dict[str, Any]]
    deployments: list[dict[str, Any]]


@router.get("/v1/monitoring/summary", **call(SummaryReply, 401, 403, 422, 503))
def summary(_: Reviewer, period: InPeriod, services: WithServices) -> Json:
    """Totals, accuracy by audits with its interval, drift, the queue and open alerts."""
    return Json(services.monitoring.summary(period))


@router.get("/v1/monitoring/accuracy", **call(AccuracyReply, 401, 403, 422, 503))
def accuracy(_: Reviewer, period: InPeriod, services: WithServices) -> Json:
    """How accurate the answers were, four ways, over time and per label, channel and version."""
    return Json(services.accuracy.show(period))


@router.get("/v1/monitoring/latency", **call(LatencyReply, 401, 403, 422, 503))
def latency(
    _: Reviewer, period: InPeriod, services: WithServices, threshold_ms: Threshold = THRESHOLD_MS
) -> Json:
    """How long predictions took, and how many took longer than a threshold."""
    return Json(services.monitoring.latency(period, threshold_ms))


@router.get("/v1/monitoring/drift", **call(DriftReply, 401, 403, 422, 503))
def drift(_: Reviewer, version: OfVersion, services: WithServices) -> Json:
    """The newest look at drift of a version, the active one by default, and the ones before it, short."""
    return Json(services.drift.show(version))


@router.get("/v1/monitoring/versions", **call(VersionsFiguresReply, 401, 403, 422, 503))
def versions(_: Reviewer, period: InPeriod, services: WithServices) -> Json:
    """The versions side by side."""
    return Json(services.monitoring.versions(period))


@router.get("/v1/monitoring/versions/compare", **call(CompareReply, 401, 403, 404, 422, 503))
def compare(_: Reviewer, a: VersionName, b: VersionName, services: WithServices) -> Json:
    """Two versions on the same rows; both models are loaded for it, which takes seconds."""
    return Json(services.comparing.compare(version_number(a), version_number(b)))


@router.get("/v1/alerts", **call(AlertsReply, 401, 403, 422, 503))
def alerts(_: Reviewer, services: WithServices, n: HowMany = 50) -> Json:
    """What was wrong: open and past alerts, the newest first."""
    return Json({"alerts": services.alerting.history(n)})


@router.get("/v1/monitoring/timeline", **call(TimelineReply, 401, 403, 422, 503))
def timeline(_: Reviewer, period: InPeriod, services: WithServices) -> Json:
    """Predictions per day and version, with the deployments in between."""
    return Json(services.monitoring.timeline(period))
