"""Commands about the audit log: who did what, and whether the log is whole."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.cli.output import Json, installation, print_json, print_rows, progress, remark

if TYPE_CHECKING:
    from siklus.domain.audit import Verdict

audit = typer.Typer(invoke_without_command=True)
HEAD = "A hash that was the head once, noted elsewhere: is it still in the chain?"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    audit.callback()(list_entries)
    audit.command("verify")(verify)
    app.add_typer(audit, name="audit")


def list_entries(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many, the newest first.")] = 20,
    as_json: Json = False,
) -> None:
    """List the audit log: number, time, who, what, details, hash."""
    if ctx.invoked_subcommand is not None:
        return
    with installation() as services:
        found = services.auditing.newest(limit)
    if as_json:
        print_json([entry.as_dict() for entry in found])
        return
    print_rows([(e.seq, e.at.isoformat(), e.actor, e.action, _details(e.details), e.hash) for e in found])
    if not found:
        remark("nothing has been done yet")


def verify(head: Annotated[str | None, typer.Option(help=HEAD)] = None, as_json: Json = False) -> None:
    """Check every hash of the audit log; exit 1 where an entry was changed, removed or moved.

    Note the head that is printed somewhere else: with --head it shows later that the end was not cut off.
    """
    with installation() as services, progress("verifying the audit log") as tell:
        found = services.auditing.verify(head.strip().lower() if head else None, tell)
    if as_json:
        print_json(_facts(found))
    else:
        print_rows(
            [("entries", found.entries), ("head", found.head), ("sound", "yes" if found.sound else "no")]
        )
    for words in _complaints(found):
        remark(words)
    if not found.sound:
        raise typer.Exit(1)


def _facts(found: "Verdict") -> dict[str, Any]:
    return {
        "sound": found.sound,
        "entries": found.entries,
        "head": found.head,
        "fault": str(found.fault) if found.fault else None,
        "at": found.seq,
        "head_found": found.head_found,
    }


def _complaints(found: "Verdict") -> list[str]:
    words = {
        "changed": f"entry {found.seq} was changed: its content is not what its hash was made of",
        "removed": f"entry {found.seq} was removed: the next one that is there has a higher number",
        "moved": f"entry {found.seq} was moved, or the one before it exchanged: it does not follow that one",
    }
    said = [words[found.fault]] if found.fault else []
    if found.head_found is False:
        where = "before the fault" if found.fault else "in the chain: its end was cut off or written anew"
        said.append(f"the noted head is not {where}")
    return said


def _details(details: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in details.items())
