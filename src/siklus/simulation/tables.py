"""The report as tables: one source for the terminal and for the page."""

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from siklus.simulation import words


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in words."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheets(report: dict[str, Any]) -> list[Sheet]:
    """Every table of a report, the most telling first."""
    found = [arms_sheet(report)]
    arms = report["arms"]
    first = next(iter(arms.values()))
    if len(first["parts"]) > 1:
        found.append(_means_sheet(words.PARTS, arms, "parts"))
    if first["afterwards"]:
        found.append(_afterwards_sheet(arms))
    return [*found, *([_estimators_sheet(arms["siklus"])] if "siklus" in arms else [])]


def arms_sheet(report: dict[str, Any]) -> Sheet:
    """The arms and their figures, means over the seeds."""
    arms = report["arms"]
    names = [name for name in words.COLUMNS if any(name in arm for arm in arms.values())]
    rows = tuple((arm, *(_figure(name, found) for name in names)) for arm, found in arms.items())
    seeds = len(report["seeds"])
    title = f"{report['items']} texts, blocks of {report['block']}, {seeds} seed{'s' if seeds > 1 else ''}"
    return Sheet(title, ("arm", *(words.COLUMNS[name] for name in names)), rows)


def _figure(name: str, arm: dict[str, Any]) -> str:
    shown = words.cell(name, arm.get(name))
    ends = words.interval(name, arm["intervals"].get(name, [None, None])) if name in arm else ""
    return f"{shown} ({ends})" if ends and name in ("accuracy", "headroom_recovered") else shown


def _means_sheet(title: str, arms: dict[str, Any], key: str) -> Sheet:
    names = list(next(iter(arms.values()))[key])
    rows = tuple(
        (arm, *(words.percent(found[key][name]["mean"]) for name in names)) for arm, found in arms.items()
    )
    return Sheet(title, ("arm", *names), rows)


def _afterwards_sheet(arms: dict[str, Any]) -> Sheet:
    names = list(next(iter(arms.values()))["afterwards"])
    rows = tuple((arm, *(_before_and_after(found, name) for name in names)) for arm, found in arms.items())
    return Sheet(words.AFTERWARDS, ("arm", *names), rows)


def _before_and_after(arm: dict[str, Any], name: str) -> str:
    last, first = arm["afterwards"][name]["mean"], arm["afterwards_first"][name]["mean"]
    return f"{words.percent(last)} ({words.percent(first)})"


def _estimators_sheet(siklus: dict[str, Any]) -> Sheet:
    rows = tuple(
        (
            words.ESTIMATORS[name],
            words.percent(found["mean_absolute_error"]),
            words.percent(found["coverage"]),
            str(found["blocks"]),
        )
        for name, found in siklus["estimators"].items()
    )
    return Sheet(words.ESTIMATOR_TABLE, ("estimator", "error", "interval held", "blocks"), rows)


def show(report: dict[str, Any], console: Console) -> None:
    """Print a report."""
    console.print(words.verdict(report), markup=False, highlight=False)
    for sheet in sheets(report):
        table = Table(title=sheet.title, title_justify="left")
        for number, name in enumerate(sheet.head):
            table.add_column(name, justify="right" if number else "left", no_wrap=number == 0)
        for row in sheet.rows:
            table.add_row(*row)
        console.print(table)
