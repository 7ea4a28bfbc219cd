"""Simulations: ask for one, watch it, keep its report. Each runs beside the service, one at a time."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct

from siklus.api.bodies import MB, Body, json_body
from siklus.api.context import Admin, Reviewer, WithServices
from siklus.api.openapi import call, file
from siklus.api.replies import Json
from siklus.services.simulating.shelf import Simulation
from siklus.services.simulating.wish import Habits, Wish

router = APIRouter(tags=["simulations"])
SIMULATION_BYTES = 32 * MB
# The page draws with inline scripts, and nothing else of it may load or send anything.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:"
)

Share = Annotated[float, Meta(ge=0, le=1)]
File = Annotated[str, Meta(min_length=1)]
Name = Annotated[str, Meta(max_length=80, pattern=r"^[^\x00-\x1f]*(?!\n)$")]
Word = Annotated[str, Meta(pattern=r"^[a-z-]{1,20}(?!\n)$")]


class HabitsBody(Body, frozen=True):
    """How the simulated readers answer; every value is a share."""

    click_right: Share = 0.10
    click_wrong: Share = 0.35
    noise: Share = 0.05


class SimulationBody(Body, frozen=True):
    """A scenario, or a stream as CSV (`text,label`) with or without a base; what is left out is as usual."""

    name: Name = ""
    scenario: Word | None = None
    base: File | None = None
    stream: File | None = None
    arms: Annotated[tuple[Word, ...], Meta(min_length=1, max_length=8)] = ("static", "siklus", "oracle")
    seed: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    seeds: Annotated[int, Meta(ge=1, le=10)] = 1
    block: Annotated[int, Meta(ge=10, le=5_000)] | None = None
    audit: Share = 0.03
    attack: Annotated[float, Meta(ge=0, lt=1)] | None = None
    shuffle: bool = False
    readers: HabitsBody | None = None


class SimulationError(Struct, frozen=True):
    """What ended a simulation; `facts` are those that a problem of this code has."""

    code: str
    detail: str
    facts: dict[str, Any]


class CurveReply(Struct, frozen=True):
    """One arm with one seed so far: accuracy of each block, and before which items its version changed."""

    arm: str
    seed: int
    items: int
    of: int
    accuracy: float
    blocks: Sequence[float]
    changes: Sequence[int]


class SimulationReply(Struct, frozen=True):
    """A simulation as it is now. `asked` is the body without its texts, `outlook` what was found in them."""

    id: str
    state: str
    asked: dict[str, Any]
    actor: str
    created_at: str
    finished_at: str | None
    error: SimulationError | None
    share: float
    outlook: dict[str, Any]
    curves: list[CurveReply]


class SimulationsReply(Struct, frozen=True):
    """Simulations of this API's home folder, the newest first."""

    simulations: list[SimulationReply]


class RemovedReply(Struct, frozen=True):
    """Nothing is left of it here."""

    removed: bool


Asked = Annotated[SimulationBody, Depends(json_body(SimulationBody, SIMULATION_BYTES))]


@router.post(
    "/v1/simulations",
    **call(SimulationReply, 401, 403, 409, 413, 422, 503, status=202, body=SimulationBody),
)
def simulate(admin: Admin, body: Asked, services: WithServices) -> Json:
    """Queue a simulation; its inputs are checked when it begins, and the texts go when it has ended."""
    given = msgspec.structs.asdict(body)
    readers = Habits(**msgspec.structs.asdict(body.readers)) if body.readers else None
    wish = Wish(**given | {"readers": readers})
    return Json(_reply(services.simulating.request(wish, actor=admin.name)), 202)


@router.get("/v1/simulations", **call(SimulationsReply, 401, 403, 503))
def simulations(_: Reviewer, services: WithServices) -> Json:
    """Every simulation, the newest first."""
    return Json(SimulationsReply([_reply(one) for one in services.simulating.all()]))


@router.get("/v1/simulations/{simulation_id}", **call(SimulationReply, 401, 403, 404, 503))
def simulation(_: Reviewer, simulation_id: str, services: WithServices) -> Json:
    """How far a simulation is, and its curves block by block."""
    return Json(_reply(services.simulating.get(simulation_id)))


@router.get(
    "/v1/simulations/{simulation_id}/report.json",
    **file("Every figure.", "application/json", 401, 403, 404, 409, 503),
)
def report_json(_: Reviewer, simulation_id: str, services: WithServices) -> Response:
    """The report of a simulation that is done."""
    found = services.simulating.report(simulation_id, "report.json")
    return Response(found, media_type="application/json")


@router.get(
    "/v1/simulations/{simulation_id}/report.html",
    **file("The report as a page.", "text/html", 401, 403, 404, 409, 503),
)
def report_html(_: Reviewer, simulation_id: str, services: WithServices) -> Response:
    """The report as one HTML file that fetches nothing."""
    found = services.simulating.report(simulation_id, "report.html")
    return Response(found, media_type="text/html", headers={"Content-Security-Policy": POLICY})


@router.delete("/v1/simulations/{simulation_id}", **call(RemovedReply, 401, 403, 404, 503))
def remove(_: Admin, simulation_id: str, services: WithServices) -> Json:
    """Stop it where it runs, and remove it with its texts and its report."""
    services.simulating.remove(simulation_id)
    return Json(RemovedReply(removed=True))


def _reply(found: Simulation) -> SimulationReply:
    return msgspec.convert(asdict(found), SimulationReply)
