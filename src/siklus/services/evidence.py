"""The gate's evidence as a run keeps it until the gate has spoken: a digit for each label, row by row."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from siklus.choice import MOST
from siklus.domain.behaviour import Flips
from siklus.domain.gate import Fresh, GateReport, decide
from siklus.domain.golden import Golden
from siklus.domain.limits import GatePolicy
from siklus.domain.reviews import DIGIT_OF, LABELS, Label
from siklus.domain.slices import unpacked


def digits(labels: Iterable[Label]) -> str:
    """One digit a label.

    >>> digits([Label.POSITIF, Label.NEGATIF])
    '02'
    """
    return "".join(DIGIT_OF[label] for label in labels)


def judge_evidence(
    evidence: dict[str, Any], policy: GatePolicy, *, looks: Sequence[float] = (), shifted: bool = False
) -> GateReport:
    """The gate's answer on evidence as a run keeps it.

    Args:
        looks: how many rows each look since the last deployment rested on, before this one.
        shifted: whether texts are coming in that the active version does not know.
    """
    golden = evidence["golden"]
    sides = {name: [_label(digit) for digit in golden[name]] for name in ("truth", "active", "candidate")}
    judged = Golden(**sides, slices=unpacked(golden["slices"]) if "slices" in golden else ())
    # A run that an earlier version of the program trained has none.
    flips = _flips(evidence["behaviour"]) if "behaviour" in evidence else None
    if shifted:
        policy = replace(policy, false_accept=policy.false_accept_shifted)
    return decide(
        judged, _fresh(evidence["fresh"]), float(evidence["click_ratio"]), policy, flips, looks=looks
    )


def _fresh(kept: dict[str, Any]) -> list[Fresh]:
    n = len(kept["truth"])
    columns = ("truth", "active", "candidate", "shown", "volunteered", "likelihood")
    audited = kept.get("audited", "0" * n)
    slices = unpacked(kept["slices"]) if "slices" in kept else [()] * n
    return [
        Fresh(
            truth=_label(truth),
            active=_label(active),
            candidate=_label(candidate),
            volunteered=volunteered == "1",
            shown=None if shown == "-" else _label(shown),
            likelihood=(before, after),
            audited=asked == "1",
            slices=kind,
        )
        for truth, active, candidate, shown, volunteered, (before, after), asked, kind in zip(
            *(kept[name] for name in columns), audited, slices, strict=True
        )
    ]


def _flips(behaviour: dict[str, Any]) -> Flips:
    return Flips.of(behaviour["active"], behaviour["candidate"], dict(behaviour["sizes"]))


def _label(digit: str) -> Label:
    return LABELS[int(digit, MOST)]
