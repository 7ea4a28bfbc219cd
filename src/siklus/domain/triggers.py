"""When to retrain: every reason that holds, and what holds it back.

A drift is no harm by itself (the same drift score went with −7 and with −29 points of accuracy on real
streams), so drift asks for a retraining only when there are labels to learn from, and the gate decides.
An erasure asks for one whatever there is to learn: see `domain.erasures`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from siklus.domain.scores import wilson_interval


class Reason(StrEnum):
    """Why a retraining is asked for, the weightiest first."""

    MANUAL = "manual"
    ERASURE = "erasure"
    ACCURACY = "accuracy"
    ESTIMATE = "estimate"
    DECLINE = "decline"
    DRIFT = "drift"
    LABELS = "labels"
    AGE = "age"


class Hold(StrEnum):
    """Why it is not started although a reason holds."""

    UNDER_WAY = "under_way"
    COOLDOWN = "cooldown"
    NOTHING_NEW = "nothing_new"
    BEFORE_SHIFT = "before_shift"
    ON_TRIAL = "on_trial"
    DRY_RUN = "dry_run"


@dataclass(frozen=True, slots=True)
class Health:
    """The active version as monitoring saw it at one moment."""

    version: int
    gate_accuracy: float  # on the golden set when it was made, 0..1
    audits: int  # answered audits of this version
    audits_right: int
    errors_rose: float  # by how much the share of audited errors rose, certainly: 0..1
    drift_score: float  # 0..1, the larger the further from the reference
    drifted_windows: int  # how many windows in a row, ending now, lay beyond the threshold
    new_labels: int  # verified labels since the newest snapshot that was trained on
    labels_since_shift: int  # those of them that came after the texts had shifted; all where they have not
    age: timedelta  # since the newest snapshot
    since_last_run: timedelta | None  # since the last run ended; None: there was none
    run_under_way: bool
    asked_by_hand: bool
    # By audits and clicks together, with its 95 % interval; None where it cannot be told.
    estimated_accuracy: float | None = None
    estimated_low: float | None = None
    estimated_high: float | None = None
    canary_under_way: bool = False
    # Where the active version learnt what was erased since: the share of the time that it may still answer
    # which is gone; above 1 when it is late.
    erasure_used: float | None = None


@dataclass(frozen=True, slots=True)
class TriggerPolicy:
    """The operator's limits."""

    new_labels: int = 20
    min_labels: int = 10  # fewer than this teach nothing, whatever the reason
    min_audits: int = 20
    accuracy_margin: float = 0.03
    drift_windows: int = 2
    max_age: timedelta = timedelta(days=7)
    cooldown: timedelta = timedelta(minutes=10)
    erasure_used: float = 0.5  # until then erasures are gathered: one new version is free of them all
    dry_run: bool = False  # evaluate and say what would be done; start nothing


