"""The HTTP service under load while everything around it breaks.

    python benchmarks/bench_faults.py [--rounds 20] [--engine sqlite|postgres|both] [--only NAME ...]

Each fault has an installation of its own and a real `siklus api`, and a crowd that posts reviews with
consent and answers some of them. Asked each time: was everything that a reply called stored kept as it was
said, was every reply either right or an honest 503, and did the service come back by itself? A list of
findings that is not empty ends with 1. Only processes that this program started are ended.
"""

import argparse
import json
import os
import random
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crowd import TEXTS, Crowd, quantile_ms
from places import PATIENCE, Place, placed, until
from support import rude

RESULTS = Path(__file__).resolve().parent / "results" / "faults.json"
HONEST = {200, 201, 503}
READERS = 16
FLOOD = 4_096
REQUESTS = 2_000_000
ANSWERED_SECONDS = 1.0
Figures = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """How much of each."""

    rounds: int
    seconds: float  # of the faults that last
    requests: int
    connections: int
    draw: random.Random


# --- what every fault asks ------------------------------------------------------------------------


def judged(place: Place, crowd: Crowd, findings: list[str], *, cuts: bool = False) -> Figures:
    """The figures of a crowd; what it should not have seen is found.

    Args:
        cuts: whether connections may have been cut, as by kill -9.
    """
    findings += [f"lost: {one}" for one in place.lost(crowd)[:5]]
    findings += [f"the crowd itself: {one}" for one in crowd.failures[:5]]
    for status in crowd.statuses.keys() - HONEST:
        findings.append(f"{crowd.statuses[status]} replies with {status}: {dict(crowd.refusals)}")
    counts = {"mixed": crowd.mixed, "hung": crowd.hung, "without_retry_after": crowd.hasty}
    if not cuts:
        counts["cut"] = crowd.cut
    findings += [f"{count} {name}" for name, count in counts.items() if count]
    replies = {f"replies_{status}": count for status, count in sorted(crowd.statuses.items())}
    return (
        replies | counts | {"stored": crowd.stored, "unstored": crowd.unstored, "answers": len(crowd.answers)}
    )


def ended(place: Place, findings: list[str]) -> None:
    """Stop the service in order; its log must hold no traceback and no bug."""
    if not runs(place):
        findings.append("the service had ended by itself")
        return
    status = place.api.end()
    if status:
        findings.append(f"the service ended with {status}")
    with place.api.log.open(errors="replace") as log:
        bad = [line for line in log if "Traceback" in line or '"event": "bug"' in line]
    findings += [f"{len(bad)} lines of the log, such as {line.strip()[:400]}" for line in bad[:1]]


def recovered(crowd: Crowd, findings: list[str], where: str) -> float:
    """Seconds until something is stored again."""
    began = time.monotonic()
    if not until(lambda: crowd.last_stored > began, PATIENCE):
        findings.append(f"{where}: nothing is stored after {PATIENCE:.0f} s")
    return time.monotonic() - began


def spread(name: str, values: list[float]) -> Figures:
    """Median and most."""
    return {f"{name}_median": round(statistics.median(values), 2), f"{name}_most": round(max(values), 2)}


# --- the faults -----------------------------------------------------------------------------------


def kill(place: Place, given: Given, findings: list[str]) -> Figures:
    """Kill -9 of the service in the midst of its work."""
    every = ended_again_and_again(place, given, findings, signal.SIGKILL)[0]
    place.api.start()
    ended(place, findings)
    findings += [f"lost in the end: {one}" for one in place.lost(every)[:5]]
    return {"acknowledged": len(every.predictions), "answers": len(every.answers), "cut": every.cut}


def end(place: Place, given: Given, findings: list[str]) -> Figures:
    """The service is told to end: it answers what it has taken, and what it has kept it has said."""
    every, taken = ended_again_and_again(place, given, findings, signal.SIGTERM)
    silent = untold(place, every)
    if silent:
        findings.append(f"{silent} rows of which nobody was told")
    figures = {"acknowledged": len(every.predictions), "answers": len(every.answers), "untold": silent}
    return figures | spread("seconds_to_end", taken)


