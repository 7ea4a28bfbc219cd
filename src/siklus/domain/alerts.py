"""When an alert is raised and when it is over: one rule watches one figure.

::

    ok ──beyond raise_at──► pending ──for so many evaluations──► firing ──beyond clear_at──► recovered ─► ok
     ▲                         │                                   ▲ │
     └──── no longer beyond ───┘                                   └─┘ between the two: nothing changes

A figure that is not known changes nothing: no data is neither trouble nor the end of it.
"""

import math
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from siklus.errors import AlertRuleInvalid

NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
DRIFT = "drift"  # raised by the measurement of drift itself, for it also raises the audit share
UNPROVEN = "unproven"  # the loop deployed this version and it has not been audited much yet; told to nobody
AUDITED_MORE = (DRIFT, UNPROVEN)
COOLDOWN = timedelta(hours=6)
MAX_COOLDOWN = timedelta(days=365)
MAX_EVALUATIONS = 1_000_000

Vitals = dict[str, float | None]


class Figure(StrEnum):
    """What can be watched; the unit stands beside each."""

    ACCURACY = "accuracy"  # share right of the active version's audits, 0..1
    ACCURACY_LOW = "accuracy_low"  # lower end of its 95 % interval
    ACCURACY_HIGH = "accuracy_high"  # upper end
    ACCURACY_SHORTFALL = "accuracy_shortfall"  # accuracy at the gate less the upper end, −1..1
    ESTIMATED_ACCURACY = "estimated_accuracy"  # the same by audits and readers' answers together
    ESTIMATED_LOW = "estimated_low"  # lower end of its 95 % interval
    ESTIMATED_HIGH = "estimated_high"  # upper end
    DRIFT_SCORE = "drift_score"  # 0..1
    DRIFT_LEVEL = "drift_level"  # 0 quiet, 1 watch, 2 shifted
    WRONG_FEEDBACK = "wrong_feedback"  # share of the readers' answers of a day that say "wrong", 0..1
    WRONG_FEEDBACK_LOW = "wrong_feedback_low"  # lower end of its 95 % interval
    PREDICTIONS = "predictions"  # answered within a day, stored or not
    VOLUME_DROP = "volume_drop"  # share by which that lies below the mean day of the week before, −∞..1
    LATENCY_MEAN_MS = "latency_mean_ms"
    LATENCY_P95_MS = "latency_p95_ms"
    REFUSAL_SHARE = "refusal_share"  # refused of all that came in within a day, 0..1
    UNSTORED_BY_OUTAGE = "unstored_by_outage"  # consented within a day, not kept: the database was away
    WORKER_SILENCE_S = "worker_silence_s"  # seconds since any worker was heard of
    LABELS_WAITING = "labels_waiting"  # verified labels that no version has learnt from
    OPEN_AUDITS = "open_audits"  # audits that no reviewer has answered
    FAILED_RUNS = "failed_runs"  # retrainings in a row, the newest among them, that ended with an error
    ROLLED_BACK = "rolled_back"  # 1 while the version stands that the loop itself went back to
    CHALLENGER_OUT = "challenger_out"  # 1 while the last word on a trial is that the loop itself ended it
    CHALLENGER_READY = "challenger_ready"  # 1 while a trial runs whose challenger audits speak for
    ERASURE_USED = (
        "erasure_used"  # share of the time gone in which a version with erased rows may answer, 0..
    )
    ERASURE_FORCED = "erasure_forced"  # 1 while a version answers that the gate refused and an erasure needed
    SCORER_OUT = "scorer_out"  # 1 while the active version's scorer is unfit, or was so within the hour
    RUNS_WITHHELD = "runs_withheld"  # 1 where only the dry run kept the last evaluation from retraining


# A new version starts with a clean slate on these; the others are the installation's.
OF_A_VERSION = frozenset(
    {
        Figure.ACCURACY,
        Figure.ACCURACY_LOW,
        Figure.ACCURACY_HIGH,
        Figure.ACCURACY_SHORTFALL,
        Figure.ESTIMATED_ACCURACY,
        Figure.ESTIMATED_LOW,
        Figure.ESTIMATED_HIGH,
        Figure.DRIFT_SCORE,
        Figure.DRIFT_LEVEL,
    }
)


