"""Texts that are answered by the server's protocol itself: no task, no messages, one write.

Only what goes well goes this way. Whatever does not, and every other request, takes the usual one: the
request's cycle, which is the server's own, is started then as the server would have started it.

A program sends the same head with every text on a connection, but for the length. Byte by byte the same it
means the same, so it is parsed once.
"""

import re
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
LENGTH = re.compile(rb"\r\ncontent-length: ?([0-9]+)(?=\r\n)", re.IGNORECASE)
MOST_DIGITS = 5  # of a length: what is longer is not held in one piece


def _lines(headers: Headers) -> bytes:
    return b"".join(b"%s: %s\r\n" % header for header in headers)


COMMON_LINES = _lines(COMMON)


@dataclass(frozen=True, slots=True)
class Head:
    """A head that was parsed, without the digits of its body's length."""

    before: bytes
    after: bytes  # to the end of the head

    @classmethod
    def of(cls, piece: bytes, body: bytes | bytearray) -> "Head | None":
        """The head of a request that is the whole of a piece and was parsed to this body; None of any other.

        >>> Head.of(b"POST / HTTP/1.1\\r\\nContent-Length: 2\\r\\n\\r\\nok", b"ok")
        Head(before=b'POST / HTTP/1.1\\r\\nContent-Length: ', after=b'\\r\\n\\r\\n')
        """
        end = len(piece) - len(body)
        found = LENGTH.search(piece, 0, end)
        if found is None or piece[end:] != body or int(found[1]) != len(body):
            return None
        after = piece[found.end() : end]
        return cls(piece[: found.start(1)], after) if after.endswith(b"\r\n\r\n") else None

    def body_in(self, piece: bytes) -> bytes | None:
        """The body where a piece is a request with this head and nothing more.

        >>> Head(b"length: ", b"\\r\\n\\r\\n").body_in(b"length: 3\\r\\n\\r\\nyes")
        b'yes'
        """
        if not piece.startswith(self.before):
            return None
        begin = len(self.before)
        end = piece.find(b"\r", begin, begin + MOST_DIGITS + 1)
        digits = piece[begin:end]
        if end < 0 or not digits.isdigit() or not piece.startswith(self.after, end):
            return None
        body = piece[end + len(self.after) :]
        return body if len(body) == int(digits) else None


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
        self._top: tuple[Headers | None, bytes] = (None, b"")
        self._fresh = True  # whether the parser certainly waits for a request's first byte
        self._head: Head | None = None  # of the last request, which went straight as this one may
        self._resting_since = 0.0

    def data_received(self, data: bytes) -> None:
        """Answer what has become complete."""
        known = self._head
        if known is not None and self.cycle.response_complete:
            body = known.body_in(data)
            if body is not None:
                self._go_again(body)
                return
        fresh, self._fresh, self._head = self._fresh, False, None
        super().data_received(data)
        held = self._held
        if held is None:
            return
        if not held.more_body:
            if fresh and held.keep_alive:
                self._head = Head.of(data, held.body)
                self._fresh = self._head is not None
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

    def _go_again(self, body: bytes) -> None:
        """The last request once more, with another body."""
        self._wait_no_more()
        cycle = self.cycle
        cycle.body = bytearray(body)
        cycle.response_started = cycle.response_complete = False
        self._go_straight(cycle)

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
            self._head = None  # the cycle is used up
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
        if self.pipeline or self.transport.is_closing():
            self.on_response_complete()
        else:
            self._rest()

    def _rest(self) -> None:
        """Nothing is under way. One clock watches all of such times: to set one after each answer is dear."""
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._resting_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._rest_on(self.timeout_keep_alive)

    def _rest_on(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self._has_rested)

    def _has_rested(self) -> None:
        left = self._resting_since + self.timeout_keep_alive - self.loop.time()
        if self.transport.is_closing():
            return
        if not self.cycle.response_complete:
            self._rest_on(self.timeout_keep_alive)
        elif left > 0:
            self._rest_on(left)
        else:
            self.timeout_keep_alive_handler()

    def _lines(self) -> bytes:
        """The head but its end; the server's own lines change every second."""
        own = self.server_state.default_headers
        if self._top[0] is not own:
            self._top = (own, STATUS + _lines(own) + COMMON_LINES)
        return self._top[1]


@dataclass(slots=True)  # not frozen: one is made for every text
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
