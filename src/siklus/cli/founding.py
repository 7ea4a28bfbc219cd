"""The command that comes before all others, where labels or language are one's own: init."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from pathlib import Path
from typing import Annotated

import typer

from siklus.choice import Choice, chosen, read_labels, read_language
from siklus.cli.output import Json, print_json, print_rows, remark
from siklus.errors import SettingInvalid


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(init)


def init(
    labels: Annotated[
        str | None,
        typer.Option(help="2 to 12 words between commas; their order holds everywhere.", metavar="A,B,…"),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Of the texts: id, en, or another code (general rules only).")
    ] = None,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation (SIKLUS_HOME).")] = None,
    as_json: Json = False,
) -> None:
    """Make an installation for labels and a language of your own; once, before anything is stored.

    Without it an installation is for positif, netral, negatif and Indonesian. Exit 1 where the database is
    made for other labels already.
    """
    from siklus import bootstrap
    from siklus.settings import read_settings
    from siklus.worker import migrate

    settings = read_settings(**({"home": home} if home else {}))
    before = chosen(settings.home)
    choice = Choice(
        read_labels(labels, "--labels") if labels is not None else before.labels,
        read_language(language, "--language") if language is not None else before.language,
    )
    _refuse_other_settings(settings.labels, settings.language, choice)
    path = bootstrap.establish(settings, choice)
    migrate(settings)
    facts = {"labels": choice.labels, "language": choice.language, "file": str(path)}
    if as_json:
        print_json(facts)
    else:
        print_rows([("labels", ", ".join(choice.labels)), ("language", choice.language), ("file", path)])
    if home is not None:
        remark(f"every process needs it: export SIKLUS_HOME={settings.home}")
    if not choice.ready_made:
        remark("version 1 learns from your own rows: siklus train --data FILE.csv (columns text,label)")


def _refuse_other_settings(labels: str | None, language: str | None, choice: Choice) -> None:
    """What the environment says wins over the file, so that the two must not differ."""
    if labels and read_labels(labels) != choice.labels:
        raise SettingInvalid("SIKLUS_LABELS", f"is {labels}, and not {','.join(choice.labels)}: unset it")
    if language and read_language(language) != choice.language:
        raise SettingInvalid("SIKLUS_LANGUAGE", f"is {language}, and not {choice.language}: unset it")
