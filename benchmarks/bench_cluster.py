"""APIs and workers on several machines with one PostgreSQL, and what happens when a machine goes.

    python benchmarks/bench_cluster.py [--rounds 60] [--seed 1] [--no-upgrade]

Machines are network namespaces (only root can make them), their clocks minutes apart. In
each round a host goes in the middle of a retraining, of a deployment or of a batch of predictions: it is
killed, its cable is pulled, it hears nothing any more, or its power fails. It comes back later. After each
round: whatever was acknowledged is there, nothing is there twice, the chain of deployments is unbroken,
one version is active, the run was carried out once, and who was taken for dead wrote nothing of it any
more. At the end old and new code serve side by side while a migration is applied (see rolling.py).
"""

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

import rolling
from cluster import CLOCKS, TAKEOVER_SECONDS, Cluster, alive, placed, ready, until
from hosts import FAULTS, PATIENCE, Host
from siklus.database.schema import deployments, inputs, predictions, retraining_runs
from siklus.domain.lifecycle import VersionState, is_unbroken
from siklus.domain.triggers import Outcome, RunState
from siklus.errors import Conflict, DatabaseUnavailable

RESULTS = Path(__file__).resolve().parent / "results" / "cluster.json"
KINDS = ("retrain", "deploy", "predict")
STEPS = {"snapshot": 0.05, "train": 1.5, "gate": 0.03, "deploy": 0.03}  # seconds that each takes, about
WHOLE = 50  # rounds, from which on their figures are written down
LOCKS = 3  # times that a host is cut off while it holds a lock
HOLDING = """
import sys, time
from siklus.database.engine import make_engine
from siklus.database.store import Store
with Store(make_engine(sys.argv[1])).transaction() as tx:
    tx.alone("versions")
    print("held", flush=True)
    time.sleep(1000)
"""
SURE = ("lost", "doubled", "doubled_retrainings", "results_by_the_buried", "chain_breaks", "not_one_active")


# --- the rounds -----------------------------------------------------------------------------------


def retrain(cluster: Cluster, fault: str) -> None:
    """The worker that carries out a retraining goes."""
    services, workers = cluster.services, cluster.of("worker")
    erase_one(cluster)
    starts = {host.name: host.log.stat().st_size for host in workers}
    run = services.retraining.request(actor="benchmark", note="").id
    step = cluster.draw.choice(list(STEPS))

    def carriers() -> list[Host]:
        return [host for host in workers if has_begun(host, run, step, starts[host.name])]

    with cluster.asked(deploying=False, pause=0.3):
        until(carriers, f"{step} of {run}")
        [carrier] = carriers()
        time.sleep(cluster.draw.uniform(0, STEPS[step]))
        carrier.suffer(fault)
        suffered, cut_at = time.monotonic(), carrier.log.stat().st_size
        others = [host for host in workers if host is not carrier]
        seen = {host.name: host.log.stat().st_size for host in others}
        taken: list[float] = []
        while services.retraining.run(run).finished_at is None:
            cluster.counts["most_runs_at_once"] = max(cluster.counts["most_runs_at_once"], under_way(cluster))
            if not taken and any(host.lines("retraining.takeover", run, seen[host.name]) for host in others):
                taken.append(time.monotonic() - suffered)
                cut_at = carrier.log.stat().st_size
            if time.monotonic() - suffered > PATIENCE:
                raise SystemExit(f"run {run} does not end ({fault} in {step})")
            time.sleep(0.02)
        cluster.counts[f"retrain_in_{step}"] += 1
        cluster.counts["retrain_ended_before_the_fault" if not taken else "takeovers"] += 1
        if taken:
            cluster.span("takeover", taken[0])
            cluster.span("to_the_end_of_a_run_taken_over", time.monotonic() - suffered)
        came_back(cluster, carrier, fault, cut_at)
    late = [event for event in ("retraining.gate", "retraining.ended") if carrier.lines(event, run, cut_at)]
    if late and taken:
        cluster.counts["results_by_the_buried"] += 1
        cluster.findings.append(f"{carrier.name}, buried, said {late} ({fault} in {step})")
    carried_out_once(cluster, run, f"{fault} in {step}")


def under_way(cluster: Cluster) -> int:
    """How many runs are."""
    with cluster.services.store.reading() as tx:
        running = retraining_runs.c.state.not_in((RunState.NOT_NEEDED, RunState.DONE))
        return int(tx.connection.scalar(select(func.count()).where(running)) or 0)


def has_begun(host: Host, run: str, step: str, start: int) -> bool:
    """Whether a host has begun a step of a run."""
    return any(line["step"] == step for line in host.lines("retraining.step", run, start))


