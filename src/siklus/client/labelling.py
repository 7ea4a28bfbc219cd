"""What an installation sorts texts into, and how sure it is of each."""

from msgspec import Struct


class Probabilities(dict[str, float]):
    """Of each label, in their order; calibrated, they sum to 1.

    >>> found = Probabilities(positif=0.7, netral=0.2, negatif=0.1)
    >>> found["positif"], found.netral
    (0.7, 0.2)
    """

    def __getattr__(self, label: str) -> float:
        try:
            return self[label]
        except KeyError:
            raise AttributeError(label) from None


class Labels(Struct, frozen=True):
    """What an installation sorts texts into."""

    labels: tuple[str, ...]  # in their order
    language: str  # of the texts: id, en, …
    ready_made: bool  # whether what comes with Siklus fits: examples, scenarios, the behaviour suite
