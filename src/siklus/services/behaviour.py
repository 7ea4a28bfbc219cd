"""The behaviour suite on versions: what each can do, by capability, and on what it fails."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from siklus.choice import CHOICE
from siklus.data import behaviour_cases
from siklus.database.store import Store
from siklus.domain.behaviour import Case, Suite, read_suite, summary
from siklus.domain.lifecycle import ModelVersion
from siklus.domain.scores import Judgement
from siklus.domain.snapshots import divide
from siklus.errors import NoActiveVersion, StarterNotForThese
from siklus.models.model import Model
from siklus.models.recipe import Recipe
from siklus.models.registry import ArtefactStore
from siklus.models.training import train


@cache
def suite() -> Suite:
    """The suite that comes with the program.

    Raises:
        StarterNotForThese: this installation has other labels, or another language.
    """
    if not CHOICE.ready_made:
        raise StarterNotForThese("the behaviour suite", str(CHOICE))
    return read_suite(behaviour_cases())


def passed_by(model: Model) -> str:
    """One digit a case of the suite, `1` where the model passes it; about 30 ms."""
    return suite().passed(model.judge(suite().texts))


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that is not passed, and what was said of each of its texts."""

    case: Case
    judged: list[Judgement]


@dataclass(frozen=True, slots=True)
class Behaved:
    """One model on the suite."""

    name: str  # `v3`, or `naive_bayes`
    summary: dict[str, Any]  # see `siklus.domain.behaviour.summary`
    failures: list[Failure]


@dataclass(frozen=True, slots=True)
class BehaviourService:
    """The suite on request; nothing is stored."""

    store: Store
    artefacts: ArtefactStore
    recipe: Recipe

    def of_versions(self, numbers: Sequence[int | None], *, baseline: bool = False) -> list[Behaved]:
        """Versions on today's suite, in the order given.

        Args:
            numbers: None is the active one.
            baseline: put Naive Bayes, trained on the snapshot of the first of them, in front.

        Raises:
            VersionNotFound, NoActiveVersion: there is no such version.
            ArtefactMissing, ArtefactDamaged: its file cannot be loaded.
            StarterNotForThese: no suite fits these labels.
            NotEnoughData: the baseline cannot be trained, as most of the snapshot was withdrawn.
        """
        versions = self._versions(numbers)
        found = [behaved(version.name, self.artefacts.load(version.sha256)) for version in versions]
        return [behaved("naive_bayes", self._baseline(versions[0])), *found] if baseline else found

    def _versions(self, numbers: Sequence[int | None]) -> list[ModelVersion]:
        with self.store.reading() as tx:
            link = tx.deployments.last()
            if None in numbers and link is None:
                raise NoActiveVersion
            active = link.version if link else 0
            return [tx.versions.get(active if number is None else number) for number in numbers]

    def _baseline(self, version: ModelVersion) -> Model:
        with self.store.reading() as tx:
            ids = tx.snapshots.get(version.snapshot_id).example_ids
            rows = divide(tx.examples.by_ids(ids)).train
        recipe = replace(self.recipe, kind="naive_bayes")
        return train([row.text for row in rows], [row.label for row in rows], recipe)


def behaved(name: str, model: Model) -> Behaved:
    """One model on the suite."""
    judged = model.judge(suite().texts)
    digits = suite().passed(judged)
    cases = zip(suite().cases, suite().judged(judged), digits, strict=True)
    failures = [Failure(case, of_case) for case, of_case, digit in cases if digit == "0"]
    return Behaved(name, summary(digits, suite()), failures)
