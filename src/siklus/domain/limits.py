"""The limits that a candidate must keep at the gate."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """The limits."""

    golden_margin: float = 0.03  # macro-F1 that may be lost on the golden set, at the lower bound
    golden_spread: float = 3.5  # but no less than so many standard deviations: a small set cannot tell more
    recall_margin: float = 0.08  # recall that one label may lose on the golden set
    behaviour_margin: float = 0.01  # share of the behaviour cases that may be lost
    behaviour_p: float = 0.05  # and how unlikely more must be by chance, one-sided
    audits_p: float = 0.05  # how unlikely more losses than wins on audits must be by chance, one-sided
    slice_rows: int = 30  # fewer of a kind are not judged on their own
    slice_margin: float = 0.05  # accuracy that one kind of texts may lose
    slice_p: float = 0.05  # and how unlikely more must be by chance, one-sided, for all kinds together
    min_fresh: int = 15  # fewer decide nothing; of 20 new ones that started a run some are golden or known
    min_changes: int = 1  # of them answered right by one version only: else nothing would change
    false_accept: float = 0.04  # chance that a version no better is let in, over all looks: see `looks`
    # While texts are new, from a drift alert until a week after it: then nearly every candidate is
    # better, and waiting is what costs.
    false_accept_shifted: float = 0.25
    shift_lasts: timedelta = timedelta(days=7)
    refuse_z: float = -1.0  # standard errors by which the gain in likelihood must lie below zero
    hits_z: float = -1.28  # and by which the net gain in right answers may lie below it
    draws: int = 2_000  # bootstrap
    seed: int = 20_261_123
    open: bool = False  # let everything through: only to see in a simulation what the gate is worth
