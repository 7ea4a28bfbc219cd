"""What reviewers are told of their own work, as the API shows it."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from siklus.api.replies import Probabilities
from siklus.database.feedback import Difference
from siklus.domain.agreement import Agreement
from siklus.domain.feedback import Prediction
from siklus.services.reviewers import Progress


class RevealReply(Struct, frozen=True):
    """What the model had said of a text that was reviewed."""

    ask_id: str
    shown_label: str
    probabilities: Probabilities
    model_version: int


class ProgressReply(Struct, frozen=True):
    """How far reviewers have come: `drawn` and `answered` are audits drawn since then.

    `open` are requests by reason that this key may be asked; `open_elsewhere` are second opinions that only
    others can give; `given` are this key's own answers since then.
    """

    since: str
    drawn: int
    answered: int
    given: int
    open: dict[str, int]
    open_elsewhere: int


class ShareReply(Struct, frozen=True):
    """A figure with its 95 % interval; null where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


class DifferenceReply(Struct, frozen=True):
    """A text about which an audit and its second opinion differ."""

    text: str
    first: str
    second: str
    at: str


class AgreementReply(Struct, frozen=True):
    """How far audits and their second opinions agree.

    `table` counts pairs by first answer × second one, in the order positif, netral, negatif.
    """

    n: int
    second_share: float
    agreed: ShareReply
    kappa: ShareReply
    table: list[list[int]]
    differences: list[DifferenceReply]


def revealed(ask_id: str, found: Prediction) -> RevealReply:
    """What the model had said."""
    return RevealReply(ask_id, str(found.label), Probabilities(*found.probabilities), found.model_version)


def progress(since: datetime, found: Progress) -> ProgressReply:
    """How far reviewers have come."""
    waiting = {str(reason): count for reason, count in found.open.items()}
    audits = found.audits
    return ProgressReply(
        since.isoformat(), audits.drawn, audits.answered, found.given, waiting, found.elsewhere
    )


def agreed(share: float, found: Agreement, differences: Sequence[Difference]) -> AgreementReply:
    """How far reviewers agree."""
    return AgreementReply(
        n=found.n,
        second_share=share,
        agreed=ShareReply(found.agreed.value, found.agreed.low, found.agreed.high),
        kappa=ShareReply(found.kappa.value, found.kappa.low, found.kappa.high),
        table=[list(row) for row in found.table],
        differences=[
            DifferenceReply(one.text, str(one.first), str(one.second), one.at.isoformat())
            for one in differences
        ],
    )
