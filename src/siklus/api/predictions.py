"""Judge texts, and hear whether that was right."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request

from siklus.api import replies
from siklus.api.bodies import (
    BATCH_BYTES,
    TEXT_BYTES,
    BatchBody,
    FeedbackBody,
    PredictionBody,
    TextBody,
    json_body,
)
from siklus.api.context import BatchVisitor, Visitor, WithDoors, WithMetrics, WithServices
from siklus.api.openapi import call
from siklus.api.refusals import RouteNotFound
from siklus.api.replies import (
    AnonymisedReply,
    AnswerReply,
    BatchReply,
    ErasureReply,
    Json,
    PredictionReply,
    ReplacedReply,
)
from siklus.domain.reviews import Review
from siklus.errors import Invalid
from siklus.privacy.patterns import PLACEHOLDERS
from siklus.privacy.redaction import ANONYMISER_VERSION, anonymise
from siklus.services.prediction import Request as TextRequest

router = APIRouter(tags=["predictions"])

OneText = Annotated[TextBody, Depends(json_body(TextBody, TEXT_BYTES))]
ManyTexts = Annotated[BatchBody, Depends(json_body(BatchBody, BATCH_BYTES))]
# In a header, for addresses are logged.
Token = Annotated[str, Header(alias="X-Feedback-Token", max_length=200)]


@router.post(
    "/v1/predictions", **call(PredictionReply, 401, 413, 422, 429, 503, body=PredictionBody, keyless=True)
)
def predict(_: Visitor) -> Json:
    """Judge one text; with consent, keep it anonymised."""
    raise RouteNotFound  # described here and answered by `siklus.api.hot`, which stands in front


@router.post(
    "/v1/predictions/batch", **call(BatchReply, 401, 413, 422, 429, 503, body=BatchBody, keyless=True)
)
def predict_batch(
    _: BatchVisitor,
    *,
    request: Request,
    body: ManyTexts,
    services: WithServices,
    doors: WithDoors,
    metrics: WithMetrics,
) -> Json:
    """Judge up to a thousand texts; on a public service each counts as a request."""
    doors.visitor(request.scope, cost=len(body.texts))
    wanted = [TextRequest(text, body.consent, None, body.channel) for text in body.texts]
    try:
        found = services.prediction.predict_many(wanted)
    except Invalid as error:
        # A fact of this one error, for the caller to find the text among a thousand.
        error.index = first_refused(body.texts)  # type: ignore[attr-defined]
        raise
    metrics.answered(found)
    return Json(BatchReply([replies.prediction(reply) for reply in found]))


def first_refused(texts: list[str]) -> int:
    """Where the first text stands that is no review, from 0; -1 where all are.

    >>> first_refused(["satu dua tiga empat lima enam tujuh", "pendek"])
    1
    """
    for index, text in enumerate(texts):
        try:
            Review.read(text)
        except Invalid:
            return index
    return -1


@router.post("/v1/anonymise", **call(AnonymisedReply, 401, 413, 422, 429, 503, body=TextBody, keyless=True))
def show_anonymised(_: Visitor, body: OneText) -> Json:
    """Show a text as it would be kept with consent. Nothing of it is kept."""
    found = anonymise(Review.read(body.text).text)
    replaced = [ReplacedReply(kind, count, PLACEHOLDERS[kind]) for kind, count in found.counts.items()]
    return Json(AnonymisedReply(found.text, replaced, ANONYMISER_VERSION))


@router.delete(
    "/v1/predictions/{prediction_id}", **call(ErasureReply, 401, 403, 404, 422, 429, 503, keyless=True)
)
def withdraw(_: Visitor, prediction_id: str, token: Token, services: WithServices) -> Json:
    """Withdraw consent for one text: it goes with all that was made of it, by the token that came with it."""
    return Json(replies.erasure(services.erasure, services.erasure.withdraw(prediction_id, token)))


@router.post(
    "/v1/predictions/{prediction_id}/feedback",
    **call(AnswerReply, 401, 403, 404, 409, 413, 422, 429, 503, status=201, body=FeedbackBody, keyless=True),
)
def give_feedback(_: Visitor, prediction_id: str) -> Json:  # noqa: ARG001 (its name is in the path)
    """Say whether a stored prediction was right: once, with the token that came with it."""
    raise RouteNotFound  # as above
