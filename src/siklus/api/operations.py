"""What operators and browsers ask of the process itself."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from siklus.api.auth import ROLES, Credentials, is_local, secret_of
from siklus.api.context import WithDoors, WithMetrics, WithServices
from siklus.api.docs import CONTENT_SECURITY_POLICY, PAGE
from siklus.api.metrics import CONTENT_TYPE
from siklus.api.openapi import call, problem_of
from siklus.api.refusals import NotReady
from siklus.api.replies import AliveReply, ConsentReply, Json, ReadyReply, WordingReply
from siklus.bootstrap import Services
from siklus.domain.access import Role
from siklus.errors import NoActiveVersion, SiklusError
from siklus.privacy.consent import CURRENT

router = APIRouter(tags=["operations"])
OK = "ok"


@router.get("/healthz", **call(AliveReply))
async def alive() -> Json:
    """The process lives."""
    return Json(AliveReply(alive=True))


@router.get("/readyz", **call(ReadyReply, 503))
def ready(request: Request, services: WithServices) -> Json:
    """A version is loaded and the database answers; else 503 and which of the two."""
    refresh_error: str | None = request.app.state.background.refreshing.error
    database = _database(services)
    try:
        version = services.serving.current().version.version
    except NoActiveVersion as error:
        raise NotReady(refresh_error or error.code, database) from None
    if database != OK:
        raise NotReady(OK, database)
    return Json(ReadyReply(True, version, OK, database, refresh_error))


def _database(services: Services) -> str:
    try:
        services.deployment.active()
    except SiklusError as error:
        return error.code
    return OK


@router.get("/v1/consent", **call(ConsentReply))
async def consent() -> Json:
    """The current wording in both languages."""
    return Json(ConsentReply(CURRENT.version, CURRENT.purpose, WordingReply(CURRENT.id, CURRENT.en)))


@router.get(
    "/metrics",
    responses={
        200: {"description": "Prometheus's text format.", "content": {"text/plain": {}}},
        401: problem_of(401),
        403: problem_of(403),
    },
    openapi_extra={"security": [{}]},
    response_class=Response,
)
def metrics(request: Request, credentials: Credentials, doors: WithDoors, metrics: WithMetrics) -> Response:
    """Figures for Prometheus; away from the machine itself they need a reviewer's key."""
    if not is_local(request.scope):
        doors.key(secret_of(credentials), Role.REVIEWER)
    return Response(metrics.printed(), headers={"Content-Type": CONTENT_TYPE})


ROLES[metrics] = Role.REVIEWER


@router.get("/docs", include_in_schema=False)
async def docs() -> HTMLResponse:
    """The calls, readable; nothing is fetched from another host."""
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
