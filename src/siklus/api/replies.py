"""Replies out: what each call answers, as types that the OpenAPI document shows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from fastapi import Response
from msgspec import Struct

from siklus.database.asks import QueueItem
from siklus.domain.erasures import Erasure
from siklus.domain.feedback import Answer
from siklus.domain.lifecycle import ModelVersion
from siklus.domain.reviews import LABELS
from siklus.domain.triggers import Run
from siklus.services.erasure import ErasureService, Proof
from siklus.services.prediction import Reply


class Json(Response):
    """A value as JSON."""

    media_type = "application/json"

    def __init__(self, content: Any, status: int = 200) -> None:
        super().__init__(msgspec.json.encode(content), status)


if TYPE_CHECKING:

    class Probabilities(Struct, frozen=True):
        """As below, where nobody chose other labels."""

        positif: float
        netral: float
        negatif: float

else:
    # In the order of LABELS: they are filled by it.
    Probabilities = msgspec.defstruct(
        "Probabilities",
        [(label.value, float) for label in LABELS],
        namespace={"__doc__": "Calibrated; they sum to 1."},
        module=__name__,
        frozen=True,
    )


class PredictionReply(Struct, frozen=True):
    """The answer. `id` and `feedback_token` are null where nothing was stored; `not_stored` says why."""

    id: str | None
    label: str
    confidence: float
    probabilities: Probabilities
    model_version: int
    stored: bool
    not_stored: str | None
    feedback_token: str | None
    latency_ms: float
    explanation: Sequence[tuple[str, float]] | None = None
    passages: Sequence[tuple[str, float]] | None = None


class BatchReply(Struct, frozen=True):
    """The answers in the order of the texts."""

    predictions: list[PredictionReply]


class ReplacedReply(Struct, frozen=True):
    """A kind of personal data, how often it was found, and what stands in its place."""

    kind: str
    count: int
    placeholder: str


class AnonymisedReply(Struct, frozen=True):
    """A text as it would be kept, and what was replaced in it."""

    text: str
    found: list[ReplacedReply]
    version: str


class AnswerReply(Struct, frozen=True):
    """A label that somebody said, as it was recorded."""

    id: str
    prediction_id: str
    label: str
    source: str
    at: str


class QueueReply(Struct, frozen=True):
    """What to look at next, the most urgent first; each is kept for ten minutes."""

    items: list["AskReply"]


class AskReply(Struct, frozen=True):
    """A request for a label, with the anonymised text and the probability with which it came to be made.

    What the model said is null where the answer measures (audits and second opinions).
    """

    ask_id: str
    prediction_id: str
    reason: str
    propensity: float
    text: str
    shown_label: str | None
    confidence: float | None
    asked_at: str
    leased_until: str


class SkipReply(Struct, frozen=True):
    """The request was given back."""

    skipped: bool


class VersionReply(Struct, frozen=True):
    """A model version."""

    version: int
    name: str
    state: str
    parent: int | None
    created_at: str
    scores: dict[str, Any]
    recipe: dict[str, Any]
    libraries: dict[str, str]
    snapshot_id: str
    sha256: str
    size_bytes: int


class VersionsReply(Struct, frozen=True):
    """Every version, the oldest first."""

    active: int | None
    versions: list[VersionReply]


class CardReply(VersionReply, frozen=True, kw_only=True):
    """A version with its card in Markdown; `deployment` is the link that made it active, where it is so."""

    card: str
    deployment: dict[str, Any] | None = None


class DeploymentReply(Struct, frozen=True):
    """A link of the chain of active versions."""

    seq: int
    version: int
    previous: int | None
    action: str
    reason: str
    actor: str
    at: str


class TrialReply(Struct, frozen=True):
    """A challenger against the version that was active when the trial began; null while it runs: the end."""

    id: str
    version: int
    champion: int
    mode: str
    share: float
    reason: str
    actor: str
    since: str
    started_at: str
    proposed_at: str | None
    ended_at: str | None
    outcome: str | None
    ended_by: str | None
    why_ended: str | None


class TrialFigures(Struct, frozen=True):
    """Both versions on the stored texts that both judged; evidence is null beyond what a number holds."""

    scored: int
    alike: int
    audits: int
    champion_right: int
    challenger_right: int
    lost: int
    won: int
    difference: float
    low: float
    high: float
    p_value: float
    harm: float | None
    gain: float | None
    limit: float
    finding: str


class TrialsReply(Struct, frozen=True):
    """The trial that runs with its figures, both null where none does, and up to twenty that have ended."""

    trial: TrialReply | None
    figures: TrialFigures | None
    past: list[TrialReply]


class StepReply(Struct, frozen=True):
    """A step that a run has begun; it may tell what it was doing last, and the share that was done then."""

    step: str
    at: str
    doing: str | None = None
    share: float | None = None


class RunReply(Struct, frozen=True):
    """An evaluation of the triggers and, where it fired, the retraining with the gate's report."""

    run_id: str
    state: str
    outcome: str | None
    reasons: Sequence[str]
    holds: Sequence[str]
    figures: dict[str, Any]
    actor: str
    note: str
    candidate: int | None
    snapshot_id: str | None
    gate: dict[str, Any] | None
    error: str | None
    created_at: str
    finished_at: str | None
    steps: list["StepReply"]


