"""Commands about what a version is made of: rebuild, its card, export and import."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from siklus.cli.models import family, version_number
from siklus.cli.output import (
    Json,
    installation,
    print_json,
    print_rows,
    progress,
    read_stdin_or,
    remark,
    write_file,
)

if TYPE_CHECKING:
    from siklus.services.rebuilding import Rebuilt


class Form(StrEnum):
    """How a version is written."""

    SIKLUS = "siklus"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(rebuild)
    family.command()(card)
    family.command("export")(export)
    family.command("import")(bring_in)


def rebuild(
    version: Annotated[str, typer.Argument(help="A version such as v3.")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Exit 1 where a parameter is not the same, bit for bit.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Write the model file that comes of it here.")] = None,
    as_json: Json = False,
) -> None:
    """Train a version again from its snapshot and compare the two; exit 1 where its rows are gone.

    Columns: parameters, how many, how many of them differ, the largest difference.
    """
    with installation() as services, progress("training again") as tell:
        found = services.rebuilding.rebuild(version_number(version), tell)
    if out is not None:
        write_file(out, found.artefact)
        remark(f"written: {out}, sha256 {found.sha256}")
    if as_json:
        print_json(found.as_dict())
    else:
        print_rows([(p.name, p.values, p.differ, _exactly(p.largest)) for p in found.parts])
    _explain(found)
    if verify and not found.same:
        raise typer.Exit(1)


def card(
    version: Annotated[str, typer.Argument(help="A version such as v3.")],
    html: Annotated[bool, typer.Option("--html", help="As one HTML file that fetches nothing.")] = False,
) -> None:
    """Print the model card: rows, recipe, code, libraries, seed, scores, and what the gate said."""
    with installation() as services:
        number = version_number(version)
        typer.echo(services.cards.html(number) if html else services.cards.markdown(number), nl=False)


def export(
    version: Annotated[str, typer.Argument(help="A version such as v3.")],
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write.")],
    form: Annotated[
        Form, typer.Option("--as", help="siklus: to import elsewhere; json: the model for other programs.")
    ] = Form.SIKLUS,
) -> None:
    """Write a version to a file: model, card, scores, recipe, provenance; no text that it learnt from."""
    with installation() as services:
        number = version_number(version)
        if form == Form.JSON:
            table = services.transfer.export_table(number, actor="cli")
            content = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
        else:
            content = services.transfer.export(number, actor="cli")
    write_file(path, content)
    print_rows([(path, len(content))])
    remark("it holds words and phrases of the texts that it learnt from, as every copy of the model does")


def bring_in(
    path: Annotated[str, typer.Argument(metavar="FILE", help="As `siklus models export` wrote it.")],
    as_json: Json = False,
) -> None:
    """Register an exported version as a candidate under the next number; it answers nothing yet."""
    with installation(prepare=True) as services:
        found = services.transfer.bring_in(read_stdin_or(path), path, actor="cli")
    if as_json:
        print_json({"version": found.version, "state": found.state, "sha256": found.sha256})
    else:
        print_rows([(found.name, found.state, found.sha256)])
    remark(f"not active: siklus activate {found.name}")


def _explain(found: "Rebuilt") -> None:
    """Whether it is the same, and what else is not as it was."""
    for name, (then, now) in found.others.items():
        remark(f"{name}: made with {then}, this is {now}")
    name = found.version.name
    if found.same:
        remark(f"{name}: every parameter is the same, bit for bit")
        return
    different = [part.name for part in found.parts if not part.same]
    remark(f"{name}: not the same: {', '.join(different)}")
    if not found.others:
        remark("libraries, code and processor are those that it was made with")


def _exactly(largest: float | None) -> str:
    """As many digits as there are: a difference in the last bit must not read as 0.0000."""
    return "" if largest is None else f"{largest:g}"
