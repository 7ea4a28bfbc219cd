"""The root of every deliberate error, and its five kinds: see the package."""

import re
from typing import ClassVar


class SiklusError(Exception):
    """The root: catch it at an edge, never inside."""

    code: ClassVar[str] = "siklus_error"
    advice: ClassVar[str] = "See the message."

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


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