def ended_again_and_again(
    place: Place, given: Given, findings: list[str], how: signal.Signals
) -> tuple[Crowd, list[float]]:
    """End the service in the midst of its work; all that it promised, and how long each end took."""
    every, taken = Crowd(place.api.port, 0), list[float]()
    for number in range(given.rounds):
        place.api.start()
        crowd = Crowd(place.api.port, READERS)
        with crowd.asking():
            if not until(lambda: len(crowd.predictions) >= 20, PATIENCE):  # noqa: B023 (called at once)
                findings.append(f"round {number}: nothing is stored")
            time.sleep(given.draw.uniform(0, 0.5))
            began = time.monotonic()
            status = place.api.end(how)
            taken.append(time.monotonic() - began)
        if status != (-how if how == signal.SIGKILL else 0):
            findings.append(f"round {number}: the service ended with {status}")
        judged(place, crowd, findings, cuts=True)
        every.predictions |= crowd.predictions
        every.answers |= crowd.answers
        every.cut += crowd.cut
    return every, taken


def stop(place: Place, given: Given, findings: list[str]) -> Figures:
    """The database is stopped, every second time without being told, and started again."""
    place.api.start()
    crowd, taken = Crowd(place.api.port, READERS), list[float]()
    with crowd.asking():
        for number in range(given.rounds):
            recovered(crowd, findings, f"before round {number}")
            time.sleep(given.draw.uniform(0.2, 1.0))
            place.services.store.engine.dispose()
            before = crowd.unstored + crowd.statuses[503]
            place.database.stop((signal.SIGINT, signal.SIGQUIT)[number % 2])
            if not until(lambda: crowd.unstored + crowd.statuses[503] > before, PATIENCE):  # noqa: B023
                findings.append(f"round {number}: no reply while the database was away")
            time.sleep(given.draw.uniform(0.2, 1.0))
            place.database.start()
            taken.append(recovered(crowd, findings, f"round {number}"))
    ended(place, findings)
    figures = judged(place, crowd, findings) | spread("recovery_seconds", taken)
    return figures | {"slowest_reply_ms": quantile_ms(crowd.seconds, 1), "kept_untold": untold(place, crowd)}


def full(place: Place, given: Given, findings: list[str]) -> Figures:
    """The disk of the database is full, and is freed again."""
    place.api.start()
    crowd, taken, revived = Crowd(place.api.port, READERS), list[float](), 0
    with crowd.asking():
        for number in range(given.rounds):
            recovered(crowd, findings, f"before round {number}")
            time.sleep(given.draw.uniform(0.2, 1.0))
            before, ballast = crowd.unstored, place.fill()
            if not until(lambda: crowd.unstored > before, PATIENCE):  # noqa: B023 (called at once)
                findings.append(f"round {number}: the full disk was not noticed")
            time.sleep(given.draw.uniform(0.2, 1.0))
            ballast.unlink()
            # PostgreSQL ends itself where it cannot write its log; its supervisor would start it again.
            revived += place.database.revived()
            taken.append(recovered(crowd, findings, f"round {number}"))
    ended(place, findings)
    figures = judged(place, crowd, findings) | spread("recovery_seconds", taken)
    return figures | {"database_ended_itself": revived, "kept_untold": untold(place, crowd)}


def untold(place: Place, crowd: Crowd) -> int:
    """Rows whose caller was not told: the commit was done, and its confirmation was lost."""
    predictions = place.kept().keys() - crowd.predictions.keys()
    return len(predictions) + len(place.answered().keys() - crowd.answers.keys())


