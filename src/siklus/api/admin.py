"""What only an admin does: retrain, erase; and what reviewers may read of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from siklus.api import replies
from siklus.api.bodies import SMALL_BYTES, ReasonBody, json_body
from siklus.api.context import Admin, Reviewer, WithServices
from siklus.api.openapi import call
from siklus.api.replies import (
    AcceptedReply,
    ErasureReply,
    ErasuresReply,
    Json,
    RunReply,
    RunsReply,
)

router = APIRouter(tags=["admin"])
Why = Annotated[ReasonBody, Depends(json_body(ReasonBody, SMALL_BYTES))]


@router.post(
    "/v1/retraining", **call(AcceptedReply, 401, 403, 409, 413, 422, 503, status=202, body=ReasonBody)
)
def retrain(admin: Admin, body: Why, services: WithServices) -> Json:
    """Queue a retraining; a worker takes it."""
    queued = services.triggering.request(actor=admin.name, note=body.reason)
    return Json(AcceptedReply(queued.id), 202)


@router.get("/v1/retraining", **call(RunsReply, 401, 403, 422, 503))
def runs(
    _: Reviewer,
    services: WithServices,
    n: Annotated[int, Query(ge=1, le=500)] = 50,
    *,
    evaluations: Annotated[bool, Query(description="Also those that said no.")] = False,
) -> Json:
    """Retrainings, the newest first."""
    found = services.triggering.runs(n, started_only=not evaluations)
    return Json(RunsReply([replies.run(one) for one in found]))


@router.get("/v1/retraining/{run_id}", **call(RunReply, 401, 403, 404, 503))
def run(_: Reviewer, run_id: str, services: WithServices) -> Json:
    """How far a retraining has come, and what the gate said."""
    return Json(replies.run(services.triggering.run(run_id)))


@router.delete("/v1/subjects/{subject:path}", **call(ErasureReply, 401, 403, 404, 503))
def erase(admin: Admin, subject: str, services: WithServices) -> Json:
    """Erase what is stored of a subject; which versions learnt from it, and until when they may answer."""
    return Json(replies.erasure(services.erasure, services.erasure.erase(subject, actor=admin.name)))


@router.get("/v1/erasures", **call(ErasuresReply, 401, 403, 422, 503))
def erasures(_: Admin, services: WithServices, n: Annotated[int, Query(ge=1, le=500)] = 50) -> Json:
    """Erasures with their deadlines, and the proof of those that are done; the newest first."""
    found = services.erasure.newest(n)
    return Json(ErasuresReply([replies.erasure_of(proof, services.erasure.now()) for proof in found]))
