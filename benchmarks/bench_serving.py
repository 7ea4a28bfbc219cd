"""Requests a second of Siklus, every row committed, beside servers that only answer; one core each.

    python benchmarks/bench_serving.py --data FOLDER [--rounds 5] [--seconds 4] [--only NAME,NAME]

FOLDER holds smsa_train.csv, which all servers' model is trained on, and smsa_valid.csv, whose texts of seven
words or more are sent in turn. A server runs on one core, wrk on another; PostgreSQL, where it is used,
shares the server's core (--postgres-core). Nobody writes an access log. In each round every server is
started, warmed up, loaded with 1, 16, 64 and 512 connections, and ended; the order turns from round to round.
Medians of the rounds count. Environments and databases lie in SIKLUS_BENCH_CACHE (~/.cache/siklus-bench): on
a disk, or the commits would cost nothing. Everything listens on 127.0.0.1 and is ended with the program.
"""

import argparse
import contextlib
import csv
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path

import httpx

import contenders
import load
import serving_report
from contenders import Contender, Installation
from environments import PEERS, cache
from load import Cell
from siklus.domain.reviews import Review
from siklus.errors import Invalid

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support import databases, servers  # noqa: E402 (a benchmark starts the tests' servers)

RESULTS = ROOT / "benchmarks" / "results" / "serving.json"
PICTURE = ROOT / "docs" / "images" / "serving.svg"
CONNECTIONS = (1, 16, 64, 512)
WARM_UP, PATIENCE = 2, 90  # seconds


@dataclass
class Found:
    """What a server did over all rounds."""

    cells: dict[int, list[Cell]] = field(default_factory=lambda: defaultdict(list))  # by connections
    start_s: list[float] = field(default_factory=list)  # until it is ready
    idle_mb: list[float] = field(default_factory=list)  # when it is ready
    failed: str = ""  # why it was given up

    def median(self, connections: int, name: str) -> float:
        """Over the rounds."""
        return statistics.median(getattr(cell, name) for cell in self.cells[connections])


def main() -> None:
    """Measure, print the table of the goals, write figures and picture."""
    asked = arguments()
    load.need_wrk()
    texts = texts_of(asked.data / "smsa_valid.csv")
    with contextlib.ExitStack() as stack:
        # Not under /tmp, which may be memory.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="serving-", dir=cache())))
        every = everyone(asked, folder, stack)
        found = {one.name: Found() for one in every}
        limits = in_process(asked, folder, texts)
        for number in range(asked.rounds):
            turned = every[number % len(every) :] + every[: number % len(every)]
            for one in turned:
                remark(f"round {number + 1} of {asked.rounds}: {one.name}")
                one_round(one, found[one.name], texts, folder, asked)
    figures = flat(found) | limits | {"rounds": asked.rounds, "seconds": asked.seconds}
    figures |= serving_report.compared(figures)
    serving_report.show(figures, {name: one.failed for name, one in found.items() if one.failed})
    if not asked.only:
        RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
        serving_report.draw(figures, PICTURE)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the CSV files")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="of load at each number of connections")
    parser.add_argument("--only", default="", help="names of servers; writes no results")
    parser.add_argument("--core", type=int, default=0, help="of the servers")
    parser.add_argument("--load-core", type=int, default=1, help="of wrk")
    parser.add_argument("--postgres-core", type=int, default=0)
    return parser.parse_args()


