"""Commands about erasing: what is stored of a person or of one text goes, and what learnt from it follows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.cli.output import Json, installation, print_json, print_rows, remark

if TYPE_CHECKING:
    from siklus.bootstrap import Services
    from siklus.services.erasure import Proof

SUBJECT = "As it was sent with the texts."
PREDICTION = "One text instead, by the id of its prediction."
STATUS = "List erasures with their deadlines and proofs instead."
COUNTS = ("consents", "texts", "predictions", "answers", "examples")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(erase)


def erase(
    subject: Annotated[str | None, typer.Argument(help=SUBJECT)] = None,
    prediction: Annotated[str | None, typer.Option(help=PREDICTION)] = None,
    *,
    status: Annotated[bool, typer.Option("--status", help=STATUS)] = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many are listed.")] = 50,
    as_json: Json = False,
) -> None:
    """Remove everything stored of a subject, say which versions learnt from it, and by when they must go.

    A worker trains their successor before the deadline and makes it active; siklus retrain does so at once.
    """
    if [subject is not None, prediction is not None, status].count(True) != 1:
        raise typer.BadParameter("name a SUBJECT, or give --prediction or --status")
    with installation() as services:
        if status:
            _print_all(services, services.erasure.newest(limit), as_json=as_json)
        else:
            _erase(services, subject, prediction, as_json=as_json)


def _erase(services: "Services", subject: str | None, prediction: str | None, *, as_json: bool) -> None:
    if prediction is not None:
        done = services.erasure.erase_prediction(prediction, actor="cli")
    else:
        done = services.erasure.erase(str(subject), actor="cli")
    facts = services.erasure.proof(done).as_dict(services.erasure.now())
    if as_json:
        print_json(facts)
        return
    print_rows(_rows(facts))
    if facts["state"] == "open":
        versions = _versions(facts)
        remark(f"{versions} learnt from it; another version must answer by {facts['due_at']}")
        remark("a worker sees to it in time; at once: siklus retrain; how far it is: siklus erase --status")


def _rows(facts: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield from ((name, facts[name]) for name in COUNTS)
    yield "versions", _versions(facts)
    yield from ((name, facts[name]) for name in ("id", "state", "due_at"))


def _versions(facts: dict[str, Any]) -> str:
    return " ".join(f"v{number}" for number in facts["versions"])


def _print_all(services: "Services", found: "list[Proof]", *, as_json: bool) -> None:
    every = [proof.as_dict(services.erasure.now()) for proof in found]
    if as_json:
        print_json(every)
        return
    print_rows(
        (
            facts["state"],
            facts["at"],
            facts["due_at"],
            _versions(facts),
            f"v{facts['successor']}" if facts["successor"] else None,
            facts["finished_at"],
            {True: "in time", False: "late", None: None}[facts["in_time"]],
            " ".join(str(facts[entry]) for entry in ("erased_entry", "finished_entry") if facts[entry]),
        )
        for facts in every
    )
    if not every:
        remark("nothing has been erased yet")
