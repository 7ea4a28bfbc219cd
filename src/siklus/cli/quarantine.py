"""Commands about answers that may not teach yet: list, release."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.cli.output import Json, installation, print_json, print_rows, remark
from siklus.domain.feedback import Held

if TYPE_CHECKING:
    from siklus.database.feedback import Given

family = typer.Typer(no_args_is_help=True)
READER = 8  # digits of a reader's hash that are shown: enough to tell a handful apart
Reason = Annotated[Held | None, typer.Option(help="Only those that are held for this.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    family.command("list")(list_quarantined)
    family.command("release")(release)
    app.add_typer(family, name="quarantine", help="Readers' answers that are kept and may not teach yet.")


def list_quarantined(
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many, the newest first.")] = 50,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """List quarantined answers: id, time, reason, reader, label shown, label said, text."""
    with installation() as services:
        found = services.trust.quarantined(limit, reason)
    if as_json:
        print_json([_facts(one) for one in found])
        return
    print_rows([tuple(_facts(one).values()) for one in found])
    if not found:
        remark("nothing is quarantined")


def release(answer_ids: Annotated[list[str], typer.Argument(help="Ids as `list` prints them.")]) -> None:
    """Let quarantined answers teach from the next training on; all of these, or none where one cannot."""
    with installation() as services:
        done = services.trust.release(answer_ids, actor="cli")
    print_rows([("released", done)])


def _facts(one: "Given") -> dict[str, Any]:
    answer = one.answer
    return {
        "answer_id": answer.id,
        "at": answer.at.isoformat(),
        "reason": str(answer.held),
        "reader": answer.subject[:READER] if answer.subject else None,
        "shown": str(one.shown),
        "said": str(answer.label),
        "text": one.text,
    }
