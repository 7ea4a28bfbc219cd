"""May the candidate replace the active version? Accept, refuse, or wait for more evidence.

Both are judged on the same rows. Two traps rule the design:

* volunteered answers are selected by the *active* version's errors, so on them every candidate looks
  good: a row where the shown label was wrong counts 1/r, r = P(click | wrong) / P(click | right);
* labels that the active version learnt from favour it, so only labels newer than its snapshot count,
  and the candidate answers them out of fold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siklus.domain.behaviour import Flips
from siklus.domain.golden import Golden, judge_golden
from siklus.domain.limits import GatePolicy
from siklus.domain.looks import look
from siklus.domain.paired import Pairs
from siklus.domain.reviews import Label
from siklus.domain.scores import wilson_interval
from siklus.domain.slices import Change, Kind, judge_slices

MAX_CLICK_RATIO = 10.0
# Some labels are wrong: one of them must not outweigh what a dozen right ones say.
LEAST_LIKELY = 0.02


class Decision(StrEnum):
    """What the gate says."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Fresh:
    """One label newer than the active version's snapshot."""

    truth: Label
    active: Label
    candidate: Label  # out of fold
    volunteered: bool  # False for audits, reviews and imports, which nobody's clicks selected
    shown: Label | None  # what the reader saw; None for imports
    likelihood: tuple[float, float]  # probability of the truth: by the active version, by the candidate
    audited: bool = False  # asked for at random, whatever the models said
    slices: Kind = ()  # none where a run was begun without them

    @property
    def change(self) -> int:
        """+1 where only the candidate is right, -1 where only the active version is, else 0."""
        return (self.candidate == self.truth) - (self.active == self.truth)


@dataclass(frozen=True, slots=True)
class GateReport:
    """The answer with every figure behind it."""

    decision: Decision
    reasons: tuple[str, ...]
    figures: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, as `retraining_runs` keeps it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "GateReport":
        """The report that `as_dict` wrote down."""
        return cls(Decision(kept["decision"]), tuple(kept["reasons"]), kept["figures"])


def evidence_weight(*, volunteered: bool, shown: Label | None, truth: Label, click_ratio: float) -> float:
    """How much one label counts as evidence about the two versions, 0..1.

    >>> evidence_weight(volunteered=True, shown=Label.POSITIF, truth=Label.NEGATIF, click_ratio=4.0)
    0.25
    >>> evidence_weight(volunteered=False, shown=Label.POSITIF, truth=Label.NEGATIF, click_ratio=4.0)
    1.0
    """
    return 1.0 / click_ratio if volunteered and shown != truth else 1.0


def click_ratio_bound(*, clicks_wrong: int, clicks_right: int, audits: int, audits_right: int) -> float:
    """Upper bound of r = P(click | wrong) / P(click | right), within 1 .. 10.

    Readers' clicks alone cannot tell r; with the accuracy a of the same predictions, known from audits,
    r = (clicks_wrong / clicks_right) · a / (1 − a). The bound takes a's one-sided 80 % Wilson limit and
    half a click more on each side. Without audits nothing is known, and the largest ratio is assumed.

    >>> click_ratio_bound(clicks_wrong=0, clicks_right=0, audits=0, audits_right=0)
    10.0
    """
    if audits == 0:
        return MAX_CLICK_RATIO
    upper = wilson_interval(audits_right, audits, z=0.8416)[1]
    if upper >= 1.0:
        return MAX_CLICK_RATIO
    ratio = (clicks_wrong + 0.5) / (clicks_right + 0.5) * upper / (1.0 - upper)
    return float(min(max(ratio, 1.0), MAX_CLICK_RATIO))


