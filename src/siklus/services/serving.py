"""The version that answers in this process, exchanged in one step when the pointer moves."""

from dataclasses import dataclass, field
from typing import Protocol

from siklus.database.store import Store
from siklus.domain.lifecycle import ModelVersion
from siklus.errors import NoActiveVersion
from siklus.models.model import Model
from siklus.models.registry import ArtefactStore


@dataclass(frozen=True, slots=True)
class Served:
    """A version and its loaded model; never changed, only replaced."""

    version: ModelVersion
    model: Model


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
    artefacts: ArtefactStore
    _served: Served | None = field(default=None)

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

        Raises:
            NoActiveVersion: nothing is active yet.
            ArtefactMissing, ArtefactDamaged: the new version's file cannot be loaded.
            DatabaseUnavailable: the pointer cannot be read.
        """
        with self.store.reading() as tx:
            link = tx.deployments.last()
            if link is None:
                raise NoActiveVersion
            if self._served is not None and self._served.version.version == link.version:
                return False
            version = tx.versions.get(link.version)
        self._served = Served(version, self.artefacts.load(version.sha256))
        return True
