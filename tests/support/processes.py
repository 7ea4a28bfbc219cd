"""Real processes of Siklus: started with settings of their own, and ended by whoever started them."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from support import compiled
from support.nursery import Child, Nursery
from support.servers import free_port

START_SECONDS = 150
SIKLUS = Path(sys.executable).with_name("siklus")


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a process of the installation in `home`, and nothing of the developer's own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIKLUS_", "SUPABASE_"))
    }
    compiled.keep(kept)
    return (
        kept
        | {"SIKLUS_HOME": str(home), "SIKLUS_FAST": "false"}
        | {f"SIKLUS_{name.upper()}": each for name, each in settings.items()}
    )


@dataclass
class Api:
    """`siklus api` on a free port; from a nursery, unless what it loads at its start matters."""

    home: Path
    settings: dict[str, str]
    nursery: Nursery | None = None
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | Child | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "api.log"

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.process = self._begun(environment(self.home, **self.settings, port=str(self.port)))
        deadline = time.monotonic() + START_SECONDS
        while not answers(f"{self.address}/readyz"):
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(0.05)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal; its exit status."""
        process, self.process = self.process, None
        assert process is not None
        if isinstance(process, Child):
            return process.end(number)
        process.send_signal(number)
        try:
            return process.wait(60)
        finally:
            process.kill()
            process.wait()

    def _begun(self, given: dict[str, str]) -> subprocess.Popen[bytes] | Child:
        if self.nursery is not None:
            own = {name: value for name, value in given.items() if name.startswith("SIKLUS_")}
            return self.nursery.begin("siklus", "api", cwd=self.home, log=self.log, **own)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [str(SIKLUS), "api"],
                cwd=self.home,
                env=given,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


@contextlib.contextmanager
def serving(home: Path, nursery: Nursery | None = None, **settings: str) -> Iterator[Api]:
    """A running `siklus api`, ended with the block."""
    api = Api(home, settings, nursery)
    try:
        api.start()
        yield api
    finally:
        if api.process is not None:
            api.end()
    assert "Traceback" not in api.log.read_text()


def answers(url: str) -> bool:
    """Whether `url` answers 200 at once."""
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
