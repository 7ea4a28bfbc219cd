"""Every deliberate error of Siklus.

::

    SiklusError
    ├── Invalid        the request cannot be carried out as it is     HTTP 422, exit 2
    ├── NotFound       what it names does not exist                   HTTP 404, exit 2
    ├── Conflict       it clashes with what is already so             HTTP 409, exit 1
    ├── Denied         the key is missing or its role is too low      HTTP 401/403, exit 2
    └── Unavailable    something outside is away; try again later     HTTP 503, exit 3

A class takes facts and makes its own message; the facts stay readable as attributes. `code` is the
stable name that the HTTP API, the SDK and the interface's catalogue use; `advice` says what to do.
A bug is not in the tree: it stays a `ValueError` or an `AssertionError` and stays loud.
"""

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


# --- reviews and labels -------------------------------------------------------------------------


class ReviewTooShort(Invalid):
    """The review has fewer words than the model needs to judge it."""

    advice = "Write a full sentence or two about the experience."

    def __init__(self, words: int, minimum: int) -> None:
        self.words, self.minimum = words, minimum
        super().__init__(f"review has {words} words; at least {minimum} are needed")


class ReviewTooLong(Invalid):
    """The review has more characters than one review may have."""

    advice = "Shorten it, or send its parts as several reviews."

    def __init__(self, characters: int, maximum: int) -> None:
        self.characters, self.maximum = characters, maximum
        super().__init__(f"review has {characters} characters; at most {maximum} are allowed")


class ReviewUnreadable(Invalid):
    """The review holds characters that are no text (a NUL, half of a surrogate pair)."""

    advice = "Send the text as UTF-8, without binary content."

    def __init__(self, codepoint: int, position: int) -> None:
        self.codepoint, self.position = codepoint, position
        super().__init__(f"review holds U+{codepoint:04X} at position {position}, which is no text")


class UnknownLabel(Invalid):
    """A label that is none of positif, netral, negatif."""

    advice = "Use one of: positif, netral, negatif."

    def __init__(self, label: str) -> None:
        self.label = label[:40]
        super().__init__(f"label {self.label!r} is none of positif, netral, negatif")


class LabelMissing(Invalid):
    """A prediction was called wrong without saying which label is right."""

    advice = "Send `label` together with `correct: false`."

    def __init__(self) -> None:
        super().__init__("a wrong prediction needs the right label")


class LabelContradicts(Invalid):
    """`correct: false` came with the very label that was predicted, or `true` with another."""

    advice = "Send `correct: true` alone, or `correct: false` with a different label."

    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(f"the answer contradicts itself about the label {label!r}")
