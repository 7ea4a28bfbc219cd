"""Real processes of Siklus: started with settings of their own, and ended by whoever started them."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from support.servers import free_port

START_SECONDS = 60
SIKLUS = Path(sys.executable).with_name("siklus")


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a process of the installation in `home`, and nothing of the developer's own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIKLUS_", "SUPABASE_"))
    }
    if kept.pop("PYTHONDONTWRITEBYTECODE", None):
        # Each process would compile every library anew, which takes longer than most tests.
        kept["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "siklus-tests-pycache")
    return (
        kept
        | {"SIKLUS_HOME": str(home), "SIKLUS_FAST": "false"}
        | {f"SIKLUS_{name.upper()}": each for name, each in settings.items()}
    )


@dataclass
class Api:
    """`siklus api` on a free port."""

    home: Path
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "api.log"

    def start(self) -> None:
        """Start it and wait until it is ready."""
        settings = {**self.settings, "port": str(self.port)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(SIKLUS), "api"],
                cwd=self.home,
                env=environment(self.home, **settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not answers(f"{self.address}/readyz"):
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(0.05)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal; its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def serving(home: Path, **settings: str) -> Iterator[Api]:
    """A running `siklus api`, ended with the block."""
    api = Api(home, settings)
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
