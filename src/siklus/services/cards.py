"""Model cards: what was written when a version was made, and what the gate said afterwards."""

from dataclasses import dataclass

from siklus.database.store import Store
from siklus.models.card import gate_section
from siklus.models.card_page import card_page


@dataclass(frozen=True, slots=True)
class CardService:
    """The cards of versions."""

    store: Store

    def markdown(self, number: int) -> str:
        """The card of version `number`.

        Raises:
            VersionNotFound: there is none of this number.
        """
        with self.store.reading() as tx:
            version, run = tx.versions.get(number), tx.runs.of_candidate(number)
        imported = "imported" in version.provenance  # its card came along, and the gate's report in it
        return version.card if imported else f"{version.card}\n{gate_section(run.gate if run else None)}"

    def html(self, number: int) -> str:
        """The same as one HTML file that fetches nothing."""
        return card_page(self.markdown(number), f"Siklus model v{number}")
