"""What a reply is good for: OpenAPI links, by which a program finds the call that comes next."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """From a reply of one call to another call, with what is taken over.

    `$response.body#/id` is what stands under `id` in the reply.
    """

    name: str
    call: str  # method and path that answered
    status: int
    then: str  # method and path
    parameters: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    words: str = ""


ID, TOKEN = "$response.body#/id", "$response.body#/feedback_token"
PREDICT, ONE = "post /v1/predictions", "/v1/predictions/{prediction_id}"
VERSION = {"version": "$response.body#/versions/0/version"}

LINKS = (
    Link(
        "answer",
        PREDICT,
        200,
        f"post {ONE}/feedback",
        {"prediction_id": ID},
        {"token": TOKEN, "correct": True},
        "Say whether it was right, once; only where it was stored.",
    ),
    Link(
        "withdraw",
        PREDICT,
        200,
        f"delete {ONE}",
        {"prediction_id": ID, "X-Feedback-Token": TOKEN},
        words="Take consent back; only where it was stored.",
    ),
    Link(
        "label",
        "get /v1/reviews/next",
        200,
        "post /v1/reviews/{ask_id}",
        {"ask_id": "$response.body#/items/0/ask_id"},
        words="Say what the text is, or skip it.",
    ),
    Link(
        "take_back",
        "get /v1/reviews/next",
        200,
        "delete /v1/reviews/{ask_id}",
        {"ask_id": "$response.body#/items/0/ask_id"},
        words="Take the answer back within ten minutes.",
    ),
    Link(
        "reveal",
        "get /v1/reviews/next",
        200,
        "post /v1/reviews/{ask_id}/reveal",
        {"ask_id": "$response.body#/items/0/ask_id"},
        words="What the model had said, once it is answered.",
    ),
    Link(
        "release",
        "get /v1/quarantine",
        200,
        "post /v1/quarantine/{answer_id}/release",
        {"answer_id": "$response.body#/answers/0/answer_id"},
        words="Let the loop learn from an answer after all.",
    ),
    Link(
        "watch",
        "post /v1/retraining",
        202,
        "get /v1/retraining/{run_id}",
        {"run_id": "$response.body#/run_id"},
        words="How far it has come.",
    ),
    Link(
        "look", "get /v1/models", 200, "get /v1/models/{version}", VERSION, words="One version with its card."
    ),
    Link(
        "activate",
        "get /v1/models",
        200,
        "post /v1/models/{version}/activate",
        VERSION,
        words="Deploy a version.",
    ),
)


def add(document: dict[str, Any]) -> None:
    """Put every link into the description of the reply that it starts from."""
    for link in LINKS:
        method, path = link.call.split()
        reply = document["paths"][path][method]["responses"][str(link.status)]
        reply.setdefault("links", {})[link.name] = _described(document, link)


def _described(document: dict[str, Any], link: Link) -> dict[str, Any]:
    method, path = link.then.split()
    found: dict[str, Any] = {
        "operationId": document["paths"][path][method]["operationId"],
        "parameters": link.parameters,
        "description": link.words,
    }
    return found | ({"requestBody": link.body} if link.body else {})
