"""`siklus`: data to stdout, remarks and progress to stderr; exit codes 0 done, 1 no, 2 bad use, 3 away."""

import errno
from typing import Any

import typer
from typer.core import TyperGroup

from siklus.cli import (
    admin,
    alerts,
    anonymising,
    audit,
    backing_up,
    behaviour,
    data,
    erasing,
    founding,
    mirroring,
    models,
    provenance,
    quarantine,
    score,
    serving,
    simulating,
    training,
    trials,
    trying,
)
from siklus.cli.output import advise_newcomers, complain, remark
from siklus.errors import ArtefactMissing, Conflict, DatabaseUnavailable, SiklusError, Unavailable

EXIT_NO, EXIT_BAD_USE, EXIT_AWAY = 1, 2, 3
CODES = "Exit codes: 0 done, 1 the answer is no, 2 bad use, 3 something is away."


def exit_code(error: SiklusError) -> int:
    """1 where the answer is no, 3 where something is away, 2 for the rest."""
    if isinstance(error, Conflict):
        return EXIT_NO
    # A lost model file is no fault of whoever typed the command; the HTTP service answers 503 to it too.
    return EXIT_AWAY if isinstance(error, Unavailable | ArtefactMissing) else EXIT_BAD_USE


class Commands(TyperGroup):
    """The commands; every deliberate error ends in one plain line and its advice, however they are called."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SiklusError as error:
            complain(error)
            if isinstance(error, DatabaseUnavailable):
                advise_newcomers()
            raise typer.Exit(exit_code(error)) from None
        except OSError as error:
            if error.errno == errno.EPIPE:  # `siklus export … | head`: click ends quietly
                raise
            # A folder that may not be written to or a full disk is no bug, and no traceback helps.
            where = f": {error.filename}" if error.filename else ""
            remark(f"siklus: {error.strerror or type(error).__name__}{where}")
            remark("        Check that this user may write there and that the disk is not full.")
            raise typer.Exit(EXIT_AWAY) from None


app = typer.Typer(
    name="siklus",
    cls=Commands,
    help="A closed-loop sentiment classifier for Indonesian reviews.",
    epilog=CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for part in (
    founding,
    serving,
    trying,
    training,
    models,
    trials,
    mirroring,
    behaviour,
    provenance,
    quarantine,
    simulating,
    data,
    score,
    anonymising,
    alerts,
    audit,
    erasing,
    backing_up,
    admin,
):
    part.add_to(app)


def main() -> None:
    """Run the command line."""
    app()
