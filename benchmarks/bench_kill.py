"""Kill -9 at random moments.

    python benchmarks/bench_kill.py [--rounds 100] [--engine sqlite|postgres|both]

A round is one of three. *Retrain*: a worker carries out a retraining after an erasure and is killed in a
step drawn beforehand. *Deploy* and *roll back*: a process moves the active version to and fro, predicts and
takes answers, and is killed. After each: exactly one version is active; the chain of deployments and that of
the audit log are whole and agree; every model file has the sha256 of its name and every version that may
answer has its file; whatever a process said that it had done is in the database. At the end a worker that is
left alone finishes what is under way. Only processes that this program started are killed.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from siklus import bootstrap
from siklus.bootstrap import Services
from siklus.database.predictions import EVER
from siklus.domain.erasures import done_with
from siklus.domain.lifecycle import VersionState, is_unbroken
from siklus.domain.triggers import Outcome
from siklus.errors import Conflict
from siklus.services.prediction import Request
from siklus.settings import read_settings
from siklus.worker import migrate
from siklus.worker.run import work

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from support import databases, servers, starter

RESULTS = Path(__file__).resolve().parent / "results" / "kill.json"
SECRET = "a-secret-of-the-benchmark-that-protects-nothing"
REVIEW = "Makanannya enak sekali dan pelayanannya juga sangat ramah, kata pelanggan nomor"
ROWS, SUBJECTS = 150, 70
KINDS = ("retrain", "deploy", "roll back")
IN_A_ROW = 4  # rounds of one kind: enough for a retraining to come to its end in between
STEPS = ("snapshot", "train", "gate", "deploy")
# Seconds after the beginning of a step within which it is killed: about as long as it takes.
LENGTHS = {"snapshot": 0.05, "train": 1.5, "gate": 0.03, "deploy": 0.03}
PATIENCE = 300.0


# --- what is killed -------------------------------------------------------------------------------


def be_worker() -> None:
    """A worker, as `siklus worker` is."""
    work(read_settings(_env_file=None))


def be_mover(kind: str) -> None:
    """Predict, answer, and move the active version, again and again; say what is done once it is so."""
    draw = random.Random(os.getpid())
    with bootstrap.running(read_settings(_env_file=None)) as services:
        for number in range(1_000_000):
            services.serving.refresh()
            say("serves", services.serving.current().version.version)
            reply = services.prediction.predict(Request(f"{REVIEW} {number}", consent=True))
            say("prediction", reply.id)
            answer = services.feedback.answer(str(reply.id), str(reply.feedback_token), correct=True)
            say("answer", answer.id)
            with contextlib.suppress(Conflict):
                say("link", move(services, kind, draw).seq)


def move(services: Services, kind: str, draw: random.Random) -> Any:
    """Another version, or the one before."""
    if kind == "roll back" and draw.random() < 0.7:
        return services.deployment.rollback(actor="mover", reason="back")
    numbers = [version.version for version in services.deployment.versions()]
    return services.deployment.activate(draw.choice(numbers), actor="mover", reason="forth")


def say(what: str, which: object) -> None:
    """One line by one system call: it is out, or it is not."""
    os.write(1, f"{what} {which}\n".encode())


def nursery() -> None:
    """Fork processes from one that has read the libraries: they start in a moment."""
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            begin(**asked)
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("gone", flush=True)


def begin(kind: str, environment: dict[str, str], log: str) -> None:
    """Become one of the two, and never return."""
    sys.stdin.close()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update(environment)
    try:
        be_worker() if kind == "retrain" else be_mover(kind)
    finally:
        os._exit(1)


# --- the rounds -----------------------------------------------------------------------------------


@dataclass
class Place:
    """An installation, its nursery, and what was promised there."""

    services: Services
    environment: dict[str, str]
    folder: Path
    nursery: "subprocess.Popen[str]"
    draw: random.Random
    promised: dict[str, set[str]] = field(
        default_factory=lambda: {k: set() for k in ("prediction", "answer", "link")}
    )
    killed_in: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    erased: int = 0
    living: int | None = None  # the process that was started last, until it is killed

    def start(self, kind: str, number: int, **settings: str) -> tuple[int, Path]:
        """A process; its id and its log."""
        log = self.folder / f"{number}.log"
        log.touch()
        asked = {"kind": kind, "environment": {**self.environment, **settings}, "log": str(log)}
        assert self.nursery.stdin is not None
        self.nursery.stdin.write(json.dumps(asked) + "\n")
        self.nursery.stdin.flush()
        self.living = int(self.told())
        return self.living, log

    def told(self) -> str:
        """What the nursery says next."""
        assert self.nursery.stdout is not None
        return self.nursery.stdout.readline().strip()

    def kill(self, pid: int) -> None:
        """Kill -9, and wait until it is gone: the nursery reaps it, so the number is its own until then."""
        os.kill(pid, signal.SIGKILL)
        assert self.told() == "gone"
        self.living = None


def retrain(place: Place, number: int) -> None:
    """A worker in the midst of a retraining."""
    services = place.services
    if services.retraining.queued() is None:
        erase_one(place)
        services.retraining.request(actor="benchmark", note="")
    run = services.retraining.queued()
    assert run is not None
    target = place.draw.choice(STEPS)
    pid, log = place.start("retrain", number)
    until(lambda: f'"step": "{target}"' in log.read_text() or ended(services, run.id), log)
    time.sleep(place.draw.uniform(0, LENGTHS[target]))
    place.kill(pid)
    found = services.retraining.run(run.id)
    place.killed_in[f"retrain:{found.state}"] += 1


def erase_one(place: Place) -> None:
    """So that the active version needs a successor: then the loop deploys whatever the gate says."""
    services = place.services
    newest = services.deployment.versions()[-1].version
    with contextlib.suppress(Conflict):
        services.deployment.activate(newest, actor="benchmark", reason="to be followed")
    services.erasure.erase(f"pelanggan-{place.erased}", actor="benchmark")
    place.erased += 1


def moving(place: Place, number: int, kind: str) -> None:
    """A process in the midst of moving the active version."""
    pid, log = place.start(kind, number)
    until(lambda: "link " in log.read_text(), log)
    time.sleep(place.draw.uniform(0, 0.25))
    place.kill(pid)
    place.killed_in[kind] += 1
    for line in log.read_text().splitlines(keepends=True):
        what, _, which = line.strip().partition(" ")
        if line.endswith("\n") and what in place.promised:
            place.promised[what].add(which)


def ended(services: Services, run_id: str) -> bool:
    """Whether a run has ended."""
    return services.retraining.run(run_id).finished_at is not None


def until(holds: Any, log: Path) -> None:
    """Wait for it."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"nothing happens:\n{log.read_text()[-3000:]}")
        time.sleep(0.01)


