"""Answers that may not teach yet: what they are and why, and how one is released."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from msgspec import Struct

from siklus.api.context import Admin, Reviewer, WithServices
from siklus.api.openapi import call
from siklus.api.replies import Json
from siklus.database.feedback import Given
from siklus.domain.feedback import Held

router = APIRouter(tags=["reviews"])
# Written out, so that the HTTP document needs no other shape for it.
Why = Literal["contradicted", "reader", "copy", "disputed", "share"]


class QuarantineReply(Struct, frozen=True):
    """Answers that may not teach, the newest first."""

    answers: list["HeldReply"]


class HeldReply(Struct, frozen=True):
    """A quarantined answer. `reader` is the keyed hash of its subject, null where it had none."""

    answer_id: str
    prediction_id: str
    reason: str
    reader: str | None
    channel: str
    text: str
    shown_label: str
    label: str
    at: str


class ReleaseReply(Struct, frozen=True):
    """The answer teaches from the next training on."""

    answer_id: str
    released: bool


@router.get("/v1/quarantine", **call(QuarantineReply, 401, 403, 422, 503))
def quarantined(
    _: Reviewer,
    services: WithServices,
    n: Annotated[int, Query(ge=1, le=500)] = 50,
    reason: Annotated[Why | None, Query(description="Only those that are held for this.")] = None,
) -> Json:
    """Quarantined answers, the newest first, each with the reason; none about a text open for an audit."""
    # Both labels of an answer tell what the model said, which whoever is about to audit it must not know.
    found = services.trust.quarantined(n, Held(reason) if reason else None, blind=True)
    return Json(QuarantineReply([_held(one) for one in found]))


@router.post("/v1/quarantine/{answer_id}/release", **call(ReleaseReply, 401, 403, 404, 409, 503))
def release(admin: Admin, answer_id: str, services: WithServices) -> Json:
    """Let a quarantined answer teach from now on, whatever the loop thinks of its reader."""
    services.trust.release([answer_id], actor=admin.name)
    return Json(ReleaseReply(answer_id, released=True))


def _held(one: Given) -> HeldReply:
    """A quarantined answer as a reviewer sees it."""
    return HeldReply(
        answer_id=one.answer.id,
        prediction_id=one.answer.prediction_id,
        reason=str(one.answer.held),
        reader=one.answer.subject,
        channel=one.channel,
        text=one.text,
        shown_label=str(one.shown),
        label=str(one.answer.label),
        at=one.answer.at.isoformat(),
    )
