"""Figures of tracks: predict first, learn later, and every figure filed under the time of the prediction."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from siklus.choice import MOST
from siklus.simulation.estimators import errors_of, estimates_of
from siklus.simulation.setting import Setting
from siklus.simulation.track import HELD, NOBODY, Change, DriftCheck, Track, digit

Codes = NDArray[np.int64]
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over seeds with its 95 % t-interval; the ends are None with one seed."""

    mean: float
    low: float | None
    high: float | None

    def as_dict(self) -> dict[str, float | None]:
        """JSON-ready."""
        return {"mean": self.mean, "low": self.low, "high": self.high}


def mean_over_seeds(values: Sequence[float]) -> Mean:
    """The mean and where it lies with 95 % confidence, by Student's t.

    >>> mean_over_seeds([0.8, 0.9]).mean.__round__(3), mean_over_seeds([0.8]).low
    (0.85, None)
    """
    mean, n = float(np.mean(values)), len(values)
    if n < 2:
        return Mean(mean, None, None)
    half = float(stats.t.ppf(0.975, n - 1) * np.std(values, ddof=1) / math.sqrt(n))
    return Mean(mean, mean - half, mean + half)


def codes(digits: str) -> Codes:
    """Labels as numbers; -1 where there is none.

    >>> codes("02-").tolist()
    [0, 2, -1]
    """
    return np.array([-1 if each == NOBODY else int(each, MOST) for each in digits], dtype=np.int64)


def accuracy(truth: Codes, said: Codes) -> float:
    """The share that is right, 0..1; NaN without rows."""
    return float(np.mean(truth == said)) if len(truth) else math.nan


def macro_f1(truth: Codes, said: Codes) -> float:
    """Mean F1 of the labels that occur in the truth, 0..1; NaN without rows.

    >>> round(macro_f1(codes("0022"), codes("0000")), 3)
    0.333
    """
    present = np.unique(truth)
    if not len(present):
        return math.nan
    f1 = []
    for label in present:
        hits = np.sum((truth == label) & (said == label))
        f1.append(2 * hits / (np.sum(truth == label) + np.sum(said == label)))
    return float(np.mean(f1))


def mcnemar(truth: Codes, one: Codes, other: Codes) -> dict[str, float]:
    """Exact McNemar test of two arms on the same items.

    Returns:
        `won`: right by `one` only; `lost`: right by `other` only; `p`: two-sided, exact binomial; 1 where
        they never differ.

    Source: McNemar (1947), Psychometrika 12, 153-157.

    >>> mcnemar(codes("0000"), codes("0000"), codes("2222"))
    {'won': 4, 'lost': 0, 'p': 0.125}
    """
    won = int(np.sum((one == truth) & (other != truth)))
    lost = int(np.sum((one != truth) & (other == truth)))
    p = float(stats.binomtest(won, won + lost).pvalue) if won + lost else 1.0
    return {"won": won, "lost": lost, "p": p}


def is_harmful(change: Change) -> bool:
    """Whether a version did worse than the one it replaced on what came next, beyond chance.

    One-sided exact McNemar, p < .05. The truth is known here; the loop itself cannot know it.

    >>> is_harmful(Change(0, 2, 1, rollback=False, better=2, worse=12, items=600))
    True
    """
    differ = change.better + change.worse
    if change.rollback or not differ:
        return False
    return bool(stats.binomtest(change.worse, differ, alternative="greater").pvalue < ALPHA)


def headroom(arm: float, static: float, oracle: float) -> float | None:
    """The share of what could be won that was won; None where nothing could be.

    >>> round(headroom(0.84, 0.65, 0.89), 3), headroom(0.9, 0.9, 0.9)
    (0.792, None)
    """
    return (arm - static) / (oracle - static) if oracle > static else None


def blocks(items: int, block: int) -> list[range]:
    """The places of each block; the last may be shorter.

    >>> blocks(700, 300)
    [range(0, 300), range(300, 600), range(600, 700)]
    """
    return [range(start, min(start + block, items)) for start in range(0, items, block)]


def parts_of(setting: Setting) -> dict[str, list[int]]:
    """The places of each part of the stream, in the order in which the parts begin."""
    found: dict[str, list[int]] = {}
    for at, item in enumerate(setting.items):
        found.setdefault(item.part, []).append(at)
    return found


