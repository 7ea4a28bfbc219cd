"""The version that answers in this process, exchanged in one step when the pointer moves."""

from dataclasses import dataclass, field
from typing import Protocol

from siklus.database.store import Store
from siklus.domain.exactness import ScorerCheck
from siklus.domain.lifecycle import ModelVersion
from siklus.errors import NoActiveVersion
from siklus.models.plain import reading_code
from siklus.models.scorer import Judge
from siklus.services.exactness import ScorerService


@dataclass(frozen=True, slots=True)
class Served:
    """A version and who judges for it; never changed, only replaced."""

    version: ModelVersion
    model: Judge  # the exact scorer, or scikit-learn's own pipeline where that was not found to be the same


class Serves(Protocol):
    """Whatever knows the version that answers."""

    def current(self) -> Served:
        """The version that answers now."""
        ...


@dataclass
class Serving:
    """The active version of this process.

    A request takes `current()` once and works with what it got, so that no reply mixes two versions.
    `refresh()` runs elsewhere (a thread), loads and verifies, and then changes one reference.
    """

    store: Store
    scorers: ScorerService
    _served: Served | None = field(default=None)
    _check: ScorerCheck | None = field(default=None)  # that the choice of who judges rests on

    def current(self) -> Served:
        """The version that answers now.

        Raises:
            NoActiveVersion: nothing was ever loaded.
        """
        if self._served is None:
            raise NoActiveVersion
        return self._served

    def refresh(self) -> bool:
        """Follow the pointer; whether it had moved. On any error the old version keeps answering.

        Where its scorer was looked at since, or lost, the same version is loaded anew.

        Raises:
            NoActiveVersion: nothing is active yet.
            ArtefactMissing, ArtefactDamaged: the new version's file cannot be loaded.
            DatabaseUnavailable: the pointer cannot be read.
        """
        with self.store.reading() as tx:
            link = tx.deployments.last()
            if link is None:
                raise NoActiveVersion
            known = self._served is not None and self._served.version.version == link.version
            if known and not self._told_apart(tx.scorer_checks.newest(link.version)):
                return False
            version = tx.versions.get(link.version)
        judge, self._check = self.scorers.answering(version)
        self._served = Served(version, judge)
        return not known

    def _told_apart(self, newest: ScorerCheck | None) -> bool:
        """Whether there is news of the scorer for the code that runs here.

        While a new release is rolled out its workers look at the file with their code, which says nothing of
        what this process has loaded.
        """
        return newest != self._check and (newest is None or newest.code == reading_code())