class Direction(StrEnum):
    """On which side of the limit the trouble lies."""

    ABOVE = "above"
    BELOW = "below"


class Phase(StrEnum):
    """Where a rule stands."""

    OK = "ok"
    PENDING = "pending"  # beyond the limit, not yet for long enough
    FIRING = "firing"
    RECOVERED = "recovered"  # at this very evaluation


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; it cannot be made with values that contradict each other.

    Raises:
        AlertRuleInvalid: and why.
    """

    name: str
    figure: Figure
    raise_at: float  # reached or passed: trouble
    clear_at: float  # reached or passed on the way back: over
    direction: Direction = Direction.ABOVE
    evaluations: int = 1  # so many in a row before it fires
    cooldown: timedelta = COOLDOWN  # between two messages about the same trouble

    def __post_init__(self) -> None:
        if why := self._contradiction():
            raise AlertRuleInvalid(f"rule {self.name[:40]!r}", why)

    def _contradiction(self) -> str | None:
        if not NAME.fullmatch(self.name) or self.name == DRIFT:
            return "a name has 1 to 20 of a-z, 0-9 and _, begins with a letter, and is not 'drift'"
        if not (math.isfinite(self.raise_at) and math.isfinite(self.clear_at)):
            return "raise_at and clear_at must be numbers"
        if (self.clear_at - self.raise_at) * self.sign > 0:
            side = "below" if self.sign > 0 else "above"
            return f"clear_at {self.clear_at:g} must not lie beyond raise_at {self.raise_at:g}, but {side} it"
        if not 1 <= self.evaluations <= MAX_EVALUATIONS:
            return f"evaluations must be 1 to {MAX_EVALUATIONS}"
        if not timedelta(0) <= self.cooldown <= MAX_COOLDOWN:
            return f"cooldown_minutes must be 0 to {MAX_COOLDOWN // timedelta(minutes=1)}"
        return None

    @property
    def sign(self) -> int:
        """+1 where trouble is a large value, -1 where it is a small one."""
        return 1 if self.direction == Direction.ABOVE else -1

    @property
    def of_a_version(self) -> bool:
        """Whether a new version starts with a clean slate."""
        return self.figure in OF_A_VERSION

    def troubled(self, value: float) -> bool:
        """Whether a value is beyond the limit."""
        return (value - self.raise_at) * self.sign >= 0

    def over(self, value: float) -> bool:
        """Whether a value is back far enough."""
        # Where both limits are one number, a value that stays exactly on it would fire and recover for ever.
        return (value - self.clear_at) * self.sign <= 0 and not self.troubled(value)


@dataclass(frozen=True, slots=True)
class Watch:
    """What is remembered of one rule (of one version, where it is about versions) between evaluations."""

    rule: str
    version: int  # 0 for a rule that is about the installation
    phase: Phase = Phase.OK
    held: int = 0  # evaluations in a row beyond the limit


def step(watch: Watch, rule: Rule, value: float | None) -> Watch:
    """The watch after one more evaluation.

    It enters FIRING once per trouble, whatever lies between, and leaves it by RECOVERED only.

    >>> rule = Rule("slow", Figure.LATENCY_MEAN_MS, raise_at=100, clear_at=50, evaluations=2)
    >>> watch, phases = Watch("slow", 0), []
    >>> for value in (120, 130, 80, 120, 40, 40):
    ...     watch = step(watch, rule, value)
    ...     phases.append(watch.phase)
    >>> " ".join(phases)
    'pending firing firing firing recovered ok'
    """
    if value is None or not math.isfinite(value):
        return replace(watch, phase=Phase.OK) if watch.phase == Phase.RECOVERED else watch
    if watch.phase == Phase.FIRING:
        return replace(watch, phase=Phase.RECOVERED, held=0) if rule.over(value) else watch
    if not rule.troubled(value):
        return replace(watch, phase=Phase.OK, held=0)
    held = watch.held + 1
    return replace(watch, phase=Phase.FIRING if held >= rule.evaluations else Phase.PENDING, held=held)


def may_tell(told_at: datetime | None, now: datetime, cooldown: timedelta) -> bool:
    """Whether a trouble may be told of (again): not within the cooldown of the last message about it.

    What fires, recovers and fires again within it is told of once; what stays is told of again after it.
    """
    return told_at is None or now - told_at >= cooldown


class Event(StrEnum):
    """What a message says."""

    RAISED = "raised"
    AGAIN = "again"  # it still holds after the cooldown
    RECOVERED = "recovered"
    CLOSED = "closed"  # its version is not active any more, or its rule not in force
    TEST = "test"


TROUBLE = (Event.RAISED, Event.AGAIN)
END = (Event.RECOVERED, Event.CLOSED)


class DeliveryState(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # given up


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one channel, kept before it is sent and until that is done or given up."""

    id: str
    alert_id: str
    event: Event
    value: float  # of the rule's figure then
    channel: str
    state: DeliveryState
    attempts: int
    due_at: datetime
    error: str | None  # of the last attempt
    created_at: datetime


