"""The root of every deliberate error, and its five kinds: see the package."""

import re
from typing import Any, ClassVar


class SiklusError(Exception):
    """The root: catch it at an edge, never inside."""

    code: ClassVar[str] = "siklus_error"
    advice: str = "See the message."

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __reduce__(self) -> tuple[Any, ...]:
        # It travels between processes with its facts: made anew of its message alone it could not be.
        return _remade, (type(self), self.args, self.__dict__)


def _remade(kind: type[SiklusError], args: tuple[Any, ...], facts: dict[str, Any]) -> SiklusError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(facts)
    return error


class Invalid(SiklusError):
    """The request cannot be carried out as it is."""


class NotFound(SiklusError):
    """What the request names does not exist."""


class Conflict(SiklusError):
    """The request clashes with what is already so."""


class Denied(SiklusError):
    """The key is missing, unknown, or its role is too low."""


class Unavailable(SiklusError):
    """Something outside Siklus is away; the same request may work later."""