# --- what must hold -------------------------------------------------------------------------------


def look(place: Place, where: str) -> None:
    """Everything that must hold, whenever somebody was killed."""
    services, faults = place.services, place.faults
    chain, versions = services.deployment.chain(), services.deployment.versions()
    active = [version.version for version in versions if version.state == VersionState.ACTIVE]
    if active != [chain[-1].version]:
        faults.append(f"{where}: active {active}, the chain ends with {chain[-1].version}")
    if not is_unbroken(chain):
        faults.append(f"{where}: the chain of deployments is broken")
    if not services.auditing.verify().sound:
        faults.append(f"{where}: the audit log is broken")
    with services.store.reading() as tx:
        logged = sum(e.action.startswith("deployment.") for e in tx.audit_log.chain())
        gone = done_with(tx.erasures.that_reached_versions())
        stored = {
            "prediction": {str(row["id"]) for row in tx.predictions.all_rows()},
            "answer": {
                answer for answers in tx.feedback.of_period(EVER).values() for answer in ids_of(answers)
            },
            "link": {str(link.seq) for link in chain},
        }
    if logged != len(chain):
        faults.append(f"{where}: {len(chain)} links, {logged} of them in the audit log")
    faults += [
        f"{where}: lost {what} {sorted(said - stored[what])[:3]}"
        for what, said in place.promised.items()
        if said - stored[what]
    ]
    faults += [
        f"{where}: {words}" for words in files(services, {v.version: v.sha256 for v in versions}, gone)
    ]
    services.serving.refresh()
    if services.serving.current().version.version != chain[-1].version:
        faults.append(f"{where}: another version answers")


def ids_of(answers: Any) -> list[str]:
    """Of answers."""
    return [answer.id for answer in answers]


def files(services: Services, versions: dict[int, str], gone: frozenset[int]) -> Iterator[str]:
    """What is wrong with the model files."""
    folder = services.settings.artefacts
    for path in folder.glob("*.skops"):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
            yield f"{path.name} is not what its name says"
    for number, sha256 in versions.items():
        if number not in gone and not services.artefacts.path(sha256).exists():
            yield f"v{number} has no file"


def finish(place: Place, number: int) -> str:
    """Let a worker end what is under way; how the last run ended."""
    services = place.services
    if services.retraining.queued() is None:
        erase_one(place)
        services.retraining.request(actor="benchmark", note="")
    run = services.retraining.queued()
    assert run is not None
    pid, log = place.start("retrain", number)
    until(lambda: ended(services, run.id), log)
    place.kill(pid)
    return str(services.retraining.run(run.id).outcome)


