"""Commands that run something: up, api, worker, ui."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from siklus.settings import Settings

Host = Annotated[str | None, typer.Option(help="Address to listen on (SIKLUS_HOST).")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port (SIKLUS_PORT).")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (up, api, worker, ui):
        app.command()(command)


def up(
    port: Port = None,
    ui_port: Annotated[int | None, typer.Option(min=1, max=65535, help="SIKLUS_UI_PORT.")] = None,
    without_ui: Annotated[bool, typer.Option(help="Start the service and the worker only.")] = False,
) -> None:
    """Start everything: database, first model, HTTP service, worker and interface. Ctrl-C stops all."""
    from siklus.cli.up import run_all

    run_all(with_settings(port=port, ui_port=ui_port), without_ui=without_ui)


def api(host: Host = None, port: Port = None) -> None:
    """Run the HTTP prediction service."""
    from siklus.api import serve

    serve(with_settings(host=host, port=port))


def worker() -> None:
    """Run a worker: it measures, retrains and deploys. Any number may run on one PostgreSQL."""
    from siklus.worker import work

    work(with_settings())


def ui(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port (SIKLUS_UI_PORT).")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
) -> None:
    """Run the web interface against the service at SIKLUS_API_URL."""
    from siklus.cli.up import run_ui

    run_ui(with_settings(ui_port=port), host or "127.0.0.1")


def with_settings(**given: object) -> "Settings":
    """The settings, with the options that were given on the command line."""
    from siklus.settings import read_settings

    return read_settings(**{name: value for name, value in given.items() if value is not None})
