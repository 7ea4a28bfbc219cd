"""Judge texts, and hear whether that was right."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request

from siklus.api import replies
from siklus.api.auth import Credentials, secret_of
from siklus.api.bodies import (
    BATCH_BYTES,
    SMALL_BYTES,
    TEXT_BYTES,
    BatchBody,
    FeedbackBody,
    PredictionBody,
    json_body,
)
from siklus.api.context import Answerer, BatchVisitor, Visitor, WithDoors, WithMetrics, WithServices
from siklus.api.openapi import call
from siklus.api.replies import AnswerReply, BatchReply, ErasureReply, Json, PredictionReply
from siklus.domain.reviews import Label, Review
from siklus.errors import Invalid
from siklus.services.prediction import Request as TextRequest

router = APIRouter(tags=["predictions"])

OneText = Annotated[PredictionBody, Depends(json_body(PredictionBody, TEXT_BYTES))]
ManyTexts = Annotated[BatchBody, Depends(json_body(BatchBody, BATCH_BYTES))]
# In a header, for addresses are logged.
Token = Annotated[str, Header(alias="X-Feedback-Token", max_length=200)]
SaidOfIt = Annotated[FeedbackBody, Depends(json_body(FeedbackBody, SMALL_BYTES))]


@router.post(
    "/v1/predictions", **call(PredictionReply, 401, 413, 422, 429, 503, body=PredictionBody, keyless=True)
)
def predict(_: Visitor, body: OneText, services: WithServices, metrics: WithMetrics) -> Json:
    """Judge one text; with consent, keep it anonymised."""
    request = TextRequest(body.text, body.consent, body.subject, body.channel, body.explain)
    reply = services.prediction.predict(request)
    metrics.answered([reply])
    return Json(replies.prediction(reply))


@router.post(
    "/v1/predictions/batch", **call(BatchReply, 401, 413, 422, 429, 503, body=BatchBody, keyless=True)
)
def predict_batch(
    _: BatchVisitor,
    *,
    request: Request,
    credentials: Credentials,
    body: ManyTexts,
    services: WithServices,
    doors: WithDoors,
    metrics: WithMetrics,
) -> Json:
    """Judge up to a thousand texts; on a public service each counts as a request."""
    doors.visitor(request, secret_of(credentials), cost=len(body.texts))
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
def give_feedback(
    _: Answerer, prediction_id: str, body: SaidOfIt, services: WithServices, metrics: WithMetrics
) -> Json:
    """Say whether a stored prediction was right: once, with the token that came with it."""
    label = None if body.label is None else Label.read(body.label)
    given = services.feedback.answer(prediction_id, body.token, correct=body.correct, label=label)
    metrics.was_told(given)
    return Json(replies.answer(given), 201)
