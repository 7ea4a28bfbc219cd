"""What the server's HTTP protocol leaves unbounded: how long a head may be, and how long a request may take.

It is bounded here because it costs nothing here: a request that comes in one piece, as nearly all do, starts
no clock.
"""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

HEAD_BYTES = 64 * 1024
WAIT_SECONDS = 10
BODY_BYTES = 160 * 1024  # that must come in this time where a body takes longer
LATE = "siklus.late"  # in the scope of a request that is waited for no longer: after how many seconds
END = b"content-length: 0\r\nconnection: close\r\n\r\n"
TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\n" + END
TOO_MANY = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\n" + END


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 that hangs up on whoever sends a head without end, or drop by drop, or nothing at all.

    Of a body that comes drop by drop the app is told, for it can say what is wrong.

    Args:
        most: connections that may be open; who comes then is refused, and whoever is there stays.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
        *,
        most: int | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._most = most
        self._in_body = False
        self._ended = False  # a message, in the piece that is looked at
        self._pending = 0  # bytes of what is not complete
        self._waiting: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        if self._most is not None and len(self.connections) > self._most:
            self.transport.write(TOO_MANY)
            self.transport.close()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        """The head is there; its body comes next."""
        self._in_body, self._pending = True, 0
        self._wait_no_more()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is there; a head comes next."""
        self._in_body, self._pending, self._ended = False, 0, True
        self._wait_no_more()
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Look after each piece whether it has ended what it is of."""
        self._ended = False
        super().data_received(data)
        # Whoever sends the next request before the answer to the last one is not read on.
        if not self._in_body and self.cycle is not None and not self.cycle.response_complete:
            return
        # A piece in which a message ended belongs to that one: how little of it is of the next is not known.
        self._pending += 0 if self._ended else len(data)
        if not self._in_body and self._pending > HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(TOO_LONG)
            self.transport.close()
        elif self._waiting is None:
            self._wait()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(WAIT_SECONDS, self._is_late)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _is_late(self) -> None:
        self._waiting = None
        if not self._in_body or self.cycle.response_complete:
            self.transport.close()
        elif self._pending < BODY_BYTES:
            self.scope[LATE] = WAIT_SECONDS  # type: ignore[literal-required]
            self.cycle.message_event.set()
        else:
            self._pending = 0
            self._wait()
