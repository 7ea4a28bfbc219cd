"""What is compiled by numba, the extra `fast`, and how."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

MIXER = -7046029254386353131  # 2⁶⁴ by the golden ratio, as a number with a sign: D. E. Knuth, TAOCP 3, 6.4


def compiled(function: Function, *, kept: bool = True) -> Function:
    """Machine code of a function, which holds no lock of the interpreter.

    Args:
        kept: for the next process, where there is a folder to write to. It is found by the code alone, so it
            must not depend on anything else.
    """
    try:
        found: Any = numba.njit(nogil=True, cache=kept)(function)
    except RuntimeError:
        found = numba.njit(nogil=True)(function)
    return cast("Function", found)
