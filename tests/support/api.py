"""The HTTP service for tests: asked without a socket, or on one."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from siklus.api.serve import listening, make_server
from siklus.bootstrap import Services

REVIEW = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan saya"
FAR = "203.0.113.5"
PATIENCE = 60.0  # seconds: far more than anything here needs on a machine that has time


@dataclass
class Asker:
    """Asks the app as a peer of its choice."""

    app: FastAPI
    key: str | None = None
    host: str = "127.0.0.1"
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, **given: Any) -> httpx.Response:
        return asyncio.run(self._send(method, path, given))

    async def _send(self, method: str, path: str, given: dict[str, Any]) -> httpx.Response:
        headers = self.headers | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        transport = httpx.ASGITransport(self.app, client=(self.host, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://siklus", headers=headers) as http:
            return await http.request(method, path, **given)

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self("GET", path, **given)

    def post(self, path: str, body: Any = None, **given: Any) -> httpx.Response:
        return self("POST", path, **({"json": body} if body is not None else {}), **given)


@contextmanager
def served(services: Services) -> Iterator[str]:
    """The service on a socket, as `siklus api` runs it; its address."""
    with listening("127.0.0.1", 0) as listener:
        server = make_server(services)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            until(lambda: server.started)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=PATIENCE)
            assert not thread.is_alive()


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something holds; how long that took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds, "it never came to be so"
        time.sleep(0.02)
    return time.monotonic() - started
