"""Old and new code side by side: the release before serves and works while the migration is applied.

    python benchmarks/rolling.py [--old COMMIT]

The old code is the one of the commit before the newest migration (from git, run with the libraries of today).
Its API and its worker run on; the migration is applied under their hands; an API and a worker of the new
code join. A worker of each is killed in the middle of a retraining, so that the other's code finishes it.
"""

import argparse
import contextlib
import io
import json
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench_kill import SECRET
from callers import Caller
from siklus.database.revision import MIGRATIONS

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from support import servers
from support.processes import environment

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 240.0
TRIES = 20  # until the worker that is wanted happens to be the one that carries a run out


def commit_before_newest_migration() -> str:
    """The commit before the newest migration came."""
    newest = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))[-1].relative_to(ROOT)
    words = ["git", "log", "--diff-filter=A", "--format=%H", "-1", "--", str(newest)]
    added = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    return f"{added}^"


@dataclass
class Side:
    """The processes of one code."""

    name: str
    source: Path
    folder: Path
    settings: dict[str, str]
    port: int = field(default_factory=servers.free_port)
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def log(self, what: str) -> Path:
        """Of its API or worker."""
        return self.folder / f"{self.name}-{what}.log"

    def command(self, *words: str) -> dict[str, Any]:
        """How to run a command of this code."""
        settings = {**self.settings, "port": str(self.port)}
        given = environment(self.folder, **settings) | {"PYTHONPATH": str(self.source)}
        return {"args": [sys.executable, "-m", "siklus", *words], "env": given, "cwd": self.folder}

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return subprocess.run(**self.command(*words), capture_output=True, text=True, check=False)

    def done(self, *words: str) -> str:
        """What a command printed, which must succeed."""
        found = self.run(*words)
        if found.returncode:
            raise SystemExit(f"{self.name} {' '.join(words)}: {found.stderr[-2000:]}")
        return found.stdout

    def start(self, what: str) -> None:
        """Start `api` or `worker` and wait until it works."""
        with self.log(what).open("ab") as log:
            self.running[what] = subprocess.Popen(**self.command(what), stdout=log, stderr=log)
        works = self.ready if what == "api" else lambda: '"worker.joined"' in self.log(what).read_text()
        until(works, f"{self.name} {what}:\n{self.log(what).read_text()[-2000:]}")

    def ready(self) -> bool:
        """Whether its API is."""
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200
        return False

    @property
    def address(self) -> str:
        """Of its API."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self, what: str) -> None:
        """Kill -9."""
        process = self.running.pop(what)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def has_begun(self, run: str) -> bool:
        """Whether its worker trains for a run."""
        return any(
            run in line and '"step": "train"' in line for line in self.log("worker").read_text().splitlines()
        )


def until(holds: Callable[[], Any], what: str) -> None:
    """Wait for it."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"not within {PATIENCE:.0f} s: {what}")
        time.sleep(0.05)


