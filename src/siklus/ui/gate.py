"""A gate's report as checks that somebody can read: what was looked at, how it went, what was missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from siklus.ui.figures import number, percent
from siklus.ui.labels import label_name
from siklus.ui.text import gate_reason, gate_reason_key, plain, t, t_or

Figures = Mapping[str, Any]

PASSED, FAILED, WAITS, SKIPPED = "passed", "failed", "waits", "skipped"
SIGNS = {PASSED: "✓", FAILED: "✗", WAITS: "…", SKIPPED: "–"}
MIDDLE_90 = 1.645  # standard errors on each side

# Which reasons of the gate belong to which check; the last two decide, the others forbid.
REASONS = {
    "golden": ("gate.reason.golden", "gate.reason.no_golden"),
    "recall": ("gate.reason.recall",),
    "behaviour": ("gate.reason.behaviour",),
    "audits": ("gate.reason.audits",),
    "slices": ("gate.reason.slice",),
    "enough": ("gate.reason.few", "gate.reason.alike"),
    "gain": ("gate.reason.likelihood", "gate.reason.gain", "gate.reason.look"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the gate looked at."""

    name: str
    state: str
    figures: str  # a sentence
    needed: str = ""  # what would have had to be better

    @property
    def signed(self) -> str:
        """The state as a sign and a word."""
        return f"{SIGNS[self.state]} {t(f'gate.state.{self.state}')}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A change of the candidate against the active version, in points, with its 90 % interval."""

    name: str
    change: float
    low: float
    high: float
    margin: float | None  # below it lies what forbids; None where chance alone decides


def checks(report: Figures) -> list[Check]:
    """Every check of a report, in the order in which the gate looks."""
    figures = report["figures"]
    told = {check: _told(report, check) for check in REASONS}
    decision = str(report["decision"])
    return [
        Check(
            "golden", _forbids("golden", told, figures["golden"]["n"]), _golden(figures), _all(told["golden"])
        ),
        Check(
            "recall", _forbids("recall", told, figures["golden"]["n"]), _recall(figures), _all(told["recall"])
        ),
        Check(
            "behaviour",
            _forbids("behaviour", told, figures.get("behaviour")),
            _behaviour(figures),
            _all(told["behaviour"]),
        ),
        Check(
            "slices",
            _forbids("slices", told, (figures.get("slices") or {}).get("judged")),
            _slices(figures),
            _all(told["slices"]),
        ),
        Check(
            "audits",
            _forbids("audits", told, (figures.get("audits") or {}).get("n")),
            _audits(figures),
            _all(told["audits"]),
        ),
        Check("enough", WAITS if told["enough"] else PASSED, _enough(figures), _all(told["enough"])),
        _gain(figures, decision, told),
    ]


def verdict(report: Figures, candidate: int | None, *, deployed: bool) -> str:
    """What became of the candidate and why, in one sentence."""
    decision, fresh = str(report["decision"]), report["figures"]["fresh"]
    failed = [t(f"gate.check.{one.name}") for one in checks(report) if one.state == FAILED]
    facts = {
        "version": f"v{candidate}" if candidate else t("gate.candidate"),
        "n": number(fresh["n"]),
        "won": number(fresh["won"]),
        "lost": number(fresh["lost"]),
        "failed": ", ".join(failed),
    }
    if decision == "accept" and not deployed:
        return t("gate.verdict.accept_only", **facts)
    if decision == "refuse" and not failed:
        return t("gate.verdict.refuse_gain", **facts)
    return t_or(f"gate.verdict.{decision}", plain(decision)).format(**facts)


def bars(figures: Figures) -> list[Bar]:
    """What can be drawn: each change with its interval, in points."""
    golden, limits = figures["golden"], figures.get("limits", {})
    found: list[Bar] = []
    if golden["n"]:
        ends = (golden["change"], golden["change_low"], golden["change_high"])
        found.append(_bar(t("gate.bar.golden"), *ends, golden.get("margin")))
        found += _recall_bars(golden, limits.get("recall"))
    if behaviour := figures.get("behaviour"):
        found.append(_paired(t("gate.bar.behaviour"), behaviour, limits.get("behaviour")))
    if (worst := _worst_slice(figures)) is not None:
        name, one = worst
        found.append(_paired(t("gate.bar.slice", slice=slice_name(name)), one, limits.get("slice")))
    if (audits := figures.get("audits")) and audits["n"]:
        found.append(_paired(t("gate.bar.audits"), audits, None))
    if figures["fresh"]["n"]:
        found.append(_paired(t("gate.bar.fresh"), figures["fresh"], None))
    return found


def slice_name(written: str) -> str:
    """`golden length:short` in words."""
    part, _, rest = written.partition(" ")
    kind, _, value = rest.partition(":")
    shown = label_name(value) if kind == "label" else t_or(f"gate.slice.{value}", value)
    return f"{t_or(f'gate.slice_kind.{kind}', kind)} {shown} ({t_or(f'gate.part.{part}', part)})"


