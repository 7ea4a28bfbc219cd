"""The reviewers' queue."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from siklus.api import replies
from siklus.api.bodies import SMALL_BYTES, ReviewBody, json_body
from siklus.api.context import Reviewer, WithMetrics, WithServices
from siklus.api.openapi import call
from siklus.api.refusals import BodyInvalid
from siklus.api.replies import AnswerReply, Json, QueueReply, SkipReply
from siklus.domain.reviews import Label

router = APIRouter(tags=["reviews"])
Verdict = Annotated[ReviewBody, Depends(json_body(ReviewBody, SMALL_BYTES))]


@router.get("/v1/reviews/next", **call(QueueReply, 401, 403, 422, 503))
def next_reviews(
    reviewer: Reviewer, services: WithServices, n: Annotated[int, Query(ge=1, le=100)] = 10
) -> Json:
    """The most urgent requests for a label, kept for this reviewer for ten minutes."""
    items = services.review.next(reviewer, n)
    return Json(QueueReply([replies.ask(item) for item in items]))


@router.post(
    "/v1/reviews/{ask_id}",
    **call(
        AnswerReply, 401, 403, 404, 409, 413, 422, 503, status=201, body=ReviewBody, also={200: SkipReply}
    ),
)
def review(
    ask_id: str, reviewer: Reviewer, body: Verdict, services: WithServices, metrics: WithMetrics
) -> Json:
    """Give the label of a text (201), or the request back (200)."""
    if body.skip and body.label is not None:
        raise BodyInvalid("skip", "a skip has no label")
    label = None if body.label is None else Label.read(body.label)
    given = services.review.answer(ask_id, reviewer, label, skip=body.skip)
    if given is None:
        return Json(SkipReply(skipped=True))
    metrics.was_told(given)
    return Json(replies.answer(given), 201)
