"""What roll-ups say of answers: per label, how many there are, and how late they come.

Strata are figures by the probability of an audit, in parts per million; their items are the parts that
`rollup.stretch` takes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np

from siklus.domain.feedback import Source
from siklus.domain.reviews import LABELS, Label
from siklus.domain.rollups import Figures
from siklus.domain.scores import wilson_interval
from siklus.monitoring.estimate import Estimate, Method
from siklus.monitoring.rollup import (
    CELL_COUNT,
    CELLS,
    LAYOUT,
    PLACES,
    cells,
    confusion,
    nothing,
    of_cells,
    quantile,
)
from siklus.monitoring.stretch import Floats, Stretch

Strata = Mapping[float, Figures]
AUDITS = slice(1, 1 + len(LABELS))  # of the places of an expert's answer


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many predictions anything was said of; all are counts."""

    predictions: int
    drawn: int  # for an audit
    audited: int  # audits that were answered
    verified: int  # that a reviewer or an audit gave a label
    answered: int  # that their reader gave one


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after the prediction its labels came, in minutes; None where there are none.

    Read linearly within bins; beyond the last edge, thirty days, it is that edge.
    """

    labels: int
    median: float | None
    p90: float | None


def joined(strata: Strata) -> Figures:
    """All strata together."""
    return reduce(Figures.__add__, strata.values(), nothing())


def shown_as(parts: Iterable[tuple[float, Figures]], label: Label) -> Stretch:
    """The predictions that were shown one label; their accuracy is that label's precision.

    Confidence is not kept by label, so there is no estimate without labels of it.
    """
    only = np.zeros(CELLS, dtype=np.int64)
    only[PLACES[label]] = 1
    mask = only.ravel()
    return of_cells((ppm, figures.bins[:CELL_COUNT] * mask) for ppm, figures in parts)


def weighed_confusion(strata: Strata) -> Floats:
    """Audits as if all had been drawn with one probability: label said × label shown.

    Scaled to the number of equal audits that would say as much; see `Stretch.weighed_audits`.
    """
    tables = [(figures.total("predictions"), confusion(figures, Source.AUDIT)) for figures in strata.values()]
    audited = [(count, table) for count, table in tables if table.sum()]
    if not audited:
        return np.zeros((len(LABELS), len(LABELS)))
    weights = np.array([count / table.sum() for count, table in audited])
    counts = np.array([table.sum() for _, table in audited])
    scale = (weights @ counts) / (weights**2 @ counts)
    return np.asarray(np.tensordot(weights * scale, np.array([table for _, table in audited]), axes=1))


def recall(strata: Strata, label: Label) -> Estimate | None:
    """Of the texts that audits gave a label, how many were shown it; None where there are none."""
    said, at = weighed_confusion(strata)[PLACES[label]], PLACES[label]
    n = sum(int(confusion(figures, Source.AUDIT)[at].sum()) for figures in strata.values())
    if n == 0:
        return None
    low, high = wilson_interval(float(said[at]), float(said.sum()))
    return Estimate(float(said[at] / said.sum()), low, high, n, Method.AUDITED)


def coverage(figures: Figures) -> Coverage:
    """How many predictions there are labels of."""
    table = cells(figures)
    return Coverage(
        predictions=figures.total("predictions"),
        drawn=figures.total("drawn"),
        audited=int(table[:, :, AUDITS].sum()),
        verified=int(table[:, :, 1:].sum()),
        answered=int(table[:, 1:, :].sum()),
    )


def delay(figures: Figures, source: Source) -> Delay:
    """How late the labels of readers came, or those of audits and reviewers (any other source)."""
    name = "reader_delay" if source == Source.READER else "expert_delay"
    counts, edges = LAYOUT[name].of(figures), LAYOUT[name].edges
    bounds = list(pairwise([0.0, *edges, edges[-1]]))
    return Delay(int(counts.sum()), *(quantile(counts, bounds, share) for share in (0.5, 0.9)))