# --- set-up ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def placed(url: str, folder: Path, seed: int) -> Iterator[Place]:
    """An installation with two versions without live labels and one with those of many subjects."""
    databases.migrated(url)
    settings = read_settings(_env_file=None, home=folder, database_url=url, secret=SECRET)
    migrate(settings)
    environment = {
        "SIKLUS_HOME": str(folder),
        "SIKLUS_DATABASE_URL": url,
        "SIKLUS_SECRET": SECRET,
        "SIKLUS_LOG_FORMAT": "json",
        "SIKLUS_TICK_SECONDS": "0.5",
        "SIKLUS_TAKEOVER_SECONDS": "1",
        "SIKLUS_NEW_LABELS": "1000000",
        "SIKLUS_COOLDOWN_MINUTES": "1000",
        "SIKLUS_AUDIT_SHARE": "0",
        "SIKLUS_AUDIT_SHARE_DRIFTING": "0",
    }
    command = [sys.executable, __file__, "--nursery"]
    with (
        bootstrap.running(settings) as services,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
    ):
        first_versions(services)
        place = Place(services, environment, folder, process, random.Random(seed))
        try:
            yield place
        finally:
            if place.living is not None:
                place.kill(place.living)
            assert process.stdin is not None
            process.stdin.close()


def first_versions(services: Services) -> None:
    """v1 and v2 from the starter reviews, v3 from the answers of subjects too."""
    added = services.importing.add(starter.as_csv(starter.starter_rows(ROWS)), actor="benchmark")
    services.retraining.train_version(added.ids, actor="benchmark")
    services.retraining.train_version(added.ids[: ROWS * 2 // 3], actor="benchmark")
    services.serving.refresh()
    for number in range(SUBJECTS):
        text = f"{REVIEW} {number} {'sekali lagi ' * (number % 5)}"
        said = services.prediction.predict(Request(text, consent=True, subject=f"pelanggan-{number}"))
        services.feedback.answer(str(said.id), str(said.feedback_token), correct=True)
    with services.store.reading() as tx:
        ids = [example.id for example in tx.examples.usable()]
    services.retraining.train_version(ids, actor="benchmark")


def measured(engine: str, rounds: int, seed: int) -> dict[str, Any]:
    """All rounds on one engine."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="siklus-kill-")))
        url = f"sqlite:///{folder / 'siklus.db'}"
        if engine == "postgres":
            url = databases.create_database(stack.enter_context(servers.postgres()))
        place = stack.enter_context(placed(url, folder, seed))
        began = time.monotonic()
        for number in range(rounds):
            kind = KINDS[number // IN_A_ROW % len(KINDS)]
            retrain(place, number) if kind == "retrain" else moving(place, number, kind)
            look(place, f"round {number} ({kind})")
            if number % 10 == 9:
                print(f"{engine}: {number + 1} rounds, {len(place.faults)} faults", flush=True)
        outcome = finish(place, rounds)
        look(place, "at the end")
        return told(engine, rounds, place, outcome, time.monotonic() - began)


def told(engine: str, rounds: int, place: Place, outcome: str, seconds: float) -> dict[str, Any]:
    """The figures, printed too."""
    for fault in place.faults:
        print(f"{engine}: {fault}", flush=True)
    outcomes = Counter(str(run.outcome) for run in place.services.retraining.runs(10_000))
    counts = {"promised": {what: len(said) for what, said in place.promised.items()}}
    counts |= {"killed_in": place.killed_in, "runs": outcomes}
    figures = {
        "rounds": rounds,
        "faults": len(place.faults),
        "versions": len(place.services.deployment.versions()),
        "deployments": len(place.services.deployment.chain()),
        **{
            f"{name}_{re.sub('[ :]', '_', what)}": count
            for name, some in counts.items()
            for what, count in sorted(some.items())
        },
        "last_run_done": int(outcome != str(Outcome.FAILED)),
        "seconds": round(seconds),
    }
    print(f"{engine}: {json.dumps(figures)}", flush=True)
    return {f"{engine}_{name}": value for name, value in figures.items()}


def main() -> None:
    """Every round on every engine asked for; exit 1 where anything was wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nursery", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.nursery:
        nursery()
        return
    engines = ("sqlite", "postgres") if given.engine == "both" else (given.engine,)
    found: dict[str, Any] = {}
    for engine in engines:
        found |= measured(engine, given.rounds, given.seed)
    if given.rounds >= 100:
        # One database alone leaves the other's figures as they are.
        before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        RESULTS.write_text(json.dumps(before | found, indent=2) + "\n")
    if any(found[f"{engine}_faults"] for engine in engines):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
