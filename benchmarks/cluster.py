"""Two APIs and three workers on hosts of their own, with one PostgreSQL, and what they were asked."""

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from bench_kill import SECRET, first_versions
from callers import Caller
from hosts import PATIENCE, Host, Switch, switched
from siklus import bootstrap
from siklus.bootstrap import Services
from siklus.domain.access import Role
from siklus.settings import read_settings
from siklus.worker import migrate
from support import databases

TAKEOVER_SECONDS = 4
CLOCKS = {"api-a": 0, "api-b": 240, "worker-a": 0, "worker-b": -180, "worker-c": 420}  # seconds


@dataclass
class Cluster:
    """Hosts, what was promised by them, and what was found wrong."""

    switch: Switch
    services: Services
    key: str
    draw: random.Random
    erased: int = 0
    callers: list[Caller] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    spans: dict[str, list[float]] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Host]:
        """Hosts with this program."""
        return [host for host in self.switch.hosts if host.kind == kind]

    def span(self, name: str, seconds: float) -> None:
        """Keep how long something took."""
        self.spans.setdefault(name, []).append(seconds)

    @contextlib.contextmanager
    def asked(self, *, deploying: bool, pause: float = 0.05) -> Iterator[list[Caller]]:
        """A caller for each API while the block runs."""
        number, stop = len(self.callers), threading.Event()
        ours = [
            Caller(f"http://{host.address}:8700", self.key, deploying, f"{number}-{host.name}", pause)
            for host in self.of("api")
        ]
        self.callers += ours
        threads = [threading.Thread(target=caller.live, args=(stop,)) for caller in ours]
        for thread in threads:
            thread.start()
        try:
            yield ours
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def until(holds: Callable[[], Any], what: str) -> float:
    """Wait for it; how long that took."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > PATIENCE:
            raise SystemExit(f"not within {PATIENCE:.0f} s: {what}")
        time.sleep(0.02)
    return time.monotonic() - began


def alive(cluster: Cluster) -> set[str]:
    """Workers that beat lately."""
    with cluster.services.store.reading() as tx:
        now = tx.workers.clock(bootstrap.utc_now())
        return set(tx.workers.living(now - timedelta(seconds=2)))


@contextlib.contextmanager
def placed(folder: Path, seed: int) -> Iterator[Cluster]:
    """Two APIs and three workers on hosts of their own, all of them working."""
    with contextlib.ExitStack() as stack:
        switch = stack.enter_context(switched(folder))
        databases.migrated(switch.url)
        settings = read_settings(_env_file=None, home=folder, database_url=switch.url, secret=SECRET)
        migrate(settings)
        services = stack.enter_context(bootstrap.running(settings))
        first_versions(services)
        key = services.access.create("benchmark", Role.ADMIN, actor="benchmark")
        environment = surroundings(folder, switch.url)
        cluster = Cluster(switch, services, key, random.Random(seed))
        for name, offset in CLOCKS.items():
            switch.host(name, name.split("-")[0], environment, offset).start()
        until(lambda: len(alive(cluster)) == len(cluster.of("worker")), "the workers work")
        for host in cluster.of("api"):
            until(lambda: ready(host), f"{host.name} is ready")  # noqa: B023 (called at once)
        yield cluster


def surroundings(folder: Path, url: str) -> dict[str, str]:
    """What all processes are told."""
    return {
        "SIKLUS_HOME": str(folder),
        "SIKLUS_DATABASE_URL": url,
        "SIKLUS_SECRET": SECRET,
        "SIKLUS_LOG_FORMAT": "json",
        "SIKLUS_TICK_SECONDS": "5",
        "SIKLUS_TAKEOVER_SECONDS": str(TAKEOVER_SECONDS),
        "SIKLUS_NEW_LABELS": "1000000",
        "SIKLUS_COOLDOWN_MINUTES": "1000",
        "SIKLUS_FAST": "false",
        "SIKLUS_AUDIT_SHARE": "0",
        "SIKLUS_AUDIT_SHARE_DRIFTING": "0",
    }


def ready(host: Host) -> bool:
    """Whether its API is."""
    try:
        return httpx.get(f"http://{host.address}:8700/readyz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
