"""Answers that may not teach yet: what they are and why, and how one is released."""

from typing import Annotated

from fastapi import APIRouter, Query

from siklus.api import replies
from siklus.api.context import Admin, Reviewer, WithServices
from siklus.api.openapi import call
from siklus.api.replies import Json, QuarantineReply, ReleaseReply
from siklus.domain.feedback import Held

router = APIRouter(tags=["reviews"])


@router.get("/v1/quarantine", **call(QuarantineReply, 401, 403, 422, 503))
def quarantined(
    _: Reviewer,
    services: WithServices,
    n: Annotated[int, Query(ge=1, le=500)] = 50,
    reason: Annotated[Held | None, Query(description="Only those that are held for this.")] = None,
) -> Json:
    """Quarantined answers, the newest first, each with the reason."""
    found = services.trust.quarantined(n, reason)
    return Json(QuarantineReply([replies.held(one) for one in found]))


@router.post("/v1/quarantine/{answer_id}/release", **call(ReleaseReply, 401, 403, 404, 409, 503))
def release(admin: Admin, answer_id: str, services: WithServices) -> Json:
    """Let a quarantined answer teach from now on, whatever the loop thinks of its reader."""
    services.trust.release([answer_id], actor=admin.name)
    return Json(ReleaseReply(answer_id, released=True))
