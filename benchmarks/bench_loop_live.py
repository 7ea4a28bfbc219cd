"""The whole loop on real data, through real processes and HTTP.

    python benchmarks/bench_loop_live.py --data FOLDER [--engine sqlite|postgres|both] [--seed 1]

Version 1 is trained on smsa_train.csv. Then 2,400 reviews of prdect.csv (those of seven words or more, in a
seeded order) are posted one by one to a running service. Readers click "right" on 10 % of the right answers
and name another label on 35 % of the wrong ones; 5 % of the clicks are wrong. A reviewer answers every audit
with the true label. A worker retrains by its triggers. Beside the live system stands version 1, which judges
the same texts and never changes. Time is not simulated: after every twenty reviews the stream waits while a
retraining is under way, as the hours between real reviews would let it.
"""

import argparse
import csv
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from siklus.client import ApiUnreachable, Client, Prediction
from siklus.domain.reviews import Label, Review
from siklus.errors import Invalid
from siklus.models.registry import ArtefactStore
from siklus.privacy.redaction import anonymise

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "loop_live.json"
STREAM, BLOCK, PAUSE_EVERY = 2_400, 300, 20
CLICK_RIGHT, CLICK_WRONG, NOISE = 0.10, 0.35, 0.05
SIKLUS = [sys.executable, "-m", "siklus"]


@dataclass
class Outcome:
    """What one run came to."""

    static: list[float] = field(default_factory=list)  # accuracy of version 1 per block
    live: list[float] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)  # that answered, in order of appearance
    labels: int = 0
    audits: int = 0
    runs: dict[str, int] = field(default_factory=dict)
    failed_requests: int = 0


def main() -> None:
    """Run on the engines asked for, print the table, write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with smsa_train.csv and prdect.csv")
    parser.add_argument("--engine", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    # Ended from outside, the processes below must end as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    engines = ["sqlite", "postgres"] if given.engine == "both" else [given.engine]
    figures: dict[str, float] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for engine in engines:
        with database(engine) as url, tempfile.TemporaryDirectory() as home:
            outcome = run(given.data, Path(home), url, given.seed)
        show(engine, outcome)
        figures |= flat(engine, outcome)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


def run(data: Path, home: Path, url: str | None, seed: int) -> Outcome:
    """Set an installation up, stream the reviews through it, and take it down."""
    port = free_port()
    environment = {
        **os.environ,
        "SIKLUS_HOME": str(home),
        "SIKLUS_PORT": str(port),
        "SIKLUS_TICK_SECONDS": "0.3",
        "SIKLUS_COOLDOWN_MINUTES": "0",
        "SIKLUS_RATE_PER_MINUTE": "1000000",
    }
    if url:
        environment["SIKLUS_DATABASE_URL"] = url
    command(environment, "db", "upgrade")
    command(environment, "train", "--data", str(data.absolute() / "smsa_train.csv"))
    key = command(environment, "keys", "create", "--role", "admin")
    logs = home / "log"
    with (
        process([*SIKLUS, "api"], environment, logs),
        process([*SIKLUS, "worker"], environment, logs),
        Client(f"http://127.0.0.1:{port}", key=key, timeout=60) as client,
    ):
        wait_until_ready(client)
        first = ArtefactStore(home / "models").load(client.model(1).sha256)
        reviews = stream_of(data / "prdect.csv", seed)
        judged = first.judge([anonymise(Review.read(text).text).text for text, _ in reviews])
        before = [judgement.label == label for judgement, (_, label) in zip(judged, reviews, strict=True)]
        return follow(client, reviews, before, random.Random(seed))


def command(environment: dict[str, str], *words: str) -> str:
    """What one command of `siklus` prints."""
    done = subprocess.run([*SIKLUS, *words], env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def follow(
    client: Client, reviews: list[tuple[str, Label]], before: list[bool], chance: random.Random
) -> Outcome:
    """Post the reviews, click, audit, and keep the score."""
    outcome, hits = Outcome(), []
    truth: dict[str, Label] = {}
    for number, (text, label) in enumerate(reviews, start=1):
        reply = client.predict(text, consent=True, channel="bench")
        truth[str(reply.id)] = label
        outcome.failed_requests += not reply.stored
        if reply.model_version not in outcome.versions:
            outcome.versions.append(reply.model_version)
        right = reply.label == label
        hits.append(right)
        if reply.stored and chance.random() < (CLICK_RIGHT if right else CLICK_WRONG):
            click(client, reply, label, chance)
            outcome.labels += 1
        if number % PAUSE_EVERY == 0:
            outcome.audits += audit(client, truth)
            pause(client)
        if number % BLOCK == 0:
            outcome.live.append(sum(hits[-BLOCK:]) / BLOCK)
            outcome.static.append(sum(before[number - BLOCK : number]) / BLOCK)
            print(f"  {number:5d}  v1 {outcome.static[-1]:.3f}  live {outcome.live[-1]:.3f}", file=sys.stderr)
    outcome.labels += outcome.audits
    for one in client.runs():
        name = str(one.outcome)
        outcome.runs[name] = outcome.runs.get(name, 0) + 1
    return outcome


def click(client: Client, reply: Prediction, truth: Label, chance: random.Random) -> None:
    """A reader's answer: the truth, but in one of twenty clicks another label."""
    said = truth
    if chance.random() < NOISE:
        said = chance.choice([label for label in Label if label != truth])
    shown = Label(reply.label)
    client.feedback(reply, correct=said == shown, label=None if said == shown else said)


