"""The reviewer's desk: replies to judge."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import BadInput, DomainError
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows import steps
from service.flows.desk import Desk
from service.flows.queries.desks import queues
from service.flows.queries.tickets.joined import asked_by_joined
from service.labels import LABELS
from service.web.attempts import PostedForm
from service.web.contexts.lists import ReviewPage
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.render import render, see_other
from service.web.views import queuerows
from service.web.views.listrows import exports_of

router = APIRouter()


@router.get("/review")
def review(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.TICKET_REVIEW)],
) -> Response:
    return render(request, "lists/review.html", _review_page(desk), visitor)


@router.post("/review/{no}")
def judge(
    posted: PostedForm, no: str, _: Annotated[Actor, allow(Permission.TICKET_REVIEW)]
) -> Response:
    """Approve one reply or send it back."""
    values = posted.values
    step = next((s for s in (Step.APPROVE, Step.SEND_BACK) if s == values.get("step")), None)
    if step is None:
        raise BadInput("没有这个环节，请刷新页面。")

    def act(desk: Desk) -> Response:
        steps.take(desk, no, step, values, posted.version)
        return see_other("/review", f"{no}：{LABELS[Step][step]}。")

    def again(desk: Desk, problem: DomainError) -> ReviewPage:
        return _review_page(desk, {"no": no, "error": problem.message, **values})

    return posted.attempt(act, "lists/review.html", again, (DomainError,))


def _review_page(desk: Desk, tried: Mapping[str, str] | None = None) -> ReviewPage:
    tried = tried or {}
    items = []
    queue = queues.to_review(desk)
    joined = asked_by_joined(desk, [waiting.ticket for waiting in queue])
    for waiting in queue:
        mine = tried if tried.get("no") == waiting.line.no else {}
        error = mine.get("error", "")
        merged = joined[waiting.line.no]
        items.append(queuerows.review_item(waiting, desk, error=error, typed=mine, joined=merged))
    total = queues.count(desk, queues.review_tab(desk))["replied"]
    exports = exports_of("/export/review", items, tab="replied")
    return ReviewPage(items=items, total=total, exports=exports)
