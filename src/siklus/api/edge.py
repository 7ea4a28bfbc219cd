"""Around every request: security headers, the access log, and bugs that become problems."""

import time

import structlog
from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from siklus.api.incidents import frames_of, new_incident
from siklus.api.metrics import Metrics
from siklus.api.problems import answered
from siklus.api.refusals import InternalError

SILENT = ("/healthz",)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    # A reply that is opened as a page loads nothing and stands in no frame; real pages say what they need.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}

log = structlog.get_logger("siklus.access")
bugs = structlog.get_logger("siklus.api")


class Edge:
    """The outermost layer of ours.

    Args:
        started: when the request began, by `time.perf_counter`; where none is given, when it comes here.
        quiet: what goes well is counted and leaves no line in the log.
    """

    def __init__(self, app: ASGIApp, started: float | None = None, *, quiet: bool = False) -> None:
        self.app, self.started, self.quiet = app, started, quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reply = _Reply(send)
        started = time.perf_counter() if self.started is None else self.started
        try:
            await self.app(scope, receive, reply.send)
        except ClientDisconnect:
            return  # whoever has hung up is told nothing, and it is no bug of ours
        except Exception as error:  # noqa: BLE001 (whatever it is, the caller gets a problem and we a line)
            await _answer_bug(error, scope, receive, reply)
        taken = time.perf_counter() - started
        metrics: Metrics = scope["app"].state.metrics
        metrics.replied(scope["method"], template_of(scope), reply.status, taken)
        if scope["path"] not in SILENT and not (self.quiet and reply.status < 400):
            _log(scope, reply.status, taken * 1000)


class _Reply:
    """A reply on its way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0

    async def send(self, message: Message) -> None:
        """Put the headers on and pass it on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


async def _answer_bug(error: Exception, scope: Scope, receive: Receive, reply: _Reply) -> None:
    incident = new_incident()
    bugs.error("bug", incident=incident, path=template_of(scope), frames=frames_of(error))
    if reply.status:
        raise RuntimeError(f"incident {incident}") from None  # half a reply is out: cut the connection
    problem = answered(Request(scope), InternalError(incident))
    await problem(scope, receive, reply.send)


def template_of(scope: Scope) -> str:
    """The path as the call was declared; never the raw one, which can hold a subject."""
    return str(getattr(scope.get("route"), "path_format", "(none)"))


def _log(scope: Scope, status: int, taken_ms: float) -> None:
    refusal = scope.get("state", {}).get("refusal")
    facts = {"code": refusal} if refusal else {}
    log.info(
        "request",
        method=scope["method"],
        path=template_of(scope),
        status=status,
        ms=round(taken_ms, 1),
        **facts,
    )