@dataclass(frozen=True, slots=True)
class Claim:
    """One reason with its figure and the limit that it is held against."""

    reason: Reason
    figure: float | None  # None: not known yet
    limit: float
    holds: bool

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        figure = None if self.figure is None else round(self.figure, 4)
        return {
            "reason": str(self.reason),
            "figure": figure,
            "limit": round(self.limit, 4),
            "holds": self.holds,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer, kept with its figures also when it is no."""

    reasons: tuple[Reason, ...]
    holds: tuple[Hold, ...]
    figures: dict[str, Any]

    @property
    def fires(self) -> bool:
        """Whether a run is to be started now."""
        return bool(self.reasons) and not self.holds


def evaluate(health: Health, policy: TriggerPolicy) -> Evaluation:
    """Every reason that holds and everything that holds it back."""
    claims = _claims(health, policy)
    reasons = tuple(claim.reason for claim in claims if claim.holds)
    holds = _holds(health, policy, reasons)
    # A person who asks by hand means it.
    if policy.dry_run and not holds and not health.asked_by_hand:
        holds = (Hold.DRY_RUN,)
    return Evaluation(reasons, holds, _figures(health, policy, claims))


def _claims(health: Health, policy: TriggerPolicy) -> tuple[Claim, ...]:
    """Every reason, in order of weight, whether it holds or not."""
    upper = _upper(health)
    # Of the first three audits one wrong one reads as 67 %: without enough of them there is no verdict.
    judged = health.audits >= policy.min_audits
    known = upper if judged else None
    least = health.gate_accuracy - policy.accuracy_margin
    days = timedelta(days=1)
    return (
        Claim(Reason.MANUAL, float(health.asked_by_hand), 1.0, health.asked_by_hand),
        _erasure(health, policy),
        Claim(Reason.ACCURACY, known, least, known is not None and known < least),
        Claim(Reason.ESTIMATE, health.estimated_high, least, judged and _estimate_fell(health, least)),
        _at_least(Reason.DECLINE, health.errors_rose, max(policy.accuracy_margin, _A_RISE)),
        _at_least(Reason.DRIFT, health.drifted_windows, policy.drift_windows),
        _at_least(Reason.LABELS, health.new_labels, policy.new_labels),
        _at_least(Reason.AGE, health.age / days, policy.max_age / days),
    )


def _erasure(health: Health, policy: TriggerPolicy) -> Claim:
    used = health.erasure_used
    # Who asks by hand while an erasure waits need not ask for this as well.
    holds = used is not None and (health.asked_by_hand or used >= policy.erasure_used)
    return Claim(Reason.ERASURE, used, policy.erasure_used, holds)


def _estimate_fell(health: Health, least: float) -> bool:
    """Whether even the upper end of the estimate is below `least`, and audits say so too.

    Clicks make the estimate sure early; that readers' habits hold is assumed, so they never decide alone.
    """
    confirmed = health.audits_right < least * health.audits
    return confirmed and health.estimated_high is not None and health.estimated_high < least


ERASURE_PAUSE = timedelta(minutes=10)
# A margin of nothing must not make a reason of no rise at all.
_A_RISE = 0.01


def _at_least(reason: Reason, figure: float, limit: float) -> Claim:
    return Claim(reason, float(figure), float(limit), figure >= limit)


def _upper(health: Health) -> float:
    return wilson_interval(health.audits_right, health.audits)[1] if health.audits else 1.0


def _holds(health: Health, policy: TriggerPolicy, reasons: tuple[Reason, ...]) -> tuple[Hold, ...]:
    erases = Reason.ERASURE in reasons
    # The law's clock does not stop for a long cooldown; but what failed must not be tried without a pause.
    cooldown = min(policy.cooldown, ERASURE_PAUSE) if erases else policy.cooldown
    cooling = health.since_last_run is not None and health.since_last_run < cooldown
    nothing_new = health.new_labels < policy.min_labels and not erases
    held = {
        Hold.UNDER_WAY: health.run_under_way,
        # A person who asks by hand has looked; the clock and the count are for the loop itself.
        Hold.COOLDOWN: cooling and not health.asked_by_hand,
        Hold.NOTHING_NEW: nothing_new and not health.asked_by_hand,
        # Labels from before a shift say nothing about the texts that came with it: a candidate could
        # neither learn them nor be judged on them.
        Hold.BEFORE_SHIFT: reasons == (Reason.DRIFT,) and health.labels_since_shift < policy.min_labels,
        # The next candidate would take the canary's place before the audits have spoken of it.
        Hold.ON_TRIAL: health.canary_under_way and not health.asked_by_hand,
    }
    return tuple(hold for hold, holds in held.items() if holds)


def _figures(health: Health, policy: TriggerPolicy, claims: tuple[Claim, ...]) -> dict[str, Any]:
    cooled = health.since_last_run
    return {
        "version": health.version,
        "gate_accuracy": round(health.gate_accuracy, 4),
        "audits": health.audits,
        "audits_right": health.audits_right,
        "audit_accuracy_upper": round(_upper(health), 4),
        **_estimate_figures(health),
        "erasure_used": None if health.erasure_used is None else round(health.erasure_used, 4),
        "errors_rose": round(health.errors_rose, 4),
        "drift_score": round(health.drift_score, 4),
        "drifted_windows": health.drifted_windows,
        "new_labels": health.new_labels,
        "labels_since_shift": health.labels_since_shift,
        "min_labels": policy.min_labels,
        "min_audits": policy.min_audits,
        "age_hours": round(health.age / timedelta(hours=1), 2),
        "minutes_since_last_run": None if cooled is None else round(cooled / timedelta(minutes=1), 1),
        "cooldown_minutes": round(policy.cooldown / timedelta(minutes=1), 1),
        "claims": [claim.as_dict() for claim in claims],
    }


def _estimate_figures(health: Health) -> dict[str, float | None]:
    found = {
        "estimated_accuracy": health.estimated_accuracy,
        "estimated_low": health.estimated_low,
        "estimated_high": health.estimated_high,
    }
    return {name: None if value is None else round(value, 4) for name, value in found.items()}


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation and, where it fired, the retraining that it began."""

    id: str
    reasons: tuple[str, ...]
    holds: tuple[str, ...]
    figures: dict[str, Any]
    actor: str
    note: str  # what a person wrote who asked by hand
    state: "RunState"
    outcome: "Outcome | None"
    snapshot_id: str | None
    candidate: int | None
    evidence: dict[str, Any] | None
    gate: dict[str, Any] | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None
    steps: tuple[dict[str, Any], ...] = ()  # each `step` with the time `at` which it began, ISO 8601

    @property
    def erases(self) -> bool:
        """Whether its candidate is to take the place of a version that learnt what was erased."""
        return Reason.ERASURE in self.reasons

    @property
    def withheld(self) -> bool:
        """Whether it was only the dry run that kept it from retraining."""
        return bool(self.reasons) and self.holds == (Hold.DRY_RUN,)

    def as_dict(self) -> dict[str, Any]:
        """As the command line shows it."""
        return {
            "run_id": self.id,
            "state": str(self.state),
            "outcome": str(self.outcome) if self.outcome else None,
            "reasons": list(self.reasons),
            "holds": list(self.holds),
            "figures": self.figures,
            "actor": self.actor,
            "note": self.note,
            "candidate": self.candidate,
            "gate": self.gate,
            "error": self.error,
            "created_at": self.created_at.isoformat(),
            "finished_at": self.finished_at.isoformat() if self.finished_at else None,
        }


class RunState(StrEnum):
    """How far a run has come; the steps in their order."""

    NOT_NEEDED = "not_needed"
    QUEUED = "queued"
    SNAPSHOT = "snapshot"
    TRAIN = "train"
    GATE = "gate"
    DEPLOY = "deploy"
    DONE = "done"


def begun(state: RunState, at: datetime) -> dict[str, Any]:
    """A step as a run keeps it."""
    return {"step": str(state), "at": at.isoformat()}


UNDER_WAY = (RunState.QUEUED, RunState.SNAPSHOT, RunState.TRAIN, RunState.GATE, RunState.DEPLOY)


class Outcome(StrEnum):
    """How a run ended."""

    DEPLOYED = "deployed"
    CANARY = "canary"  # accepted; it answers a share of the requests first
    REFUSED = "refused"
    WAITING = "waiting"  # not enough evidence yet; the next run looks again
    OVERTAKEN = "overtaken"  # somebody changed the active version meanwhile
    FAILED = "failed"
