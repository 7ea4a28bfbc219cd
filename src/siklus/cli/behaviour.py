"""The command about the behaviour suite."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.cli.output import Json, installation, print_json, print_rows, remark

if TYPE_CHECKING:
    from siklus.services.behaviour import Behaved, Failure


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(behaviour)


def behaviour(
    versions: Annotated[
        list[str] | None, typer.Argument(help="Versions such as v1 v3; the active one if left out.")
    ] = None,
    baseline: Annotated[
        bool, typer.Option("--baseline", help="Show Naive Bayes, trained on the same rows, beside them.")
    ] = False,
    failures: Annotated[
        bool, typer.Option("--failures", help="List the cases that are not passed instead of the shares.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show which share of the behaviour suite versions pass, by capability."""
    from siklus.services.evaluation import read_version

    numbers = [read_version(name) for name in versions or ["active"]]
    with installation() as services:
        found = services.behaviour.of_versions(numbers, baseline=baseline)
    if as_json:
        print_json({one.name: _facts(one, failures=failures) for one in found})
    elif failures:
        print_rows([_failure(one.name, failure) for one in found for failure in one.failures])
    else:
        _table(found)


def _table(found: "list[Behaved]") -> None:
    """A row per capability: its name, cases, and the share that each passes."""
    first = found[0].summary
    print_rows([("capability", "cases", *(one.name for one in found))])
    for name, part in first["capabilities"].items():
        print_rows([(name, part["cases"], *(one.summary["capabilities"][name]["rate"] for one in found))])
    print_rows([("all", first["cases"], *(one.summary["rate"] for one in found))])
    for one in found:
        remark(f"{one.name}: {one.summary['low']:.3f} to {one.summary['high']:.3f} (95 % interval)")


def _failure(name: str, failure: "Failure") -> tuple[str, ...]:
    case = failure.case
    said = [f"{judged.label} {judged.confidence:.2f}" for judged in failure.judged]
    texts = [f"{words}: {text}" for words, text in zip(said, case.texts, strict=True)]
    return name, case.name, case.kind, case.expect or "one label", *texts


def _facts(one: "Behaved", *, failures: bool) -> dict[str, Any]:
    if not failures:
        return one.summary
    return one.summary | {
        "failures": [
            {
                "case": failure.case.name,
                "kind": failure.case.kind,
                "expect": failure.case.expect,
                "texts": failure.case.texts,
                "labels": [judged.label for judged in failure.judged],
                "probabilities": [judged.probabilities for judged in failure.judged],
            }
            for failure in one.failures
        ]
    }
