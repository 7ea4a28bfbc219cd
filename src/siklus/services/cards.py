"""Model cards: what was written when a version was made, and what the gate said afterwards."""

from dataclasses import dataclass

from siklus.database.store import Store
from siklus.domain.lifecycle import Action
from siklus.models.card import by_hand_section, gate_section
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
            by_hand = [
                link
                for link in tx.deployments.chain()
                if link.version == number and link.action == Action.ACTIVATE
            ]
        imported = "imported" in version.provenance  # its card came along, and the gate's report in it
        gate = "" if imported else "\n" + gate_section(run.gate if run else None)
        return f"{version.card}{gate}{by_hand_section(by_hand)}"

    def html(self, number: int) -> str:
        """The same as one HTML file that fetches nothing."""
        return card_page(self.markdown(number), f"Siklus model v{number}")
