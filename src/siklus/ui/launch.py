"""The interface's configuration as flags, so that it looks the same from whatever folder it is started."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from siklus.ui import ASSETS

CONFIG = ASSETS / "config.toml"


def options() -> list[str]:
    """`--section.name=value` for `streamlit run`; a later flag of the same name wins."""
    return [f"--{name}={_value(value)}" for name, value in _flat(tomllib.loads(CONFIG.read_text("utf-8")))]


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _value(value: Any) -> str:
    # Streamlit reads lists and booleans from the command line as JSON.
    return value if isinstance(value, str) else json.dumps(value)
