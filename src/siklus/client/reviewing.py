"""What reviewers are told of their own work, as frozen values."""

from msgspec import Struct

from siklus.client.labelling import Probabilities


class Revealed(Struct, frozen=True):
    """What the model had said of a text that was reviewed."""

    ask_id: str
    shown_label: str
    probabilities: Probabilities
    model_version: int


class ReviewProgress(Struct, frozen=True):
    """How far reviewers have come since a moment."""

    since: str
    drawn: int  # audits, by all
    answered: int  # of these
    given: int  # answers of this key
    open: dict[str, int]  # requests that this key may be asked, by reason
    open_elsewhere: int  # second opinions that only other keys can give


class Share(Struct, frozen=True):
    """A figure with its 95 % interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


class Difference(Struct, frozen=True):
    """A text about which an audit and its second opinion differ."""

    text: str
    first: str
    second: str
    at: str


class Agreement(Struct, frozen=True):
    """How far audits and their second opinions agree."""

    n: int
    second_share: float  # of the answered audits, how many another reviewer is asked about
    agreed: Share
    kappa: Share
    table: tuple[tuple[int, ...], ...]  # first answer × second one
    differences: tuple[Difference, ...]