def came_back(cluster: Cluster, host: Host, fault: str, log_start: int) -> None:
    """The host is there again; its worker works, under a new name where it was buried."""
    silent = time.monotonic()
    before = {*alive(cluster)}
    host.recover(fault)

    def works() -> bool:
        joined = [line["worker"] for line in host.lines("worker.joined", start=log_start)]
        known = {line["worker"] for line in host.lines("worker.joined")}
        present = known & alive(cluster)
        return bool(present and (joined or present & before))

    until(works, f"{host.name} is back")
    cluster.span("return_of_a_worker", time.monotonic() - silent)


def erase_one(cluster: Cluster) -> None:
    """So that the active version needs a successor: then the loop deploys whatever the gate says."""
    services = cluster.services
    with contextlib.suppress(Conflict):
        newest = services.deployment.versions()[-1].version
        services.deployment.activate(newest, actor="benchmark", reason="to be followed")
    services.erasure.erase(f"pelanggan-{cluster.erased}", actor="benchmark")
    cluster.erased += 1


def carried_out_once(cluster: Cluster, run_id: str, where: str) -> None:
    """One candidate, one deployment at most, and an outcome that is an answer."""
    run = cluster.services.retraining.run(run_id)
    cluster.counts[f"outcome_{run.outcome}"] += 1
    if run.outcome == Outcome.FAILED:
        cluster.findings.append(f"run failed ({where}): {run.error}")
    versions = [v for v in cluster.services.deployment.versions() if v.snapshot_id == run.snapshot_id]
    links = [link for link in cluster.services.deployment.chain() if f"run {run_id}" in link.reason]
    if len(versions) > 1 or len(links) > 1:
        cluster.counts["doubled_retrainings"] += 1
        cluster.findings.append(f"{len(versions)} versions, {len(links)} deployments of one run ({where})")


def asked_of(cluster: Cluster, fault: str, *, deploying: bool) -> None:
    """An API goes in the middle of what it was asked for; the other one goes on."""
    with cluster.asked(deploying=deploying) as callers:
        until(lambda: all(caller.told_at for caller in callers), f"replies ({dict(callers[0].statuses)})")
        number = cluster.draw.randrange(len(callers))
        host, caller = cluster.of("api")[number], callers[number]
        caller.in_flight.wait(10)
        time.sleep(cluster.draw.uniform(0, 0.05))
        host.suffer(fault)
        suffered = time.monotonic()
        what = "deployment" if deploying else "batch"
        others = [one for one in callers if one is not caller]
        until(lambda: any(one.told_at > suffered for one in others), "the other API answers")
        cluster.span(f"next_{what}_elsewhere", time.monotonic() - suffered)
        time.sleep(cluster.draw.uniform(0, 10))
        host.recover(fault)
        recovered = time.monotonic()
        until(lambda: caller.told_at > recovered, f"{host.name} answers again: {dict(caller.statuses)}")
        cluster.span("return_of_an_api", time.monotonic() - recovered)


def locked(cluster: Cluster) -> None:
    """A host is cut off while it holds the lock that every deployment needs."""
    host = cluster.of("api")[0]
    with subprocess.Popen(
        host.command(sys.executable, "-c", HOLDING, cluster.switch.url), stdout=subprocess.PIPE
    ) as holding:
        assert holding.stdout is not None
        holding.stdout.readline()
        host.suffer("link")
        began = time.monotonic()
        while not moved(cluster):
            if time.monotonic() - began > PATIENCE:
                raise SystemExit("the lock of a host that was cut off is never given back")
        cluster.span("lock_of_a_host_cut_off", time.monotonic() - began)
        host.recover("link")
        holding.kill()
    until(lambda: ready(host), f"{host.name} is back")


def moved(cluster: Cluster) -> bool:
    """Whether another version could be activated now."""
    last = cluster.services.deployment.chain()[-1].version
    try:
        cluster.services.deployment.activate(2 if last == 1 else 1, actor="benchmark", reason="locked")
    except DatabaseUnavailable:
        return False
    return True


# --- what must hold -------------------------------------------------------------------------------


