"""What every call can reach: the services, the doors and the figures of this app."""

from typing import Annotated

from fastapi import Depends, Request

from siklus.api.auth import ROLES, Credentials, Doors, needs
from siklus.api.metrics import Metrics
from siklus.bootstrap import Services
from siklus.domain.access import Caller, Role


def _services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


def _doors(request: Request) -> Doors:
    found: Doors = request.app.state.doors
    return found


def _metrics(request: Request) -> Metrics:
    found: Metrics = request.app.state.metrics
    return found


def _visitor(request: Request, _: Credentials) -> None:
    _doors(request).visitor(request.scope)


def _batch_visitor(request: Request, _: Credentials) -> None:
    # Costs nothing yet: how much a batch costs is known when its body has been read.
    _doors(request).visitor(request.scope, cost=0)


ROLES |= {_visitor: Role.CLIENT, _batch_visitor: Role.CLIENT}
WithServices = Annotated[Services, Depends(_services)]
WithDoors = Annotated[Doors, Depends(_doors)]
WithMetrics = Annotated[Metrics, Depends(_metrics)]
Visitor = Annotated[None, Depends(_visitor)]
BatchVisitor = Annotated[None, Depends(_batch_visitor)]
Holder = Annotated[Caller, Depends(needs(Role.CLIENT))]
Reviewer = Annotated[Caller, Depends(needs(Role.REVIEWER))]
Admin = Annotated[Caller, Depends(needs(Role.ADMIN))]