def audit(client: Client, truth: dict[str, Label]) -> int:
    """Answer every open audit with the truth; other requests are left to real reviewers."""
    answered = 0
    while True:
        audits = [item for item in client.reviews_next(20) if item.reason == "audit"]
        if not audits:
            return answered
        for item in audits:
            client.review(item.ask_id, truth[item.prediction_id])
            answered += 1


def pause(client: Client) -> None:
    """Let the worker look; where it began a retraining, wait until that has ended and is served."""
    time.sleep(0.6)
    if not under_way(client):
        return
    deadline = time.monotonic() + 300
    while under_way(client):
        if time.monotonic() > deadline:
            raise SystemExit("a retraining did not end within five minutes")
        time.sleep(0.3)
    time.sleep(1.0)


def under_way(client: Client) -> bool:
    """Whether a retraining is queued or running."""
    return any(run.finished_at is None for run in client.runs(1))


def stream_of(path: Path, seed: int) -> list[tuple[str, Label]]:
    """The reviews that the service accepts, in a seeded order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], Label(row["label"])) for row in csv.DictReader(file) if is_review(row["text"])]
    random.Random(seed).shuffle(rows)
    return rows[:STREAM]


def is_review(text: str) -> bool:
    """Whether the service would judge it."""
    try:
        Review.read(text)
    except Invalid:
        return False
    return True


@contextmanager
def process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    """A process of the installation, ended with the block."""
    with log.open("ab") as output:
        started = subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=log.parent)
        try:
            yield
        finally:
            started.send_signal(signal.SIGTERM)
            try:
                started.wait(20)
            except subprocess.TimeoutExpired:
                started.kill()


@contextmanager
def database(engine: str) -> Iterator[str | None]:
    """The URL of an empty database; None where the default file will do."""
    if engine == "sqlite":
        yield None
        return
    sys.path.insert(0, str(ROOT))
    from tests.support.servers import postgres  # noqa: PLC0415 (only where PostgreSQL is asked for)

    with postgres() as url:
        yield url


def wait_until_ready(client: Client) -> None:
    """Until the service has a model, a minute at most."""
    deadline = time.monotonic() + 60
    while not answers(client):
        if time.monotonic() > deadline:
            raise SystemExit("the service did not get ready within a minute")
        time.sleep(0.2)


def answers(client: Client) -> bool:
    """Whether the service is up and has a model."""
    try:
        return client.ready().ready
    except ApiUnreachable:
        return False


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def show(engine: str, outcome: Outcome) -> None:
    """The table of one run."""
    print(f"\n{engine}: accuracy per block of {BLOCK}")
    print("block      " + "".join(f"{number:>8d}" for number in range(1, len(outcome.live) + 1)) + "     all")
    for name, row in (("version 1", outcome.static), ("live", outcome.live)):
        print(f"{name:<11}" + "".join(f"{share:8.3f}" for share in row) + f"{sum(row) / len(row):8.3f}")
    print(f"labels {outcome.labels} ({outcome.audits} audits); versions that answered {outcome.versions}")
    print(f"runs {outcome.runs}; answers not stored {outcome.failed_requests}")


def flat(engine: str, outcome: Outcome) -> dict[str, float]:
    """The figures by name."""
    figures: dict[str, float] = {}
    for number, (static, live) in enumerate(zip(outcome.static, outcome.live, strict=True), start=1):
        figures[f"{engine}_block_{number}_v1"] = round(static, 4)
        figures[f"{engine}_block_{number}_live"] = round(live, 4)
    figures[f"{engine}_all_v1"] = round(sum(outcome.static) / len(outcome.static), 4)
    figures[f"{engine}_all_live"] = round(sum(outcome.live) / len(outcome.live), 4)
    figures[f"{engine}_labels"] = outcome.labels
    figures[f"{engine}_audits"] = outcome.audits
    figures[f"{engine}_deployments"] = outcome.runs.get("deployed", 0)
    figures[f"{engine}_not_stored"] = outcome.failed_requests
    return figures


if __name__ == "__main__":
    main()