def remark(words: str) -> None:
    """Say how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def texts_of(path: Path) -> list[str]:
    """The texts that every server may judge."""
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    return [text for text in texts if is_review(text)]


def is_review(text: str) -> bool:
    """Whether Siklus would judge it."""
    try:
        Review.read(text)
    except Invalid:
        return False
    return True


# --- who takes part -------------------------------------------------------------------------------


def everyone(asked: argparse.Namespace, folder: Path, stack: contextlib.ExitStack) -> list[Contender]:
    """All servers, their environments made and their model trained."""
    python = dict(zip(("", "_numba"), pythons(), strict=True))
    there: dict[str, Installation] = {}
    for suffix, program in python.items():
        # Trained with and without numba: only what was looked at with it may answer with it.
        there[f"sqlite{suffix}"] = installed(program, folder / f"sqlite{suffix}", asked, None)
    if not asked.only or "postgres" in asked.only:
        url, root = stack.enter_context(postgres(asked.postgres_core))
        for suffix, program in python.items():
            home, database = folder / f"postgres{suffix}", databases.create_database(url)
            made = installed(program, home, asked, database)
            there[home.name] = Installation(home, database, made.sha256, root)
    if len({one.sha256 for one in there.values()}) > 1:
        raise SystemExit("the installations learnt different models")
    here, numba = there["sqlite"], there["sqlite_numba"]
    makers: dict[str, Callable[[], Contender]] = {
        f"siklus_{name}": partial(contenders.siklus, f"siklus_{name}", python[_numba_in(name)], one)
        for name, one in there.items()
    }
    for suffix, one in (("", here), ("_numba", numba)):
        name = f"fastapi_scorer{suffix}"
        makers[name] = partial(contenders.fastapi, name, python[suffix], "fastapi_scorer", one)
    makers |= {
        "fastapi_sklearn": partial(
            contenders.fastapi, "fastapi_sklearn", python[""], "fastapi_sklearn", here
        ),
        "mlflow": partial(contenders.mlflow, here, folder),
        "bentoml": partial(contenders.bentoml, here),
        "litserve": partial(contenders.litserve, here),
    }
    wanted = asked.only.split(",") if asked.only else list(makers)
    if strangers := set(wanted) - set(makers):
        raise SystemExit(f"no such server: {', '.join(strangers)}; there are {', '.join(makers)}")
    return [make() for name, make in makers.items() if name in wanted]


def _numba_in(name: str) -> str:
    return "_numba" if name.endswith("_numba") else ""


def pythons() -> tuple[Path, Path]:
    """Environments of Siklus, without numba and with it."""
    return contenders.siklus_environment("siklus"), contenders.siklus_environment("siklus-fast", "fast")


def installed(python: Path, home: Path, asked: argparse.Namespace, database: str | None) -> Installation:
    """A folder with version 1."""
    remark(f"training version 1 in {home.name}")
    home.mkdir()
    return contenders.train(python, home, (asked.data / "smsa_train.csv").resolve(), database)


@contextlib.contextmanager
def postgres(core: int) -> Iterator[tuple[str, int]]:
    """A PostgreSQL with the settings that it comes with, fsync among them, on a disk; URL and process."""
    initdb, program = servers.binary("initdb"), servers.binary("postgres")
    if initdb is None or program is None:
        raise SystemExit("PostgreSQL is missing: apt-get install -y postgresql")
    with servers.private_folder() as folder:
        data, port, owner = folder / "data", servers.free_port(), servers.somebody_else()
        setup = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", str(data)]
        subprocess.run([initdb, *setup], cwd=folder, check=True, capture_output=True, **owner)
        command = [str(program), "-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                   "-c", "unix_socket_directories=", "-c", "max_connections=50"]  # fmt: skip
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        with servers.running(command, folder, url):
            root = int((data / "postmaster.pid").read_text().split()[0])
            load.pin([root], core)
            yield url, root


# --- measuring ------------------------------------------------------------------------------------


def one_round(
    one: Contender, found: Found, texts: list[str], folder: Path, asked: argparse.Namespace
) -> None:
    """Start a server, load it with each number of connections, end it; a server that fails is given up."""
    if found.failed:
        return
    port, log = servers.free_port(), folder / f"{one.name}.log"
    address = f"http://127.0.0.1:{port}"
    load.prepare(folder, [json.dumps(one.body(text)) for text in texts])
    settings = contenders.outside() | one.environment
    started = time.perf_counter()
    with load.on_core(one.command(port), asked.core, settings, log, folder) as process:
        roots = [process.pid] + ([one.postgres] if one.postgres else [])
        try:
            wait(process, address + one.ready)
            found.start_s.append(time.perf_counter() - started)
            found.idle_mb.append(load.memory_mb(roots[:1]))
            check(address + one.path, one.body(texts[0]))
            url, core = address + one.path, asked.load_core
            load.measure(url, folder, 16, WARM_UP, roots=roots, core=core)
            for connections in CONNECTIONS:
                cell = load.measure(url, folder, connections, asked.seconds, roots=roots, core=core)
                found.cells[connections].append(cell)
        except (TimeoutError, httpx.HTTPError, AssertionError) as error:
            found.failed = f"{type(error).__name__}: {error} {log.read_text(errors='replace')[-600:]}"
            remark(f"{one.name} is given up: {found.failed}")


def wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    """Until the server is ready."""
    until = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=5).status_code == 200:
                return
        if process.poll() is not None or time.monotonic() > until:
            raise TimeoutError("it did not get ready")
        time.sleep(0.02)


def check(url: str, body: dict[str, object]) -> None:
    """See that it answers with a label, and that a row that should be stored is."""
    reply = httpx.post(url, json=body, timeout=30)
    assert reply.status_code == 200, reply.text[:300]
    assert any(f'"{label}"' in reply.text for label in ("positif", "netral", "negatif")), reply.text[:300]
    if body.get("consent"):
        assert reply.json()["stored"], reply.text[:300]


def in_process(asked: argparse.Namespace, folder: Path, texts: list[str]) -> dict[str, float]:
    """What one core judges a second without any server."""
    lines = "\n".join(json.dumps({"text": text}) for text in texts)
    found: dict[str, float] = {}
    for name, python in zip(("", "_numba"), pythons(), strict=True):
        remark(f"in process{name.replace('_', ', with ')}")
        home = folder / f"sqlite{name}"
        here = Installation(home, None, next(home.rglob("*.skops")).stem)
        command = ["taskset", "-c", str(asked.core), str(python), str(PEERS / "in_process.py")]
        told = contenders.run([*command, str(asked.seconds)], here.settings() | here.model(), folder, lines)
        found |= {f"in_process_{key}{name}": value for key, value in json.loads(told).items()}
    return {name: round(value, 1) for name, value in found.items()}


def flat(found: dict[str, Found]) -> dict[str, float]:
    """All medians, by names."""
    figures: dict[str, float] = {}
    for name, one in found.items():
        if one.start_s:
            figures[f"{name}_start_s"] = round(statistics.median(one.start_s), 3)
            figures[f"{name}_idle_mb"] = round(statistics.median(one.idle_mb), 1)
        for connections in one.cells:
            for each in fields(Cell):
                value = one.median(connections, each.name)
                figures[f"{name}_c{connections}_{each.name}"] = round(value, 3)
    return figures


if __name__ == "__main__":
    main()