def decide(
    golden: Golden,
    fresh: Sequence[Fresh],
    click_ratio: float,
    policy: GatePolicy,
    behaviour: Flips | None = None,
    *,
    looks: Sequence[float] = (),
) -> GateReport:
    """Accept, refuse or wait, with reasons in words that the report and the page show.

    A breach on the golden set, of the behaviour suite, on the audits alone or on a slice refuses at once,
    however large the gain elsewhere. Without a breach the net gain on fresh labels decides; too few of them,
    or too small a gain either way, waits.

    Args:
        behaviour: both versions on the behaviour suite; None where a run was begun without it.
        looks: how many rows each look since the last deployment rested on, before this one: see `looks_of`.
    """
    golden_figures, breaches = judge_golden(golden, policy)
    audits, slices = _audits_alone(fresh), _slices(golden, fresh, click_ratio)
    slice_figures, of_slices = judge_slices(slices, policy)
    gain = _net_gain(fresh, click_ratio)
    figures = {
        "golden": golden_figures,
        "fresh": gain,
        "audits": {"n": sum(row.audited for row in fresh)} | audits.as_dict(),
        "slices": slice_figures,
        "click_ratio": round(click_ratio, 3),
        "limits": _limits(policy),
    }
    if behaviour is not None:
        figures["behaviour"] = behaviour.as_dict()
        breaches += _judge_behaviour(behaviour, policy)
    breaches += _judge_audits(audits, policy) + of_slices
    if _is_look(gain, policy):
        figures["look"] = _look_figures([*looks, gain["effective"]], policy)
    if policy.open:
        return GateReport(Decision.ACCEPT, ("the gate is open",), figures)
    if breaches:
        return GateReport(Decision.REFUSE, tuple(breaches), figures)
    return _judge_gain(gain, figures, policy)


def _limits(policy: GatePolicy) -> dict[str, float]:
    """What the report's figures are held against; where a limit follows from the rows it stands with them."""
    return {
        "recall": policy.recall_margin,
        "behaviour": policy.behaviour_margin,
        "slice": policy.slice_margin,
        "fresh": policy.min_fresh,
        "changes": policy.min_changes,
        "refuse_z": policy.refuse_z,
        "hits_z": policy.hits_z,
    }


def looks_of(reports: Iterable[Mapping[str, Any]]) -> list[float]:
    """On how many rows each look at the fresh labels rested, of reports as `GateReport.as_dict` wrote them.

    >>> looks_of([{"figures": {"look": {"number": 1, "rows": 20.5}}}, {"figures": {}}])
    [20.5]
    """
    return [report["figures"]["look"]["rows"] for report in reports if "look" in report["figures"]]


def _is_look(gain: dict[str, Any], policy: GatePolicy) -> bool:
    # Where nothing could have been let in, nothing was risked.
    return bool(gain["n"] >= policy.min_fresh and gain["won"] + gain["lost"] >= policy.min_changes)


def _look_figures(rows: Sequence[float], policy: GatePolicy) -> dict[str, Any]:
    found = look(rows, policy.false_accept)
    return {
        "number": found.number,
        "rows": found.rows,
        "spent": round(found.spent, 6),
        "bound": round(found.bound, 3),
        "false_accept": policy.false_accept,
    }


def _judge_gain(gain: dict[str, Any], figures: dict[str, Any], policy: GatePolicy) -> GateReport:
    changes, z, hits_z = gain["won"] + gain["lost"], gain["likelihood_z"], gain["z"]
    if gain["n"] < policy.min_fresh:
        return GateReport(Decision.WAIT, (f"{gain['n']} new labels; {policy.min_fresh} are needed",), figures)
    if changes < policy.min_changes:
        words = f"the versions differ on {changes} new labels; {policy.min_changes} are needed"
        return GateReport(Decision.WAIT, (words,), figures)
    likelihood = f"gain in likelihood of {gain['likelihood']:+.3f} nats a label, {z:+.2f} standard errors"
    hits = f"net gain of {gain['net']:+.2f} weighted labels, {hits_z:+.2f} standard errors"
    if z <= policy.refuse_z or hits_z <= policy.hits_z:
        return GateReport(Decision.REFUSE, (likelihood, hits), figures)
    this = figures["look"]
    if z >= this["bound"]:
        return GateReport(Decision.ACCEPT, (likelihood, hits), figures)
    needed = f"look {this['number']} at these labels: {this['bound']:+.2f} standard errors are needed"
    return GateReport(Decision.WAIT, (likelihood, hits, needed), figures)


