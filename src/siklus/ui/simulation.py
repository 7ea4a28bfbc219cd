"""What a simulation's page draws: the curves so far, or those of the report, and how a figure is written."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from siklus.client import Curve, Simulation
from siklus.ui.figures import number, percent
from siklus.ui.text import t, t_or

COLUMNS = (
    "accuracy", "macro_f1", "headroom_recovered", "label_share", "retrains", "deployments",
    "harmful_deployments",
)  # fmt: skip
SHARES = ("accuracy", "macro_f1", "headroom_recovered", "label_share")
CERTAIN = 0.05
MARKED = "siklus"  # of which deployments are drawn


@dataclass(frozen=True, slots=True)
class Curves:
    """Rows for the chart; see `charts_model.curves`."""

    rows: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    blocks: int


def is_under_way(one: Simulation) -> bool:
    """Whether it waits or runs."""
    return one.state in ("queued", "running")


def from_progress(found: Simulation) -> Curves:
    """What is known so far: over several seeds, the mean of those that have come so far."""
    by_arm: defaultdict[str, list[Curve]] = defaultdict(list)
    for curve in found.curves:
        by_arm[curve.arm].append(curve)
    rows = []
    for arm, curves in by_arm.items():
        for place in range(max(len(curve.blocks) for curve in curves)):
            known = [curve.blocks[place] for curve in curves if len(curve.blocks) > place]
            rows.append(_row(arm, place + 1, sum(known) / len(known)))
    size = found.outlook.get("block", 1)
    changes = [
        _change(at, size, curve.blocks)
        for curve in by_arm.get(MARKED, [])
        for at in curve.changes
        if curve.blocks
    ]
    return Curves(rows, changes, int(found.outlook.get("blocks", 1)))


def from_report(report: Mapping[str, Any]) -> Curves:
    """The means over the seeds with their intervals."""
    rows = [
        _row(arm, place, block["mean"], block["low"], block["high"])
        for arm, one in report["arms"].items()
        for place, block in enumerate(one["blocks"], 1)
    ]
    seeds = report["arms"].get(MARKED, {"seeds": []})["seeds"]
    changes = [
        _change(change["at"], report["block"], row["blocks"])
        for row in seeds
        for change in row["changes"]
        if not change["rollback"]
    ]
    return Curves(rows, changes, max(row["block"] for row in rows))


def _row(
    arm: str, block: int, accuracy: float, low: float | None = None, high: float | None = None
) -> dict[str, Any]:
    return {
        "arm": arm,
        "name": t_or(f"simulation.arm.{arm}", arm),
        "block": block,
        "accuracy": accuracy,
        "low": None if low is None else max(0.0, low),
        "high": None if high is None else min(1.0, high),
        "written": t("simulation.point", block=block, accuracy=percent(accuracy)),
    }


def _change(at: int, size: int, blocks: tuple[float, ...] | list[float]) -> dict[str, Any]:
    """A deployment, on the height that its arm had in that block."""
    place = min(at // size, len(blocks) - 1)
    written = t("simulation.deployed", arm=t(f"simulation.arm.{MARKED}"))
    return {"block": at / size + 0.5, "accuracy": blocks[place], "written": written}


def is_clear(arm: Mapping[str, Any]) -> bool:
    """Whether an arm's difference from version 1 is beyond chance: as the report itself judges it."""
    gain = arm["gain"]
    if gain["low"] is None:
        return bool(arm["seeds"][0]["mcnemar"]["p"] < CERTAIN)
    return bool(gain["low"] > 0 or gain["high"] < 0)


def cell(name: str, value: float | None) -> str:
    """A figure of the table."""
    if value is None:
        return t("unknown")
    return percent(value) if name in SHARES else number(value, 0 if value == int(value) else 1)
