"""The reviewers' queue, and the reviewers themselves."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from siklus.api import replies, reviewing
from siklus.api.bodies import SMALL_BYTES, ReviewBody, json_body
from siklus.api.context import Reviewer, WithMetrics, WithServices
from siklus.api.openapi import call
from siklus.api.parameters import Moment, moment
from siklus.api.refusals import BodyInvalid
from siklus.api.replies import AnswerReply, AskReply, Json, QueueReply, SkipReply
from siklus.api.reviewing import AgreementReply, ProgressReply, RevealReply
from siklus.domain.reviews import Label
from siklus.domain.rollups import day_of

router = APIRouter(tags=["reviews"])
Verdict = Annotated[ReviewBody, Depends(json_body(ReviewBody, SMALL_BYTES))]


@router.get("/v1/reviews/next", **call(QueueReply, 401, 403, 422, 503))
def next_reviews(
    reviewer: Reviewer, services: WithServices, n: Annotated[int, Query(ge=1, le=100)] = 10
) -> Json:
    """The most urgent requests for a label, kept for this reviewer for ten minutes."""
    items = services.review.next(reviewer, n)
    return Json(QueueReply([replies.ask(item) for item in items]))


@router.get("/v1/reviews/progress", **call(ProgressReply, 401, 403, 422, 503))
def progress(reviewer: Reviewer, services: WithServices, since: Moment = None) -> Json:
    """How far reviewers have come since a moment, the beginning of the UTC day by default."""
    start = moment(since, "since") if since else day_of(services.review.now())
    return Json(reviewing.progress(start, services.reviewers.progress(reviewer, start)))


@router.get("/v1/reviews/agreement", **call(AgreementReply, 401, 403, 422, 503))
def agreement(_: Reviewer, services: WithServices, n: Annotated[int, Query(ge=0, le=100)] = 20) -> Json:
    """How far audits and their second opinions agree, and up to `n` texts about which they differ."""
    return Json(reviewing.agreed(services.review.second_share, *services.reviewers.agreement(n)))


@router.post(
    "/v1/reviews/{ask_id}",
    **call(
        AnswerReply, 401, 403, 404, 409, 413, 422, 503, status=201, body=ReviewBody, also={200: SkipReply}
    ),
)
def review(
    ask_id: str, reviewer: Reviewer, body: Verdict, services: WithServices, metrics: WithMetrics
) -> Json:
    """Give the label of a text (201; the same once more changes nothing), or the request back (200)."""
    if body.skip and body.label is not None:
        raise BodyInvalid("skip", "a skip has no label")
    label = None if body.label is None else Label.read(body.label)
    given = services.review.answer(ask_id, reviewer, label, skip=body.skip)
    if given is None:
        return Json(SkipReply(skipped=True))
    if given.shown is not None:  # else it was there already, and is counted
        metrics.was_told(given)
    return Json(replies.answer(given), 201)


@router.post("/v1/reviews/{ask_id}/reveal", **call(RevealReply, 401, 403, 404, 409, 503))
def reveal(ask_id: str, reviewer: Reviewer, services: WithServices) -> Json:
    """What the model had said of a text that this key has answered; the answer stands from then on."""
    return Json(reviewing.revealed(ask_id, services.review.reveal(ask_id, reviewer)))


@router.delete("/v1/reviews/{ask_id}", **call(AskReply, 401, 403, 404, 409, 503))
def take_back(ask_id: str, reviewer: Reviewer, services: WithServices) -> Json:
    """Take this key's own answer back within ten minutes; the request is this key's again."""
    return Json(replies.ask(services.review.take_back(ask_id, reviewer)))