@dataclass
class Upgrade:
    """Both codes on one database."""

    url: str
    key: str
    old: Side
    new: Side
    callers: list[Caller] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def api(self, side: Side, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call, which must succeed."""
        headers = {"Authorization": f"Bearer {self.key}"}
        reply = httpx.request(method, side.address + path, json=body, headers=headers, timeout=30)
        if reply.status_code >= 300:
            raise SystemExit(f"{side.name} {method} {path}: {reply.status_code} {reply.text[:500]}")
        return reply.json()

    def carried_over(self, dying: Side, living: Side, name: str) -> None:
        """A retraining that one code began and the other one ends."""
        for _ in range(TRIES):
            run = self.api(living, "POST", "/v1/retraining", {"reason": "benchmark"})["run_id"]
            until(lambda: dying.has_begun(run) or living.has_begun(run), f"training of {run}")  # noqa: B023
            if dying.has_begun(run):
                dying.kill("worker")
                break
            self.ended(living, run)
        else:
            raise SystemExit(f"the {dying.name} worker never carried a run out")
        found = self.ended(living, run)
        self.figures[f"{name}_{found['outcome']}"] = 1
        if found["outcome"] == "failed":
            self.findings.append(f"{name}: {found['error']}")

    def ended(self, side: Side, run: str) -> dict[str, Any]:
        """The run, once it has ended."""
        found: dict[str, Any] = {}

        def has_ended() -> bool:
            found.update(self.api(side, "GET", f"/v1/retraining/{run}"))
            return found["finished_at"] is not None

        until(has_ended, f"the end of {run}")
        return found

    def serves(self, side: Side, version: int) -> bool:
        """Whether its API answers by this version."""
        said = self.api(
            side, "POST", "/v1/predictions", {"text": "pelayanan di toko ini bagus sekali kata saya"}
        )
        return bool(said["model_version"] == version)

    def served_by_both(self, by: Side, version: int) -> None:
        """Activate a version through one code; both answer by it."""
        self.api(by, "POST", f"/v1/models/{version}/activate", {"reason": f"through the {by.name} one"})
        for side in (self.old, self.new):
            until(lambda: self.serves(side, version), f"{side.name} serves v{version}")  # noqa: B023


@contextlib.contextmanager
def asking(upgrade: Upgrade, *sides: Side) -> Iterator[None]:
    """Callers of each API while the block runs."""
    stop, number = threading.Event(), len(upgrade.callers)
    ours = [
        Caller(side.address, upgrade.key, deploying=False, name=f"{number}-api-{side.name}", pause=0.2)
        for side in sides
    ]
    upgrade.callers += ours
    threads = [threading.Thread(target=caller.live, args=(stop,)) for caller in ours]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def upgraded(upgrade: Upgrade) -> None:
    """The order of docs/how-to/upgrade.md, with deaths in between."""
    old, new = upgrade.old, upgrade.new
    old.start("api")
    old.start("worker")
    with asking(upgrade, old):
        time.sleep(1)
        began = time.monotonic()
        new.done("db", "upgrade")
        upgrade.figures["migration_seconds"] = round(time.monotonic() - began, 1)
        time.sleep(2)
    new.start("api")
    new.start("worker")
    with asking(upgrade, old, new):
        upgrade.carried_over(new, old, "new_run_ended_by_old")
        new.start("worker")
        upgrade.carried_over(old, new, "old_run_ended_by_new")
        newest = max(model["version"] for model in upgrade.api(new, "GET", "/v1/models")["versions"])
        upgrade.served_by_both(old, newest)
        upgrade.served_by_both(new, 1)
    refused = old.run("db", "check").returncode
    upgrade.figures["old_code_started_anew_exit"] = refused


def judged(upgrade: Upgrade) -> dict[str, Any]:
    """Nothing lost, nothing refused, one active version."""
    with psycopg.connect(upgrade.url) as connection:
        rows = connection.execute(
            "SELECT p.id::text, i.text FROM siklus.predictions p JOIN siklus.inputs i ON i.id = p.input_id"
        ).fetchall()
        [(active,)] = connection.execute(
            "SELECT count(*) FROM siklus.model_versions WHERE state = 'active'"
        ).fetchall()
    kept = dict(rows)
    promised = {one: text for caller in upgrade.callers for one, text in caller.texts.items()}
    lost = sum(kept.get(one) != text for one, text in promised.items())
    refused = {
        status: count
        for caller in upgrade.callers
        for status, count in caller.statuses.items()
        if status != "stored"
    }
    doubled = len(kept) - len(set(kept.values()))
    if lost or refused or doubled or active != 1:
        upgrade.findings.append(f"lost {lost}, doubled {doubled}, refused {refused}, active {active}")
    for side in (upgrade.old, upgrade.new):
        for what in ("api", "worker"):
            if "Traceback" in side.log(what).read_text():
                upgrade.findings.append(f"a traceback in the log of {side.name} {what}")
    for finding in upgrade.findings:
        print(finding, flush=True)
    return {
        "acknowledged": len(promised),
        "lost": lost,
        "doubled": doubled,
        "refused": sum(refused.values()),
        **upgrade.figures,
        "findings": len(upgrade.findings),
    }


def measured(old: str = "") -> dict[str, Any]:
    """The whole upgrade."""
    commit, began = old or commit_before_newest_migration(), time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="siklus-rolling-")))
        packed = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, capture_output=True, check=True)
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder / "old", filter="data")
        url = stack.enter_context(servers.postgres())
        settings = {
            "database_url": url,
            "secret": SECRET,
            "log_format": "json",
            "tick_seconds": "20",
            "takeover_seconds": "4",
            "new_labels": "1000000",
            "audit_share": "0",
            "audit_share_drifting": "0",
        }
        sides = [
            Side("old", folder / "old" / "src", folder, settings),
            Side("new", ROOT / "src", folder, settings),
        ]
        try:
            sides[0].done("db", "upgrade")
            sides[0].done("train")
            key = sides[0].done("keys", "create", "--role", "admin").strip()
            upgrade = Upgrade(url, key, *sides)
            upgraded(upgrade)
            found = judged(upgrade)
        finally:
            for side in sides:
                for what in list(side.running):
                    side.kill(what)
    found["seconds"] = round(time.monotonic() - began)
    return {f"upgrade_{name}": value for name, value in found.items()}


def main() -> None:
    """Exit 1 where anything was wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--old", default="", help="the commit of the old code")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    found = measured(parser.parse_args().old)
    print(json.dumps(found, indent=2))
    if found["upgrade_findings"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
