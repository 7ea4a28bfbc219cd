"""The command that pseudonymises a file: anonymise."""

# ruff: noqa: PLC0415 (commands load what they need when they run)

import typer

from siklus.cli.crews import Dask, DaskTls, Jobs, Workers, crew_of
from siklus.cli.output import Json, print_json, print_rows, progress, remark
from siklus.cli.score import Force, Output, Source, Text


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(anonymise)


def anonymise(  # noqa: PLR0917 (options are given by name)
    source: Source,
    output: Output,
    text: Text = "text",
    jobs: Jobs = 0,
    force: Force = False,
    dask: Dask = None,
    workers: Workers = 0,
    dask_tls: DaskTls = None,
    as_json: Json = False,
) -> None:
    """Write a file of reviews with personal data replaced; interrupted and run again, it goes on.

    Needs no installation. Columns beside the text stay as they are.
    """
    from siklus.privacy.redaction import ANONYMISER_VERSION
    from siklus.services.scoring.anonymising import mask

    try:
        with crew_of(jobs, dask, workers, dask_tls) as crew, progress("anonymising") as tell:
            found = mask(source, output, text, tell, force=force, crew=crew)
    except KeyboardInterrupt:
        remark("interrupted; the same command goes on from here")
        raise
    if found.resumed:
        remark(f"went on after {found.resumed} rows of an interrupted run")
    facts = {"output": str(output), "anonymiser": ANONYMISER_VERSION, "rows": found.rows}
    if as_json:
        print_json(facts | {"counts": dict(found.counts)})
    else:
        print_rows([*facts.items(), *sorted(found.counts.items())])
