"""`siklus`: data to stdout, remarks and progress to stderr; exit codes 0 done, 1 no, 2 bad use, 3 away."""

import sys

import typer

from siklus.cli import admin, data, models, serving, trying
from siklus.cli.output import complain
from siklus.errors import Conflict, SiklusError, Unavailable

app = typer.Typer(
    name="siklus",
    help="A closed-loop sentiment classifier for Indonesian reviews.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for part in (serving, trying, models, data, admin):
    part.add_to(app)

EXIT_NO, EXIT_BAD_USE, EXIT_AWAY = 1, 2, 3


def exit_code(error: SiklusError) -> int:
    """1 where the answer is no, 3 where something is away, 2 for the rest."""
    if isinstance(error, Conflict):
        return EXIT_NO
    return EXIT_AWAY if isinstance(error, Unavailable) else EXIT_BAD_USE


def main() -> None:
    """Run the command line; every deliberate error ends in one plain line and its advice."""
    try:
        app()
    except SiklusError as error:
        complain(error)
        sys.exit(exit_code(error))
