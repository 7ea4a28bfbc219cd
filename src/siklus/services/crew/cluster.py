"""A crew on many machines, or on this one, by Dask.

What the work needs travels once to each worker, by a plugin that the scheduler also gives to those who come
later. A task is one piece and nothing else, so the scheduler can give it to another worker when one dies.
"""

import hashlib
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path
from typing import Any

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Security, WorkerPlugin, get_worker
from distributed.protocol import pickle as wire

from siklus.domain.identity import new_id
from siklus.errors import ClusterLost, ClusterUnfit, ClusterUnreachable
from siklus.services.crew.errand import IN_FLIGHT, Act, Errand, Made, Piece, undisturbed

LOCAL = "local"
PATIENCE_SECONDS = 30
# Every room that decides what comes of a piece.
_ROOMS = ("domain", "models", "privacy", "services")
_CONFIG = {
    # A piece of long reviews is some megabytes, and no mistake.
    "distributed.admin.large-graph-warning-threshold": "1GB",
    # Of processes started here: nobody looks at their profiles, and taking them costs.
    "distributed.worker.profile.enabled": False,
}


@dataclass(frozen=True, slots=True)
class Tls:
    """Files in PEM: who is trusted, and who we are."""

    authority: Path
    certificate: Path
    key: Path

    def security(self) -> Security:
        """As Dask has it."""
        return Security(
            tls_ca_file=str(self.authority),
            tls_client_cert=str(self.certificate),
            tls_client_key=str(self.key),
            require_encryption=True,
        )


@contextmanager
def gathered(
    address: str, *, workers: int = 1, tls: Tls | None = None, patience: float = PATIENCE_SECONDS
) -> Iterator["Cluster"]:
    """The workers of a scheduler, or `workers` processes of this machine, which end with the block.

    Args:
        address: `tcp://HOST:PORT`, `tls://HOST:PORT` or `local`.
        patience: seconds to wait for the scheduler, and for its first worker.

    Raises:
        ClusterUnreachable: nobody answers there, or no worker has come.
    """
    with dask.config.set(_CONFIG), _client(address, workers, tls, patience) as client:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            raise ClusterUnreachable(address, "no worker has come") from None
        yield Cluster(client, address)


@contextmanager
def _client(address: str, workers: int, tls: Tls | None, patience: float) -> Iterator[Client]:
    if address == LOCAL:
        # Encrypted on loopback, too: else every account of this machine could send the workers tasks.
        with _deaf_to_interrupts():
            cluster = _local(workers)
        with cluster, Client(cluster, set_as_default=False) as client:
            client.run(undisturbed)
            yield client
        return
    try:
        security = tls.security() if tls else None
        client = Client(address, security=security, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterUnreachable(address, str(error)) from None
    with client:
        yield client


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes that are started meanwhile inherit it: Ctrl-C goes to all of a terminal."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's matter
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _local(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        # Its page of health is served all the same; the usual port may be another cluster's.
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
        security=True,
        silence_logs="CRITICAL",
    )


@dataclass(frozen=True, slots=True)
class Cluster:
    """Workers of a Dask scheduler."""

    client: Client
    address: str

    def in_order(self, errand: Errand[Piece, Made], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Made]]:
        """As `Crew`; what a worker had when it died is done again by another.

        Raises:
            ClusterUnfit: a worker has no Siklus, or another one.
            ClusterLost: the scheduler went away, or workers die again and again.
        """
        name = f"siklus-{new_id()}"
        try:
            self._hand_out(name, errand)
            try:
                yield from self._each(name, pieces, errand.together)
            finally:
                self._take_back(name)
        except (KilledWorker, CancelledError, OSError) as error:
            raise ClusterLost(self.address, type(error).__name__) from None
        except ModuleNotFoundError as error:
            raise ClusterUnfit(self.address, f"{error.name} is not installed there") from None

    def _take_back(self, name: str) -> None:
        if self.client.status == "running":
            # A worker that has just come may not have been given it yet.
            with suppress(KeyError):
                self.client.unregister_worker_plugin(name)

    def _hand_out(self, name: str, errand: Errand[Any, Any]) -> None:
        content = errand.fetch()
        # Asked by what every Python has: where Siklus is missing, nothing of ours could be called.
        self.client.run_on_scheduler(version, "siklus")
        self.client.run(version, "siklus")
        self.client.register_plugin(Held(errand, content, program()), name=name)

    def _each(self, name: str, pieces: Iterable[Piece], together: int) -> Iterator[tuple[Piece, Any]]:
        waiting = deque[tuple[list[Piece], Future]]()
        most = IN_FLIGHT * max(1, sum(self.client.nthreads().values()))
        for some in _in_parcels(pieces, together):
            # Packed here and unpacked by the worker: else the scheduler would make every row anew.
            parcel = wire.dumps(some)
            waiting.append((some, self.client.submit(_do, name, parcel, pure=False)))
            if len(waiting) == most:
                yield from _first(waiting)
        while waiting:
            yield from _first(waiting)


def _in_parcels(pieces: Iterable[Piece], together: int) -> Iterator[list[Piece]]:
    """Each costs several messages, and their copies: a few milliseconds of both ends."""
    source = iter(pieces)
    while some := list(islice(source, together)):
        yield some


def _first(waiting: deque[tuple[list[Piece], Future]]) -> Iterator[tuple[Piece, Any]]:
    some, future = waiting.popleft()
    return zip(some, future.result(), strict=True)


class Held(WorkerPlugin):  # type: ignore[misc]
    """What a worker keeps of an errand: prepared with the first piece, for then a failure is told."""

    def __init__(self, errand: Errand[Any, Any], content: bytes, code: str) -> None:
        """As it is sent."""
        self.errand, self.content, self.code = errand, content, code
        self.sha256 = hashlib.sha256(content).hexdigest()

    def setup(self, worker: Any) -> None:
        """Called on the worker."""
        self.address = str(worker.address)
        self.alone = threading.Lock()
        self.act: Act[Any, Any] | None = None

    def do(self, piece: Any) -> Any:
        """What the errand makes of a piece.

        Raises:
            ClusterUnfit: this worker would make something else of it.
        """
        with self.alone:
            act = self.act = self.act or self._prepared()
        return act(piece)

    def _prepared(self) -> Act[Any, Any]:
        if program() != self.code:
            raise ClusterUnfit(self.address, f"it has Siklus {program()}, and here it is {self.code}")
        if hashlib.sha256(self.content).hexdigest() != self.sha256:
            raise ClusterUnfit(self.address, "what was sent came damaged")
        return self.errand.ready(self.content)


def _do(name: str, parcel: bytes) -> list[Any]:
    """On a worker."""
    held = get_worker().plugins[name]
    return [held.do(piece) for piece in wire.loads(parcel)]


@cache
def program() -> str:
    """A digest of all code that decides what comes of a piece: it has to be the same everywhere."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for name, content in sorted(_sources(files("siklus").joinpath(room), room)):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(".py"):
            yield f"{name}/{entry.name}", entry.read_bytes()
