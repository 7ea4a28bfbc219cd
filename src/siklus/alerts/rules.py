"""The operator's rules: the defaults, changed and added to by a TOML file.

[rules.slow_answers]        # a default: what is not named stays as it is
raise_at = 500
clear_at = 300

[rules.volume_drop]
enabled = false

[rules.few_predictions]     # a new one: figure and raise_at are needed
figure = "predictions"
direction = "below"
raise_at = 100
evaluations = 3
cooldown_minutes = 60
"""

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from siklus.domain.alerts import COOLDOWN, DEFAULT_RULES, MAX_COOLDOWN, Direction, Figure, Rule
from siklus.errors import AlertRuleInvalid


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule as the file has it; None is what it does not say."""

    enabled: bool = True
    figure: Figure | None = None
    direction: Direction | None = None
    raise_at: float | None = None
    clear_at: float | None = None
    evaluations: int | None = None
    cooldown_minutes: float | None = None


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    rules: dict[str, dict[str, Any]] = {}


def read_rules(path: Path | None) -> tuple[Rule, ...]:
    """The rules in force: the defaults where there is no file.

    Raises:
        AlertRuleInvalid: the file cannot be read, or which rule of it is wrong and why.
    """
    return parse_rules(_content(path), str(path)) if path else DEFAULT_RULES


def parse_rules(content: str, where: str = "rules.toml") -> tuple[Rule, ...]:
    """The defaults as a file changes them, and its own rules after them.

    Raises:
        AlertRuleInvalid: it is no TOML, or which rule is wrong and why.

    >>> off = "".join(f"[rules.{rule.name}]\\nenabled = false\\n" for rule in DEFAULT_RULES)
    >>> [rule] = parse_rules(off + '[rules.many]\\nfigure = "predictions"\\nraise_at = 9')
    >>> rule.name, rule.raise_at, rule.clear_at
    ('many', 9.0, 9.0)
    """
    try:
        entries = msgspec.convert(tomllib.loads(content), File).rules
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise AlertRuleInvalid(where, str(error)) from None
    known = {rule.name: rule for rule in DEFAULT_RULES}
    for name, facts in entries.items():
        entry = _entry(name, facts)
        rule = _changed(known[name], entry) if name in known else _new(name, entry)
        known[name] = rule
        if not entry.enabled:
            del known[name]
    return tuple(known.values())


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise AlertRuleInvalid(str(path), error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise AlertRuleInvalid(str(path), f"byte {error.start} is not UTF-8") from None


def _entry(name: str, facts: dict[str, Any]) -> Entry:
    figure = facts.get("figure", Figure.ACCURACY)
    if figure not in list(Figure):
        raise _wrong(name, f"there is no figure {figure!r}; there are: {', '.join(Figure)}")
    try:
        return msgspec.convert(facts, Entry)
    except msgspec.ValidationError as error:
        raise _wrong(name, str(error).replace("Object contains unknown field", "unknown key")) from None


def _changed(rule: Rule, entry: Entry) -> Rule:
    # Of another figure the default's limits mean nothing, so they are asked for anew.
    if entry.figure not in (None, rule.figure):
        return _new(rule.name, entry)
    return replace(
        rule,
        direction=entry.direction or rule.direction,
        raise_at=rule.raise_at if entry.raise_at is None else entry.raise_at,
        clear_at=rule.clear_at if entry.clear_at is None else entry.clear_at,
        evaluations=rule.evaluations if entry.evaluations is None else entry.evaluations,
        cooldown=_cooldown(rule.name, entry, rule.cooldown),
    )


def _new(name: str, entry: Entry) -> Rule:
    if entry.figure is None or entry.raise_at is None:
        raise _wrong(name, "it is none of the defaults, so it needs figure and raise_at")
    return Rule(
        name=name,
        figure=entry.figure,
        raise_at=entry.raise_at,
        clear_at=entry.raise_at if entry.clear_at is None else entry.clear_at,
        direction=entry.direction or Direction.ABOVE,
        evaluations=1 if entry.evaluations is None else entry.evaluations,
        cooldown=_cooldown(name, entry, COOLDOWN),
    )


def _cooldown(name: str, entry: Entry, default: timedelta) -> timedelta:
    if entry.cooldown_minutes is None:
        return default
    # A timedelta cannot hold every float, so the look comes first; NaN fails it too.
    if not 0 <= entry.cooldown_minutes <= MAX_COOLDOWN / timedelta(minutes=1):
        raise _wrong(name, f"cooldown_minutes must be 0 to {MAX_COOLDOWN // timedelta(minutes=1)}")
    return timedelta(minutes=entry.cooldown_minutes)


def _wrong(name: str, why: str) -> AlertRuleInvalid:
    return AlertRuleInvalid(f"rule {name[:40]!r}", why)
