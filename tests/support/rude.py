"""Callers who do not behave: slow ones, idle ones, and ones that do not speak HTTP."""

import contextlib
import http.client
import json
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

HOST = "127.0.0.1"
BODY = json.dumps({"text": "Makanannya enak sekali dan pelayanannya juga sangat ramah"}).encode()
POST = b"POST /v1/predictions HTTP/1.1\r\nHost: siklus\r\nContent-Type: application/json\r\n"
SIZED = b"Content-Length: %d\r\n\r\n" % len(BODY)
GET = b"GET /healthz HTTP/1.1\r\nHost: siklus\r\n\r\n"
WHOLE = POST + SIZED + BODY
LAST = POST + b"Connection: close\r\n" + SIZED + BODY
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
REPLY_SECONDS = 5.0
ALIVE_SECONDS = 1.0
WAIT_SECONDS, SILENT_SECONDS = 1.0, 0.3  # until a first reply is given up, and a further one
PIPELINED = 100
HONEST = ("501", "503", "505")  # of the statuses that blame the service
MEGABYTE = 1_000_000

# Each is sent on a connection of its own.
MALFORMED: tuple[tuple[str, bytes], ...] = (
    ("nothing", b""),
    ("an empty line", b"\r\n"),
    ("a thousand empty lines", b"\r\n" * 1000),
    ("NULs", b"\0" * 4096),
    ("NUL in the path", b"GET /\0 HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("NUL in a header", b"GET /healthz HTTP/1.1\r\nHost: si\0klus\r\n\r\n"),
    ("every byte", bytes(range(256)) * 16),
    ("TLS", bytes.fromhex("16030100c8010000c40303") + b"\xab" * 189),
    ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"),
    ("HTTP/0.9", b"GET /\r\n"),
    ("HTTP/9.9", b"GET /healthz HTTP/9.9\r\nHost: siklus\r\n\r\n"),
    ("no method at all", b" /healthz HTTP/1.1\r\n\r\n"),
    ("a made-up method", b"JUDGE /v1/predictions HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("a method of 10 kB", b"G" * 10_000 + b" / HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("CONNECT", b"CONNECT siklus:443 HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("TRACE", b"TRACE / HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("no host", b"GET /healthz HTTP/1.1\r\n\r\n"),
    ("a whole address", b"GET http://elsewhere/healthz HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("a path of 200 kB", b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("a path that is no UTF-8", b"GET /v1/models/%ff%fe HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("a path of raw bytes", b"GET /\xff\xfe HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("broken percent signs", b"GET /v1/models/%zz%1?version=%%% HTTP/1.1\r\nHost: siklus\r\n\r\n"),
    ("a header of 1 MB", b"GET /healthz HTTP/1.1\r\nX: " + b"a" * MEGABYTE + b"\r\n\r\n"),
    ("10,000 headers", b"GET /healthz HTTP/1.1\r\n" + b"X: a\r\n" * 10_000 + b"\r\n"),
    ("a header without a colon", b"GET /healthz HTTP/1.1\r\nHost siklus\r\n\r\n"),
    ("a header with a blank in its name", b"GET /healthz HTTP/1.1\r\nHo st: siklus\r\n\r\n"),
    ("a folded header", b"GET /healthz HTTP/1.1\r\nHost: siklus\r\n folded\r\n\r\n"),
    ("bare line feeds", b"GET /healthz HTTP/1.1\nHost: siklus\n\n"),
    ("two lengths that differ", POST + b"Content-Length: 5\r\n" + SIZED + BODY),
    ("a length below zero", POST + b"Content-Length: -1\r\n\r\n" + BODY),
    ("a length that is no number", POST + b"Content-Length: many\r\n\r\n" + BODY),
    ("a length of 30 digits", POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n" + BODY),
    ("a length with a plus", POST + b"Content-Length: +5\r\n\r\n" + BODY),
    ("more than the length", POST + b"Content-Length: 5\r\n\r\n" + BODY),
    ("less than the length", POST + b"Content-Length: 5000\r\n\r\n" + BODY),
    ("no length", POST + b"\r\n" + BODY),
    ("length and chunks", POST + b"Transfer-Encoding: chunked\r\n" + SIZED + BODY),
    ("chunks of no size", CHUNKED + b"\r\n" + BODY),
    ("a chunk below zero", CHUNKED + b"-5\r\n" + BODY + b"\r\n0\r\n\r\n"),
    ("a chunk of 2^64 bytes", CHUNKED + b"1" + b"0" * 16 + b"\r\n" + BODY),
    ("chunks that never end", CHUNKED + b"5\r\nhallo\r\n" * 1000),
    ("an unknown transfer encoding", POST + b"Transfer-Encoding: gzip, xor\r\n\r\n" + BODY),
    ("a body that is gzip", POST + b"Content-Encoding: gzip\r\n" + SIZED + BODY),
    ("100-continue without a body", POST + b"Expect: 100-continue\r\nContent-Length: 50\r\n\r\n"),
    ("an upgrade to a WebSocket", GET[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    ("a good one, then nonsense", WHOLE + b"\0\1\2\3 nonsense\r\n\r\n"),
    ("half a request", WHOLE[: len(WHOLE) // 2]),
)  # fmt: skip


def connect(port: int, seconds: float = REPLY_SECONDS) -> socket.socket:
    """A connection that gives up after so long."""
    return socket.create_connection((HOST, port), seconds)


def seconds_to_answer(port: int, patience: float = REPLY_SECONDS) -> float:
    """How long a polite caller waits for a prediction on a new connection; infinity where it gets none."""
    began = time.monotonic()
    with contextlib.suppress(OSError, http.client.HTTPException):
        polite = http.client.HTTPConnection(HOST, port, timeout=patience)
        with contextlib.closing(polite):
            polite.request("POST", "/v1/predictions", BODY, {"Content-Type": "application/json"})
            if polite.getresponse().status == 200:
                return time.monotonic() - began
    return float("inf")


def said(port: int, sent: bytes, patience: float = WAIT_SECONDS) -> str:
    """What comes of sending it: the first status, `closed` without one, or `waiting` for more."""
    found = heard(port, sent, patience)
    if found is None:
        return "waiting"
    return found[9:12].decode("ascii", "replace") if found.startswith(b"HTTP/1.") else "closed"


def heard(
    port: int, sent: bytes, patience: float = WAIT_SECONDS, further: float = SILENT_SECONDS
) -> bytes | None:
    """Every reply to it, until nothing more comes; None where the service waits for more.

    Args:
        patience: seconds that the first reply may take.
        further: seconds that each later one may take.
    """
    found = b""
    with connect(port, max(patience, REPLY_SECONDS)) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
        connection.settimeout(patience)
        try:
            while chunk := connection.recv(65536):
                found += chunk
                connection.settimeout(further)
        except TimeoutError:
            return found or None
        except ConnectionResetError:
            pass
    return found


def malformed(port: int) -> tuple[Counter[str], list[str]]:
    """How many of the strings came to what, and what is wrong with that."""
    counts: Counter[str] = Counter()
    wrong = []
    for words, sent in MALFORMED:
        outcome, waited = said(port, sent), seconds_to_answer(port)
        counts[outcome] += 1
        if outcome.startswith("5") and outcome not in HONEST:
            wrong.append(f"{words}: {outcome}")
        if waited > ALIVE_SECONDS:
            wrong.append(f"{words}: then {waited:.1f} s to an answer")
    answered = (heard(port, WHOLE * PIPELINED) or b"").count(b"HTTP/1.1 200")
    if answered != PIPELINED:
        wrong.append(f"{answered} of {PIPELINED} requests that were sent at once were answered")
    return counts, wrong


def large_bodies(port: int, count: int, patience: float = WAIT_SECONDS) -> Counter[str]:
    """What comes of bodies of a megabyte, eight at a time."""
    body = b'{"text": "' + b"a" * MEGABYTE + b'"}'
    sent = POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(lambda _: said(port, sent, patience), range(count)))


@contextlib.contextmanager
def open_connections(port: int, count: int) -> Iterator[list[socket.socket]]:
    """So many connections on which nothing is said."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(connect(port)) for _ in range(count)]


def drip(connections: list[socket.socket], rests: list[bytes], each_second: Callable[[], None]) -> int:
    """Send each of the rests a byte a second until they or the connections end; how many the service cut."""
    left = dict(zip(connections, rests, strict=True))
    cut = 0
    while left:
        for connection in list(left):
            rest = left[connection]
            try:
                connection.sendall(rest[:1])
            except OSError:
                cut += 1
                rest = b""
            left[connection] = rest[1:]
            if not left[connection]:
                del left[connection]
        each_second()
        time.sleep(1)
    return cut
