"""Options that say who works: processes of this machine, or a Dask cluster."""

# ruff: noqa: PLC0415 (commands load what they need when they run: Dask alone takes a second)

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from siklus.cli.output import remark
from siklus.errors import SettingInvalid

if TYPE_CHECKING:
    from siklus.services.crew import Crew
    from siklus.services.crew.cluster import Tls

Jobs = Annotated[int, typer.Option(min=0, help="Processes that work side by side; 0: one for each core.")]
Dask = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Work by Dask: tcp://HOST:PORT, tls://HOST:PORT, or `local`."),
]
Workers = Annotated[
    int, typer.Option(min=0, help="With `--dask local`: how many processes; 0: one for each core.")
]
DaskTls = Annotated[
    str | None,
    typer.Option(
        "--dask-tls", metavar="CA,CERT,KEY", help="Files in PEM for tls://; else Dask's own settings."
    ),
]


@contextmanager
def crew_of(jobs: int, dask: str | None, workers: int = 0, tls: str | None = None) -> Iterator["Crew"]:
    """Who works.

    Raises:
        SettingInvalid: the extra `dask` is not installed, or an option is written like none.
        ClusterUnreachable: nobody answers at the address.
    """
    from siklus.services.crew import of_jobs

    if dask is None:
        if workers or tls:
            raise SettingInvalid("--workers and --dask-tls", "they say how Dask works: add --dask")
        yield of_jobs(jobs or cores())
        return
    if find_spec("distributed") is None:
        raise SettingInvalid("--dask", "needs the extra dask: uv sync --extra dask")
    _check(dask, workers)
    from siklus.services.crew.cluster import gathered

    with gathered(dask, workers=workers or cores(), tls=_tls(tls)) as cluster:
        yield cluster


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check(dask: str, workers: int) -> None:
    if dask == "local":
        return
    if not dask.startswith(("tcp://", "tls://")):
        raise SettingInvalid("--dask", f"{dask!r} is neither tcp://HOST:PORT, tls://HOST:PORT nor local")
    if workers:
        raise SettingInvalid("--workers", "the workers of a remote scheduler are as many as were started")
    if dask.startswith("tcp://") and not dask.startswith(("tcp://127.", "tcp://localhost", "tcp://[::1]")):
        remark(
            "tcp:// is not encrypted: texts and the model can be read on the way, and anybody may send tasks"
        )


def _tls(files: str | None) -> "Tls | None":
    from siklus.services.crew.cluster import Tls

    if files is None:
        return None
    paths = [Path(name.strip()) for name in files.split(",")]
    if len(paths) != 3:
        raise SettingInvalid("--dask-tls", "three files, parted by commas: CA,CERT,KEY")
    for path in paths:
        if not path.is_file():
            raise SettingInvalid("--dask-tls", f"there is no file {path}")
    return Tls(*paths)
