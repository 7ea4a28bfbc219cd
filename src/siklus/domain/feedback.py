"""What readers and reviewers say of predictions, and how much of it is a fair sample.

People click when something is wrong far more often than when it is right, so an answer that somebody
volunteered is no fair sample of the model's work; an audit is. `Source` keeps the two apart.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from siklus.domain.reviews import Label
from siklus.errors import LabelContradicts, LabelMissing


class Source(StrEnum):
    """Who said it, and why they were asked."""

    READER = "reader"  # volunteered by whoever saw the prediction
    REVIEWER = "reviewer"  # a reviewer, on a disputed or unsure prediction
    AUDIT = "audit"  # a reviewer, on a prediction drawn at random
    SECOND = "second"  # another reviewer, on an audit drawn at random; measures reviewers, never models


class Trust(StrEnum):
    """Whether an answer may teach."""

    TRUSTED = "trusted"
    QUARANTINED = "quarantined"  # kept and seen, and teaches nothing; see `Held`
    RELEASED = "released"  # by an admin: it teaches whatever the loop thinks of its reader

    @property
    def teaches(self) -> bool:
        """Whether such an answer may be learnt from."""
        return self != Trust.QUARANTINED


class Held(StrEnum):
    """Why an answer is quarantined."""

    CONTRADICTED = "contradicted"  # a reviewer has said otherwise of the same text
    READER = "reader"  # its reader is likely to answer wrongly on purpose: see `siklus.domain.trust`
    COPY = "copy"  # a near-duplicate of a text that another answer teaches already
    DISPUTED = "disputed"  # readers differ about the same text, and no reviewer has spoken yet
    SHARE = "share"  # its reader supplies as much of what is learnt as one reader may


class AskReason(StrEnum):
    """Why a reviewer is asked, the most urgent first."""

    AUDIT = "audit"
    SECOND = "second"  # an audit that another reviewer has answered
    SUSPECT = "suspect"  # a reader's label that the model doubts most: see `siklus.domain.confident`
    DISPUTED = "disputed"
    UNSURE = "unsure"

    @property
    def source(self) -> Source:
        """What an answer to such a request counts as."""
        return {AskReason.AUDIT: Source.AUDIT, AskReason.SECOND: Source.SECOND}.get(self, Source.REVIEWER)

    @property
    def blind(self) -> bool:
        """Whether whoever is asked must not know what the model said: the answer measures."""
        return self in (AskReason.AUDIT, AskReason.SECOND)


@dataclass(slots=True)  # not frozen: one is made for every answer, and that would take half of its time
class Prediction:
    """A stored answer to one text."""

    id: str
    input_id: str
    model_version: int
    label: Label
    probabilities: tuple[float, ...]  # in the order of LABELS
    latency_ms: float
    oov_share: float
    audit_propensity: float  # the probability with which it was drawn for an audit
    channel: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """One event: somebody said which label one prediction should have had."""

    id: str
    prediction_id: str
    label: Label
    source: Source
    subject: str | None
    trust: Trust
    at: datetime
    held: Held | None = None  # why, where it is quarantined
    # What it was said of; for whoever counts right and wrong, not kept with the answer.
    shown: Label | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for a label, and the probability with which it came to be made."""

    id: str
    prediction_id: str
    reason: AskReason
    propensity: float
    asked_at: datetime
    answered_at: datetime | None
    revealed_at: datetime | None = None  # when whoever answered it looked at what the model had said


def right_label(shown: Label, *, correct: bool, said: Label | None) -> Label:
    """The label that an answer claims.

    Raises:
        LabelMissing: it calls the prediction wrong and names nothing better.
        LabelContradicts: it says "right" with another label, or "wrong" with the same one.

    >>> right_label(Label.POSITIF, correct=False, said=Label.NEGATIF)
    <Label.NEGATIF: 'negatif'>
    """
    if correct:
        if said not in (None, shown):
            raise LabelContradicts(str(said))
        return shown
    if said is None:
        raise LabelMissing
    if said == shown:
        raise LabelContradicts(str(said))
    return said
