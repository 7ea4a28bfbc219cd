"""How soon the drift alarm comes, how often for nothing: `python benchmarks/bench_alarms.py --data FOLDER`.

The real services answer the streams on a database of their own, look at drift as the worker does, and audit
as their settings say; the triggers are evaluated, and a dry run keeps them from retraining, so that it is one
version that is watched. FOLDER holds smsa_train.csv (the base), smsa_valid.csv, prdect.csv and
vaccine_tweets_2021.csv. Each seed has its own rows of a file in its own order, and its own readers. "Later"
is a stream that changes after 325 texts of the kind that the version knows.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from siklus.bootstrap import Services
from siklus.simulation.arms import Arm
from siklus.simulation.arms.loop import run_loop
from siklus.simulation.base import Base, prepare
from siklus.simulation.plan import Options, make_plan
from siklus.simulation.prequential import drift_facts
from siklus.simulation.track import DriftCheck, Track

RESULTS = Path(__file__).resolve().parent / "results" / "alarms.json"
TURN = 325  # in the middle between two looks


@dataclass(frozen=True, slots=True)
class Texts:
    """A stream: files with the rows taken of each, and where the change comes."""

    files: tuple[str, ...]
    turn: int = 0


KNOWN = f"smsa_valid.csv:{TURN}"
STREAMS = {
    "quiet": Texts(("smsa_valid.csv:1200",)),
    "prdect": Texts(("prdect.csv:400",)),
    "vaccine_tweets_2021": Texts(("vaccine_tweets_2021.csv:400",)),
    "prdect_later": Texts((KNOWN, "prdect.csv:400"), TURN),
    "vaccine_tweets_2021_later": Texts((KNOWN, "vaccine_tweets_2021.csv:400"), TURN),
}
QUIET = "quiet"
WITHIN = 300  # items in which a change is to be noticed
Job = tuple[Path, str, int, Path]  # the data, a stream, a seed, the base


def main() -> None:
    """Run every stream with every seed, print the table, write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    given = parser.parse_args()
    # A result must not hang on what is set where it is measured.
    for name in [name for name in os.environ if name.startswith("SIKLUS_")]:
        del os.environ[name]
    started, figures = time.perf_counter(), dict[str, float]()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(given.jobs) as pool:
        plan = make_plan(options(given.data, QUIET))
        prepare(Path(folder), plan.base_of(1), plan.origin)
        for stream in STREAMS:
            jobs = [(given.data, stream, seed, Path(folder)) for seed in range(1, given.seeds + 1)]
            found = list(pool.map(checks_of, jobs))
            figures |= {f"{stream}_{name}": value for name, value in summed(stream, found)}
            print(stream, {name: value for name, value in figures.items() if name.startswith(stream)})
    figures["seconds"] = round(time.perf_counter() - started, 1)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


def options(data: Path, stream: str) -> Options:
    """The simulation of a stream."""
    files = tuple(str(data / name) for name in STREAMS[stream].files)
    return Options(base=str(data / "smsa_train.csv"), streams=files, shuffle=True, block=300)


def checks_of(job: Job) -> list[DriftCheck]:
    """The looks at drift of one stream and seed."""
    data, stream, seed, base = job
    setting = make_plan(options(data, stream)).setting(seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        Base(base).copy_to(home)
        track = run_loop(Track(Arm.SIKLUS, seed), setting, home, without_retraining, lambda _: None)
    return track.drift


def without_retraining(services: Services) -> Services:
    """The services, their triggers on a dry run."""
    triggers = replace(services.retraining.triggers, dry_run=True)
    return replace(services, retraining=replace(services.retraining, triggers=triggers))


def summed(stream: str, found: list[list[DriftCheck]]) -> Iterator[tuple[str, float]]:
    """Figures over the seeds, by name."""
    checks = [check for one in found for check in one]
    yield "seeds", len(found)
    yield "checks", len(checks)
    for level in ("watch", "shifted"):
        yield f"{level}_share", round(sum(check.level == level for check in checks) / len(checks), 4)
    yield "alarm_share", round(sum(check.alarm for check in checks) / len(checks), 4)
    turn = STREAMS[stream].turn
    yield "score_mean", round(sum(check.score for check in checks) / len(checks), 4)
    firsts = [drift_facts([check for check in one if check.at > turn])["first_drift_alarm"] for one in found]
    waits = [first - turn if first is not None else float("inf") for first in firsts]
    yield "alarm_seeds", sum(wait < float("inf") for wait in waits)
    yield "false_alarms_before", sum(check.alarm for check in checks if check.at <= turn)
    if stream != QUIET:
        yield f"detected_within_{WITHIN}", sum(wait <= WITHIN for wait in waits) / len(waits)
        yield "median_until_alarm", median(waits)
        yield "latest_alarm", max(waits)


if __name__ == "__main__":
    main()