def deploy(place: Place, given: Given, findings: list[str]) -> Figures:
    """Another process deploys the other version every second."""
    place.api.start()
    crowd = Crowd(
        place.api.port,
        READERS,
        expected=place.scores([f"{text} nomor {n}" for text in TEXTS for n in range(8)]),
    )
    taken = list[float]()
    with crowd.asking():
        for number in range(round(given.seconds)):
            began, version = time.monotonic(), 2 - number % 2
            place.services.deployment.activate(version, actor="benchmark", reason="to and fro")
            before = crowd.versions[version]
            if until(lambda: crowd.versions[version] > before, 1.0):  # noqa: B023 (called at once)
                taken.append(time.monotonic() - began)
            time.sleep(max(0.0, 1.0 - (time.monotonic() - began)))
    ended(place, findings)
    figures = judged(place, crowd, findings) | spread("seconds_to_serve", taken)
    versions = {f"by_v{version}": count for version, count in sorted(crowd.versions.items())}
    return figures | versions | {"deployments": round(given.seconds), "seen_within_a_second": len(taken)}


def crowded(place: Place, given: Given, findings: list[str]) -> Figures:
    """512 clients that never pause."""
    return asked_by(512, given.seconds, place, findings)


def flood(place: Place, given: Given, findings: list[str]) -> Figures:
    """More clients than may wait."""
    return asked_by(FLOOD, given.seconds / 4, place, findings)


def asked_by(clients: int, seconds: float, place: Place, findings: list[str]) -> Figures:
    """The figures of so many clients."""
    place.api.start()
    crowd = Crowd(place.api.port, clients)
    with crowd.asking():
        time.sleep(seconds)
    ended(place, findings)
    quantiles = {
        f"{what}p{name}_ms": quantile_ms(times, share)
        for what, times in (("", crowd.seconds), ("answers_", crowd.seconds_to_answers))
        for name, share in (("50", 0.5), ("99", 0.99))
    }
    rate = round(sum(crowd.statuses.values()) / seconds)
    return judged(place, crowd, findings) | {"replies_per_second": rate} | quantiles