def figures_of(setting: Setting, track: Track, static: Track | None) -> dict[str, Any]:
    """Every figure of one arm and seed that needs no other arm but the static one."""
    truth, said = truth_of(setting), codes(track.shown)
    pieces = blocks(len(truth), setting.block)
    deployed = [change for change in track.changes if not change.rollback]
    found: dict[str, Any] = {
        "accuracy": accuracy(truth, said),
        "macro_f1": macro_f1(truth, said),
        "blocks": [accuracy(truth[piece], said[piece]) for piece in map(list, pieces)],
        "macro_f1_blocks": [macro_f1(truth[piece], said[piece]) for piece in map(list, pieces)],
        "parts": {name: accuracy(truth[at], said[at]) for name, at in parts_of(setting).items()},
        "macro_f1_parts": {name: macro_f1(truth[at], said[at]) for name, at in parts_of(setting).items()},
        "labels_used": track.labels_used,
        "retrains": track.retrains,
        "deployments": len(deployed),
        "harmful_deployments": sum(map(is_harmful, deployed)),
        "worse_deployments": sum(change.worse > change.better for change in deployed),
        "rollbacks": len(track.changes) - len(deployed),
        "changes": [change_facts(change) for change in track.changes],
        **drift_facts(track.drift),
        **(quarantine_facts(truth, track) if track.held else {}),
        "afterwards": track.afterwards,
        "afterwards_first": track.afterwards_first,
    }
    found["estimators"] = errors_of(estimates_of(track, pieces), found["blocks"])
    return found | (against(truth, said, codes(static.shown), pieces) if static else {})


def against(truth: Codes, said: Codes, first: Codes, pieces: Sequence[range]) -> dict[str, Any]:
    """An arm beside version 1: McNemar, and how long and how far it was below."""
    below = [accuracy(truth[p], first[p]) - accuracy(truth[p], said[p]) for p in map(list, pieces)]
    return {
        "mcnemar": mcnemar(truth, said, first),
        "below_static": sum(gap > 0 for gap in below) / len(below),
        "largest_deficit": max(0.0, *below),
    }


def change_facts(change: Change) -> dict[str, Any]:
    """A change of version as the report shows it."""
    return {
        "at": change.at,
        "version": change.version,
        "previous": change.previous,
        "rollback": change.rollback,
        "better": change.better,
        "worse": change.worse,
        "items": change.items,
        "harmful": is_harmful(change),
    }


def quarantine_facts(truth: Codes, track: Track) -> dict[str, Any]:
    """What became of the readers' answers that have come in.

    Returns:
        `bad_answers`: how many name a wrong label; `bad_quarantined`, `good_quarantined`: the share of the
        wrong ones, and of the right ones, that is quarantined in the end, 0..1; 0 where there are none.
    """
    said, held = codes(track.readers), np.array(list(track.held))
    bad, good = ((said != truth) & (held != NOBODY), (said == truth) & (held != NOBODY))
    return {
        "bad_answers": int(bad.sum()),
        "bad_quarantined": float((held[bad] == HELD).mean()) if bad.any() else 0.0,
        "good_quarantined": float((held[good] == HELD).mean()) if good.any() else 0.0,
    }


def drift_facts(checks: Sequence[DriftCheck]) -> dict[str, Any]:
    """How often drift was looked at, how often the alarm stood, and after how many items it first did.

    >>> quiet = DriftCheck(100, 1, 0.1, "watch", alarm=False)
    >>> loud = DriftCheck(150, 1, 0.4, "shifted", alarm=True)
    >>> drift_facts([quiet, loud])
    {'drift_checks': 2, 'drift_alarms': 1, 'first_drift_alarm': 150}
    """
    alarms = [check.at for check in checks if check.alarm]
    return {
        "drift_checks": len(checks),
        "drift_alarms": len(alarms),
        "first_drift_alarm": alarms[0] if alarms else None,
    }


def truth_of(setting: Setting) -> Codes:
    """The labels that the items should be given, as numbers."""
    return codes("".join(digit(label) for label in setting.truth()))
