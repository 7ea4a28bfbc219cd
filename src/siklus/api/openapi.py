"""The OpenAPI document: FastAPI finds the calls, msgspec the shapes."""

from importlib.metadata import version
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, Response
from msgspec import Struct

from siklus.api import links
from siklus.api.problems import MEDIA_TYPE, Problem

REF = "#/components/schemas/{name}"
WORDS = {
    401: "A key is needed, or it is unknown.",
    403: "The key's role is too low, or the token is another prediction's.",
    404: "There is no such thing.",
    408: "The body did not arrive in time.",
    409: "It clashes with what is already so.",
    413: "The body is too large.",
    422: "The request cannot be carried out as it is.",
    429: "Too many requests from this address.",
    503: "Something is away; try again after Retry-After.",
}


def call(
    reply: type[Struct],
    *errors: int,
    status: int = 200,
    body: type[Struct] | None = None,
    media: dict[str, Any] | None = None,
    also: dict[int, type[Struct]] | None = None,
    keyless: bool = False,
) -> dict[str, Any]:
    """How a call is described: arguments for a route.

    Args:
        reply: what it answers.
        errors: the statuses that its problems may have, beside 500.
        status: the status of the reply.
        body: what it takes as JSON.
        media: what it takes otherwise, by media type.
        also: other replies that are no problems, by status.
        keyless: whether there are callers who need no key.
    """
    responses: dict[int | str, Any] = {status: _shaped(reply, "application/json", "Done.")}
    for code, shape in (also or {}).items():
        responses[code] = _shaped(shape, "application/json", "Done.")
    # What can be too large can be too slow.
    for code in (408, *errors) if 413 in errors else errors:
        responses[code] = problem_of(code)
    responses["default"] = _shaped(Problem, MEDIA_TYPE, "Any other problem.")
    content = media or ({"application/json": {"schema": _ref(body)}} if body else None)
    extra: dict[str, Any] = {"requestBody": {"required": True, "content": content}} if content else {}
    if keyless:
        extra["security"] = [{}]  # beside the key that FastAPI has found
    return {"responses": responses, "openapi_extra": extra, "status_code": status, "response_model": None}


def file(words: str, media: str, *errors: int) -> dict[str, Any]:
    """How a call that hands out a file is described: arguments for a route."""
    found = page(words, *errors)
    found["responses"][200] = {"description": words, "content": {media: {}}}
    return found | {"response_class": Response}


def page(words: str, *errors: int) -> dict[str, Any]:
    """How a call that answers with HTML is described: arguments for a route."""
    responses: dict[int | str, Any] = {200: {"description": words, "content": {"text/html": {}}}}
    responses |= {code: problem_of(code) for code in errors}
    responses["default"] = _shaped(Problem, MEDIA_TYPE, "Any other problem.")
    return {"responses": responses, "response_class": HTMLResponse}


def install(app: FastAPI, shapes: list[type[Struct]]) -> None:
    """Let the app describe itself with these shapes as its components."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, shapes)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI, shapes: list[type[Struct]]) -> dict[str, Any]:
    found = get_openapi(
        title="Siklus",
        version=version("siklus"),
        summary="A closed-loop sentiment classifier for Indonesian reviews.",
        description=(
            "Predictions and feedback are open on the machine itself and on a public service; everything "
            "else needs a key. Every error is a problem document (RFC 9457) with a stable `code`."
        ),
        routes=app.routes,
    )
    _, components = msgspec.json.schema_components([*shapes, Problem], ref_template=REF)
    found.setdefault("components", {})["schemas"] = components
    links.add(found)
    return found


def problem_of(status: int) -> dict[str, Any]:
    """How a problem with this status is described."""
    return _shaped(Problem, MEDIA_TYPE, WORDS[status])


def _shaped(kind: type[Struct], media: str, words: str) -> dict[str, Any]:
    return {"description": words, "content": {media: {"schema": _ref(kind)}}}


def _ref(kind: type[Struct]) -> dict[str, str]:
    return {"$ref": REF.format(name=kind.__name__)}
