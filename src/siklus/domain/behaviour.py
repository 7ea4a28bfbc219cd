"""What a model must be able to do whatever it has learnt: small cases by capability, passed or not.

Three kinds of case, after Ribeiro et al. (2020), Beyond accuracy: behavioral testing of NLP models with
CheckList, ACL: a text with one right label; a group of texts that must all get the same label; a pair of
which the second must not be less (or more) of a label than the first.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from siklus.domain.paired import Pairs
from siklus.domain.reviews import LABELS, Label, Review
from siklus.domain.scores import Judgement, wilson_interval

# A probability may move so far against the expected direction: rounding and one odd word are no failure.
TOLERANCE = 0.1
COLUMNS = ("case", "kind", "expect", "text")


class Kind(StrEnum):
    """What a case expects."""

    LABEL = "label"  # one text, this label
    INVARIANCE = "invariance"  # several texts, one label, whichever it is
    DIRECTION = "direction"  # two texts: the second is not less (+) or not more (-) of a label


@dataclass(frozen=True, slots=True)
class Case:
    """One expectation."""

    name: str  # capability-number
    kind: Kind
    expect: str  # `positif`; nothing; `positif+` or `positif-`
    texts: tuple[str, ...]

    @property
    def capability(self) -> str:
        """What is tested.

        >>> Case("negation-01", Kind.LABEL, "positif", ("…",)).capability
        'negation'
        """
        return self.name.rpartition("-")[0]

    def passes(self, judged: Sequence[Judgement]) -> bool:
        """Whether the judgements of the texts, in their order, are as expected."""
        if self.kind == Kind.LABEL:
            return judged[0].label == self.expect
        if self.kind == Kind.INVARIANCE:
            return len({judgement.label for judgement in judged}) == 1
        at = LABELS.index(Label(self.expect[:-1]))
        rise = judged[1].probabilities[at] - judged[0].probabilities[at]
        return (rise if self.expect[-1] == "+" else -rise) >= -TOLERANCE


@dataclass(frozen=True, slots=True)
class Suite:
    """All cases, those of a capability side by side."""

    cases: tuple[Case, ...]
    sha256: str  # of what it was read from: only results of the same suite can be compared

    @property
    def texts(self) -> list[str]:
        """Every text, case by case."""
        return [text for case in self.cases for text in case.texts]

    @property
    def sizes(self) -> dict[str, int]:
        """Cases per capability, in the order of the suite."""
        return dict(Counter(case.capability for case in self.cases))

    def judged(self, judged: Sequence[Judgement]) -> list[list[Judgement]]:
        """The judgements of `texts`, case by case."""
        rest = iter(judged)
        return [[next(rest) for _ in case.texts] for case in self.cases]

    def passed(self, judged: Sequence[Judgement]) -> str:
        """One digit a case: `1` where the judgements of `texts` are as expected, else `0`."""
        pairs = zip(self.cases, self.judged(judged), strict=True)
        return "".join("1" if case.passes(of_case) else "0" for case, of_case in pairs)


def read_suite(content: bytes) -> Suite:
    """The suite of a tab-separated file: a row is a text, rows of one case stand together.

    Raises:
        ValueError: it is no such file; the suite is part of the program, so this is a bug.

    >>> row = "facts-01\\tlabel\\tnetral\\tKantor ini buka dari pagi sampai siang"
    >>> read_suite(f"case\\tkind\\texpect\\ttext\\n{row}".encode()).sizes
    {'facts': 1}
    """
    head, *lines = content.decode().splitlines()
    if tuple(head.split("\t")) != COLUMNS:
        raise ValueError(f"columns {head!r}")
    rows = [tuple(line.split("\t")) for line in lines]
    cases = tuple(_case(name, list(of_case)) for name, of_case in groupby(rows, key=lambda row: row[0]))
    if len({case.name for case in cases}) != len(cases):
        raise ValueError("rows of one case stand apart")
    return Suite(cases, hashlib.sha256(content).hexdigest())


def _case(name: str, rows: Sequence[tuple[str, ...]]) -> Case:
    [(kind, expect)] = {row[1:3] for row in rows}
    # Read as a service reads them: what it would refuse tells nothing about its answers.
    case = Case(name, Kind(kind), expect, tuple(Review.read(row[3]).text for row in rows))
    _check(case)
    return case


def _check(case: Case) -> None:
    texts = len(case.texts)
    sizes = {Kind.LABEL: texts == 1, Kind.INVARIANCE: texts > 1, Kind.DIRECTION: texts == 2}
    label = case.expect.rstrip("+-") if case.kind == Kind.DIRECTION else case.expect
    known = label == "" if case.kind == Kind.INVARIANCE else label in set(LABELS)
    if not (sizes[case.kind] and known):
        raise ValueError(f"{case.name}: {texts} texts expect {case.expect!r}")


# --- how many are passed ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passed:
    """Cases passed of those there are."""

    passed: int
    cases: int

    @property
    def rate(self) -> float:
        """The share, 0..1."""
        return self.passed / self.cases if self.cases else 0.0

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it, with the 95 % Wilson interval of the share."""
        low, high = wilson_interval(self.passed, self.cases)
        shares = {"rate": round(self.rate, 4), "low": round(low, 4), "high": round(high, 4)}
        return {"passed": self.passed, "cases": self.cases} | shares