class RunsReply(Struct, frozen=True):
    """Runs, the newest first."""

    runs: list[RunReply]


class AcceptedReply(Struct, frozen=True):
    """The run that was queued."""

    run_id: str


class ErasureReply(Struct, frozen=True):
    """What was removed, which versions learnt from it, until when they may answer, and which one followed.

    `erased_entry` and `finished_entry` are numbers of the audit log.
    """

    id: str
    kind: str
    state: str
    at: str
    due_at: str
    consents: int
    texts: int
    predictions: int
    answers: int
    examples: int
    versions: Sequence[int]
    successor: int | None
    finished_at: str | None
    in_time: bool | None
    erased_entry: int | None
    finished_entry: int | None


class ErasuresReply(Struct, frozen=True):
    """Erasures, the newest first."""

    erasures: list[ErasureReply]


class WordingReply(Struct, frozen=True):
    """The wording in both languages."""

    id: str
    en: str


class ConsentReply(Struct, frozen=True):
    """What a reader is told before a text is kept."""

    version: str
    purpose: str
    wording: WordingReply


class ReadyReply(Struct, frozen=True):
    """`refresh_error` is the code of what keeps this process from following the active version."""

    ready: bool
    model_version: int
    model: str
    database: str
    refresh_error: str | None


class AliveReply(Struct, frozen=True):
    """The process lives."""

    alive: bool


def prediction(reply: Reply) -> PredictionReply:
    """A prediction as the API shows it."""
    return PredictionReply(
        id=reply.id,
        label=reply.label.value,
        confidence=reply.confidence,
        probabilities=Probabilities(*reply.probabilities),
        model_version=reply.model_version,
        stored=reply.stored,
        not_stored=reply.not_stored,
        feedback_token=reply.feedback_token,
        latency_ms=round(reply.latency_ms, 3),
        explanation=reply.explanation,
        passages=reply.passages,
    )


def answer(given: Answer) -> AnswerReply:
    """An answer as the API shows it; whether it is trusted is not its giver's business."""
    return AnswerReply(
        given.id, given.prediction_id, str(given.label), str(given.source), given.at.isoformat()
    )


def erasure(service: ErasureService, done: Erasure) -> ErasureReply:
    """An erasure that was just carried out."""
    return erasure_of(service.proof(done), service.now())


def erasure_of(proof: Proof, now: datetime) -> ErasureReply:
    """An erasure as the API shows it."""
    return ErasureReply(**proof.as_dict(now))


def ask(item: QueueItem) -> AskReply:
    """A queue item as a reviewer sees it."""
    # Whoever knows what the model said agrees with it more often: nobody who measures may know.
    blind = item.ask.reason.blind
    return AskReply(
        ask_id=item.ask.id,
        prediction_id=item.ask.prediction_id,
        reason=str(item.ask.reason),
        propensity=item.ask.propensity,
        text=item.text,
        shown_label=None if blind else str(item.shown),
        confidence=None if blind else item.confidence,
        asked_at=item.ask.asked_at.isoformat(),
        leased_until=item.leased_until.isoformat(),
    )


def version_facts(found: ModelVersion) -> dict[str, Any]:
    """A version's figures, without its card."""
    facts = asdict(found)
    kept = {name: facts[name] for name in VersionReply.__struct_fields__ if name in facts}
    return kept | {
        "name": found.name,
        "state": str(found.state),
        "created_at": found.created_at.isoformat(),
    }


def run(found: Run) -> RunReply:
    """A run without its evidence, which is one digit per row and of use to the gate only."""
    return RunReply(
        run_id=found.id,
        state=str(found.state),
        outcome=str(found.outcome) if found.outcome else None,
        reasons=found.reasons,
        holds=found.holds,
        figures=found.figures,
        actor=found.actor,
        note=found.note,
        candidate=found.candidate,
        snapshot_id=found.snapshot_id,
        gate=found.gate,
        error=found.error,
        created_at=found.created_at.isoformat(),
        finished_at=found.finished_at.isoformat() if found.finished_at else None,
        steps=[StepReply(**step) for step in found.steps],
    )
