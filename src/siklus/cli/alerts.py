"""Commands about alerts: what is wrong, what was, and whether anybody would hear of it."""

from typing import Annotated, Any

import typer

from siklus.cli.output import Json, installation, logging_to_stderr, print_json, print_rows, remark
from siklus.errors import AlertUndelivered

alerts = typer.Typer(invoke_without_command=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    alerts.callback()(list_alerts)
    alerts.command("test")(try_channels)
    app.add_typer(alerts, name="alerts")


def list_alerts(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the newest first.")] = 20,
    as_json: Json = False,
) -> None:
    """List open and past alerts: rule, version, state, figure, value, limit, since, until, messages."""
    if ctx.invoked_subcommand is not None:
        return
    with installation() as services:
        found = services.alerting.history(limit)
    if as_json:
        print_json(found)
        return
    print_rows([_row(alert) for alert in found])
    if not found:
        remark("no alert yet")


def try_channels(as_json: Json = False) -> None:
    """Send a test message by every channel; exit 3 where one did not take it."""
    with installation() as services, logging_to_stderr():
        found = services.alerting.test()
    if as_json:
        print_json({name: {"sent": why is None, "error": why} for name, why in found.items()})
    else:
        print_rows([(name, "failed" if why else "sent", why) for name, why in found.items()])
    if list(found) == ["log"]:
        remark("only the log is set up; SIKLUS_ALERT_WEBHOOK and SIKLUS_SMTP_URL add others")
    for name, why in found.items():
        if why is not None:
            raise AlertUndelivered(name, why)


def _row(alert: dict[str, Any]) -> tuple[Any, ...]:
    sent = [f"{one['channel']} {one['event']} {one['state']}" for one in alert["messages"]]
    return (
        alert["rule"],
        f"v{alert['version']}" if alert["version"] else "",
        "past" if alert["resolved_at"] else "open",
        alert["figure"],
        alert["value"],
        alert["limit"],
        alert["at"],
        alert["resolved_at"],
        ", ".join(sent),
    )
