"""`siklus api`: the service on a socket, from the first refresh to the last flush."""

import errno
import gc
import signal
import socket
import sys
import threading
from collections.abc import Awaitable
from functools import partial
from types import FrameType
from typing import Any

import structlog
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from siklus.api import logs
from siklus.api.app import create_app
from siklus.api.background import first_refresh
from siklus.api.hot import Hot
from siklus.api.straight import StraightProtocol
from siklus.bootstrap import Services, running
from siklus.errors import PortTaken, SettingInvalid
from siklus.settings import Settings

FORWARDING = frozenset((b"x-forwarded-for", b"x-forwarded-proto"))
GRACE_SECONDS = 10
QUEUE = 2_048
YOUNG_VALUES = 50_000  # that may be made before Python looks for cycles among them

log = structlog.get_logger("siklus.api")


def serve(settings: Settings) -> None:
    """Serve until a signal ends it.

    Raises:
        DatabaseUnavailable, DatabaseOutdated, SecretMismatch: nothing can be served.
        ArtefactMissing, ArtefactDamaged: the active version cannot be loaded.
        PortTaken, SettingInvalid: the address is taken, or is not ours.
    """
    logs.configure(settings.log_format)
    with running(settings) as services:
        first_refresh(services)
        with listening(settings.host, settings.port) as listener:
            _let_sigterm_unwind()
            _look_for_cycles_seldom()
            log.info("serving at", address=settings.api_address)
            try:
                make_server(services).run(sockets=[listener])
            except KeyboardInterrupt:
                return


class Proxied:
    """Takes the client's address from a proxy that is trusted; what came by none is not held up by it."""

    def __init__(self, app: ASGIApp, proxies: list[str]) -> None:
        self._direct, self._by_proxy = app, ProxyHeadersMiddleware(app, proxies)  # type: ignore[arg-type]

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer as ASGI has it."""
        if scope["type"] == "http" and FORWARDING.isdisjoint(dict(scope["headers"])):
            return self._direct(scope, receive, send)
        return self._by_proxy(scope, receive, send)  # type: ignore[arg-type]


def make_server(services: Services) -> uvicorn.Server:
    """The server, not yet running."""
    app = create_app(services)
    config = uvicorn.Config(
        Proxied(app, services.settings.proxies),
        interface="asgi3",
        loop="uvloop",
        http=_protocol(app.state.hot, services.settings.max_connections),
        ws="none",
        proxy_headers=False,  # `Proxied` does it
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return uvicorn.Server(config)


def _protocol(hot: Hot, most: int | None) -> Any:
    """What the server takes for a class."""
    return partial(StraightProtocol, hot=hot, most=most)


def listening(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        PortTaken: another program listens there.
        SettingInvalid: the address is not ours, or may not be listened on.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=QUEUE)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port, "another program listens there") from None
        raise SettingInvalid("SIKLUS_HOST and SIKLUS_PORT", f"{host}:{port}: {error.strerror}") from None


def _look_for_cycles_seldom() -> None:
    # A batch makes thousands of values that live for milliseconds and are in no cycle; to look among them for
    # one as often as Python does takes a tenth of the time. What is loaded by now stays anyway.
    gc.freeze()
    gc.set_threshold(YOUNG_VALUES)


def _let_sigterm_unwind() -> None:
    # The server ends in order on SIGTERM and then raises it again, which would kill the process before
    # the engine is closed.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _leave)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
