"""Commands about versions: retrain, models, activate, rollback, status."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.choice import CHOICE
from siklus.cli.output import Json, installation, print_json, print_rows, remark
from siklus.errors import VersionNotFound, WorkerAbsent

if TYPE_CHECKING:
    from siklus.bootstrap import Services
    from siklus.domain.lifecycle import Deployment
    from siklus.domain.triggers import Run

Reason = Annotated[str, typer.Option(help="Why; it is kept in the chain of deployments.")]
WITHOUT_WORKER_SECONDS = 30

family = typer.Typer(invoke_without_command=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (retrain, activate, rollback, status):
        app.command()(command)
    app.add_typer(family, name="models")


def retrain(
    reason: Annotated[str, typer.Option(help="Why; it is kept with the run.")] = "by hand",
    wait: Annotated[bool, typer.Option(help="Wait until the run has ended.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what the loop would do now; start and keep nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask the worker for a retraining; exit 1 where the gate does not let the candidate through."""
    from siklus.cli.gate import figures_in_words
    from siklus.domain.triggers import Outcome

    if dry_run:
        _preview(as_json=as_json)
        return
    with installation() as services:
        run = services.triggering.request(actor="cli", note=reason)
        if wait:
            run = _wait(services, run)
    if as_json:
        print_json(run.as_dict())
    else:
        print_rows([(run.id, run.state, run.outcome, f"v{run.candidate}" if run.candidate else "")])
        if run.gate is not None:
            for line in (*run.gate["reasons"], *figures_in_words(run.gate)):
                remark(line)
    if wait and run.outcome not in (Outcome.DEPLOYED, Outcome.CANARY):
        raise typer.Exit(1)


def _preview(*, as_json: bool) -> None:
    """What the triggers say now; exit 1 where they would start nothing.

    Raises:
        NoActiveVersion: there is nothing to retrain.
    """
    from siklus.cli.reasons import explained
    from siklus.errors import NoActiveVersion

    with installation() as services:
        found = services.triggering.preview()
    if found is None:
        raise NoActiveVersion
    if as_json:
        facts = {"fires": found.fires, "reasons": found.reasons, "holds": found.holds}
        print_json(facts | {"figures": found.figures})
    else:
        print_rows(explained(found.reasons, found.holds, found.figures))
        remark("a retraining would be started" if found.fires else "nothing would be started")
    if not found.fires:
        raise typer.Exit(1)


def _wait(services: "Services", run: "Run") -> "Run":
    """Follow a run to its end.

    Raises:
        WorkerAbsent: nobody took it up; it stays queued.
    """
    started, shown = time.monotonic(), ""
    while run.finished_at is None:
        if str(run.state) != shown:
            shown = str(run.state)
            remark(shown)
        if shown == "queued" and time.monotonic() - started > WITHOUT_WORKER_SECONDS:
            raise WorkerAbsent(run.id)
        time.sleep(0.5)
        run = services.triggering.run(run.id)
    return run


@family.callback()
def models(context: typer.Context, as_json: Json = False) -> None:
    """List every version: state, golden accuracy and macro-F1, when it was made, behaviour cases passed."""
    if context.invoked_subcommand is not None:
        return
    with installation() as services:
        found = services.deployment.versions()
    if as_json:
        keys = ("version", "parent", "state", "scores", "recipe", "libraries", "sha256", "created_at")
        print_json([{key: getattr(version, key) for key in keys} for version in found])
        return
    print_rows(
        [
            (
                v.name,
                v.state,
                *(v.scores.get(name) for name in ("accuracy", "macro_f1")),
                v.created_at.isoformat(),
                v.scores.get("behaviour", {}).get("rate"),  # last: scripts count columns
            )
            for v in found
        ]
    )
    if not found:
        remark("no version yet: siklus train")


@family.command()
def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="A version such as v2.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another, such as v3.")],
    as_json: Json = False,
) -> None:
    """Let two versions judge the same rows: golden texts, and audited ones that neither has learnt.

    Columns: rows, how many, accuracy of A and of B, by how much B is better, the 95 % interval of that, and
    McNemar's exact p.
    """
    with installation() as services:
        found = services.comparing.compare(*map(version_number, (first, second)))
    if as_json:
        print_json(found)
        return
    print_rows([_compared(part) for part in found["same_rows"]])
    for part in found["same_rows"]:
        if part["learnt"]:
            remark(f"{part['rows']}: {part['learnt']} left out, for one of the two has learnt them")


