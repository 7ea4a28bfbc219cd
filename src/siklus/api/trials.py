"""A challenger beside the active version: begin, look, end."""

from typing import Annotated

from fastapi import APIRouter, Depends

from siklus.api.bodies import SMALL_BYTES, CanaryBody, ReasonBody, json_body
from siklus.api.context import Admin, Reviewer, WithServices
from siklus.api.openapi import call
from siklus.api.parameters import version_number
from siklus.api.replies import Json, TrialReply, TrialsReply
from siklus.services.trials import trial_facts

router = APIRouter(tags=["models"])
Why = Annotated[ReasonBody, Depends(json_body(ReasonBody, SMALL_BYTES))]
HowMuch = Annotated[CanaryBody, Depends(json_body(CanaryBody, SMALL_BYTES))]


@router.get("/v1/models/trial", **call(TrialsReply, 401, 403, 503))
def trial(_: Reviewer, services: WithServices) -> Json:
    """The trial that runs, what audits say of both versions, and the trials that have ended."""
    return Json(services.trials.standing())


@router.post(
    "/v1/models/{version}/shadow",
    **call(TrialReply, 401, 403, 404, 409, 413, 422, 503, body=ReasonBody),
)
def shadow(admin: Admin, version: str, body: Why, services: WithServices) -> Json:
    """Let a version judge what is stored, unheard; a trial that runs ends."""
    number = version_number(version)
    return Json(trial_facts(services.trials.shadow(number, actor=admin.name, reason=body.reason)))


@router.post(
    "/v1/models/{version}/canary",
    **call(TrialReply, 401, 403, 404, 409, 413, 422, 503, body=CanaryBody),
)
def canary(admin: Admin, version: str, body: HowMuch, services: WithServices) -> Json:
    """Let a version answer a share of the requests, the same people each time; a trial that runs ends."""
    number, who = version_number(version), admin.name
    return Json(trial_facts(services.trials.canary(number, body.share, actor=who, reason=body.reason)))


@router.post("/v1/models/trial/end", **call(TrialReply, 401, 403, 409, 413, 422, 503, body=ReasonBody))
def end(admin: Admin, body: Why, services: WithServices) -> Json:
    """End the trial; the active version answers everything again, everywhere within two seconds."""
    return Json(trial_facts(services.trials.stop(actor=admin.name, reason=body.reason)))
