"""How commands speak: rows and JSON on stdout, remarks and progress on stderr."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.errors import DataFileMissing, SiklusError

if TYPE_CHECKING:
    from siklus.bootstrap import Services

Tell = Callable[[str, float], None]  # a stage and how much of it is done, 0..1
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of rows.")]
STAGES = {
    "featurise": "reading the texts",
    "count": "counting words",
    "learn": "learning",
    "fit": "fitting and calibrating",
    "weigh": "weighing new labels",
    "verify": "following the chain",
    "copy": "copying rows",
    "check": "checking the file",
    "restore": "putting rows back",
}


@contextmanager
def installation(*, prepare: bool = False) -> Iterator["Services"]:
    """The services of the installation that the environment names.

    Args:
        prepare: make the database and bring it up to date first.

    Raises:
        SettingInvalid: a setting cannot be used.
        DatabaseUnavailable, DatabaseOutdated, SecretMismatch: nothing can be done here.
    """
    from siklus import bootstrap
    from siklus.settings import read_settings

    with bootstrap.running(read_settings(), prepare=prepare) as services:
        yield services


@contextmanager
def logging_to_stderr() -> Iterator[None]:
    """For the length of the block log lines are no data: they go to stderr."""
    import structlog

    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        yield
    finally:
        structlog.configure(**before)


def remark(words: str) -> None:
    """Say something to a person; scripts do not see it on stdout."""
    typer.echo(words, err=True)


def complain(error: SiklusError) -> None:
    """What happened and what to do."""
    remark(f"siklus: {error}")
    remark(f"        {error.advice}")


def advise_newcomers() -> None:
    """Where the database is a file that was never made, say how an installation begins."""
    from siklus.database.engine import read_url
    from siklus.settings import read_settings

    url = read_url(read_settings().url)
    if url.drivername.startswith("sqlite") and not Path(str(url.database)).exists():
        remark(f"        There is no file {url.database}. If none was ever made here: siklus up")


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: Iterable[tuple[Any, ...]]) -> None:
    """Tab-separated rows on stdout; nothing inside a row can break it."""
    for row in rows:
        typer.echo("\t".join(_cell(cell) for cell in row))


def _cell(value: Any) -> str:
    text = f"{value:.4f}" if isinstance(value, float) else "" if value is None else str(value)
    return text.replace("\t", " ").replace("\n", " ")


@contextmanager
def progress(title: str) -> Iterator[Tell]:
    """A bar on stderr; one line only where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

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


def write_file(path: Path, content: bytes) -> None:
    """Write `content`, all of it or nothing: what stood there before stays where the disk is full."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
