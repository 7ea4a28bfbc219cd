"""May the candidate replace the active version? Accept, refuse, or wait for more evidence.

Both are judged on the same rows. Two traps rule the design:

* volunteered answers are selected by the *active* version's errors, so on them every candidate looks
  good: a row where the shown label was wrong counts 1/r, r = P(click | wrong) / P(click | right);
* labels that the active version learnt from favour it, so only labels newer than its snapshot count,
  and the candidate answers them out of fold.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siklus.domain.behaviour import Flips
from siklus.domain.reviews import LABELS, Label
from siklus.domain.scores import wilson_interval

Integers = NDArray[np.int64]
MAX_CLICK_RATIO = 10.0
# Some labels are wrong: one of them must not outweigh what a dozen right ones say.
LEAST_LIKELY = 0.02


class Decision(StrEnum):
    """What the gate says."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """The limits that a candidate must keep."""

    golden_margin: float = 0.03  # macro-F1 that may be lost on the golden set, at the lower bound
    golden_spread: float = 3.5  # but no less than so many standard deviations: a small set cannot tell more
    recall_margin: float = 0.08  # recall that one label may lose on the golden set
    behaviour_margin: float = 0.01  # share of the behaviour cases that may be lost
    behaviour_p: float = 0.05  # and how unlikely more must be by chance, one-sided
    min_fresh: int = 15  # fewer decide nothing; of 20 new ones that started a run some are golden or known
    min_changes: int = 1  # of them answered right by one version only: else nothing would change
    accept_z: float = 0.5  # standard errors by which the gain in likelihood must lie above zero
    refuse_z: float = -1.0
    hits_z: float = -1.28  # and by which the net gain in right answers may lie below it
    draws: int = 2_000  # bootstrap
    seed: int = 20_261_123
    open: bool = False  # let everything through: only to see in a simulation what the gate is worth


@dataclass(frozen=True, slots=True)
class Golden:
    """The golden rows: the truth and what both versions say of them."""

    truth: Sequence[Label]
    active: Sequence[Label]
    candidate: Sequence[Label]


@dataclass(frozen=True, slots=True)
class Fresh:
    """One label newer than the active version's snapshot."""

    truth: Label
    active: Label
    candidate: Label  # out of fold
    volunteered: bool  # False for audits, reviews and imports, which nobody's clicks selected
    shown: Label | None  # what the reader saw; None for imports
    likelihood: tuple[float, float]  # probability of the truth: by the active version, by the candidate


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
) -> GateReport:
    """Accept, refuse or wait, with reasons in words that the report and the page show.

    A breach on the golden set or of the behaviour suite refuses at once, however large the gain elsewhere.
    Without a breach the net gain on fresh labels decides; too few of them, or too small a gain either way,
    waits.

    Args:
        behaviour: both versions on the behaviour suite; None where a run was begun without it.
    """
    golden_figures, breaches = _judge_golden(golden, policy)
    gain = _net_gain(fresh, click_ratio)
    figures = {"golden": golden_figures, "fresh": gain, "click_ratio": round(click_ratio, 3)}
    if behaviour is not None:
        figures["behaviour"] = behaviour.as_dict()
        breaches += _judge_behaviour(behaviour, policy)
    if policy.open:
        return GateReport(Decision.ACCEPT, ("the gate is open",), figures)
    if breaches:
        return GateReport(Decision.REFUSE, tuple(breaches), figures)
    return _judge_gain(gain, figures, policy)


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
    if z >= policy.accept_z:
        return GateReport(Decision.ACCEPT, (likelihood, hits), figures)
    return GateReport(Decision.WAIT, (likelihood + "; not enough either way", hits), figures)


def _judge_behaviour(flips: Flips, policy: GatePolicy) -> list[str]:
    # The cases are few and chosen, so a version that moves many of them either way is no worse by that:
    # only more losses than gains can explain by chance are a breach.
    if flips.fall <= policy.behaviour_margin or flips.p >= policy.behaviour_p:
        return []
    figures = flips.as_dict()
    share = f"from {figures['active']:.3f} to {figures['candidate']:.3f}"
    flipped = f"{flips.lost} lost, {flips.won} won, p = {flips.p:.4f}"
    return [f"behaviour cases passed fall {share} ({flipped})"]


def _codes(labels: Sequence[Label]) -> Integers:
    order = {label: code for code, label in enumerate(LABELS)}
    return np.fromiter((order[label] for label in labels), dtype=np.int64, count=len(labels))


