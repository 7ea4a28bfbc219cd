"""Commands about data: import, export, data list, data get."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from pathlib import Path
from typing import Annotated

import typer

from siklus.cli.output import Json, installation, print_json, print_rows, read_stdin_or, remark

sets = typer.Typer(help="Public data sets to try the loop on.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("import")(import_rows)
    app.command()(export)
    sets.command("list")(list_sets)
    sets.command("get")(get_set)
    app.add_typer(sets, name="data")


def import_rows(
    path: Annotated[str, typer.Argument(help="CSV or JSON lines with text and label; `-` reads stdin.")],
    as_json: Json = False,
) -> None:
    """Add labelled texts for the next retraining; bad lines are named and left out."""
    with installation(prepare=True) as services:
        done = services.importing.add(read_stdin_or(path), actor="cli").as_dict()
    for refused in done["refusals"][:10]:
        remark(f"line {refused['line']} left out: {refused['message']}")
    if as_json:
        print_json(done)
    else:
        print_rows([(name, done[name]) for name in ("added", "duplicate", "refused")])
    if done["refused"] and not done["added"] and not done["duplicate"]:
        raise typer.Exit(1)


def export(
    path: Annotated[Path, typer.Argument(help="Where to write: .parquet, .csv or .jsonl.")],
    what: Annotated[str, typer.Option(help="predictions or examples.")] = "predictions",
) -> None:
    """Write stored predictions or labelled examples (pseudonymised texts) to a file."""
    from siklus.services.exporting import write_table

    with installation() as services:
        rows = services.exporting.rows(what)
    write_table(rows, path)
    print_rows([(path, len(rows))])


def list_sets(as_json: Json = False) -> None:
    """List the public data sets, their size and licence."""
    from siklus.data.catalogue import CATALOGUE

    if as_json:
        print_json(
            [{"name": s.name, "rows": s.rows, "licence": s.licence, "about": s.about} for s in CATALOGUE]
        )
        return
    print_rows([(one.name, one.rows, one.licence, one.about) for one in CATALOGUE])


def get_set(
    name: Annotated[str, typer.Argument(help="A name from `siklus data list`.")],
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path(),
) -> None:
    """Fetch a data set, check it, and write it as CSV with text and label."""
    from siklus.data.catalogue import fetch
    from siklus.settings import read_settings

    found = fetch(name, out, mirror=read_settings().data_mirror)
    remark(f"licence as its repository states: {found.licence}")
    for (path, _), sha256 in zip(found.written, found.sha256, strict=True):
        remark(f"checked: the rows of {path.name} have sha256 {sha256}")
    print_rows([(path, rows) for path, rows in found.written])
