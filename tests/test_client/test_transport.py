"""What the SDK does when the network or something in between answers instead."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from siklus.client import ApiUnreachable, Client, SiklusApiError, SiklusClientError


class Elsewhere(BaseHTTPRequestHandler):
    """Something that is no Siklus: it answers as it was told, and counts."""

    replies: list[tuple[int, bytes]]
    seen: list[str]

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append(self.command)
        status, content = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = _answer

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, type[Elsewhere]]]:
    """The address of something else, and what it answers."""
    kind = type("Here", (Elsewhere,), {"replies": [], "seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", kind
    server.shutdown()
    thread.join()
    server.server_close()


def test_nobody_there():
    with Client("http://127.0.0.1:9", timeout=0.5) as siklus, pytest.raises(ApiUnreachable) as error:
        siklus.predict("apa saja")

    assert "http://127.0.0.1:9" in str(error.value)
    assert isinstance(error.value, SiklusClientError)


def test_nobody_there_in_time():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Client(address, timeout=0.1) as siklus, pytest.raises(ApiUnreachable, match="in time"):
            siklus.predict("apa saja")


def test_what_reads_is_tried_three_times(elsewhere):
    address, there = elsewhere
    there.replies += [(503, b"{}"), (502, b"<html>"), (200, b'{"alive": true}')]

    with Client(address) as siklus:
        assert siklus.health() is True
    assert there.seen == ["GET"] * 3


def test_what_does_something_is_tried_once(elsewhere):
    address, there = elsewhere
    there.replies.append(
        (503, b'{"code": "database_unavailable", "title": "t", "detail": "d", "status": 503}')
    )

    with Client(address) as siklus, pytest.raises(SiklusApiError) as error:
        siklus.retrain("coba")

    assert error.value.code == "database_unavailable"
    assert there.seen == ["POST"]


@pytest.mark.parametrize(
    ("status", "content", "code"),
    [
        (418, b"<html>teapot</html>", "http_418"),
        (500, b"[1, 2]", "http_500"),
        (200, b"<html>login</html>", "reply_unreadable"),
        (200, b'{"label": 3}', "reply_unreadable"),
    ],
)
def test_a_reply_of_something_in_between_is_an_error_of_the_api(elsewhere, status, content, code):
    address, there = elsewhere
    there.replies.append((status, content))

    with Client(address) as siklus, pytest.raises(SiklusApiError) as error:
        siklus.predict("apa saja")

    assert (error.value.code, error.value.status) == (code, status)


def test_fields_of_a_later_server_are_ignored(elsewhere):
    address, there = elsewhere
    there.replies.append((200, b'{"ready": true, "model": "ok", "database": "ok", "novelty": [1]}'))

    with Client(address) as siklus:
        assert siklus.ready().ready


def test_the_sdk_stands_alone():
    code = "import sys, siklus.client; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = [name for name in done.stdout.split() if name.startswith("siklus.")]
    assert loaded
    assert all(name.startswith("siklus.client") for name in loaded)
