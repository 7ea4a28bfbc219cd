"""Put the HTTP service together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from msgspec import Struct
from starlette.types import Receive, Scope, Send

from siklus.api import (
    admin,
    bodies,
    examples,
    house,
    keys,
    models,
    monitoring,
    openapi,
    operations,
    predictions,
    problems,
    quarantine,
    replies,
    reviewing,
    reviews,
    simulations,
    trials,
)
from siklus.api.auth import Doors
from siklus.api.background import Background
from siklus.api.edge import Edge
from siklus.api.hot import Hot
from siklus.api.lookup import Lookup
from siklus.api.metrics import Metrics
from siklus.api.rates import RateLimit
from siklus.bootstrap import Services
from siklus.errors import NoActiveVersion

# Trials before models: `trial` is written like a version.
ROOMS = (
    *(predictions, reviews, quarantine, monitoring, trials, models),
    *(admin, examples, simulations, keys, house, operations),
)


class Service(FastAPI):
    """The HTTP service: the calls that come by the thousand first, and the framework for all others."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as ASGI has it."""
        if scope["type"] == "http":
            hot: Hot = self.state.hot
            call = hot.call_of(scope["method"], scope["path"])
            if call is not None:
                await hot.answer(call, scope, receive, send)
                return
        await super().__call__(scope, receive, send)


def create_app(services: Services) -> Service:
    """The HTTP service over these services; its life begins and ends the background tasks."""
    app = Service(
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_life,
    )
    settings = services.settings
    app.state.services = services
    rate, answers = RateLimit(settings.rate_per_minute), RateLimit(settings.answers_per_minute)
    app.state.doors = Doors(services.access, settings.public, rate, answers, sign_in=services.sign_in)
    limits = {"requests": rate, "answers": answers} if settings.public else {}
    app.state.background = Background(services, limits)
    rules = [rule.name for rule in services.alerting.rules]
    app.state.metrics = Metrics(
        lambda: _active(services),
        lambda: app.state.background.settling.error is None,
        Lookup(services.vitals.standing, rules),
    )
    app.state.hot = Hot(app, services, app.state.doors, app.state.metrics)
    app.state.calls = [call for room in ROOMS for call in room.router.routes]
    for room in ROOMS:
        app.include_router(room.router)
    openapi.install(app, shapes())
    problems.install(app)
    app.add_middleware(Edge)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    background: Background = app.state.background
    background.start()
    yield
    app.state.hot.close()
    await anyio.to_thread.run_sync(background.stop)


def shapes() -> list[type[Struct]]:
    """Every body and reply of the service."""
    rooms = (bodies, replies, monitoring, quarantine, reviewing, examples, simulations, keys, house)
    found = [kind for room in rooms for kind in vars(room).values() if isinstance(kind, type)]
    return [kind for kind in found if issubclass(kind, Struct) and kind.__module__.startswith("siklus.api")]


def _active(services: Services) -> int:
    try:
        return services.serving.current().version.version
    except NoActiveVersion:
        return 0
