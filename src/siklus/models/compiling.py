"""What is compiled by numba, the extra `fast`, and how; loaded before anything else that knows numba."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from siklus.domain.reviews import LABELS

FOLDER, APART, USUAL = "NUMBA_CACHE_DIR", "labels-", 3


def _kept_in() -> Path:
    """Where machine code for these labels is kept from process to process.

    Numba finds it by the source alone, which does not say how many labels there are.
    """
    beside = Path(__file__).parent / "__pycache__"
    users = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "siklus"
    usual = beside if os.access(beside if beside.exists() else beside.parent, os.W_OK) else users
    base = Path(os.environ.get(FOLDER) or usual)
    if base.name.startswith(APART):  # the process that started this one has said so
        base = base.parent
    return base / f"{APART}{len(LABELS)}"


if len(LABELS) != USUAL or os.environ.get(FOLDER):
    os.environ[FOLDER] = str(_kept_in())

import numba  # noqa: E402 (it reads its settings when it is loaded)

Function = TypeVar("Function", bound=Callable[..., Any])

MIXER = -7046029254386353131  # 2⁶⁴ by the golden ratio, as a number with a sign: D. E. Knuth, TAOCP 3, 6.4


def compiled(function: Function) -> Function:
    """Machine code of a function, which holds no lock of the interpreter.

    It is kept for the next process where there is a folder to write to. It may depend on its arguments, its
    source, and how many labels there are, and on nothing else.
    """
    try:
        found: Any = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:
        found = numba.njit(nogil=True)(function)
    return cast("Function", found)
