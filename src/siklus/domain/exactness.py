"""Whether a fast scorer says what the model says of the same texts, and what is kept of such a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from siklus.domain.scores import Judgement

TOLERANCE = 1e-12  # of a probability: far below what any reader or rule looks at
# A file that is found damaged is made anew, but not for ever: then it is the disk that wants a look.
MOST_REPAIRS, REPAIR_PERIOD = 3, timedelta(hours=1)


class Verdict(StrEnum):
    """What a look at a scorer came to."""

    SAME = "same"
    DIFFERS = "differs"  # another label somewhere, or a probability that is too far off
    ABSENT = "absent"  # there is none: the model reads texts with features of somebody else's
    DAMAGED = "damaged"  # a process that was to serve it found its file missing or changed


@dataclass(frozen=True, slots=True)
class Comparison:
    """A scorer beside the model, on the same texts."""

    texts: int
    labels: int  # texts that got another label
    largest: float  # difference of a probability or of a share of new words, 0..1

    @property
    def verdict(self) -> Verdict:
        """The same, or not."""
        same = self.texts > 0 and self.labels == 0 and self.largest <= TOLERANCE
        return Verdict.SAME if same else Verdict.DIFFERS


@dataclass(frozen=True, slots=True)
class ScorerCheck:
    """What is known of a version's scorer since some moment; the newest counts."""

    id: str
    version: int
    verdict: Verdict
    scorer_sha256: str  # of the scorer's file
    code: str  # digest of the code that read it: with other code nothing is known
    compiled: bool  # whether the compiled pass was looked at, too
    texts: int
    largest: float  # see `Comparison`
    at: datetime

    @property
    def is_unfit(self) -> bool:
        """Whether there should be a scorer that answers, and it cannot."""
        return self.verdict not in (Verdict.SAME, Verdict.ABSENT)

    def serves(self, code: str) -> bool:
        """Whether the scorer may answer in the place of the model, read by code of this digest."""
        return self.verdict == Verdict.SAME and self.code == code


def compared(theirs: Sequence[Judgement], ours: Sequence[Judgement]) -> Comparison:
    """Judgements of the same texts, in the same order.

    >>> one, other = Judgement((0.2, 0.3, 0.5), 0.0), Judgement((0.2, 0.3 + 1e-9, 0.5 - 1e-9), 0.0)
    >>> str(compared([one, one], [one, one]).verdict), str(compared([one], [other]).verdict)
    ('same', 'differs')
    """
    if len(theirs) != len(ours):
        return Comparison(len(theirs), abs(len(theirs) - len(ours)), 1.0)
    pairs = list(zip(theirs, ours, strict=True))
    labels = sum(one.label != other.label for one, other in pairs)
    largest = max((_difference(one, other) for one, other in pairs), default=0.0)
    return Comparison(len(pairs), labels, largest)


def _difference(one: Judgement, other: Judgement) -> float:
    figures = zip((*one.probabilities, one.oov_share), (*other.probabilities, other.oov_share), strict=True)
    gaps = [abs(a - b) for a, b in figures]
    # What is no number compares with nothing: it must not pass for a small one.
    return max(gaps) if all(gap <= 1.0 for gap in gaps) else 1.0
