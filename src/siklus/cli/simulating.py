"""The command that replays labelled texts through the loop: simulate."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.cli.output import Json, print_json, progress, remark
from siklus.errors import SiklusError

if TYPE_CHECKING:
    from siklus.simulation.arms import Arm
    from siklus.simulation.plan import Plan

WIDE = 200


class RowOrder(StrEnum):
    """In which order rows come."""

    KEPT = "kept"
    CREATED_AT = "created_at"


Base = Annotated[
    str | None, typer.Option(help="CSV that version 1 learns from; the starter reviews if left out.")
]
BaseRows = Annotated[
    int | None, typer.Option(min=10, help="Take so many rows of the base, drawn by the seed.")
]
Streams = Annotated[
    list[str] | None, typer.Option(help="CSV to replay, or FILE:N for N rows; may be repeated.")
]
Scenario = Annotated[
    str | None,
    typer.Option(help="quiet, new-domain, slang-wave, label-shift, attack or flood, instead of files."),
]
Afterwards = Annotated[
    list[str] | None,
    typer.Option(help="CSV that the last models are scored on: was it forgotten? May be repeated."),
]
Readers = Annotated[str | None, typer.Option(help="TOML that describes the readers.")]
Attack = Annotated[float | None, typer.Option(help="Share of readers who lie on purpose.")]
Flood = Annotated[
    float | None, typer.Option(help="Share of all answers that one reader sends, who lies on purpose.")
]
Audit = Annotated[float, typer.Option(help="Share of the items that a reviewer labels.")]
Block = Annotated[int | None, typer.Option(min=10, help="Items in a block; 300, in a scenario 100.")]
Arms = Annotated[
    str,
    typer.Option(
        help="What to compare: static, schedule, siklus, no-gate, no-audit, no-trust, online, oracle."
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="The first seed.")]
Seeds = Annotated[int, typer.Option(min=1, help="How many seeds.")]
Order = Annotated[RowOrder, typer.Option(help="Keep the order of the rows, or sort them by time.")]
Shuffle = Annotated[bool, typer.Option("--shuffle", help="Shuffle the rows of each file by the seed.")]
Mix = Annotated[str | None, typer.Option(help="Resample to a class mix: positif=.85,negatif=.15.")]
PerDay = Annotated[float, typer.Option(help="Items that come in a day.")]
Jobs = Annotated[int, typer.Option(min=1, help="Processes that work side by side.")]
Out = Annotated[Path | None, typer.Option(help="Folder for report.json, report.html, and what is done.")]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(simulate)


def simulate(  # noqa: PLR0917 (options are given by name)
    base: Base = None,
    base_rows: BaseRows = None,
    stream: Streams = None,
    scenario: Scenario = None,
    afterwards: Afterwards = None,
    readers: Readers = None,
    attack: Attack = None,
    flood: Flood = None,
    audit: Audit = 0.03,
    block: Block = None,
    arms: Arms = "static,schedule,siklus,online,oracle",
    seed: Seed = 0,
    seeds: Seeds = 1,
    order: Order = RowOrder.KEPT,
    shuffle: Shuffle = False,
    mix: Mix = None,
    per_day: PerDay = 300.0,
    jobs: Jobs = 1,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Replay labelled texts through the loop, with simulated readers: would it have helped?"""
    from siklus.simulation import streams
    from siklus.simulation.plan import Options, make_plan
    from siklus.simulation.run import read_arms

    options = Options(
        base=base,
        base_rows=base_rows,
        streams=tuple(stream or ()),
        scenario=scenario,
        afterwards=tuple(afterwards or ()),
        readers=readers,
        attack=attack,
        flood=flood,
        audit=audit,
        block=block,
        order=streams.Order(order.value),
        shuffle=shuffle,
        mix=mix,
        per_day=per_day,
    )
    try:
        found = _run(make_plan(options), read_arms(arms), range(seed, seed + seeds), jobs, out)
    except SiklusError as error:
        if as_json:
            facts = {name: value for name, value in vars(error).items() if name != "args"}
            print_json({"code": error.code, "detail": str(error), "facts": facts})
        raise
    if as_json:
        print_json(found)
    else:
        _show(found)


def _run(plan: "Plan", arms: "list[Arm]", seeds: range, jobs: int, out: Path | None) -> dict[str, Any]:
    from siklus.simulation.plan import command_of, outlook
    from siklus.simulation.report import make_report
    from siklus.simulation.run import Results, run_all

    # Every seed's stream is looked at before the first one runs.
    first, *_ = [plan.stream(seed) for seed in seeds]
    for reason, count in first.left_out.items():
        remark(f"{count} rows left out: {reason.replace('_', ' ')}")
    if first.repeated:
        remark(f"{first.repeated} rows come again: the mix asks for more of a label than there are")
    command = command_of(plan.options, seeds.start, len(seeds), arms)
    remark(command)
    results = Results(out, plan.digest()) if out else None
    if results:
        results.open(command)
        results.begin(outlook(plan, seeds))
    with progress("simulating") as tell:
        tracks = run_all(plan, arms, seeds, jobs=jobs, results=results, tell=tell)
    found = make_report(plan, tracks, command)
    if out:
        from siklus.simulation.page import write_report

        for path in write_report(found, out):
            remark(str(path))
    return found


def _show(found: dict[str, Any]) -> None:
    from rich.console import Console

    from siklus.simulation.tables import show

    console = Console()
    # Into a file or a pipe nobody looks for the width of a window.
    show(found, console if console.is_terminal else Console(width=WIDE))