def _compared(part: dict[str, Any]) -> tuple[Any, ...]:
    n = part["n"]
    shares = (part["a_right"] / n, part["b_right"] / n) if n else (None, None)
    return (part["rows"], n, *shares, *(part[name] for name in ("difference", "low", "high", "p_value")))


def version_number(version: str) -> int:
    """The number of a version that is named.

    Raises:
        VersionNotFound: it is written like no version, or is `active`, which names none for ever.
    """
    from siklus.services.evaluation import read_version

    number = read_version(version)
    if number is None:
        raise VersionNotFound(version)
    return number


def activate(
    version: Annotated[str, typer.Argument(help="A version such as v3.")],
    reason: Reason = "by hand",
    as_json: Json = False,
) -> None:
    """Make a version the active one, also one that the gate refused."""
    with installation() as services:
        _show(
            services.deployment.activate(version_number(version), actor="cli", reason=reason), as_json=as_json
        )


def rollback(reason: Reason = "by hand", as_json: Json = False) -> None:
    """Make the version active again that was so before the present one."""
    with installation() as services:
        _show(services.deployment.rollback(actor="cli", reason=reason), as_json=as_json)


def _show(link: "Deployment", *, as_json: bool) -> None:
    from siklus.services.monitoring import deployment_facts

    if as_json:
        print_json(deployment_facts(link))
    else:
        print_rows([(link.seq, f"v{link.version}", link.action, f"was v{link.previous}")])


def status(
    why: Annotated[bool, typer.Option(help="Show the last evaluation of the triggers.")] = False,
    as_json: Json = False,
) -> None:
    """Say what is active, how well it does, and what the loop is doing."""
    with installation() as services:
        facts = _status(services)
    if not why:
        del facts["last_evaluation"]
    if as_json:
        print_json(facts)
        return
    print_rows([(name, value) for name, value in facts.items() if not isinstance(value, dict | list)])
    for kind in ("accuracy", "estimated"):
        print_rows([(f"{kind}.{name}", value) for name, value in facts[kind].items()])
    remark(_in_a_sentence(facts))
    if why:
        _explain(facts["last_evaluation"])


def _explain(evaluation: dict[str, Any] | None) -> None:
    from siklus.cli.reasons import explained

    if evaluation is None:
        remark("the triggers were not evaluated yet: is a worker running?")
        return
    names = ("created_at", "state", "outcome", "actor", "note")
    print_rows([(f"why.{name}", evaluation[name]) for name in names])
    print_rows(explained(evaluation["reasons"], evaluation["holds"], evaluation["figures"]))


def _in_a_sentence(facts: dict[str, Any]) -> str:
    """The state as one would say it.

    >>> estimated = {"value": 0.884, "low": 0.853, "high": 0.911, "n": 90, "biased": False}
    >>> _in_a_sentence({"active_version": "v4", "estimated": estimated, "accuracy": {"answers": 31}})
    'v4 is right on 88 % of reviews (85 to 91 %), by 31 audits and what readers said'
    """
    found, version = facts["estimated"], facts["active_version"]
    if version is None:
        return "no version is active yet: siklus train" + ("" if CHOICE.ready_made else " --data FILE.csv")
    if found["value"] is None:
        return f"how often {version} is right is not known: no audit has been answered yet"
    share, low, high = (round(100 * found[name]) for name in ("value", "low", "high"))
    audits = facts["accuracy"]["answers"]
    known = f"by {audits} audits and what readers said"
    return f"{version} is right on {share} % of reviews ({low} to {high} %), {known}"


def _status(services: "Services") -> dict[str, Any]:
    from siklus.database.predictions import EVER
    from siklus.domain.trials import in_words

    active, under_way = services.deployment.active(), services.triggering.queued()
    latest = services.triggering.runs(1, started_only=False)
    # Of the active version: what others did before it says nothing about today.
    now = services.monitoring.summary(replace(EVER, version=active.version if active else None))
    summary = services.monitoring.summary(EVER)
    return {
        "active_version": f"v{active.version}" if active else None,
        "since": active.at.isoformat() if active else None,
        "predictions": summary["predictions"]["stored"],
        "accuracy": now["accuracy"],
        "estimated": now["estimated"],
        "drift": summary["drift"]["level"],
        "new_labels": summary["new_labels"],
        "on_trial": in_words(trial) if (trial := services.trials.running()) else None,
        "run": under_way.as_dict() if under_way else None,
        "last_evaluation": latest[0].as_dict() if latest else None,
    }
