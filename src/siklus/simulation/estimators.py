"""The accuracy estimators of the product beside the truth, which a simulation knows."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from siklus.monitoring.estimate import (
    Estimate,
    Method,
    audited,
    backtest,
    click_model,
    combined,
    label_free,
    volunteered,
)
from siklus.monitoring.stretch import SAID_RIGHT, SAID_WRONG, SILENT, Stratum, Stretch
from siklus.simulation.track import NOBODY, Track


def stretch_of(track: Track, places: Sequence[int]) -> Stretch:
    """What monitoring knows of these predictions once everybody has answered who will."""
    strata: defaultdict[float, list[int]] = defaultdict(list)
    for at in places:
        strata[track.propensities[at]].append(at)
    heard = [outcome_of(track, at) for at in places]
    sure = np.array([track.probabilities[at][int(track.shown[at])] for at in places])
    return Stretch(
        tuple(_stratum(track, share, strata[share]) for share in sorted(strata)),
        heard.count(SAID_RIGHT),
        heard.count(SAID_WRONG),
        float(sure.sum()),
        float((sure * (1 - sure)).sum()),
    )


def _stratum(track: Track, share: float, places: Sequence[int]) -> Stratum:
    counts = np.zeros((2, 3), dtype=int)
    for at in places:
        if track.audits[at] != NOBODY:
            counts[int(track.audits[at] != track.shown[at]), outcome_of(track, at)] += 1
    (a, b, c), (d, e, f) = counts.tolist()
    return Stratum(share, len(places), (a, b, c), (d, e, f))


def outcome_of(track: Track, at: int) -> int:
    """What the reader of the prediction at this place did."""
    if track.readers[at] == NOBODY:
        return SILENT
    return SAID_RIGHT if track.readers[at] == track.shown[at] else SAID_WRONG


def estimates_of(track: Track, pieces: Sequence[range]) -> list[dict[str, Estimate | None]]:
    """Every estimate of every block, each made with what was known at the end of that block."""
    found, past = [], list[Stretch]()
    for piece in pieces:
        now = stretch_of(track, piece)
        pooled = sum(past, now)
        model = click_model(pooled) if pooled.audits else None
        found.append(
            {
                str(Method.VOLUNTEERED): volunteered(now),
                str(Method.AUDITED): audited(now),
                str(Method.COMBINED): combined(now, model),
                str(Method.LABEL_FREE): label_free(now, backtest(past)),
            }
        )
        past.append(now)
    return found


def errors_of(
    estimates: Sequence[dict[str, Estimate | None]], truth: Sequence[float]
) -> dict[str, dict[str, Any]]:
    """How far each estimator was off, block by block, and how often its interval held the truth.

    Args:
        truth: the accuracy of each block.

    Returns:
        Per estimator `mean_absolute_error` and `coverage` (None where it never spoke), `blocks` that it
        spoke on, and `values`: per block value, low and high, or None.
    """
    return {str(method): _errors([each[method] for each in estimates], truth) for method in Method}


def _errors(estimates: Sequence[Estimate | None], truth: Sequence[float]) -> dict[str, Any]:
    spoken = [(one, right) for one, right in zip(estimates, truth, strict=True) if one is not None]
    return {
        "mean_absolute_error": float(np.mean([abs(e.value - t) for e, t in spoken])) if spoken else None,
        "coverage": float(np.mean([e.low <= t <= e.high for e, t in spoken])) if spoken else None,
        "blocks": len(spoken),
        "values": [[e.value, e.low, e.high] if e else None for e in estimates],
    }
