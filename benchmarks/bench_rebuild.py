"""Ten versions made and made again, and one person erased: `python benchmarks/bench_rebuild.py`.

The starter reviews come in by and by, some of them as texts of people who say whether the answer was right,
and the loop's own steps train on them. Every version is then trained again from its snapshot and compared bit
for bit. At last a person is erased, and every step until another version answers is printed with its proof.
"""

import csv
import io
import json
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from siklus.bootstrap import Services
from siklus.data import starter_reviews
from siklus.domain.reviews import Label
from siklus.domain.triggers import Run
from siklus.errors import SiklusError
from siklus.services.erasure import Proof
from siklus.services.prediction import Request
from siklus.simulation.base import Clock, as_csv, installation
from siklus.simulation.setting import START

RESULTS = Path(__file__).resolve().parent / "results" / "rebuild.json"
VERSIONS, FIRST, IMPORTED, SAID = 10, 600, 40, 20  # rows of version 1; and of each further one, in two ways
PEOPLE = 12
ERASED = "pelanggan-3"
Row = tuple[str, Label]


def rows() -> list[Row]:
    """The starter reviews."""
    read = csv.DictReader(io.StringIO(starter_reviews().decode()))
    return [(row["text"], Label.read(row["label"])) for row in read]


def begin(services: Services, every: list[Row]) -> None:
    """Version 1."""
    added = services.importing.add(as_csv(every[:FIRST]), actor="benchmark")
    services.retraining.train_version(added.ids, actor="benchmark")


def go_on(services: Services, clock: Clock, part: list[Row], number: int) -> None:
    """One more version: labels come in both ways, and it is made active whatever the gate says."""
    services.importing.add(as_csv(part[:IMPORTED]), actor="benchmark")
    services.serving.refresh()
    for at, (text, label) in enumerate(part[IMPORTED:]):
        reply = services.prediction.predict(
            Request(text, consent=True, subject=f"pelanggan-{(number * SAID + at) % PEOPLE}")
        )
        said = {"correct": True} if reply.label == label else {"correct": False, "label": label}
        if reply.id and reply.feedback_token:
            services.feedback.answer(reply.id, reply.feedback_token, **said)  # type: ignore[arg-type]
    clock.time += timedelta(hours=1)
    run = carried_out(services, services.retraining.request(actor="benchmark", note=""))
    active = services.deployment.active()
    if active is not None and active.version != run.candidate:
        services.deployment.activate(int(run.candidate or 0), actor="benchmark", reason="to go on")
    clock.time += timedelta(hours=1)


def carried_out(services: Services, run: Run) -> Run:
    """The run, after all its steps."""
    for step in ("take_snapshot", "train", "gate", "deploy"):
        getattr(services.retraining, step)(run.id)
    return services.retraining.run(run.id)


def rebuilt(services: Services) -> dict[str, Any]:
    """Every version, trained again."""
    same, began = 0, time.monotonic()
    for version in services.deployment.versions():
        found = services.rebuilding.rebuild(version.version)
        values = sum(part.values for part in found.parts)
        same += found.same and found.sha256 == version.sha256
        told(version.name, "the same" if found.same else "ANOTHER", f"{values:,} values", found.sha256[:16])
    count = len(services.deployment.versions())
    return {"versions": count, "the_same": same, "seconds": round(time.monotonic() - began, 1)}


def erased(services: Services, clock: Clock) -> dict[str, Any]:
    """A person, erased; and what follows until it is proved."""
    done = services.erasure.erase(ERASED, actor="benchmark")
    told("erased", done.at, f"{done.gone.examples} examples", "learnt by", names(done.versions))
    told("due", done.due_at)
    clock.time = done.at + timedelta(hours=35)
    told("35 hours later", wanted(services))
    clock.time = done.at + timedelta(hours=36)
    told("36 hours later", wanted(services))
    run = services.retraining.consider()
    assert run is not None
    ended = carried_out(services, run)
    told("retrained", f"v{ended.candidate}", ended.outcome, f"the gate: {(ended.gate or {})['decision']}")
    [proof] = services.erasure.newest(1)
    told("proved", proof.erasure.finished_at, f"successor v{proof.erasure.successor}", entries(proof))
    deleted = services.erasure.sweep()
    told("files deleted", names(tuple(deleted)))
    refused = {name: refusal(services, name, done.versions[-1]) for name in ("activate", "rebuild")}
    for name, words in refused.items():
        told(f"{name} v{done.versions[-1]}", words)
    again = services.rebuilding.rebuild(int(proof.erasure.successor or 0))
    told(f"rebuild v{proof.erasure.successor}", "the same" if again.same else "ANOTHER")
    return {
        "erased_examples": done.gone.examples,
        "erased_learnt_by": len(done.versions),
        "erased_in_time": int(bool(proof.erasure.in_time)),
        "successor_the_same": int(again.same),
        "log_sound": int(services.auditing.verify().sound),
    }


def wanted(services: Services) -> str:
    """Whether the loop would begin now because of an erasure."""
    found = services.retraining.preview()
    assert found is not None
    holds = any(claim["reason"] == "erasure" and claim["holds"] for claim in found.figures["claims"])
    return f"{found.figures['erasure_used']:.0%} of the time is gone: {'retrain' if holds else 'wait'}"


def entries(proof: Proof) -> str:
    """Where the audit log tells of it."""
    return f"in time: {proof.erasure.in_time}; audit log: entries {proof.erased} and {proof.finished}"


def refusal(services: Services, name: str, version: int) -> str:
    """Why it cannot be done any more."""
    try:
        if name == "activate":
            services.deployment.activate(version, actor="benchmark", reason="to see")
        else:
            services.rebuilding.rebuild(version)
    except SiklusError as error:
        return str(error)
    return "DONE"


def names(versions: tuple[int, ...]) -> str:
    """Of versions."""
    return " ".join(f"v{version}" for version in versions)


def told(*cells: object) -> None:
    """One line."""
    print("\t".join(map(str, cells)), flush=True)


def main() -> None:
    """All of it; exit 1 where a version came out another or the erasure was not followed through."""
    clock, every = Clock(START), rows()
    with (
        tempfile.TemporaryDirectory(prefix="siklus-rebuild-") as folder,
        installation(Path(folder), clock, new=True) as services,
    ):
        begin(services, every)
        for number in range(VERSIONS - 1):
            at = FIRST + number * (IMPORTED + SAID)
            go_on(services, clock, every[at : at + IMPORTED + SAID], number)
        figures = rebuilt(services) | erased(services, clock)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    told(json.dumps(figures))
    if figures["the_same"] < VERSIONS or not figures["erased_in_time"] or not figures["successor_the_same"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
