"""Real receivers of alerts on loopback: an HTTP server and SMTP servers that keep what they were sent."""

import asyncio
import contextlib
import functools
import gc
import json
import ssl
import threading
import warnings
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Hook:
    """What came in at a webhook, and what it answers."""

    url: str = ""
    status: int = 200
    received: list[Any] = field(default_factory=list)
    silent: threading.Event | None = None  # answers only when it is set


@contextlib.contextmanager
def webhook() -> Iterator[Hook]:
    """A server that keeps every JSON body posted to it."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.received.append(json.loads(body))
            if hook.silent is not None:
                hook.silent.wait(10)
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            if hook.status == 302:
                self.send_header("Location", hook.url)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        hook.url = f"http://127.0.0.1:{server.server_port}/rahasia-token"
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Post:
    """A post office: where it is and what it took."""

    port: int = 0
    letters: list[Envelope] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    refuse: str | None = None  # the answer to DATA, where it is to take nothing

    async def handle_DATA(self, _server: object, _session: Session, envelope: Envelope) -> str:
        """Keep the letter."""
        if self.refuse:
            return self.refuse
        self.letters.append(envelope)
        return "250 OK"

    def authenticate(
        self, _server: object, _session: object, _envelope: object, _mechanism: str, given: LoginPassword
    ) -> AuthResult:
        """Only one password is right."""
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=given.password == b"sandi/rahasia", handled=False)


@contextlib.contextmanager
def post_office(context: ssl.SSLContext | None = None, *, from_the_start: bool = False) -> Iterator[Post]:
    """An SMTP server: plain, with STARTTLS and a login, or with TLS from the start."""
    post = Post()
    options: dict[str, Any] = {}
    if context is not None:
        options = {"authenticator": post.authenticate, "auth_required": True}
        # aiosmtpd does not count TLS from the start as TLS.
        options |= {"auth_require_tls": False} if from_the_start else {"tls_context": context}
    factory = functools.partial(SMTP, post, hostname="localhost", **options)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def wait_for(deed: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(deed, loop).result(10)

    server = wait_for(_listen(factory, context if from_the_start else None))
    post.port = server.sockets[0].getsockname()[1]
    # aiosmtpd warns of its own ways, and leaves a connection to the collector where a handshake failed.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield post
        finally:
            wait_for(_close(server))
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
            gc.collect()


async def _listen(factory: Callable[[], SMTP], context: ssl.SSLContext | None) -> asyncio.Server:
    return await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0, ssl=context)


async def _close(server: asyncio.Server) -> None:
    server.close()
    # Connections that were cut off: their tasks end before the loop does.
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.05)


@contextlib.contextmanager
def certified(folder: Path, monkeypatch: Any, host: str = "127.0.0.1") -> Iterator[ssl.SSLContext]:
    """A certificate for `host` that this process trusts for the length of the block."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    with monkeypatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
        yield context
