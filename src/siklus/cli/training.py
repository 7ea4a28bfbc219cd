"""The command that trains a version by hand: train."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.cli.crews import Dask, DaskTls, Jobs, Workers, crew_of
from siklus.cli.output import Json, installation, print_json, print_rows, progress, read_stdin_or, remark
from siklus.errors import SettingInvalid

if TYPE_CHECKING:
    from siklus.bootstrap import Services
    from siklus.domain.lifecycle import Deployment, ModelVersion
    from siklus.services.crew import Crew


class ModelKind(StrEnum):
    """The classifiers that can be trained."""

    LINEAR = "linear"
    NAIVE_BAYES = "naive_bayes"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(train)


def train(  # noqa: PLR0917 (options are given by name)
    data: Annotated[
        str | None, typer.Option(help="CSV with text and label; the starter reviews if left out.")
    ] = None,
    kind: Annotated[
        ModelKind, typer.Option(help="linear, or naive_bayes: the baseline to compare with.")
    ] = ModelKind.LINEAR,
    out_of_core: Annotated[
        bool,
        typer.Option(
            "--out-of-core", help="Read the file (.csv, .jsonl, .parquet) row by row, and keep none of them."
        ),
    ] = False,
    jobs: Jobs = 0,
    dask: Dask = None,
    workers: Workers = 0,
    dask_tls: DaskTls = None,
    as_json: Json = False,
) -> None:
    """Train the next version at once; it becomes active when it is the first.

    With --out-of-core or --dask the file may hold more than memory does; --jobs goes with the first.
    """
    if out_of_core or dask:
        if data is None or data == "-":
            raise SettingInvalid("--data", "out of core a file is needed, for it is read twice")
        with (
            installation(prepare=True) as services,
            crew_of(jobs, dask, workers, dask_tls) as crew,
        ):
            facts, version, link = _on_a_file(services, Path(data), kind, crew)
    else:
        with installation(prepare=True) as services:
            facts, version, link = _in_memory(services, data, kind)
    if as_json:
        print_json(facts)
        return
    print_rows([(version.name, version.scores.get("accuracy"), version.scores.get("macro_f1"))])
    remark("active" if link else f"not active yet: siklus activate {version.name}")


def _in_memory(
    services: "Services", data: str | None, kind: ModelKind
) -> tuple[dict[str, Any], "ModelVersion", "Deployment | None"]:
    from siklus.data import starter_reviews
    from siklus.domain.examples import Origin

    content = read_stdin_or(data) if data else starter_reviews()
    origin = Origin.IMPORT if data else Origin.STARTER
    imported = services.importing.add(content, actor="cli", origin=origin)
    for refused in imported.refused[:10]:
        remark(f"line {refused.line} left out: {refused.message}")
    with progress("training") as tell:
        service = services.retraining.of_kind(kind.value)
        version, link = service.train_version(imported.ids, actor="cli", progress=tell)
    return _facts(version, link) | {"imported": imported.as_dict()}, version, link


def _on_a_file(
    services: "Services", data: Path, kind: ModelKind, crew: "Crew"
) -> tuple[dict[str, Any], "ModelVersion", "Deployment | None"]:
    from siklus.services.out_of_core import OutOfCore

    with progress("training") as tell:
        service = OutOfCore(services.retraining.of_kind(kind.value), services.settings.home)
        found = service.train(data, actor="cli", progress=tell, crew=crew)
    for code, rows in sorted(found.refused.items()):
        remark(f"{rows} rows left out: {code}")
    facts = {"rows": found.rows, "refused": dict(found.refused)}
    return _facts(found.version, found.link) | facts, found.version, found.link


def _facts(version: "ModelVersion", link: "Deployment | None") -> dict[str, Any]:
    return {"version": version.version, "active": link is not None, "golden": version.scores}
