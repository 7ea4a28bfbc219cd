"""Versions: look at them, activate one, roll back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from siklus.api import replies
from siklus.api.bodies import SMALL_BYTES, ReasonBody, json_body
from siklus.api.context import Admin, Reviewer, WithServices
from siklus.api.openapi import call, page
from siklus.api.parameters import version_number
from siklus.api.replies import CardReply, DeploymentReply, Json, VersionsReply
from siklus.domain.lifecycle import Deployment
from siklus.errors import NoActiveVersion
from siklus.models.card_page import POLICY
from siklus.services.monitoring import deployment_facts

router = APIRouter(tags=["models"])
Why = Annotated[ReasonBody, Depends(json_body(ReasonBody, SMALL_BYTES))]


@router.get("/v1/models", **call(VersionsReply, 401, 403, 503))
def models(_: Reviewer, services: WithServices) -> Json:
    """Every version, the oldest first."""
    link = services.deployment.active()
    found = [replies.version_facts(version) for version in services.deployment.versions()]
    return Json({"active": link.version if link else None, "versions": found})


@router.get("/v1/models/active", **call(CardReply, 401, 403, 503))
def active_model(_: Reviewer, services: WithServices) -> Json:
    """The active version, and the deployment that made it so."""
    link = services.deployment.active()
    if link is None:
        raise NoActiveVersion
    return Json(_with_card(services, link.version, link))


@router.get("/v1/models/{version}", **call(CardReply, 401, 403, 404, 503))
def model(_: Reviewer, version: str, services: WithServices) -> Json:
    """One version (`3` or `v3`) with its card."""
    number = version_number(version)
    link = services.deployment.active()
    return Json(_with_card(services, number, link if link and link.version == number else None))


@router.get("/v1/models/{version}/card.html", **page("The card as a page.", 401, 403, 404, 503))
def card_page(_: Reviewer, version: str, services: WithServices) -> HTMLResponse:
    """The card of a version (`3` or `v3`) as one HTML file that fetches nothing."""
    found = services.cards.html(version_number(version))
    return HTMLResponse(found, headers={"Content-Security-Policy": POLICY})


@router.post(
    "/v1/models/{version}/activate",
    **call(DeploymentReply, 401, 403, 404, 409, 413, 422, 503, body=ReasonBody),
)
def activate(admin: Admin, version: str, body: Why, services: WithServices) -> Json:
    """Make a version the active one; every process serves it within two seconds."""
    link = services.deployment.activate(version_number(version), actor=admin.name, reason=body.reason)
    return Json(deployment_facts(link))


@router.post("/v1/models/rollback", **call(DeploymentReply, 401, 403, 409, 413, 422, 503, body=ReasonBody))
def rollback(admin: Admin, body: Why, services: WithServices) -> Json:
    """Make the version active again that was so before."""
    return Json(deployment_facts(services.deployment.rollback(actor=admin.name, reason=body.reason)))


def _with_card(services: WithServices, number: int, link: Deployment | None) -> dict[str, Any]:
    found = services.deployment.version(number)
    deployment = deployment_facts(link) if link else None
    return replies.version_facts(found) | {"card": services.cards.markdown(number), "deployment": deployment}
