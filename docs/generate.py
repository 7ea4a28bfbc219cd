"""Write the reference pages that the code itself knows best: settings, errors, command line, tables.

python docs/generate.py            write them
python docs/generate.py --check    exit 1 where one differs from what would be written
"""

import importlib
import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer.main
from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

sys.path.insert(0, str(Path(__file__).parent))  # as tests load this file, its folder is not on it

from sizing import sizing_page

import siklus.api.app
from siklus import errors
from siklus.api import refusals
from siklus.api.auth import role_of
from siklus.api.problems import status_of
from siklus.cli import app, exit_code
from siklus.database.schema import metadata
from siklus.domain.access import Role
from siklus.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by docs/generate.py; do not edit. -->"

# The module whose docstring says what a row is.
MODULES = {
    "accuracy_backtests": "backtests",
    "api_keys": "keys",
    "drift_windows": "alerts",
    "key_uses": "key_tables",
} | {
    "model_versions": "versions",
    "retraining_runs": "runs",
    "rollup_counters": "rollups",
    "rollup_day": "figures",
    "rollup_hour": "figures",
}
KINDS = (errors.Invalid, errors.NotFound, errors.Conflict, errors.Denied, errors.Unavailable)
SECTION = re.compile(r"^# --- (.*?) -+$")
ENTRY = re.compile(r"^# ((?:SIKLUS|SUPABASE)_[A-Z_]+)=(.*)$")


def pages() -> dict[Path, str]:
    """Every generated page and its text."""
    made = {
        "settings": settings_page(),
        "errors": errors_page(),
        "command-line": commands_page(),
        "tables": tables_page(),
        "roles": roles_page(),
    }
    sizing = {ROOT / "docs" / "why" / "sizing.md": f"{NOTE}\n\n{sizing_page()}"}
    return {REFERENCE / f"{name}.md": text for name, text in made.items()} | sizing