def _judge_golden(golden: Golden, policy: GatePolicy) -> tuple[dict[str, Any], list[str]]:
    truth, active, candidate = map(_codes, (golden.truth, golden.active, golden.candidate))
    if not len(truth):
        return {"n": 0}, ["there is no golden set to compare on"]
    lost = _macro_f1(truth, candidate) - _macro_f1(truth, active)
    low, high = _bootstrap(truth, active, candidate, policy)
    breaches = []
    # The middle 90 % of a normal distribution are 3.29 standard deviations wide.
    margin = max(policy.golden_margin, policy.golden_spread * (high - low) / 3.29)
    if low < -margin:
        breaches.append(f"golden macro-F1 may fall by {-low:.3f} (margin {round(margin, 3)})")
    recalls = _recall_changes(truth, active, candidate)
    breaches += [
        f"recall of {name} falls by {-change['change']:.3f} (margin {policy.recall_margin})"
        for name, change in recalls.items()
        if change["change"] < -policy.recall_margin and change["z"] < -1.64
    ]
    figures = {
        "n": len(truth),
        "active_macro_f1": round(_macro_f1(truth, active), 4),
        "candidate_macro_f1": round(_macro_f1(truth, candidate), 4),
        "change": round(lost, 4),
        "change_low": round(low, 4),
        "change_high": round(high, 4),
        "recall": recalls,
    }
    return figures, breaches


def _macro_f1(truth: Integers, said: Integers) -> float:
    return float(_macro_f1_of_counts(_confusion(truth, said)))


def _confusion(truth: Integers, said: Integers) -> NDArray[np.int64]:
    size = len(LABELS)
    return np.bincount(truth * size + said, minlength=size * size).reshape(size, size)


def _macro_f1_of_counts(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Macro-F1 over the labels present in the truth, for one confusion matrix or a stack of them."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    rows, columns = confusion.sum(axis=-1), confusion.sum(axis=-2)
    f1 = 2 * right / np.maximum(rows + columns, 1)
    present = rows > 0
    return np.asarray((f1 * present).sum(axis=-1) / np.maximum(present.sum(axis=-1), 1))


def _bootstrap(
    truth: Integers, active: Integers, candidate: Integers, policy: GatePolicy
) -> tuple[float, float]:
    """The middle 90 % of the change of macro-F1 over draws of the rows, both versions on the same draw."""
    size = len(LABELS)
    # A row is one of 27 (truth, active, candidate) cells, so a draw of n rows is one multinomial draw of
    # cell counts: the same distribution as drawing rows, at a hundredth of the work.
    cells = np.bincount((truth * size + active) * size + candidate, minlength=size**3)
    draws = np.random.default_rng(policy.seed).multinomial(len(truth), cells / len(truth), policy.draws)
    draws = draws.reshape(-1, size, size, size)
    change = _macro_f1_of_counts(draws.sum(axis=2)) - _macro_f1_of_counts(draws.sum(axis=3))
    low, high = np.quantile(change, [0.05, 0.95])
    return float(low), float(high)


def _recall_changes(truth: Integers, active: Integers, candidate: Integers) -> dict[str, dict[str, float]]:
    changes = {}
    for code, label in enumerate(LABELS):
        here = truth == code
        if not here.any():
            continue
        won = int(np.sum(here & (candidate == code) & (active != code)))
        lost = int(np.sum(here & (candidate != code) & (active == code)))
        z = (won - lost) / np.sqrt(max(won + lost, 1))
        changes[str(label)] = {"change": round((won - lost) / int(here.sum()), 4), "z": round(float(z), 3)}
    return changes


def _net_gain(fresh: Sequence[Fresh], click_ratio: float) -> dict[str, Any]:
    """Weighted labels won less labels lost, with its standard error under "no difference"."""
    weights = np.array([_weight_of(row, click_ratio) for row in fresh])
    change = np.array(
        [(row.candidate == row.truth) - (row.active == row.truth) for row in fresh], dtype=float
    )
    net = float(weights @ change) if len(fresh) else 0.0
    error = float(np.sqrt(np.sum((weights * change) ** 2))) if len(fresh) else 0.0
    return {
        "n": len(fresh),
        "volunteered": sum(row.volunteered for row in fresh),
        "won": int((change > 0).sum()) if len(fresh) else 0,
        "lost": int((change < 0).sum()) if len(fresh) else 0,
        "net": round(net, 3),
        "z": round(net / error, 3) if error else 0.0,
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
