"""What one arm did with one stream: kept as JSON, so that a run can be taken up where it stopped."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from siklus.domain.reviews import DIGIT_OF, Label
from siklus.domain.scores import Judgement

NOBODY, HELD, TEACHES = "-", "1", "0"
DIGITS = 5  # of probabilities that are kept


@dataclass(frozen=True, slots=True)
class Change:
    """One version took another's place, and how both do on what came next."""

    at: int  # before the item at this place
    version: int
    previous: int
    rollback: bool
    better: int  # of the next items, right with the new version only
    worse: int  # right with the old one only
    items: int


@dataclass(frozen=True, slots=True)
class DriftCheck:
    """A look at drift by the loop."""

    at: int  # items that had come in by then
    version: int
    score: float  # 0..1
    level: str
    alarm: bool  # whether the alert was open afterwards


@dataclass
class Track:
    """An arm's answers, and what was said of them; one character or entry an item."""

    arm: str
    seed: int
    shown: str = ""  # a digit: the label's place in LABELS
    readers: str = ""  # what a reader named, "-" where nobody clicked
    held: str = ""  # of the arms that are the product: 1 where a reader's answer is quarantined in the end
    audits: str = ""  # what a reviewer said, "-" where nobody was asked
    probabilities: list[tuple[float, ...]] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    propensities: list[float] = field(default_factory=list)  # with which each item was drawn for an audit
    labels_used: int = 0
    retrains: int = 0
    changes: list[Change] = field(default_factory=list)
    drift: list[DriftCheck] = field(default_factory=list)  # of the arms that are the product
    afterwards: dict[str, float] = field(default_factory=dict)  # accuracy of the last model
    afterwards_first: dict[str, float] = field(default_factory=dict)  # of version 1

    def show(self, judged: Judgement, version: int) -> None:
        """Note what an item was given."""
        self.shown += digit(judged.label)
        self.probabilities.append(tuple(round(p, DIGITS) for p in judged.probabilities))
        self.versions.append(version)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Track":
        """What `as_dict` made."""
        changes = [Change(**change) for change in kept["changes"]]
        probabilities = [tuple(shares) for shares in kept["probabilities"]]
        drift = [DriftCheck(**check) for check in kept.get("drift", [])]
        return cls(**{**kept, "changes": changes, "probabilities": probabilities, "drift": drift})


def digit(label: Label | None) -> str:
    """One character for a label, or for none.

    >>> digit(Label.NEGATIF), digit(None)
    ('2', '-')
    """
    return NOBODY if label is None else DIGIT_OF[label]


def compared(
    truth: Sequence[Label], before: Sequence[Judgement], after: Sequence[Judgement]
) -> dict[str, int]:
    """How many rows only one of two versions has right."""
    pairs = [(a.label == t, b.label == t) for t, a, b in zip(truth, before, after, strict=True)]
    return {
        "better": sum(new and not old for old, new in pairs),
        "worse": sum(old and not new for old, new in pairs),
        "items": len(pairs),
    }


def share_right(truth: Sequence[Label], judged: Sequence[Judgement]) -> float:
    """Accuracy, 0..1."""
    return sum(j.label == t for t, j in zip(truth, judged, strict=True)) / max(len(truth), 1)
