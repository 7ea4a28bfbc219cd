"""How soon a bad version is taken back: `python benchmarks/bench_rollback.py --data FOLDER [--seeds 20]`.

FOLDER holds smsa_train.csv, smsa_valid.csv and prdect.csv. Version 1 learns SmSA. Then another version is
forced in by hand, the real services predict, an audit is answered at once, and the guard looks after every
tenth text. Once the version says positif for negatif and the other way round, once three quarters of its
weights are nothing, and once it was trained on the same rows in another order.
"""

import argparse
import json
import random
import shutil
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from siklus.bootstrap import Services
from siklus.domain.access import Caller, Role
from siklus.domain.examples import Origin
from siklus.domain.lifecycle import VersionState
from siklus.domain.reviews import LABELS
from siklus.models.model import Model
from siklus.models.pipeline import joined
from siklus.services.prediction import Reply, Request
from siklus.simulation.base import Base, Clock, installation, prepare
from siklus.simulation.setting import START
from siklus.simulation.streams import Item, Part, read_lines, read_stream

RESULTS = Path(__file__).resolve().parent / "results" / "rollback.json"
REVIEWER = Caller("reviewer", Role.REVIEWER)
LOOK = 10  # texts between two looks of the guard


@dataclass(frozen=True)
class Ended:
    """One run."""

    texts: int  # that came in before the version was taken back, or all
    audits: int
    taken_back: bool


def reversed_model(model: Model) -> Model:
    """Positif for negatif."""
    weights, constant = _logits(model)
    return _with(model, weights[:, ::-1], constant[::-1])


def blunted(model: Model) -> Model:
    """Three weights in four are nothing."""
    weights, constant = _logits(model)
    kept = np.random.default_rng(0).random((len(weights), 1)) < 1 / 4
    return _with(model, weights * kept, constant)


def _logits(model: Model) -> tuple[np.ndarray, np.ndarray]:
    found = model.classifier
    return found.scale_ * found.coef_, found.scale_ * found.intercept_ + found.offsets_


def _with(model: Model, weights: np.ndarray, constant: np.ndarray) -> Model:
    before, constant_before = _logits(model)
    classifier = model.classifier.adapted(weights - before, constant - constant_before)
    return Model(joined(model.features, classifier), model.recipe, model.reference)


def with_second(base: Base, folder: Path, change: Callable[[Model], Model] | None) -> Path:
    """A copy of the base that knows a second version, not active."""
    base.copy_to(folder)
    with installation(folder, Clock(START)) as services:
        first = services.deployment.version(1)
        if change is None:
            with services.store.reading() as tx:
                ids = tx.snapshots.get(first.snapshot_id).example_ids
            again = services.retraining
            recipe = replace(again.trainer.recipe, seed=again.trainer.recipe.seed + 1)
            again = replace(again, trainer=replace(again.trainer, recipe=recipe))
            again.train_version(ids, actor="benchmark")
        else:
            artefact = services.artefacts.save(change(services.artefacts.load(first.sha256)))
            second = replace(first, version=2, parent=1, state=VersionState.REFUSED, sha256=artefact.sha256)
            with services.store.transaction() as tx:
                tx.versions.add(second)
    return folder


def run(home: Path, items: list[Item], seed: int) -> Ended:
    """Force version 2 in, and let the items come."""
    clock = Clock(START)
    with installation(home, clock) as plain:
        draw = random.Random(seed).random
        services = replace(plain, prediction=replace(plain.prediction, draw=draw))
        services.deployment.activate(2, actor="benchmark", reason="forced in")
        services.serving.refresh()
        for at, item in enumerate(items, start=1):
            come(services, clock, item)
            if at % LOOK == 0:
                verdict = services.guard.verdict()
                if services.guard.watch() is not None:
                    return Ended(at, verdict.audits if verdict else 0, taken_back=True)
        verdict = services.guard.verdict()
        return Ended(len(items), verdict.audits if verdict else 0, taken_back=False)


def come(services: Services, clock: Clock, item: Item) -> Reply:
    """A text comes in, and what is to be audited of it is answered at once."""
    clock.time += timedelta(minutes=1)
    reply = services.prediction.predict(Request(item.text, consent=True))
    with services.store.reading() as tx:
        open_asks = sum(tx.asks.open_by_reason().values())
    if open_asks:
        for asked in services.review.next(REVIEWER, open_asks):
            services.review.answer(asked.ask.id, REVIEWER, item.label)
    return reply


def many(home: Path, stream: Part, seeds: int) -> list[Ended]:
    """A run for each seed, on a copy of the home."""
    ended = []
    for seed in range(seeds):
        items = list(read_stream([stream], LABELS, shuffled_by=seed).items)
        mine = home.with_name(f"{home.name}-{seed}")
        shutil.copytree(home, mine)
        ended.append(run(mine, items, seed))
        shutil.rmtree(mine)
    return ended


def told(name: str, ended: list[Ended]) -> dict[str, float]:
    """The figures of one kind of version, printed too."""
    gone = [one for one in ended if one.taken_back]
    figures = {
        f"{name}_taken_back": len(gone) / len(ended),
        f"{name}_median_audits": statistics.median(one.audits for one in gone or ended),
        f"{name}_median_texts": statistics.median(one.texts for one in gone or ended),
    }
    _, audits, texts = figures.values()
    print(
        f"{name:<10} taken back in {len(gone)} of {len(ended)} runs; "
        f"median audits {audits:.0f}, texts {texts:.0f}",
        flush=True,
    )
    return figures


def main() -> None:
    """Run all seeds, print the table, write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=20)
    given = parser.parse_args()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = tuple((line.text, line.label) for line in read_lines(given.data / "smsa_train.csv", LABELS))
        base = prepare(folder / "base", rows, Origin.IMPORT)
        for name, change, stream in (
            ("reversed", reversed_model, "prdect.csv:1200"),
            ("blunted", blunted, "prdect.csv:1200"),
            ("alike", None, "smsa_valid.csv:1200"),
        ):
            home = with_second(base, folder / name, change)
            figures |= told(name, many(home, Part.read(str(given.data / stream)), given.seeds))
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