def _bar(name: str, change: float, low: float, high: float, margin: float | None) -> Bar:
    return Bar(name, 100 * change, 100 * low, 100 * high, None if margin is None else -100 * margin)


def _paired(name: str, found: Figures, margin: float | None) -> Bar:
    # The standard error of won less lost under "no difference", as McNemar's test has it.
    change = (found["won"] - found["lost"]) / found["n"]
    half = MIDDLE_90 * sqrt(found["won"] + found["lost"]) / found["n"]
    return _bar(name, change, change - half, change + half, margin)


def _recall_bars(golden: Figures, margin: float | None) -> Iterator[Bar]:
    for label, one in golden.get("recall", {}).items():
        half = MIDDLE_90 * abs(one["change"] / one["z"]) if one["z"] else 0.0
        name = t("gate.bar.recall", label=label_name(label))
        yield _bar(name, one["change"], one["change"] - half, one["change"] + half, margin)


def _told(report: Figures, check: str) -> list[str]:
    """The gate's own reasons for this check, in the visitor's language."""
    return [gate_reason(words) for words in report["reasons"] if gate_reason_key(words) in REASONS[check]]


def _forbids(name: str, told: Mapping[str, list[str]], rows: Any) -> str:
    if told[name]:
        return FAILED
    return PASSED if rows else SKIPPED


def _all(reasons: list[str]) -> str:
    return "; ".join(reasons)


def _gain(figures: Figures, decision: str, told: Mapping[str, list[str]]) -> Check:
    look, z = figures.get("look"), figures["fresh"].get("likelihood_z")
    if not figures["fresh"]["n"] or told["enough"]:
        return Check("gain", SKIPPED, t("gate.gain.none"))
    facts = {name: number(figures["fresh"][name]) for name in ("n", "won", "lost")}
    said = t("gate.gain.figures", **facts, z=number(z, 2, sign=True))
    if decision == "accept":
        return Check("gain", PASSED, said)
    if look and z is not None and z < look["bound"]:
        needed = t("gate.gain.needed", bound=number(look["bound"], 2), z=number(z, 2, sign=True))
        refused = decision == "refuse" and bool(told["gain"])
        return Check("gain", FAILED if refused else WAITS, said, needed)
    return Check("gain", PASSED if look else SKIPPED, said)


def _golden(figures: Figures) -> str:
    golden = figures["golden"]
    if not golden["n"]:
        return t("gate.golden_none")
    ends = {
        "change": number(golden["change"], 3, sign=True),
        "low": number(golden["change_low"], 3, sign=True),
        "high": number(golden["change_high"], 3, sign=True),
    }
    shares = {name: number(golden[f"{name}_macro_f1"], 3) for name in ("active", "candidate")}
    return t("gate.golden", n=number(golden["n"]), **shares, **ends)


def _recall(figures: Figures) -> str:
    recall = figures["golden"].get("recall")
    if not recall:
        return t("gate.golden_none")
    label, worst = min(recall.items(), key=lambda pair: float(pair[1]["change"]))
    points = number(100 * worst["change"], 1, sign=True)
    return t("gate.recall", label=label_name(label), change=points)


def _behaviour(figures: Figures) -> str:
    found = figures.get("behaviour")
    if not found:  # an older service has none
        return t("gate.behaviour_none")
    active, candidate = percent(found["active"]), percent(found["candidate"])
    facts = {"n": number(found["n"]), "won": found["won"], "lost": found["lost"]}
    return t("gate.behaviour", active=active, candidate=candidate, **facts)


def _audits(figures: Figures) -> str:
    found = figures.get("audits")
    if not found or not found["n"]:
        return t("gate.audits_none")
    counts = {name: number(found[name]) for name in ("n", "won", "lost")}
    return t("gate.audits", **counts, p=number(found["p"], 4), chance=percent(found["chance_of_gain"]))


def _worst_slice(figures: Figures) -> tuple[str, Figures] | None:
    found = figures.get("slices") or {}
    every = [
        (f"{part} {name}", one) for part in ("golden", "fresh") for name, one in found.get(part, {}).items()
    ]
    return min(every, key=lambda pair: float(pair[1]["change"])) if every else None


def _slices(figures: Figures) -> str:
    worst = _worst_slice(figures)
    if worst is None:
        return t("gate.slices_none")
    name, one = worst
    facts = {"change": number(100 * one["change"], 1, sign=True), "n": number(one["n"])}
    judged = number(figures["slices"]["judged"])
    return t(
        "gate.slices", judged=judged, slice=plain(slice_name(name)), worst_p=number(one["p"], 4), **facts
    )


def _enough(figures: Figures) -> str:
    fresh = figures["fresh"]
    if not fresh["n"]:
        return t("gate.fresh_none")
    net, z = number(fresh["net"], 1, sign=True), number(fresh["z"], 2, sign=True)
    return t(
        "gate.fresh", n=number(fresh["n"]), won=number(fresh["won"]), lost=number(fresh["lost"]), net=net, z=z
    )
