"""Commands for the operator: keys, db."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from datetime import UTC, datetime
from typing import Annotated

import typer

from siklus.cli.output import Json, installation, print_json, print_rows, remark
from siklus.domain.access import Role

MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
FROM = "First hour, in UTC; by default that of the oldest stored prediction."
TO = "Where to stop, in UTC; by default now."
keys = typer.Typer(help="API keys.", no_args_is_help=True)
db = typer.Typer(help="The database.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    keys.command("create")(create_key)
    keys.command("revoke")(revoke_key)
    keys.command("list")(list_keys)
    db.command("upgrade")(upgrade_db)
    db.command("check")(check_db)
    db.command("recompute")(recompute)
    db.command("retention")(retention)
    db.command("schema")(print_schema)
    app.add_typer(keys, name="keys")
    app.add_typer(db, name="db")


def create_key(
    role: Annotated[Role, typer.Option(help="What the key may do.")],
    name: Annotated[str, typer.Option(help="Whose it is; shown in the audit log.")] = "cli",
) -> None:
    """Make a key and print it, alone, once: only its hash is kept."""
    with installation(prepare=True) as services:
        typer.echo(services.access.create(name, role, actor="cli"))


def revoke_key(key: Annotated[str, typer.Argument(help="Its id or name.")]) -> None:
    """Revoke a key by its id, or every key of a name."""
    with installation() as services:
        print_rows([(key, services.access.revoke(key, actor="cli"))])


def list_keys(as_json: Json = False) -> None:
    """List the keys: id, name, role, made, revoked, last used (up to an hour late)."""
    with installation() as services:
        found = services.access.keys()
    names = ("id", "name", "role", "created_at", "revoked_at", "last_used_at")
    rows = [
        (k.id, k.name, str(k.role), k.created_at.isoformat(), k.revoked_at, k.last_used_at) for k in found
    ]
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        print_rows(rows)


def upgrade_db() -> None:
    """Make the tables, or bring them up to date."""
    from siklus.bootstrap import utc_now
    from siklus.database.engine import make_engine
    from siklus.database.store import Store
    from siklus.database.upgrade import upgrade
    from siklus.services.rollups import RollupService
    from siklus.settings import read_settings
    from siklus.worker import migrate

    settings = read_settings()
    engine = make_engine(settings.url, create=True)
    try:
        revision = upgrade(engine)
        folded = RollupService(Store(engine), utc_now, settings.keep).catch_up()
    finally:
        engine.dispose()
    migrate(settings)
    print_rows([("revision", revision)])
    if folded:
        remark(f"folded the predictions of {folded} hours, once, into the roll-ups")


def check_db() -> None:
    """Say whether the tables are those that this program needs; exit 3 where not."""
    from siklus.database.engine import make_engine
    from siklus.database.revision import check, newest_revision
    from siklus.settings import read_settings

    engine = make_engine(read_settings().url)
    try:
        check(engine)
    finally:
        engine.dispose()
    print_rows([("revision", newest_revision())])


def recompute(
    since: Annotated[datetime | None, typer.Option("--from", formats=MOMENTS, help=FROM)] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=MOMENTS, help=TO)] = None,
) -> None:
    """Count what is stored anew, hour by hour, and put it in the place of the roll-ups.

    Doing it twice changes nothing. Hours whose rows were deleted because of their age keep their figures;
    what was erased by hand is no longer counted afterwards.
    """
    with installation() as services:
        done = services.rollups.recompute(_utc(since), _utc(until))
    print_rows([("hours", done)])


def retention(as_json: Json = False) -> None:
    """Say what is too old and will be deleted by a worker: kind, days that it is kept, rows, rows too old."""
    with installation() as services:
        found = services.retention.due()
    rows = [(str(one.kind), one.keep.days if one.keep else None, one.rows, one.due) for one in found]
    if as_json:
        print_json([dict(zip(("kind", "keep_days", "rows", "due"), row, strict=True)) for row in rows])
    else:
        print_rows(rows)


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def print_schema() -> None:
    """Print all tables as SQL for PostgreSQL (database/schema.sql)."""
    from siklus.database.upgrade import schema_sql

    typer.echo(schema_sql(), nl=False)
