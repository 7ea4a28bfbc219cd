"""Bugs: told to the caller by a number, and to the log by places in the code, never by values."""

import traceback
from secrets import token_hex


def new_incident() -> str:
    """A number that finds the log's line."""
    return token_hex(6)


def frames_of(error: BaseException) -> list[str]:
    """The chain of an error as types and places: a message could quote a review."""
    found = []
    seen: BaseException | None = error
    while seen is not None:
        found.append(type(seen).__qualname__)
        found += [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    return found
