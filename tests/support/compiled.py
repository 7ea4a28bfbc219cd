"""Where the tests' processes keep what Python has compiled, on a machine that is told to keep nothing."""

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

FOLDER = Path(sys.prefix) / "pycache"


def keep(environment: MutableMapping[str, str]) -> None:
    """Let processes with this environment share it: each would compile all libraries anew, for seconds."""
    if environment.pop("PYTHONDONTWRITEBYTECODE", None):
        environment["PYTHONPYCACHEPREFIX"] = str(FOLDER)


def keep_here() -> None:
    """The same for this process, and all that it starts."""
    keep(os.environ)
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(FOLDER)
