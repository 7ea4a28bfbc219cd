"""Commands about trials: shadow, canary, trial."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.cli.models import version_number
from siklus.cli.output import Json, installation, print_json, print_rows, remark

if TYPE_CHECKING:
    from siklus.domain.trials import Trial

Reason = Annotated[str, typer.Option(help="Why; it is kept with the trial.")]
Version = Annotated[str, typer.Argument(help="A version such as v3.")]

family = typer.Typer(invoke_without_command=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (shadow, canary):
        app.command()(command)
    app.add_typer(family, name="trial")


def shadow(version: Version, reason: Reason = "by hand", as_json: Json = False) -> None:
    """Let a version judge what is stored beside the active one, unheard; a trial that runs ends."""
    with installation() as services:
        _show(services.trials.shadow(version_number(version), actor="cli", reason=reason), as_json=as_json)


def canary(
    version: Version,
    share: Annotated[str, typer.Option(help="Of the requests, such as 10% or 0.1.")] = "10%",
    reason: Reason = "by hand",
    as_json: Json = False,
) -> None:
    """Let a version answer a share of the requests, the same people each time; a trial that runs ends."""
    part = read_share(share)
    with installation() as services:
        _show(
            services.trials.canary(version_number(version), part, actor="cli", reason=reason),
            as_json=as_json,
        )


@family.callback()
def trial(context: typer.Context, as_json: Json = False) -> None:
    """Say which version is on trial and what audits say of it; exit 1 where none is.

    The rows end with the trials that have ended: version, mode, share, from, to, how it ended, why.
    """
    if context.invoked_subcommand is not None:
        return
    with installation() as services:
        found = services.trials.standing()
    if as_json:
        print_json(found)
    else:
        _print(found)
    if found["trial"] is None:
        raise typer.Exit(1)


@family.command("end")
def end(reason: Reason = "by hand", as_json: Json = False) -> None:
    """End the trial; the active version answers everything again."""
    with installation() as services:
        _show(services.trials.stop(actor="cli", reason=reason), as_json=as_json)


def read_share(written: str) -> float:
    """A share as people write it.

    Raises:
        BadParameter: it is no number.

    >>> read_share("10%"), read_share("0.25"), read_share("2,5 %")
    (0.1, 0.25, 0.025)
    """
    digits = written.strip().replace(",", ".")
    number = digits.removesuffix("%")
    try:
        found = float(number)
    except ValueError:
        raise typer.BadParameter(f"{written!r} is no share; write 10% or 0.1") from None
    return found / 100 if number != digits else found


def _show(trial: "Trial", *, as_json: bool) -> None:
    from siklus.services.trials import trial_facts

    if as_json:
        print_json(trial_facts(trial))
    else:
        print_rows([_row(trial_facts(trial))])


def _row(trial: dict[str, Any]) -> tuple[Any, ...]:
    names = ("share", "started_at", "ended_at", "outcome", "why_ended")
    return (f"v{trial['version']}", trial["mode"], *(trial[name] for name in names))


def _print(found: dict[str, Any]) -> None:
    if found["trial"] is None:
        remark("no version is on trial: siklus shadow VERSION, or siklus canary VERSION --share 10%")
    else:
        facts = found["trial"]
        print_rows([(f"trial.{name}", facts[name]) for name in ("version", "champion", "mode", "share")])
        print_rows([(f"trial.{name}", facts[name]) for name in ("started_at", "actor", "reason")])
        print_rows([(f"figures.{name}", value) for name, value in found["figures"].items()])
        remark(in_a_sentence(facts, found["figures"]))
    print_rows([("past", *_row(trial)) for trial in found["past"]])


def in_a_sentence(trial: dict[str, Any], figures: dict[str, Any]) -> str:
    """What audits say, as one would say it.

    >>> figures = {"audits": 40, "champion_right": 30, "challenger_right": 33, "finding": "open"}
    >>> in_a_sentence({"version": 3, "champion": 2}, figures)
    'of 40 audited texts v2 was right on 30, v3 on 33: that decides nothing yet'
    """
    if not figures["audits"]:
        return "nothing is known yet: no text that both judged was audited"
    words = {
        "open": "that decides nothing yet",
        "worse": f"v{trial['version']} is worse, and a worker will take it out",
        "better": f"v{trial['version']} is better: siklus activate v{trial['version']}",
        "unharmed": f"v{trial['version']} does no harm: siklus activate v{trial['version']}, or wait",
    }
    return (
        f"of {figures['audits']} audited texts v{trial['champion']} was right on "
        f"{figures['champion_right']}, v{trial['version']} on {figures['challenger_right']}: "
        f"{words[figures['finding']]}"
    )
