"""`siklus up` for real: it starts, mends and stops a family of processes."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from siklus import bootstrap
from siklus.cli import up
from siklus.settings import read_settings
from support.processes import SIKLUS, answers, environment
from support.servers import free_port

from .conftest import REVIEW, Siklus

SECONDS = 150


class Up:
    """A running `siklus up`."""

    def __init__(self, home: Path, port: int) -> None:
        self.port, self.said = port, home.parent / f"up-{port}.txt"
        command = [str(SIKLUS), "up", "--without-ui", "--port", str(port)]
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=home.parent, env=environment(home), stdout=out)

    def printed(self) -> dict[str, str]:
        """What stands on stdout: a name and a value on each line, once all is up."""
        until(lambda: "service" in self.said.read_text() or self.process.poll() is not None)
        assert self.process.poll() is None
        return {line[:11].strip(): line[11:].split()[0] for line in self.said.read_text().splitlines()}

    def child(self, name: str) -> int | None:
        """The process id of `siklus NAME`."""
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in map(int, tasks.read_text().split()):
            if Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")[-1] == name.encode():
                return pid
        return None

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(SECONDS)


@contextmanager
def running(home: Path) -> Iterator[Up]:
    started = Up(home, free_port())
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.stop(signal.SIGTERM)


def until(holds) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.1)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def living_keys(siklus: Siklus) -> set[str]:
    return {key["name"] for key in siklus("keys", "list", "--json").json if key["revoked_at"] is None}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes through /proc")
def test_it_starts_mends_and_stops_everything(siklus):
    with running(siklus.home) as first:
        printed = first.printed()
        address = printed["service"]
        assert address == f"http://127.0.0.1:{first.port}"
        answer = httpx.post(f"{address}/v1/predictions", json={"text": REVIEW}, timeout=60)
        assert answer.json()["model_version"] == 1
        bearer = {"Authorization": f"Bearer {printed['admin key']}"}
        assert httpx.get(f"{address}/v1/retraining", headers=bearer, timeout=60).status_code == 200
        assert len(living_keys(siklus)) == 2  # the admin's and the interface's

        worker = first.child("worker")
        os.kill(worker, signal.SIGKILL)
        until(lambda: first.child("worker") not in (None, worker))
        family = [first.child("api"), first.child("worker")]

        assert first.stop(signal.SIGINT) == 0
        assert [pid for pid in family if lives(pid)] == []
        assert living_keys(siklus) == {"admin"}

    with running(siklus.home) as second:
        assert "admin key" not in second.printed()
        family = [second.child("api"), second.child("worker")]
        # A closed terminal must not leave processes behind.
        assert second.stop(signal.SIGHUP) == 0
        assert not answers(f"http://127.0.0.1:{second.port}/healthz")
        assert [pid for pid in family if lives(pid)] == []
        assert living_keys(siklus) == {"admin"}


def test_the_first_start_trains_the_first_version(newcomer, small_csv, monkeypatch):
    monkeypatch.setattr(up, "starter_reviews", small_csv.read_bytes)
    settings = read_settings(_env_file=None, home=newcomer.home)
    first, second = up.prepare(settings), up.prepare(settings)
    assert first.admin_key is not None
    assert second.admin_key is None
    assert first.ui_key != second.ui_key
    with bootstrap.running(settings) as services:
        assert services.deployment.active().version == 1
        assert len(services.deployment.versions()) == 1
    assert len(living_keys(newcomer)) == 2


def test_a_child_that_keeps_dying_ends_the_start(tmp_path):
    from siklus.errors import ChildKeepsDying

    child = up.Child("worker", ["/bin/false"], dict(os.environ))
    child.start()

    def die_again_and_again() -> None:
        for _ in range(up.MOST_DEATHS):
            child.process.wait(10)
            child.revive()

    with pytest.raises(ChildKeepsDying, match="worker keeps ending with status 1"):
        die_again_and_again()