def by_capability(digits: str, sizes: Mapping[str, int]) -> dict[str, Passed]:
    """What is passed of each capability.

    >>> by_capability("110", {"negation": 2, "facts": 1})
    {'negation': Passed(passed=2, cases=2), 'facts': Passed(passed=0, cases=1)}
    """
    return {name: Passed(part.count("1"), len(part)) for name, part in _parts(digits, sizes)}


def summary(digits: str, suite: Suite) -> dict[str, Any]:
    """The figures of one version, as its scores hold them: all cases, and by capability."""
    parts = by_capability(digits, suite.sizes)
    return Passed(digits.count("1"), len(digits)).as_dict() | {
        "suite": suite.sha256[:12],
        "capabilities": {name: part.as_dict() for name, part in parts.items()},
    }


def _parts(digits: str, sizes: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    start = 0
    for name, size in sizes.items():
        yield name, digits[start : start + size]
        start += size


# --- two versions -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flips:
    """Two versions on the same cases: those that one passes and the other does not."""

    cases: int
    active: int  # passed
    candidate: int
    won: int  # by the candidate alone
    lost: int
    by_capability: Mapping[str, tuple[int, int]]  # won, lost; where there is one

    @classmethod
    def of(cls, active: str, candidate: str, sizes: Mapping[str, int]) -> "Flips":
        """Count them.

        Raises:
            ValueError: the digits are not of one suite.

        >>> Flips.of("1100", "1011", {"negation": 2, "facts": 2}).by_capability
        {'negation': (0, 1), 'facts': (2, 0)}
        """
        if not len(active) == len(candidate) == sum(sizes.values()):
            raise ValueError(f"{len(active)} and {len(candidate)} digits of {sum(sizes.values())} cases")
        parts = zip(_parts(active, sizes), _parts(candidate, sizes), strict=True)
        flips = {name: _flips(before, after) for (name, before), (_, after) in parts}
        return cls(
            cases=len(active),
            active=active.count("1"),
            candidate=candidate.count("1"),
            won=sum(won for won, _ in flips.values()),
            lost=sum(lost for _, lost in flips.values()),
            by_capability={name: pair for name, pair in flips.items() if any(pair)},
        )

    @property
    def fall(self) -> float:
        """By how much the share passed falls, -1..1."""
        return (self.lost - self.won) / self.cases if self.cases else 0.0

    @property
    def p(self) -> float:
        """One-sided exact McNemar: how likely so many or more are lost where both versions are as good.

        Source: McNemar (1947), Psychometrika 12, 153-157; exact by the binomial distribution.

        >>> Flips(100, 90, 86, won=1, lost=5, by_capability={}).p
        0.109375
        """
        return Pairs(self.won, self.lost).p_worse

    def as_dict(self) -> dict[str, Any]:
        """As the gate's report holds it."""
        rates = {
            "active": round(self.active / max(self.cases, 1), 4),
            "candidate": round(self.candidate / max(self.cases, 1), 4),
        }
        flips = {name: {"won": won, "lost": lost} for name, (won, lost) in self.by_capability.items()}
        counts = {"n": self.cases, "won": self.won, "lost": self.lost, "p": round(self.p, 4)}
        return counts | rates | {"capabilities": flips}


def _flips(before: str, after: str) -> tuple[int, int]:
    pairs = Counter(zip(before, after, strict=True))
    return pairs["0", "1"], pairs["1", "0"]
