"""Two versions on the same rows: those that only one of them answers right, and what they say."""

from dataclasses import dataclass
from typing import Any

from siklus.domain.tails import beta_share


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows that only one version answers right. Rows may weigh less than 1, so the counts may be broken."""

    won: float  # by the candidate alone
    lost: float  # by the active version alone

    @property
    def p_worse(self) -> float:
        """How likely so many or more are lost where both versions are as good: McNemar, exact, one-sided.

        Source: McNemar (1947), Psychometrika 12, 153-157; the tail of the binomial distribution as a beta
        integral, which knows broken counts too.

        >>> Pairs(won=1, lost=5).p_worse, Pairs(won=3, lost=0).p_worse
        (0.109375, 1.0)
        """
        return _tail(self.lost, self.won)

    @property
    def p_better(self) -> float:
        """How likely so many or more are won where both versions are as good.

        >>> Pairs(won=5, lost=1).p_better
        0.109375
        """
        return _tail(self.won, self.lost)

    @property
    def p(self) -> float:
        """Either way: twice the smaller of the two, at most 1."""
        return min(1.0, 2.0 * min(self.p_worse, self.p_better))

    @property
    def chance_of_gain(self) -> float:
        """How likely the candidate wins more than it loses, after these rows and with nothing known before.

        The share of wins among the rows that only one version gets right has a uniform prior, so a beta
        distribution afterwards; this is what lies above one half.

        >>> Pairs(0, 0).chance_of_gain, round(Pairs(won=9, lost=3).chance_of_gain, 3)
        (0.5, 0.954)
        """
        return beta_share(self.lost + 1.0, self.won + 1.0, 0.5)

    def as_dict(self) -> dict[str, Any]:
        """As the gate's report holds it."""
        return {
            "won": round(self.won, 3),
            "lost": round(self.lost, 3),
            "p": round(self.p, 4),
            "p_worse": round(self.p_worse, 4),
            "chance_of_gain": round(self.chance_of_gain, 4),
        }


def _tail(these: float, others: float) -> float:
    return beta_share(these, others + 1.0, 0.5) if these > 0 else 1.0