def _audits_alone(fresh: Sequence[Fresh]) -> Pairs:
    changes = [row.change for row in fresh if row.audited]
    return Pairs(won=changes.count(1), lost=changes.count(-1))


def _judge_audits(audits: Pairs, policy: GatePolicy) -> list[str]:
    if audits.p_worse >= policy.audits_p:
        return []
    counts = f"{audits.lost:g} lost, {audits.won:g} won"
    return [f"on audited labels alone {counts}, p = {audits.p_worse:.4f}"]


def _slices(golden: Golden, fresh: Sequence[Fresh], click_ratio: float) -> dict[str, list[Change]]:
    rows = [
        Change((*row.slices, f"label:{row.truth}"), row.change, _weight_of(row, click_ratio))
        for row in fresh
        if row.slices
    ]
    return {"golden": golden.changes, "fresh": rows}


def _judge_behaviour(flips: Flips, policy: GatePolicy) -> list[str]:
    # The cases are few and chosen, so a version that moves many of them either way is no worse by that:
    # only more losses than gains can explain by chance are a breach.
    if flips.fall <= policy.behaviour_margin or flips.p >= policy.behaviour_p:
        return []
    figures = flips.as_dict()
    share = f"from {figures['active']:.3f} to {figures['candidate']:.3f}"
    flipped = f"{flips.lost} lost, {flips.won} won, p = {flips.p:.4f}"
    return [f"behaviour cases passed fall {share} ({flipped})"]


def _net_gain(fresh: Sequence[Fresh], click_ratio: float) -> dict[str, Any]:
    """Weighted labels won less labels lost, with its standard error under "no difference"."""
    weights = np.array([_weight_of(row, click_ratio) for row in fresh])
    change = np.array([row.change for row in fresh], dtype=float)
    net = float(weights @ change) if len(fresh) else 0.0
    error = float(np.sqrt(np.sum((weights * change) ** 2))) if len(fresh) else 0.0
    return {
        "n": len(fresh),
        "volunteered": sum(row.volunteered for row in fresh),
        "won": int((change > 0).sum()) if len(fresh) else 0,
        "lost": int((change < 0).sum()) if len(fresh) else 0,
        "net": round(net, 3),
        "z": round(net / error, 3) if error else 0.0,
        # Rows of equal weight that would say as much (Kish).
        "effective": round(float(weights.sum() ** 2 / np.sum(weights**2)), 1) if len(fresh) else 0.0,
        **_likelihood_gain(fresh, weights),
    }


def _likelihood_gain(fresh: Sequence[Fresh], weights: NDArray[np.float64]) -> dict[str, float]:
    """Weighted mean of the change of log-likelihood, with its standard error by the rows' own spread.

    Hits change on few rows; a probability changes on all of them, so the same labels say more.
    """
    if len(fresh) < 2:
        return {"likelihood": 0.0, "likelihood_z": 0.0}
    pairs = np.maximum([row.likelihood for row in fresh], LEAST_LIKELY)
    change = np.log(pairs[:, 1] / pairs[:, 0])
    mean = float(weights @ change / weights.sum())
    error = float(np.sqrt(np.sum((weights * (change - mean)) ** 2)) / weights.sum())
    return {"likelihood": round(mean, 4), "likelihood_z": round(mean / error, 3) if error else 0.0}


def _weight_of(row: Fresh, click_ratio: float) -> float:
    return evidence_weight(
        volunteered=row.volunteered, shown=row.shown, truth=row.truth, click_ratio=click_ratio
    )
