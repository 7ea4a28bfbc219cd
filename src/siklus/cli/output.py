"""How commands speak: rows and JSON on stdout, remarks and progress on stderr."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from siklus.errors import DataFileMissing, SiklusError
from siklus.models.training import Progress as Tell

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of rows.")]
STAGES = {"featurise": "reading the texts", "fit": "fitting and calibrating", "weigh": "weighing new labels"}


def remark(words: str) -> None:
    """Say something to a person; scripts do not see it on stdout."""
    typer.echo(words, err=True)


def complain(error: SiklusError) -> None:
    """What happened and what to do."""
    remark(f"siklus: {error}")
    remark(f"        {error.advice}")


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: Iterator[tuple[Any, ...]] | list[tuple[Any, ...]]) -> None:
    """Tab-separated rows on stdout; nothing inside a row can break it."""
    for row in rows:
        typer.echo("\t".join(_cell(cell) for cell in row))


def _cell(value: Any) -> str:
    text = f"{value:.4f}" if isinstance(value, float) else "" if value is None else str(value)
    return text.replace("\t", " ").replace("\n", " ")


@contextmanager
def progress(title: str) -> Iterator[Tell]:
    """A bar on stderr; one line only where stderr is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        remark(f"{title} …")
        yield lambda _stage, _share: None
        return
    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console
    )
    with bar:
        task = bar.add_task(title, total=1.0)
        yield lambda stage, share: bar.update(
            task, description=f"{title}: {STAGES.get(stage, stage)}", completed=share
        )


def read_stdin_or(path: str) -> bytes:
    """The bytes of a file, or of stdin for `-`.

    Raises:
        DataFileMissing: it cannot be read.
    """
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise DataFileMissing(path, error.strerror or "unknown reason") from None
