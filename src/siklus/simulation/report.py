"""What came of a simulation, as one JSON-ready value: every figure over the seeds, and for each seed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from siklus.monitoring.estimate import Method
from siklus.simulation.arms import Arm
from siklus.simulation.plan import Plan
from siklus.simulation.prequential import figures_of, headroom, mean_over_seeds
from siklus.simulation.run import Key
from siklus.simulation.track import Track

# Averaged over the seeds; whatever else there is stands with its seed.
AVERAGED = (
    "accuracy", "macro_f1", "label_share", "labels_used", "retrains", "deployments", "harmful_deployments",
    "worse_deployments", "rollbacks",
    "bad_answers", "bad_quarantined", "good_quarantined",
    "drift_checks", "drift_alarms", "below_static", "largest_deficit",
)  # fmt: skip
NAMED = ("parts", "macro_f1_parts", "afterwards", "afterwards_first")

Rows = Mapping[Key, dict[str, Any]]


def make_report(plan: Plan, tracks: Mapping[Key, Track], command: str) -> dict[str, Any]:
    """Every figure of every arm.

    Returns:
        `command`, `seeds`, `items`, `left_out`, `repeated`, `block`, and `arms`: per arm the means over the
        seeds (shares 0..1), `headroom_recovered` (the ratio of means; None where the oracle is not above
        version 1 or is not there), `gain` (accuracy above version 1's, with its interval), `intervals` (95
        %, Student's t), `blocks`, `parts`, `afterwards`, `estimators`, and `seeds`: these figures by seed.
    """
    seeds = list(dict.fromkeys(seed for _, seed in tracks))
    settings = {seed: plan.setting(seed) for seed in seeds}
    rows: dict[Key, dict[str, Any]] = {}
    for (arm, seed), track in tracks.items():
        found = figures_of(settings[seed], track, tracks.get((Arm.STATIC, seed)))
        share = track.labels_used / len(settings[seed].items)
        rows[arm, seed] = {"seed": seed, **found, "label_share": share}
    stream = plan.stream(seeds[0])
    return {
        "command": command,
        "seeds": seeds,
        "items": len(settings[seeds[0]].items),
        "left_out": stream.left_out,
        "repeated": stream.repeated,
        "block": plan.block,
        "arms": {str(arm): _arm(arm, seeds, rows) for arm in dict.fromkeys(arm for arm, _ in tracks)},
    }


def _arm(arm: Arm, seeds: Sequence[int], rows: Rows) -> dict[str, Any]:
    mine = [rows[arm, seed] for seed in seeds]
    means = {name: mean_over_seeds([row[name] for row in mine]) for name in AVERAGED if name in mine[0]}
    shares = [_recovered(arm, [seed], rows) for seed in seeds]
    known = [share for share in shares if share is not None]
    spread = mean_over_seeds(known) if known else None
    return {
        **{name: mean.mean for name, mean in means.items()},
        "headroom_recovered": _recovered(arm, seeds, rows),
        "gain": _gain(arm, seeds, rows),
        "intervals": {name: [mean.low, mean.high] for name, mean in means.items()}
        | {"headroom_recovered": [spread.low, spread.high] if spread else [None, None]},
        # With --mix the seeds' streams may differ in length: a block counts where all seeds have it.
        "blocks": [
            mean_over_seeds(each).as_dict() for each in zip(*(row["blocks"] for row in mine), strict=False)
        ],
        **{name: _by_name([row[name] for row in mine]) for name in NAMED},
        "estimators": {
            str(method): _estimator([row["estimators"][method] for row in mine]) for method in Method
        },
        "seeds": [row | {"headroom_recovered": share} for row, share in zip(mine, shares, strict=True)],
    }


def _by_name(found: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float | None]]:
    return {name: mean_over_seeds([one[name] for one in found]).as_dict() for name in found[0]}


def _recovered(arm: Arm, seeds: Sequence[int], rows: Rows) -> float | None:
    """The ratio of means: one seed with hardly any headroom must not decide."""
    if any((each, seed) not in rows for each in (Arm.STATIC, Arm.ORACLE) for seed in seeds):
        return None
    means = [
        float(np.mean([rows[each, seed]["accuracy"] for seed in seeds]))
        for each in (arm, Arm.STATIC, Arm.ORACLE)
    ]
    return headroom(*means)


def _gain(arm: Arm, seeds: Sequence[int], rows: Rows) -> dict[str, float | None] | None:
    if (Arm.STATIC, seeds[0]) not in rows:
        return None
    gains = [rows[arm, seed]["accuracy"] - rows[Arm.STATIC, seed]["accuracy"] for seed in seeds]
    return mean_over_seeds(gains).as_dict()


def _estimator(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Over all blocks of all seeds that the estimator spoke on."""
    spoke = [one for one in found if one["blocks"]]
    counts = [one["blocks"] for one in spoke]
    return {
        name: float(np.average([one[name] for one in spoke], weights=counts)) if spoke else None
        for name in ("mean_absolute_error", "coverage")
    } | {"blocks": sum(counts)}
