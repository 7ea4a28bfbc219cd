"""The limits that a candidate must keep at the gate, and what a look at the same labels costs."""

from dataclasses import dataclass

from scipy.special import stdtrit


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
    false_accept: float = 0.05  # chance that a version no better is let in, over all looks until a deployment
    refuse_z: float = -1.0  # standard errors by which the gain in likelihood must lie below zero
    hits_z: float = -1.28  # and by which the net gain in right answers may lie below it
    draws: int = 2_000  # bootstrap
    seed: int = 20_261_123
    open: bool = False  # let everything through: only to see in a simulation what the gate is worth


@dataclass(frozen=True, slots=True)
class Look:
    """The how-manieth look at the labels since the last deployment, and what it may cost.

    Until something is deployed every retraining judges the old labels again, with a few new ones: a bound
    that holds for one look is passed by luck sooner or later. So each look spends a part of the one chance
    of error: the k-th 1 / (k · (k + 1)) of it, which come to the whole in the end. The sum bounds the error
    however the looks hang together, also where each judges another candidate.

    Source: Lan & DeMets (1983), Biometrika 70, 659-663, on spending; the sum is Boole's inequality.
    """

    number: int  # 1, 2, 3 …
    false_accept: float  # for all looks together

    @property
    def share(self) -> float:
        """The chance of error of this look.

        >>> round(sum(Look(number, 0.05).share for number in range(1, 10_000)), 4)
        0.05
        """
        return self.false_accept / (self.number * (self.number + 1))

    @property
    def spent(self) -> float:
        """The chance of error of this look and of those before it."""
        return self.false_accept * self.number / (self.number + 1)

    def bound(self, rows: float) -> float:
        """Standard errors above zero that a gain must reach, by Student's distribution.

        Args:
            rows: how many rows of equal weight the gain rests on, at least 2.

        >>> [round(Look(number, 0.05).bound(100), 2) for number in (1, 2, 5)]
        [1.98, 2.44, 3.01]
        """
        return float(stdtrit(max(rows, 2.0) - 1.0, 1.0 - self.share))
