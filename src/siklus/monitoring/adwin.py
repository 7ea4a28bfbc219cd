"""Has the share of errors changed since some moment that nobody knows? An adaptive window over audits.

The window holds the newest audits. Whenever two parts of it differ by more than chance allows, the older one
is dropped: what is left is as long as it can be while nothing has changed.
"""

from collections import deque
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

_BUCKETS = 5  # of one size; more would be more exact and slower


@dataclass(frozen=True, slots=True)
class _Bucket:
    n: int
    total: float
    spread: float  # sum of squared distances from its mean

    def __add__(self, other: "_Bucket") -> "_Bucket":
        n = self.n + other.n
        gap = self.total / self.n - other.total / other.n
        spread = self.spread + other.spread + self.n * other.n * gap * gap / n
        return _Bucket(n, self.total + other.total, spread)


class Adwin:
    """ADWIN2: a window kept as O(log n) sums, cut where its older part differs.

    Args:
        delta: about how likely a cut is where nothing changed, 0..1.
        least: so many values on both sides of a cut at least.

    Source: Bifet & Gavaldà (2007), Learning from time-changing data with adaptive windowing, SDM.

    >>> window = Adwin()
    >>> next(at for at in range(600) if window.add(0.1 if at < 300 else 0.6))
    315
    """

    def __init__(self, delta: float = 0.002, least: int = 5) -> None:
        self.delta, self.least = delta, least
        # From the newest (size 1) to the oldest; in each row of one size the newest is last.
        self._rows: list[deque[_Bucket]] = [deque()]
        self.cuts = 0

    @property
    def n(self) -> int:
        """Values in the window."""
        return sum(bucket.n for row in self._rows for bucket in row)

    @property
    def mean(self) -> float:
        """Their mean; 0 when there is none."""
        n = self.n
        return sum(bucket.total for row in self._rows for bucket in row) / n if n else 0.0

    def add(self, value: float) -> bool:
        """Take the next value, 0..1; True where something has changed and older values were dropped.

        Raises:
            ValueError: the value is not within 0..1 (a bug in the caller).
        """
        if not 0 <= value <= 1:
            raise ValueError(f"{value} is not within 0..1")
        self._rows[0].append(_Bucket(1, value, 0.0))
        self._compress()
        changed = False
        while self._differs():
            self._drop_oldest()
            changed = True
        self.cuts += changed
        return changed

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: the window can be stored and taken up again with `read`."""
        rows = [[[bucket.n, bucket.total, bucket.spread] for bucket in row] for row in self._rows]
        return {"delta": self.delta, "least": self.least, "cuts": self.cuts, "rows": rows}

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Adwin":
        """A stored window, back."""
        found = cls(stored["delta"], stored["least"])
        found.cuts = stored["cuts"]
        found._rows = [deque(_Bucket(*bucket) for bucket in row) for row in stored["rows"]]
        return found

    def _compress(self) -> None:
        for at in range(len(self._rows)):
            if len(self._rows[at]) <= _BUCKETS:
                return
            if at + 1 == len(self._rows):
                self._rows.append(deque())
            oldest, next_oldest = self._rows[at].popleft(), self._rows[at].popleft()
            self._rows[at + 1].append(oldest + next_oldest)

    def _drop_oldest(self) -> None:
        self._rows[-1].popleft()
        while len(self._rows) > 1 and not self._rows[-1]:
            self._rows.pop()

    def _differs(self) -> bool:
        """Whether some cut leaves two parts whose means differ by more than chance allows."""
        buckets = [bucket for row in reversed(self._rows) for bucket in row]
        if sum(bucket.n for bucket in buckets) < 2 * self.least:
            return False
        whole = buckets[0]
        for bucket in buckets[1:]:
            whole += bucket
        older, total = 0, 0.0
        for bucket in buckets[:-1]:
            older, total = older + bucket.n, total + bucket.total
            newer = whole.n - older
            if older < self.least or newer < self.least:
                continue
            gap = abs(total / older - (whole.total - total) / newer)
            if gap > self._allowed(whole, older, newer):
                return True
        return False

    def _allowed(self, whole: _Bucket, older: int, newer: int) -> float:
        # Corrected for the number of cuts looked at, as in the paper's section 3.
        harmonic = 1 / older + 1 / newer
        doubt = log(2 * log(whole.n) / self.delta)
        return sqrt(2 * harmonic * whole.spread / whole.n * doubt) + 2 / 3 * harmonic * doubt
