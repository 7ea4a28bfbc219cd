"""Commands about the copy of the registry in MLflow."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from dataclasses import asdict

import typer

from siklus.cli.output import Json, installation, print_json, print_rows, remark

family = typer.Typer(no_args_is_help=True, help="The copy of the registry in MLflow.")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(family, name="mlflow")


@family.command("sync")
def sync(as_json: Json = False) -> None:
    """Tell MLflow now what it does not know yet of the versions; a worker does so by itself.

    Rows: version, added or changed. Needs SIKLUS_MLFLOW_URL.
    """
    from siklus.errors import SettingInvalid

    with installation() as services:
        if services.mirroring is None:
            raise SettingInvalid("SIKLUS_MLFLOW_URL", "is needed to tell MLflow anything")
        found = services.mirroring.sync()
    if as_json:
        print_json(asdict(found))
        return
    print_rows((version, "added") for version in found.added)
    print_rows((version, "changed") for version in found.changed)
    remark(f"versions in MLflow: {found.versions}; active: {found.active or 'none'}")