def look(cluster: Cluster, where: str) -> None:
    """Everything that must hold after each round."""
    chain, versions = cluster.services.deployment.chain(), cluster.services.deployment.versions()
    active = [version.version for version in versions if version.state == VersionState.ACTIVE]
    wrong = []
    if active != [chain[-1].version]:
        cluster.counts["not_one_active"] += 1
        wrong.append(f"active {active}, the chain ends with {chain[-1].version}")
    if not is_unbroken(chain) or not cluster.services.auditing.verify().sound:
        cluster.counts["chain_breaks"] += 1
        wrong.append("the chain of deployments, or of the audit log, is broken")
    promised = {one: text for caller in cluster.callers for one, text in caller.texts.items()}
    reasons = {reason for caller in cluster.callers for reason in caller.links}
    with cluster.services.store.reading() as tx:
        rows = tx.connection.execute(
            select(predictions.c.id, inputs.c.text).join(inputs, inputs.c.id == predictions.c.input_id)
        ).all()
        twice = tx.connection.execute(
            select(deployments.c.reason, func.count())
            .where(deployments.c.actor != "benchmark")
            .group_by(deployments.c.reason)
            .having(func.count() > 1)
        ).all()
    kept = {str(row[0]): row[1] for row in rows}
    lost = [one for one, text in promised.items() if kept.get(one) != text]
    lost += sorted(reasons - {link.reason for link in chain})
    texts = Counter(text for text in kept.values() if "-api-" in text)
    doubled = [text for text, count in texts.items() if count > 1] + [row[0] for row in twice]
    cluster.counts["lost"] = len(lost)
    cluster.counts["doubled"] = len(doubled)
    cluster.counts["untold"] = texts.total() - len(promised.keys() & kept.keys())
    wrong += ["two retrainings at once"] * (cluster.counts["most_runs_at_once"] > 1)
    wrong += [f"lost {lost[:3]}"] * bool(lost) + [f"doubled {doubled[:3]}"] * bool(doubled)
    cluster.findings += [f"{where}: {one}" for one in wrong]


def measured(rounds: int, seed: int) -> dict[str, Any]:
    """All rounds."""
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="siklus-cluster-") as folder,
        placed(Path(folder), seed) as cluster,
    ):
        for number in range(rounds):
            kind, fault = KINDS[number % 3], FAULTS[number // 3 % 4]
            at = time.monotonic()
            if kind == "retrain":
                retrain(cluster, fault)
            else:
                asked_of(cluster, fault, deploying=kind == "deploy")
            look(cluster, f"round {number} ({kind}, {fault})")
            cluster.counts[f"rounds_{kind}_{fault}"] += 1
            seconds = time.monotonic() - at
            findings = len(cluster.findings)
            print(f"{number + 1}: {kind}, {fault}: {seconds:.0f} s, {findings} findings", flush=True)
        for number in range(LOCKS):
            locked(cluster)
            look(cluster, f"lock {number}")
        return told(cluster, rounds, time.monotonic() - began)


def told(cluster: Cluster, rounds: int, seconds: float) -> dict[str, Any]:
    """The figures, printed too."""
    for finding in cluster.findings:
        print(finding, flush=True)
    counts = dict.fromkeys(SURE, 0) | cluster.counts
    acknowledged = sum(len(caller.texts) for caller in cluster.callers)
    figures: dict[str, Any] = {
        "rounds": rounds,
        "findings": len(cluster.findings),
        "predictions_acknowledged": acknowledged,
        "deployments_acknowledged": sum(len(caller.links) for caller in cluster.callers),
        "versions": len(cluster.services.deployment.versions()),
        "deployments": len(cluster.services.deployment.chain()),
        "takeover_setting_seconds": TAKEOVER_SECONDS,
        "clocks_apart_seconds": max(CLOCKS.values()) - min(CLOCKS.values()),
        **dict(sorted(counts.items())),
        "seconds": round(seconds),
    }
    for name, spans in sorted(cluster.spans.items()):
        figures[f"{name}_seconds_median"] = round(statistics.median(spans), 1)
        figures[f"{name}_seconds_most"] = round(max(spans), 1)
    print(json.dumps(figures), flush=True)
    return figures


def main() -> None:
    """Every round, then the upgrade; exit 1 where anything was wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-upgrade", action="store_true", help="leave the mixed versions out")
    given = parser.parse_args()
    found: dict[str, Any] = {}
    if given.rounds:
        found |= note(measured(given.rounds, given.seed), whole=given.rounds >= WHOLE)
    if not given.no_upgrade:
        found |= note(rolling.measured(), whole=True)
    if found.get("findings") or found.get("upgrade_findings"):
        raise SystemExit(1)


def note(found: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """Print figures, and write them down where they are of a whole run; those of the other part stay."""
    for name, value in found.items():
        print(f"{name:50} {value}", flush=True)
    if whole:
        before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        RESULTS.write_text(json.dumps(before | found, indent=2) + "\n")
    return found


if __name__ == "__main__":
    main()
