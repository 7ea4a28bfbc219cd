"""The two calls that come by the thousand, answered in front of the framework: judge a text, hear an answer.

The same doors, bodies, replies, problems and figures as everywhere; what is left out is the framework's part,
which takes longer than all of that, and a line in the log for each request that went well. A text from this
machine can be answered without even a task: `begin` and `content` are for the server's protocol.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from siklus.api import replies
from siklus.api.auth import Doors, is_local, secret_in
from siklus.api.batcher import Batcher, Bringer
from siklus.api.bodies import SMALL_BYTES, TEXT_BYTES, FeedbackBody, PredictionBody, decoded, raw_body
from siklus.api.edge import HEADERS, Edge
from siklus.api.metrics import Metrics
from siklus.api.problems import answered
from siklus.api.rates import RateLimit
from siklus.api.replies import Json
from siklus.bootstrap import Services
from siklus.domain.access import Caller
from siklus.domain.feedback import Answer
from siklus.domain.reviews import Label
from siklus.errors import Invalid, SiklusError
from siklus.services.feedback import Said
from siklus.services.prediction import Reply
from siklus.services.prediction import Request as TextRequest

PREDICT = "/v1/predictions"
ANSWER = "/v1/predictions/{prediction_id}/feedback"
BEFORE_ID, AFTER_ID = "/v1/predictions/", "/feedback"

_prediction = msgspec.json.Decoder(PredictionBody)
_feedback = msgspec.json.Decoder(FeedbackBody)
_encoded = msgspec.json.Encoder().encode
COMMON = [
    (b"content-type", b"application/json"),
    *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
]


@dataclass(frozen=True, slots=True)
class _Route:
    """What the figures and the log call a call."""

    path_format: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call: what it is called, and what answers it."""

    route: _Route
    act: Callable[[Scope, Receive], Awaitable[tuple[int, Any]]]  # the status, and what is told as JSON


@dataclass
class Hot:
    """Answers the calls that are made most."""

    app: ASGIApp  # with the figures in its state
    services: Services
    doors: Doors
    metrics: Metrics

    def __post_init__(self) -> None:
        self._predicted = Batcher[TextRequest, Reply](self._predict_each, "predict")
        self._answered = Batcher[Said, Answer](self.services.feedback.answer_each, "answer")
        self._known = Batcher[str | None, Caller](self.doors.each_client, "key")
        self._predict = Call(_Route(PREDICT), self._prediction)
        self._answer = Call(_Route(ANSWER), self._feedback)

    def call_of(self, method: str, path: str) -> Call | None:
        """Which of its calls this is, if any."""
        if method != "POST" or not path.startswith(PREDICT):
            return None
        if len(path) == len(PREDICT):
            return self._predict
        return self._answer if _id_in(path) else None

    async def answer(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call of its own."""

        async def act(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                status, told = await call.act(scope, receive)
            except SiklusError as error:
                await answered(Request(scope), error)(scope, receive, send)
            else:
                await Json(told, status)(scope, receive, send)

        await self._at_the_edge(act, call)(scope, receive, send)

    # --- without a task ---------------------------------------------------------------------------

    def may_begin(self, scope: Scope) -> bool:
        """Whether a request is a text to judge of somebody who comes in without being looked at."""
        return scope["path"] == PREDICT and scope["method"] == "POST" and is_local(scope)

    def begin(self, body: bytes | bytearray, bringer: Bringer) -> None:
        """Have a text judged and kept; the bringer is told a `Reply`, or what went wrong.

        Raises:
            NotUtf8, NotJson, BodyInvalid: in this order of looking.
            Overloaded: too many wait already.
        """
        self._predicted.bring(_text_in(body), bringer)

    def content(self, reply: Reply, started: float) -> bytes:
        """The body of a reply with status 200, which is counted."""
        self.metrics.replied("POST", PREDICT, 200, time.perf_counter() - started)
        return _encoded(replies.prediction(reply))

    def afterwards(self, outcome: Reply | Exception, started: float) -> ASGIApp:
        """Answers with an outcome as if the request had come the usual way."""

        async def tell(scope: Scope, receive: Receive, send: Send) -> None:
            if isinstance(outcome, SiklusError):
                await answered(Request(scope), outcome)(scope, receive, send)
            elif isinstance(outcome, Exception):
                raise outcome
            else:
                await Json(replies.prediction(outcome))(scope, receive, send)

        return self._at_the_edge(tell, self._predict, started)

    def close(self) -> None:
        """End its threads, once nobody asks any more."""
        for batcher in (self._predicted, self._answered, self._known):
            batcher.close()

    async def _prediction(self, scope: Scope, receive: Receive) -> tuple[int, Any]:
        await self._let_in(scope, self.doors.rate)
        asked = _text_in(await raw_body(scope, receive, TEXT_BYTES))
        return 200, replies.prediction(await self._predicted(asked))

    def _predict_each(self, asked: list[TextRequest]) -> list[Reply | Invalid]:
        found = self.services.prediction.predict_each(asked)
        self.metrics.answered([one for one in found if isinstance(one, Reply)])
        return found

    async def _feedback(self, scope: Scope, receive: Receive) -> tuple[int, Any]:
        await self._let_in(scope, self.doors.answers)
        body = decoded(_feedback, await raw_body(scope, receive, SMALL_BYTES))
        label = None if body.label is None else Label.read(body.label)
        given = await self._answered(Said(_id_in(scope["path"]), body.token, body.correct, label))
        self.metrics.was_told(given)
        return 201, replies.answer(given)

    async def _let_in(self, scope: Scope, rate: RateLimit) -> None:
        if not self.doors.passes(scope, rate):
            await self._known(secret_in(scope))

    def _at_the_edge(self, act: ASGIApp, call: Call, started: float | None = None) -> ASGIApp:
        edge = Edge(act, started, quiet=True)

        async def around(scope: Scope, receive: Receive, send: Send) -> None:
            scope["app"], scope["route"] = self.app, call.route
            await edge(scope, receive, send)

        return around


def _id_in(path: str) -> str:
    """The prediction that a path is about; empty where it is another path.

    >>> _id_in("/v1/predictions/0189/feedback"), _id_in("/v1/predictions/0189")
    ('0189', '')
    """
    if not (path.startswith(BEFORE_ID) and path.endswith(AFTER_ID)):
        return ""
    found = path[len(BEFORE_ID) : -len(AFTER_ID)]
    return "" if "/" in found else found


def _text_in(content: bytes | bytearray) -> TextRequest:
    body = decoded(_prediction, content)
    return TextRequest(body.text, body.consent, body.subject, body.channel, body.explain)
