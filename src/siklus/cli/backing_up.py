"""Commands about backups: everything into one file, and back from it."""

# ruff: noqa: PLC0415 (commands load what they need when they run)

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.choice import keep, kept_in
from siklus.cli.output import Json, installation, print_json, print_rows, progress, remark

if TYPE_CHECKING:
    from siklus.database.store import Store
    from siklus.services.backing_up import Backup
    from siklus.services.restoring import Restored

ALONE = "Put the secret into it too; who has the file then needs nothing else."
FROM = "As `siklus backup` wrote it."


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write.")],
    with_secret: Annotated[bool, typer.Option("--with-secret", help=ALONE)] = False,
    as_json: Json = False,
) -> None:
    """Copy everything that is stored, and the model files, into one file; the service can go on meanwhile.

    Exit 1 where a model file is missing or damaged: the rest is written all the same.
    """
    with installation() as services, progress("copying") as tell:
        made = services.backing_up.write(path, actor="cli", with_secret=with_secret, progress=tell)
    _print(_facts_of_backup(path, made), as_json=as_json)
    remark("it holds the stored texts: keep it as you keep the database, and no longer than you need")
    if not with_secret:
        remark("the secret is not in it: keep SIKLUS_SECRET, or SIKLUS_HOME/secret, in another place")
    if not made.whole:
        names = " ".join(f"v{number}" for number in made.manifest.absent)
        remark(f"not whole: the model files of {names} are missing or damaged")
        raise typer.Exit(1)


def restore(
    path: Annotated[Path, typer.Argument(metavar="FILE", help=FROM)],
    as_json: Json = False,
) -> None:
    """Put a backup into an installation that holds nothing yet; rows of SQLite go into PostgreSQL and back.

    The file is checked before anything is written. Exit 1 where something is stored here already, or where
    the audit log turns out not to be what it was.
    """
    found = _restore(path)
    _print(_facts_of_restore(found), as_json=as_json)
    remark(f"what was erased after {found.manifest.made_at:%Y-%m-%d %H:%M} UTC is back: erase it again")
    if found.manifest.absent:
        names = " ".join(f"v{number}" for number in found.manifest.absent)
        remark(f"the model files of {names} were not in it")
    if not found.sound:
        remark("the audit log is not sound: siklus audit verify")
    if found.manifest.absent or not found.sound:
        raise typer.Exit(1)


def _restore(path: Path) -> "Restored":
    from siklus import bootstrap
    from siklus.database.engine import make_engine
    from siklus.database.revision import check
    from siklus.database.store import Store
    from siklus.models.registry import ArtefactStore
    from siklus.secret import fingerprint, keep_secret, known_secret
    from siklus.services.restoring import RestoreService
    from siklus.settings import read_settings
    from siklus.worker import migrate

    settings = read_settings()
    engine = make_engine(settings.url, create=True)
    service = RestoreService(engine, ArtefactStore(settings.artefacts), fingerprint, bootstrap.utc_now)
    secret = known_secret(settings)
    try:
        with progress("restoring") as tell:
            others = settings.others
            found = service.restore(path, secret, actor="cli", others=others, progress=tell)
        check(engine)
        _keep_choice(Store(engine), settings.home)
    finally:
        engine.dispose()
    if secret is None and found.secret is not None:
        keep_secret(settings, found.secret)
    migrate(settings)
    return found


def _keep_choice(store: "Store", home: Path) -> None:
    """What came back knows what it was made for; every process here must, too."""
    with store.reading() as tx:
        choice = tx.installation.choice()
    if not choice.ready_made and kept_in(home) is None:
        remark(f"made for {choice}: {keep(choice, home)} says so")


def _print(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
    else:
        print_rows(
            (name, "yes" if fact is True else "no" if fact is False else fact) for name, fact in facts.items()
        )


def _facts_of_backup(path: Path, made: "Backup") -> dict[str, Any]:
    return {
        "file": str(path),
        "bytes": made.size,
        "sha256": made.sha256,
        "revision": made.manifest.revision,
        "rows": made.rows,
        "models": len(made.manifest.models),
        "audit_entries": made.manifest.audit_entries,
        "audit_head": made.manifest.audit_head,
    }


def _facts_of_restore(found: "Restored") -> dict[str, Any]:
    return {
        "made_at": found.manifest.made_at.isoformat(),
        "revision": found.revision,
        "rows": found.rows,
        "models": len(found.manifest.models),
        "audit_entries": found.log.entries,
        "audit_head": found.log.head,
        "audit_sound": found.sound,
    }
