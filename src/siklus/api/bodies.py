"""Bodies in: bounded while they arrive, UTF-8, JSON, of the declared type and nothing more."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal, TypeVar

import msgspec
from fastapi import Request
from msgspec import Meta, Struct
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from siklus.api.protocol import LATE
from siklus.api.refusals import BodyInvalid, BodyTooLarge, BodyTooSlow, NotJson, NotUtf8

KB, MB = 1024, 1024 * 1024
TEXT_BYTES = MB
# A thousand texts of the greatest length must fit.
BATCH_BYTES = 8 * MB
SMALL_BYTES = 16 * KB
EXAMPLES_BYTES = 64 * MB
MAX_TEXTS = 1_000

# `$` alone would let a line end through.
Channel = Annotated[str, Meta(max_length=40, pattern=r"^[a-z0-9_-]+(?!\n)$")]
Subject = Annotated[str, Meta(min_length=1, max_length=200)]
# Control characters are no words, and PostgreSQL refuses a NUL.
Words = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]+$")]
B = TypeVar("B", bound=Struct)


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """What all bodies share."""


class PredictionBody(Body, frozen=True):
    """One text to judge. Without `consent` nothing of it is kept."""

    text: str
    consent: bool = False
    subject: Subject | None = None
    channel: Channel = "api"
    explain: bool = False


class BatchBody(Body, frozen=True):
    """Up to a thousand texts, judged by one version (by two during a canary), stored all or none."""

    texts: Annotated[list[str], Meta(min_length=1, max_length=MAX_TEXTS)]
    consent: bool = False
    channel: Channel = "api"


class TextBody(Body, frozen=True):
    """One text to look at. Nothing of it is kept."""

    text: str


class FeedbackBody(Body, frozen=True):
    """Whether the prediction was right; where it was not, `label` says what would have been."""

    token: Annotated[str, Meta(max_length=200)]
    correct: bool
    label: str | None = None


class ReviewBody(Body, frozen=True):
    """A reviewer's label, or a skip."""

    label: str | None = None
    skip: bool = False


class ReasonBody(Body, frozen=True):
    """Why; it is kept with the deed."""

    reason: Words


class KeyBody(Body, frozen=True):
    """A key that is wanted: whose it will be, and what it may do."""

    name: Words
    role: Literal["client", "reviewer", "admin"]


class CanaryBody(Body, frozen=True):
    """How much a canary answers, and why."""

    share: Annotated[float, Meta(gt=0, lt=1)]
    reason: Words


def json_body(kind: type[B], limit: int) -> Callable[[Request], Awaitable[B]]:
    """A dependency that reads a body of this kind.

    Raises:
        BodyTooLarge, NotUtf8, NotJson, BodyInvalid: in this order of looking.
    """
    decoder = msgspec.json.Decoder(kind)

    async def read(request: Request) -> B:
        return decoded(decoder, await raw_body(request.scope, request.receive, limit))

    return read


async def raw_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """The body, as long as it has no more than `limit` bytes and arrives in time.

    Raises:
        BodyTooLarge: it says so in its header, or turns out so on the way.
        BodyTooSlow: the server's protocol waits for it no longer.
        ClientDisconnect: it will never come.
    """
    declared = dict(scope["headers"]).get(b"content-length", b"")
    if declared.isdigit() and int(declared) > limit:
        raise BodyTooLarge(limit)
    parts, length = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > limit:
            raise BodyTooLarge(limit)
        if not message.get("more_body", False):
            return b"".join(parts)
        if LATE in scope:
            raise BodyTooSlow(scope[LATE])


def decoded(decoder: msgspec.json.Decoder[B], content: bytes | bytearray) -> B:
    """The value that `content` holds.

    Raises:
        NotUtf8, NotJson, BodyInvalid: in this order of looking.
    """
    try:
        content.decode("utf-8")
        return decoder.decode(content)
    except UnicodeDecodeError as error:
        raise NotUtf8(error.start) from None
    except msgspec.ValidationError as error:
        raise _said_by_field(str(error)) from None
    except msgspec.DecodeError as error:
        raise NotJson(str(error)) from None


def _said_by_field(message: str) -> BodyInvalid:
    """msgspec's words as a field and a reason.

    >>> str(_said_by_field("Expected `str`, got `int` - at `$.texts[1]`"))
    'texts[1]: expected str, got int'
    """
    why, _, path = message.partition(" - at `$")
    named = re.search(r"field `(.*)`", why)
    field = path.rstrip("`").lstrip(".") or (named.group(1) if named else "")
    return BodyInvalid(field, (why[:1].lower() + why[1:]).replace("`", ""))
