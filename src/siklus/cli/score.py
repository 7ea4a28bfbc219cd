"""The command that scores a file: score."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.cli.crews import Dask, DaskTls, Jobs, Workers, crew_of
from siklus.cli.output import Json, installation, print_json, print_rows, progress, remark

if TYPE_CHECKING:
    from siklus.services.scoring.service import Scored

Source = Annotated[Path, typer.Argument(help="Reviews: .csv (with a header line), .jsonl or .parquet.")]
Output = Annotated[Path, typer.Argument(help="Where to write: .csv, .jsonl or .parquet.")]
Text = Annotated[str, typer.Option(help="The column with the reviews.")]
Version = Annotated[str, typer.Option(help="A version such as v3, or `active`.")]
Force = Annotated[bool, typer.Option("--force", help="Begin anew, and write over what is there.")]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(score)


def score(  # noqa: PLR0917 (options are given by name)
    source: Source,
    output: Output,
    text: Text = "text",
    jobs: Jobs = 0,
    version: Version = "active",
    force: Force = False,
    dask: Dask = None,
    workers: Workers = 0,
    dask_tls: DaskTls = None,
    as_json: Json = False,
) -> None:
    """Write a file of reviews with label and probabilities; interrupted and run again, it goes on."""
    from siklus.services.evaluation import read_version
    from siklus.services.scoring.service import Order, ScoringService

    order = Order(source, output, text, read_version(version), force)
    try:
        with (
            installation() as services,
            crew_of(jobs, dask, workers, dask_tls) as crew,
            progress("scoring") as tell,
        ):
            found = ScoringService(services.store, services.scorers).score(order, tell, crew)
    except KeyboardInterrupt:
        remark("interrupted; the same command goes on from here")
        raise
    _tell(found)
    facts = _facts(found, output)
    if as_json:
        print_json(facts)
    else:
        print_rows(list(facts.items())[:-1] + sorted(found.counts.items()))


def _tell(found: "Scored") -> None:
    if found.resumed:
        remark(f"went on after {found.resumed} rows of an interrupted run")
    for name in found.added:
        if name.startswith("predicted_"):
            remark(f"the input has such a column, so the answer is in {name}")


def _facts(found: "Scored", output: Path) -> dict[str, Any]:
    return {
        "output": str(output),
        "version": found.version,
        "rows": found.rows,
        "judged": found.judged,
        "seconds": round(found.seconds, 3),
        "counts": dict(found.counts),
    }
