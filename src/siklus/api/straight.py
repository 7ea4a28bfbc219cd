"""Texts that are answered by the server's protocol itself: no task, no messages, one write.

Only what goes well goes this way. Whatever does not, and every other request, takes the usual one: the
request's cycle, which is the server's own, is started then as the server would have started it.
"""

import time
from asyncio import AbstractEventLoop
from dataclasses import dataclass
from typing import Any, cast

from starlette.types import Scope
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
from uvicorn.server import ServerState

from siklus.api.hot import COMMON, Hot
from siklus.api.protocol import BoundedProtocol
from siklus.errors import SiklusError
from siklus.services.prediction import Reply

Headers = list[tuple[bytes, bytes]]
STATUS = b"HTTP/1.1 200 OK\r\n"
CLOSE = b"connection: close\r\n"


def _lines(headers: Headers) -> bytes:
    return b"".join(b"%s: %s\r\n" % header for header in headers)


COMMON_LINES = _lines(COMMON)


class StraightProtocol(BoundedProtocol):
    """HTTP/1.1 that answers the hottest call without asking the application."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
        *,
        hot: Hot,
        most: int | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop, most=most)
        self._hot = hot
        self._held: RequestResponseCycle | None = None  # its body is not complete, or has just become so
        self._head: tuple[Headers | None, bytes] = (None, b"")

    def data_received(self, data: bytes) -> None:
        """Answer what has become complete."""
        super().data_received(data)
        held = self._held
        if held is None:
            return
        if not held.more_body:
            self._go_straight(held)
        elif self.flow.read_paused:  # a long one: somebody has to ask for the rest
            self._let_go()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        # An application of its own is the server's refusal; who waits for "100 Continue" is to get it first.
        scope = cast("Scope", cycle.scope)
        if app is not self.app or cycle.waiting_for_100_continue or not self._hot.may_begin(scope):
            super()._start_asgi_task(cycle, app)
            return
        self._held = cycle
        if not cycle.more_body:  # it has waited for the answer to the one before
            self._go_straight(cycle)

    def _is_late(self) -> None:
        self._let_go()
        super()._is_late()

    def _let_go(self) -> None:
        """The usual way for what was held."""
        held, self._held = self._held, None
        if held is not None:
            super()._start_asgi_task(held, self.app)

    def _go_straight(self, cycle: RequestResponseCycle) -> None:
        self._held = None
        asker = _Asker(self, cycle, time.perf_counter())
        try:
            self._hot.begin(cycle.body, asker)
        except SiklusError as error:
            asker.told(error)

    def answer(self, cycle: RequestResponseCycle, outcome: Reply | Exception, started: float) -> None:
        """Write a reply, and go on with what comes after it."""
        if isinstance(outcome, Exception) or self.flow.write_paused:
            super()._start_asgi_task(cycle, cast("Any", self._hot.afterwards(outcome, started)))
            return
        content = self._hot.content(outcome, started)
        if self.transport.is_closing():
            return
        head = self._lines() if cycle.keep_alive else self._lines() + CLOSE
        self.transport.write(b"%scontent-length: %d\r\n\r\n%s" % (head, len(content), content))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _lines(self) -> bytes:
        """The head but its end; the server's own lines change every second."""
        own = self.server_state.default_headers
        if self._head[0] is not own:
            self._head = (own, STATUS + _lines(own) + COMMON_LINES)
        return self._head[1]


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who sent a text and waits on a connection."""

    protocol: StraightProtocol
    cycle: RequestResponseCycle
    started: float

    @property
    def gone(self) -> bool:
        return self.protocol.transport.is_closing()

    def told(self, outcome: Reply | Exception) -> None:
        self.protocol.answer(self.cycle, outcome, self.started)