MAX_ATTEMPTS = 12  # about five hours
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts (1 or more): doubled each time, an hour at most.

    >>> [str(pause_after(n)) for n in (1, 2, 3, 12)]
    ['0:01:00', '0:02:00', '0:04:00', '1:00:00']
    """
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be told: figures and names of ours, never a text or a subject."""

    event: Event
    rule: str
    figure: Figure
    value: float
    limit: float | None  # that was passed; None where the rule is not one of these
    version: int  # 0 where no version is concerned
    at: datetime


DEFAULT_RULES = (
    # Certain, not merely likely: even the upper end of the interval lies so far below the gate's figure.
    Rule("accuracy_shortfall", Figure.ACCURACY_SHORTFALL, raise_at=0.03, clear_at=0.0, evaluations=2),
    # Readers click mostly when it is wrong, so half of the answers being "wrong" is no alarm; this much is.
    Rule("wrong_feedback", Figure.WRONG_FEEDBACK_LOW, raise_at=0.7, clear_at=0.6, evaluations=2),
    Rule("volume_drop", Figure.VOLUME_DROP, raise_at=0.7, clear_at=0.5, evaluations=2),
    Rule("slow_answers", Figure.LATENCY_P95_MS, raise_at=250, clear_at=150, evaluations=2),
    Rule("refusals", Figure.REFUSAL_SHARE, raise_at=0.5, clear_at=0.3, evaluations=2),
    Rule("database_away", Figure.UNSTORED_BY_OUTAGE, raise_at=1, clear_at=0),
    Rule("worker_silent", Figure.WORKER_SILENCE_S, raise_at=120, clear_at=60),
    Rule("labels_waiting", Figure.LABELS_WAITING, raise_at=400, clear_at=100, evaluations=20),
    Rule("open_audits", Figure.OPEN_AUDITS, raise_at=200, clear_at=100, evaluations=2),
    Rule("failed_runs", Figure.FAILED_RUNS, raise_at=1, clear_at=0),
    Rule("rolled_back", Figure.ROLLED_BACK, raise_at=1, clear_at=0),
    Rule("challenger_out", Figure.CHALLENGER_OUT, raise_at=1, clear_at=0),
    Rule("challenger_ready", Figure.CHALLENGER_READY, raise_at=1, clear_at=0),
    # The loop itself begins at half of the time: at three quarters something holds it up.
    Rule("erasure_due", Figure.ERASURE_USED, raise_at=0.75, clear_at=0.5),
    Rule("erasure_forced", Figure.ERASURE_FORCED, raise_at=1, clear_at=0),
    # It answers rightly all the same, only more slowly: scikit-learn itself does.
    Rule("scorer_out", Figure.SCORER_OUT, raise_at=1, clear_at=0),
    Rule("dry_run", Figure.RUNS_WITHHELD, raise_at=1, clear_at=0),
)
