"""What people agreed to: every wording there has been, and how many stand on each."""

from dataclasses import dataclass

from siklus.database.store import Store
from siklus.privacy.consent import Wording, versions, wording


@dataclass(frozen=True, slots=True)
class Agreed:
    """A wording, and the consents that were given to it."""

    wording: Wording
    standing: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class ConsentService:
    """Consents, counted; whose they are is nobody's business."""

    store: Store

    def by_wording(self) -> list[Agreed]:
        """Every wording with its consents, the newest first."""
        with self.store.reading() as tx:
            counts = tx.consents.count_by_wording()
        return [Agreed(wording(version), *counts.get(version, (0, 0))) for version in reversed(versions())]
