"""What a trial finds, and what it costs: `python benchmarks/bench_trials.py --data FOLDER [--seeds 10]`.

FOLDER holds smsa_train.csv, smsa_valid.csv and prdect.csv. Version 1 learns SmSA and is active; another
version is on trial beside it, in shadow or as a canary of 10 % of the requests. The real services predict,
an audit is answered at once, and after every tenth text the trial is looked at as a worker does. Once the
version says positif for negatif and the other way round, once three quarters of its weights are nothing, and
once it was trained on the same rows in another order.
"""

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bench_rollback import LOOK, blunted, come, reversed_model, with_second
from siklus.bootstrap import Services
from siklus.domain.examples import Origin
from siklus.domain.reviews import LABELS
from siklus.domain.trials import Ending
from siklus.services.prediction import Request
from siklus.simulation.base import Clock, installation, prepare
from siklus.simulation.setting import START
from siklus.simulation.streams import Item, Part, read_lines, read_stream

RESULTS = Path(__file__).resolve().parent / "results" / "trials.json"
SHARE = 0.1
WARM, TIMED = 50, 200  # texts before, and texts whose time is taken


@dataclass(frozen=True)
class Ended:
    """One trial."""

    taken_out: bool
    audits: int
    heard: float  # share of the texts that the challenger answered until then


def begin(services: Services, share: float) -> None:
    """Version 2 comes on trial, as every process sees it."""
    if share:
        services.trials.canary(2, share, actor="benchmark", reason="a trial")
    else:
        services.trials.shadow(2, actor="benchmark", reason="a trial")
    services.serving.refresh()
    services.challenging.refresh()


def run(home: Path, items: list[Item], seed: int, share: float) -> Ended:
    """Let the items come until the challenger is taken out, or to their end."""
    clock, heard, audits = Clock(START), 0, 0
    with installation(home, clock) as plain:
        services = replace(plain, prediction=replace(plain.prediction, draw=random.Random(seed).random))
        begin(services, share)
        for at, item in enumerate(items, start=1):
            heard += come(services, clock, item).model_version == 2
            services.shadows.flush()
            if at % LOOK:
                continue
            audits = (services.trials.standing()["figures"] or {"audits": audits})["audits"]
            ended = services.trials.watch()
            if ended is not None and ended.outcome is not None:
                return Ended(ended.outcome == Ending.WORSE, audits, heard / at)
    return Ended(taken_out=False, audits=audits, heard=heard / len(items))


def many(home: Path, stream: Part, seeds: int, share: float) -> list[Ended]:
    """A trial for each seed, on a copy of the home."""
    ended = []
    for seed in range(seeds):
        items = list(read_stream([stream], LABELS, shuffled_by=seed).items)
        mine = home.with_name(f"{home.name}-{seed}")
        shutil.copytree(home, mine)
        ended.append(run(mine, items, seed, share))
        shutil.rmtree(mine)
    return ended


def told(name: str, ended: list[Ended]) -> dict[str, float]:
    """The figures of one kind of trial, printed too."""
    out = [one for one in ended if one.taken_out]
    audits = statistics.median(one.audits for one in out or ended)
    heard = statistics.mean(one.heard for one in ended)
    print(
        f"{name:<18} taken out in {len(out)} of {len(ended)} trials; median audits {audits:.0f}; "
        f"heard on {heard:.1%} of the texts",
        flush=True,
    )
    return {
        f"{name}_taken_out": len(out) / len(ended),
        f"{name}_median_audits": audits,
        f"{name}_heard": round(heard, 4),
    }


def costs(home: Path, items: list[Item]) -> dict[str, float]:
    """Milliseconds a request takes without a trial, beside a shadow, and through a canary of half of them."""
    figures: dict[str, float] = {}
    for name, share in (("no_trial", None), ("shadow", 0.0), ("canary", 0.5)):
        mine = home.with_name(f"{home.name}-{name}")
        shutil.copytree(home, mine)
        with installation(mine, Clock(START)) as services:
            services.serving.refresh()
            if share is not None:
                begin(services, share)
            taken = [_timed(services, item) for item in items[: WARM + TIMED]][WARM:]
            started = time.perf_counter()
            kept = services.shadows.flush()
            beside = (time.perf_counter() - started) * 1000 / max(kept, 1)
        figures[f"{name}_request_ms"] = round(statistics.median(taken), 3)
        if kept:
            figures[f"{name}_beside_ms"] = round(beside, 3)
        shutil.rmtree(mine)
    for name, value in figures.items():
        print(f"{name:<22} {value:.3f}", flush=True)
    return figures


def _timed(services: Services, item: Item) -> float:
    started = time.perf_counter()
    services.prediction.predict(Request(item.text, consent=True))
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Run all seeds, print the table, write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--texts", type=int, default=600)
    given = parser.parse_args()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = tuple((line.text, line.label) for line in read_lines(given.data / "smsa_train.csv", LABELS))
        base = prepare(folder / "base", rows, Origin.IMPORT)
        for name, change, share, stream in (
            ("shadow_reversed", reversed_model, 0.0, "prdect.csv"),
            ("canary_reversed", reversed_model, SHARE, "prdect.csv"),
            ("canary_blunted", blunted, SHARE, "prdect.csv"),
            ("canary_alike", None, SHARE, "smsa_valid.csv"),
        ):
            home = with_second(base, folder / name, change)
            part = Part.read(f"{given.data / stream}:{given.texts}")
            figures |= told(name, many(home, part, given.seeds, share))
        figures |= costs(home, list(read_stream([part], LABELS, shuffled_by=0).items))
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