def main() -> None:
    """Write the pages, or compare them."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(f"stale: {path.relative_to(ROOT)}" for path in stale) or 0)
    for path in stale:
        path.write_text(pages()[path])
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *map(list, rows)]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([NOTE, f"# {title}", *filter(None, parts)]) + "\n"


# --- settings -----------------------------------------------------------------------------------


def settings_page() -> str:
    """Sections and words from `.env.example`, defaults and limits from the code."""
    return _page(
        "Settings",
        "Every setting is an environment variable, or a line of `.env` in the folder that Siklus is started "
        "in. The environment wins. A value of the wrong form is an error that names the variable; nothing "
        "falls back to a default. An empty default means: not set.",
        *_settings_parts((ROOT / ".env.example").read_text().splitlines()),
    )


def _settings_parts(lines: list[str]) -> Iterator[str]:
    fields = {variable_of(name, field): field for name, field in Settings.model_fields.items()}
    words: list[str] = []
    rows: list[tuple[str, str, str, str]] = []
    for line in [*lines, "# --- end ---"]:
        if section := SECTION.match(line):
            if rows:
                yield table(("variable", "default", "limits", "what it does"), rows)
            rows, words = [], []
            if section[1] != "end":
                yield f"## {section[1].split(':')[0].capitalize()}"
        elif entry := ENTRY.match(line):
            field = fields[entry[1]]
            rows.append((f"`{entry[1]}`", _default(field.default), _limits(field), " ".join(words)))
            words = [] if words and words[-1] == "as above" else ["as above"] if words else []
        elif line.startswith("# "):
            words = [*(word for word in words if word != "as above"), line[2:].strip()]


def variable_of(name: str, field: Any) -> str:
    """The environment variable of a field of `Settings`."""
    return str(field.validation_alias or f"SIKLUS_{name.upper()}")


def _default(value: Any) -> str:
    if value is None:
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _limits(field: Any) -> str:
    found = []
    for limit in field.metadata:
        for sign, name in ((">=", "ge"), (">", "gt"), ("<=", "le"), ("matches", "pattern")):
            value = getattr(limit, name, None)
            if value is not None:
                found.append(f"{sign} `{value}`" if name == "pattern" else f"{sign} {value}")
    return ", ".join(found)


# --- errors -------------------------------------------------------------------------------------


def errors_page() -> str:
    """Every deliberate error."""
    found = sorted(_leaves(errors.SiklusError), key=lambda kind: kind.code)
    parts = []
    for base in KINDS:
        parts += [f"## {_title(base)}", _errors_table(kind for kind in found if issubclass(kind, base))]
    others = [kind for kind in found if not issubclass(kind, KINDS)]
    return _page(
        "Errors",
        "The HTTP service answers every error as a problem document (RFC 9457, `application/problem+json`) "
        "with the members `type`, `title`, `status`, `detail`, `code`, `advice`, and the facts of the error "
        "beside them. `code` is stable; compare with it. The SDK raises `SiklusApiError` with the same "
        "`code`. The command line prints the message and the advice to stderr and ends with the exit code: "
        "0 done, 1 the answer is no, 2 bad use, 3 something is away. A dash means: over HTTP only.",
        *parts,
        "## A bug",
        _errors_table(others),
    )


def _leaves(kind: type[errors.SiklusError]) -> set[type[errors.SiklusError]]:
    below = kind.__subclasses__()
    ours = {kind} if not below and kind.__module__.startswith("siklus.") else set()
    return ours.union(*map(_leaves, below))


def _errors_table(kinds: Iterable[type[errors.SiklusError]]) -> str:
    return table(
        ("code", "meaning", "what to do", "HTTP", "exit"),
        ((f"`{kind.code}`", _title(kind), kind.advice, str(_status(kind)), _exit(kind)) for kind in kinds),
    )


def _title(kind: type) -> str:
    return (inspect.getdoc(kind) or "").splitlines()[0]


def _status(kind: type[errors.SiklusError]) -> int:
    return status_of(kind.__new__(kind))


def _exit(kind: type[errors.SiklusError]) -> str:
    return "–" if kind.__module__ == refusals.__name__ else str(exit_code(kind.__new__(kind)))


# --- command line -------------------------------------------------------------------------------


def commands_page() -> str:
    """Every command with its arguments and options."""
    return _page(
        "Command line",
        "Data goes to stdout: tab-separated rows, or JSON with `--json`. Remarks, logs and progress go to "
        "stderr. Exit codes: 0 done, 1 the answer is no, 2 bad use, 3 something is away. "
        "Every command works on the installation that the [settings](settings.md) name.",
        *(_command(name, command) for name, command in commands()),
    )


def commands() -> list[tuple[str, Any]]:
    """(full name, command) of every command, in the order that `siklus --help` has them."""
    found = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", {})
        # A group that does something by itself is a command too.
        if not below or command.invoke_without_command:
            found.append((name, command))
        found += [(f"{name} {part}", it) for part, it in below.items()]
    return found


def _command(name: str, command: Any) -> str:
    arguments = [it for it in command.params if it.param_type_name == "argument"]
    options = [it for it in command.params if it.param_type_name == "option" and it.name != "help"]
    usage = " ".join(["siklus", name, *(["[OPTIONS]"] if options else []), *map(_argument, arguments)])
    rows = [(f"`{_argument(it)}`", "", it.help or "") for it in arguments]
    rows += [(_option(it), "" if it.required else _option_default(it), _option_help(it)) for it in options]
    parts = [f"## siklus {name}", inspect.cleandoc(command.help or ""), f"```sh\n{usage}\n```"]
    return "\n\n".join(parts + ([table(("argument or option", "default", "meaning"), rows)] if rows else []))


def _argument(argument: Any) -> str:
    return str(argument.name).upper()


def _option(option: Any) -> str:
    names = "/".join([*option.opts, *option.secondary_opts])
    return f"`{names}`" if option.is_flag else f"`{names} {_kind(option)}`"


def _kind(option: Any) -> str:
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(member.value) for member in kind)
    return {int: "NUMBER", float: "NUMBER", Path: "PATH"}.get(kind, "TEXT")


def _option_default(option: Any) -> str:
    if option.default is None or callable(option.default):
        return ""
    if option.is_flag:
        return "yes" if option.default else "no"
    return f"`{option.default}`"


def _option_help(option: Any) -> str:
    return (option.help or "") + (" Required." if option.required else "")


# --- roles --------------------------------------------------------------------------------------


def roles_page() -> str:
    """Every call, and what comes of it with each kind of key."""
    held = (None, *Role)
    routes = [one for room in siklus.api.app.ROOMS for one in room.router.routes if one.include_in_schema]
    rows = [
        (f"`{method} {one.path_format}`", *(_may(role_of(one), key) for key in held))
        for one in routes
        for method in sorted(one.methods)
    ]
    return _page(
        "Who may call what",
        "From another machine: `yes`, or the status that a call is refused with. On the machine itself the "
        "calls that a client may make, and `GET /metrics`, need no key; nor do those of a client with "
        "`SIKLUS_PUBLIC=true`, within the rates. `tests/test_api/test_roles.py` makes every call of the "
        f"OpenAPI document with every kind of key: {len(rows)} calls, {len(held)} kinds, "
        f"{len(held) * len(rows)} answers.",
        table(("call", "no key", *map(str, Role)), rows),
    )


def _may(needed: Role | None, held: Role | None) -> str:
    if needed is None or (held is not None and held.includes(needed)):
        return "yes"
    return "403" if held else "401"


# --- tables -------------------------------------------------------------------------------------


def tables_page() -> str:
    """Every table with its columns."""
    return _page(
        "Tables",
        "On SQLite they are in `siklus.db`, on PostgreSQL in the schema `siklus`. Types are shown as "
        "PostgreSQL has them. Times are UTC. Ids are UUIDv7, so they sort by time. The job engine keeps its "
        "own tables beside these: `jobs.db` on SQLite, the schema `siklus_jobs` on PostgreSQL. "
        "`alembic_version` holds the revision.",
        *(_table(one) for _, one in sorted(metadata.tables.items())),
    )


def _table(one: Table) -> str:
    module = importlib.import_module(f"siklus.database.{MODULES.get(one.name, one.name)}")
    rows = [(f"`{column.name}`", _type(column), _facts(one, column)) for column in one.columns]
    return f"## {one.name}\n\n{_title_of(module)}\n\n{table(('column', 'type', 'rules'), rows)}"


def _title_of(module: Any) -> str:
    return (module.__doc__ or "").strip().splitlines()[0]


def _type(column: Column[Any]) -> str:
    return column.type.compile(postgresql.dialect()).lower()


def _facts(one: Table, column: Column[Any]) -> str:
    found = ["primary key"] if column.primary_key else []
    found += [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    if column.unique:
        found.append("unique")
    together = [c for c in one.constraints if type(c).__name__ == "UniqueConstraint" and len(c.columns) > 1]
    found += [
        f"unique with `{other.name}`"
        for constraint in together
        if column.name in constraint.columns
        for other in constraint.columns
        if other.name != column.name
    ]
    return ", ".join(found + (["may be null"] if column.nullable else []))


assert siklus.api.app  # noqa: S101 (imported so that every error class is known)

if __name__ == "__main__":
    main()
