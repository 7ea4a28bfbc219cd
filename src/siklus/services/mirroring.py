"""A copy of the registry for people who look into MLflow: one way, after the fact, from our tables alone."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from siklus.database.store import Store, Transaction
from siklus.domain.lifecycle import ModelVersion
from siklus.services.mlflow_rest import WORDS, MirroredRun, MirroredVersion, MlflowClient

ACTIVE = "active"  # the alias
RUNS = 10_000  # retrainings that are looked through for what the gate said
NUMBER, HASH = "siklus.version", "siklus.sha256"  # the tags by which a version is found again
GATE_FIGURES = ("golden", "fresh", "audits", "click_ratio")
ABOUT = "Mirrored from Siklus, whose own tables decide: changes made here change nothing."

Mark = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What MLflow is told of a version: figures and names, never a text."""

    version: ModelVersion
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]

    @property
    def key(self) -> tuple[str | None, str | None]:
        """By which it is found again."""
        return key_of(self.tags)


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What came of it."""

    versions: int
    added: list[str]
    changed: list[str]
    active: str | None


@dataclass(frozen=True, slots=True)
class MirrorService:
    """Makes MLflow show what the tables say."""

    store: Store
    url: str
    token: str | None
    name: str

    def mark(self) -> Mark:
        """Another one as soon as there is something to tell; cheap to ask for."""
        with self.store.reading() as tx:
            link = tx.deployments.last()
            return (tx.versions.next_number(), link.seq if link else 0, tx.runs.last_finished_at())

    def sync(self) -> Mirrored:
        """Compare everything, and tell what is missing or different; again it tells nothing.

        What MLflow has and Siklus does not know of is left alone.

        Raises:
            MirrorUnavailable: MLflow does not answer, or refuses. What was told until then stays, and the
                next time goes on from there.
            DatabaseUnavailable: our own is away.
        """
        with self.store.reading() as tx:
            every = list(facts_of(tx))
        with MlflowClient(self.url, self.token, self.name) as mlflow:
            return _told(mlflow, every)


def _told(mlflow: MlflowClient, every: list[Facts]) -> Mirrored:
    experiment = mlflow.experiment()
    mlflow.register(ABOUT)
    # Of two that were made at the same moment by two processes the older one is kept up to date.
    runs = {key_of(run.tags): run for run in reversed(mlflow.runs(experiment))}
    versions = {key_of(version.tags): version for version in reversed(mlflow.versions())}
    added, changed, active = [], [], None
    for facts in every:
        new = facts.key not in runs or facts.key not in versions
        run = runs.get(facts.key) or mlflow.add_run(
            experiment, facts.version.name, _identity(facts), facts.version.created_at
        )
        version = versions.get(facts.key) or mlflow.add_version(
            f"siklus:/{facts.version.name}", run, _identity(facts)
        )
        different = _run_told(mlflow, facts, run) | _version_told(mlflow, facts, version)
        if new:
            added.append(facts.version.name)
        elif different:
            changed.append(facts.version.name)
        if facts.tags["siklus.state"] == ACTIVE:
            active = facts.version.name
            if mlflow.alias(ACTIVE) != version.number:
                mlflow.set_alias(ACTIVE, version)
    return Mirrored(len(every), added, changed, active)


def _run_told(mlflow: MlflowClient, facts: Facts, run: MirroredRun) -> bool:
    # A parameter cannot be changed once it was told, so only those go that are missing.
    params = {key: value for key, value in facts.params.items() if key not in run.params}
    metrics = {key: value for key, value in facts.metrics.items() if run.metrics.get(key) != value}
    tags = {key: value for key, value in facts.tags.items() if run.tags.get(key) != value}
    mlflow.log(run, params, metrics, tags, facts.version.created_at)
    return bool(params or metrics or tags)


def _version_told(mlflow: MlflowClient, facts: Facts, version: MirroredVersion) -> bool:
    different = {key: value for key, value in facts.tags.items() if version.tags.get(key) != value}
    for key, value in different.items():
        mlflow.tag_version(version, key, value)
    return bool(different)


def key_of(tags: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Number and hash of a version, as they are tagged."""
    return tags.get(NUMBER), tags.get(HASH)


def _identity(facts: Facts) -> dict[str, str]:
    return {NUMBER: facts.tags[NUMBER], HASH: facts.tags[HASH]}


def facts_of(tx: Transaction) -> Iterator[Facts]:
    """What there is to tell of each version, the oldest first."""
    gates = {run.candidate: run.gate for run in tx.runs.newest(RUNS, started_only=True) if run.gate}
    for version in tx.versions.all():
        gate = gates.get(version.version) or {}
        judged = {name: gate["figures"].get(name) for name in GATE_FIGURES} if gate else {}
        yield Facts(
            version,
            _params(version),
            dict(numbers(version.scores)) | dict(numbers(judged, "gate.")),
            _tags(version, gate),
        )


def _params(version: ModelVersion) -> dict[str, str]:
    of_recipe = {f"recipe.{name}": value for name, value in version.recipe.items()}
    of_libraries = {f"library.{name}": value for name, value in version.libraries.items()}
    return {name: str(value)[:WORDS] for name, value in (of_recipe | of_libraries).items()}


def _tags(version: ModelVersion, gate: Mapping[str, Any]) -> dict[str, str]:
    found = {
        NUMBER: str(version.version),
        HASH: version.sha256,
        "siklus.state": str(version.state),
        "siklus.parent": "" if version.parent is None else f"v{version.parent}",
        "siklus.snapshot": version.snapshot_id,
        "siklus.size_bytes": str(version.size_bytes),
        "siklus.made_at": version.created_at.isoformat(timespec="seconds"),
    }
    if gate:
        reasons = "; ".join(gate["reasons"])
        found |= {"siklus.gate": str(gate["decision"]), "siklus.gate_reasons": reasons}
    # An empty tag is none in some releases, and would be told anew each time.
    return {name: value[:WORDS] for name, value in found.items() if value}


def numbers(figures: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, float]]:
    """The numbers among figures within figures, their names joined by points.

    >>> dict(numbers({"n": 40, "labels": {"netral": {"f1": 0.5}}, "by": "hand", "bins": [1, 2]}, "gate."))
    {'gate.n': 40.0, 'gate.labels.netral.f1': 0.5}
    """
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from numbers(value, f"{before}{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            yield f"{before}{name}", float(value)
