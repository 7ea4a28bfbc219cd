"""Errors as RFC 9457 problem details: one shape, one stable `code` each."""

import inspect
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from siklus.api import refusals
from siklus.errors import (
    ArtefactDamaged,
    ArtefactFromOtherLibraries,
    ArtefactMissing,
    ArtefactsUnavailable,
    Conflict,
    DatabaseOutdated,
    DatabaseUnavailable,
    Denied,
    Invalid,
    KeyMissing,
    KeyUnknown,
    NotFound,
    SiklusError,
    TokenRefused,
    TooManyAnswers,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2

# The first that fits decides, so the exceptions to a kind stand before it.
STATUS: tuple[tuple[type[SiklusError], int], ...] = (
    (refusals.BodyTooLarge, 413),
    (refusals.BodyTooSlow, 408),
    (refusals.TooManyRequests, 429),
    (TooManyAnswers, 429),
    (refusals.MethodNotAllowed, 405),
    (KeyMissing, 401),
    (KeyUnknown, 401),
    (TokenRefused, 401),
    (ArtefactMissing, 503),
    (Invalid, 422),
    (NotFound, 404),
    (Conflict, 409),
    (Denied, 403),
    (Unavailable, 503),
)

# These name hosts and folders of the server, which are nobody's business outside; the log has them.
DISCREET: dict[type[SiklusError], str] = {
    DatabaseUnavailable: "the database is unavailable",
    DatabaseOutdated: "the database is of another version than this program",
    ArtefactMissing: "the file of the version is missing",
    ArtefactsUnavailable: "the model files are unavailable",
    ArtefactDamaged: "the file of the version is damaged",
    ArtefactFromOtherLibraries: "the version was trained with other libraries than these",
}


class Problem(msgspec.Struct, frozen=True):
    """An error as the API tells it; the facts of its kind (`words`, `minimum` …) stand beside these."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    advice: str


class ProblemResponse(Response):
    """A problem as a reply; `code` is kept for the log and the counters."""

    media_type = MEDIA_TYPE

    def __init__(self, error: SiklusError) -> None:
        self.code = error.code
        super().__init__(msgspec.json.encode(described(error)), status_of(error), _headers(error))


def status_of(error: SiklusError) -> int:
    """The HTTP status of an error; 500 for what is in no kind."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def described(error: SiklusError) -> dict[str, Any]:
    """An error as a problem document, its facts as extension members."""
    hidden = DISCREET.get(type(error))
    problem = Problem(
        type=f"urn:siklus:error:{error.code}",
        title=(inspect.getdoc(type(error)) or error.code).splitlines()[0],
        status=status_of(error),
        detail=hidden or str(error),
        code=error.code,
        advice=error.advice,
    )
    told = {} if hidden else vars(error)
    facts = {name: fact for name, fact in told.items() if name[0] != "_" and name != "advice"}
    return facts | msgspec.structs.asdict(problem)


def _headers(error: SiklusError) -> dict[str, str]:
    if isinstance(error, refusals.TooManyRequests | TooManyAnswers):
        return {"Retry-After": str(error.retry_after_seconds)}
    if isinstance(error, KeyMissing):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, refusals.BodyTooSlow):
        return {"Connection": "close"}
    if isinstance(error, KeyUnknown | TokenRefused):
        return {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return {"Retry-After": str(RETRY_SECONDS)} if status_of(error) == 503 else {}


def install(app: FastAPI) -> None:
    """Answer every error of ours and of the framework with a problem."""
    app.add_exception_handler(SiklusError, _ours)
    app.add_exception_handler(RequestValidationError, _parameter)
    app.add_exception_handler(HTTPException, _framework)


async def _ours(request: Request, error: Exception) -> Response:
    return answered(request, error if isinstance(error, SiklusError) else refusals.InternalError(""))


def answered(request: Request, error: SiklusError) -> ProblemResponse:
    """The reply to an error, counted and noted for the access log."""
    reply = ProblemResponse(error)
    request.state.refusal = reply.code
    request.app.state.metrics.refused(reply.code)
    return reply


async def _parameter(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    first = found[0] if found else {"loc": ("", "request"), "msg": "cannot be read"}
    return answered(request, refusals.ParameterInvalid(str(first["loc"][-1]), str(first["msg"])))


async def _framework(request: Request, error: Exception) -> Response:
    if getattr(error, "status_code", 404) != 405:
        return answered(request, refusals.RouteNotFound())
    reply = answered(request, refusals.MethodNotAllowed())
    reply.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return reply


def _methods(request: Request) -> set[str]:
    """What the address knows: each method has a route of its own, and the framework names the first one's."""
    found: set[str] = set()
    for route in request.app.state.calls:
        if route.matches(request.scope)[0] != Match.NONE:
            found |= route.methods
    return found or {"GET", "HEAD"}
