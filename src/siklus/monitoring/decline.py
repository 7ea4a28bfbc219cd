"""Have the errors that audits find become more, and since when?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from siklus.monitoring.adwin import Adwin


@dataclass(frozen=True, slots=True)
class Audited:
    """A prediction that was audited."""

    at: datetime  # when it was made
    right: bool


@dataclass(frozen=True, slots=True)
class Decline:
    """What an adaptive window over audited errors found."""

    audits: int  # looked at
    window: int  # the newest of them, among which nothing has changed
    errors_now: float | None  # share of errors in the window, 0..1; None without audits
    errors_before: float | None  # of the audits before it; None where nothing has changed
    since: datetime | None  # when the window's first prediction was made; None where nothing has changed

    @property
    def rise(self) -> float:
        """By how much the share of errors rose, 0..1; 0 where it did not."""
        if self.errors_now is None or self.errors_before is None:
            return 0.0
        return max(0.0, self.errors_now - self.errors_before)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "audits": self.audits,
            "window": self.window,
            "now": _rounded(self.errors_now),
            "before": _rounded(self.errors_before),
            "rise": round(self.rise, 4),
            "since": self.since.isoformat() if self.since else None,
        }


def decline_of(audits: Sequence[Audited]) -> Decline:
    """Whether errors changed, by ADWIN over audits in the order in which the predictions were made.

    It is told anew from all of them each time: an answer may come late, for a prediction of long ago.

    >>> from datetime import UTC
    >>> at = datetime(2026, 11, 23, tzinfo=UTC)
    >>> found = decline_of([Audited(at, i < 80 and i % 10 > 0) for i in range(110)])
    >>> found.errors_before < 0.2, found.errors_now > 0.5
    (True, True)
    """
    ordered = sorted(audits, key=lambda one: one.at)
    window = Adwin()
    for one in ordered:
        window.add(0.0 if one.right else 1.0)
    if not ordered:
        return Decline(0, 0, None, None, None)
    if not window.cuts:
        return Decline(len(ordered), window.n, window.mean, None, None)
    earlier = ordered[: len(ordered) - window.n]
    before = sum(not one.right for one in earlier) / len(earlier)
    return Decline(len(ordered), window.n, window.mean, before, ordered[len(earlier)].at)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
