"""What came of a simulation, as one JSON-ready value: per seed, over seeds, and in a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from siklus.simulation.arms import Arm
from siklus.simulation.plan import Plan
from siklus.simulation.prequential import figures_of, headroom, mean_over_seeds
from siklus.simulation.run import Key
from siklus.simulation.track import Track

# Averaged over the seeds; the rest is kept per seed only.
AVERAGED = (
    "accuracy", "macro_f1", "labels_used", "label_share", "retrains", "deployments", "harmful_deployments",
    "worse_deployments", "rollbacks", "below_static", "largest_deficit",
)  # fmt: skip


def report(plan: Plan, tracks: Mapping[Key, Track], command: str) -> dict[str, Any]:
    """Every figure of every arm."""
    seeds = list(dict.fromkeys(seed for _, seed in tracks))
    arms = list(dict.fromkeys(arm for arm, _ in tracks))
    settings = {seed: plan.setting(seed) for seed in seeds}
    by_seed = {
        (arm, seed): figures_of(settings[seed], tracks[arm, seed], tracks.get((Arm.STATIC, seed)))
        | {"seed": seed, "label_share": tracks[arm, seed].labels_used / len(settings[seed].items)}
        for arm, seed in tracks
    }
    return {
        "command": command,
        "seeds": seeds,
        "items": len(settings[seeds[0]].items),
        "left_out": plan.stream(seeds[0]).left_out,
        "block": plan.block,
        "arms": {str(arm): _arm(arm, seeds, by_seed) for arm in arms},
    }


def _arm(arm: Arm, seeds: Sequence[int], by_seed: Mapping[Key, dict[str, Any]]) -> dict[str, Any]:
    rows = [by_seed[arm, seed] for seed in seeds]
    means = {name: mean_over_seeds([row[name] for row in rows]) for name in AVERAGED if name in rows[0]}
    shares = [_recovered(arm, seed, by_seed) for seed in seeds]
    known = [share for share in shares if share is not None]
    return {
        **{name: mean.mean for name, mean in means.items()},
        "headroom_recovered": _recovered_by_means(arm, seeds, by_seed),
        "intervals": {name: [mean.low, mean.high] for name, mean in means.items()}
        | {"headroom_recovered": _ends(known)},
        "parts": {
            name: mean_over_seeds([row["parts"][name] for row in rows]).as_dict() for name in rows[0]["parts"]
        },
        "afterwards": {
            name: mean_over_seeds([row["afterwards"][name] for row in rows]).as_dict()
            for name in rows[0]["afterwards"]
        },
        "seeds": [row | {"headroom_recovered": share} for row, share in zip(rows, shares, strict=True)],
    }


def _ends(values: Sequence[float]) -> list[float | None]:
    if not values:
        return [None, None]
    found = mean_over_seeds(values)
    return [found.low, found.high]


def _recovered(arm: Arm, seed: int, by_seed: Mapping[Key, dict[str, Any]]) -> float | None:
    static, oracle = by_seed.get((Arm.STATIC, seed)), by_seed.get((Arm.ORACLE, seed))
    if static is None or oracle is None:
        return None
    return headroom(by_seed[arm, seed]["accuracy"], static["accuracy"], oracle["accuracy"])


def _recovered_by_means(
    arm: Arm, seeds: Sequence[int], by_seed: Mapping[Key, dict[str, Any]]
) -> float | None:
    """The ratio of means: one seed with hardly any headroom must not decide."""
    if (Arm.STATIC, seeds[0]) not in by_seed or (Arm.ORACLE, seeds[0]) not in by_seed:
        return None
    means = {
        each: mean_over_seeds([by_seed[each, seed]["accuracy"] for seed in seeds]).mean
        for each in (arm, Arm.STATIC, Arm.ORACLE)
    }
    return headroom(means[arm], means[Arm.STATIC], means[Arm.ORACLE])