def rudeness(place: Place, given: Given, findings: list[str]) -> Figures:
    """Slow and idle callers, bodies of a megabyte, and what is no HTTP."""
    place.api.start()
    port, waits = place.api.port, dict[str, float]()

    def look(when: str) -> None:
        waits[when] = max(waits.get(when, 0.0), rude.seconds_to_answer(port))

    slow = max(10, given.connections // 50)
    with rude.open_connections(port, 2 * slow) as connections:
        for late in connections[slow:]:
            late.sendall(rude.POST + rude.SIZED)
        rests = [rude.GET] * slow + [rude.BODY[:30]] * slow
        cut = rude.drip(connections, rests, lambda: look("slow"))
    large = rude.large_bodies(port, 10 * given.rounds)
    look("megabyte")
    outcomes, wrong = rude.malformed(port)
    with rude.open_connections(port, given.connections):
        look("idle")
    look("end")
    ended(place, findings)
    findings += wrong
    findings += [f"1 MB: {outcome}" for outcome in large.keys() - {"413", "422"}]
    findings += [f"{when}: {s:.1f} s to an answer" for when, s in waits.items() if s > ANSWERED_SECONDS]
    return {
        "slow_connections": 2 * slow,
        "slow_cut": cut,
        "idle_connections": given.connections,
        "malformed": len(rude.MALFORMED),
        **{f"malformed_{outcome}": count for outcome, count in sorted(outcomes.items())},
        **{f"megabyte_{outcome}": count for outcome, count in sorted(large.items())},
        **{f"seconds_to_answer_{when}": round(seconds, 3) for when, seconds in waits.items()},
    }


def memory(place: Place, given: Given, findings: list[str]) -> Figures:
    """Many requests: what the service keeps in memory after the first tenth of them, and after all."""
    place.api.start()
    crowd, sizes = Crowd(place.api.port, 64, answering=100, remembering=False), list[int]()
    began = time.monotonic()
    with crowd.asking():
        for tenth in range(1, 11):
            while crowd.asked < tenth * given.requests / 10 and runs(place):
                time.sleep(0.05)
            sizes.append(resident(place) >> 10)
            print(f"memory: {crowd.asked:,} requests, {sizes[-1] >> 10} MB", file=sys.stderr, flush=True)
    grown = sizes[-1] / sizes[0] - 1
    if grown > 0.05:
        findings.append(f"the memory grew by {grown:.1%}: {sizes} kB")
    ended(place, findings)
    return judged(place, crowd, findings) | {
        "requests": crowd.asked,
        "per_second": round(crowd.asked / (time.monotonic() - began)),
        "resident_mb": sizes[-1] >> 10,
        "memory_growth_percent": round(100 * grown, 2),
    }


def runs(place: Place) -> bool:
    """Whether the service has not ended by itself."""
    return place.api.process is not None and place.api.process.poll() is None


def resident(place: Place) -> int:
    """Bytes of memory that the service holds; the least of some looks, for a moment's need is no growth."""
    assert place.api.process is not None
    statm, looks = Path(f"/proc/{place.api.process.pid}/statm"), []
    for _ in range(20):
        looks.append(int(statm.read_text().split()[1]) * resource.getpagesize())
        time.sleep(0.05)
    return min(looks)


Fault = Callable[[Place, Given, list[str]], Figures]
FAULTS: dict[str, Fault] = {
    "kill": kill,
    "end": end,
    "stop": stop,
    "full": full,
    "deploy": deploy,
    "crowded": crowded,
    "flood": flood,
    "rude": rudeness,
    "memory": memory,
}
DISK_MEGABYTES = {"full": 512}


def measured(name: str, engine: str, given: Given) -> Figures:
    """One fault on one engine, printed too."""
    if name in DISK_MEGABYTES and os.getuid() != 0:
        print(f"{engine} {name}: skipped, only root can make a small disk", flush=True)
        return {}
    began, findings = time.monotonic(), list[str]()
    with placed(engine, disk_megabytes=DISK_MEGABYTES.get(name, 0)) as place:
        figures = FAULTS[name](place, given, findings)
    figures |= {"rounds": given.rounds} if name in ("kill", "end", "stop", "full") else {}
    figures |= {"findings": len(findings), "seconds": round(time.monotonic() - began)}
    for finding in findings:
        print(f"{engine} {name}: {finding}", flush=True)
    print(f"{engine} {name}: {json.dumps(figures)}", flush=True)
    return {f"{engine}_{name}_{what}": value for what, value in figures.items()}


def asked() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60, help="of deploy and crowded")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of memory")
    parser.add_argument("--connections", type=int, default=10_000, help="idle ones, of rude")
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--only", choices=tuple(FAULTS), nargs="*", default=tuple(FAULTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="write the figures even of a shorter run")
    return parser.parse_args()


def more_files(wanted: int) -> int:
    """Allow so many open files, here and in what is started from here; how many connections that is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = hard if hard != resource.RLIM_INFINITY else wanted + 1000
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted + 1000, allowed), hard))
    return min(wanted, allowed - 1000)


def main() -> None:
    """Every fault asked for on every engine asked for; exit 1 where anything was found."""
    wish = asked()
    connections = more_files(wish.connections)
    if connections < wish.connections:
        print(f"only {connections} idle connections: the limit of open files allows no more")
    given = Given(wish.rounds, wish.seconds, wish.requests, connections, random.Random(wish.seed))
    engines = ("sqlite", "postgres") if wish.engine == "both" else (wish.engine,)
    whole = wish.rounds >= 20 and wish.seconds >= 60 and wish.requests >= REQUESTS
    findings = 0
    for name in wish.only:
        for engine in engines:
            found = measured(name, engine, given)
            findings += found.get(f"{engine}_{name}_findings", 0)
            if wish.keep or whole:
                note(found)
    if findings:
        raise SystemExit(1)


def note(found: Figures) -> None:
    """Write figures down; those of other faults stay as they are."""
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(before | found, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
