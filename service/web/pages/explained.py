"""The second person's desk: whether a demand was unreasonable and is to be closed as explained."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import BadInput, DomainError
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows import steps
from service.flows.desk import Desk
from service.flows.queries.desks.explained import proposed
from service.web.attempts import PostedForm
from service.web.contexts.inspections import ExplainedPage
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.render import render, see_other
from service.web.views import inspectionrows

router = APIRouter()
_Second = Annotated[Actor, allow(Permission.TICKET_ENDORSE)]
_SAID = {
    Step.ENDORSE: "会签同意，回访员可以解释办结。",
    Step.OVERRULE: "不同意，工单已退回承办单位重办。",
}


@router.get("/explained")
def explained(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Second) -> Response:
    return render(request, "inspections/explained.html", _page(desk), visitor)


@router.post("/explained/{no}")
def rule(posted: PostedForm, no: str, _: _Second) -> Response:
    step = next((s for s in _SAID if s == posted.values.get("step")), None)
    if step is None:
        raise BadInput("没有这个环节，请刷新页面。")
    given = {"reason": posted.values.get("reason", "")}
    if step is Step.ENDORSE:
        given["step"] = Step.CLOSE_EXPLAINED.value

    def act(desk: Desk) -> Response:
        steps.take(desk, no, step, given, posted.version)
        return see_other("/explained", f"{no}：{_SAID[step]}")

    def again(desk: Desk, problem: DomainError) -> ExplainedPage:
        return _page(desk, {**posted.values, "no": no, "error": problem.message})

    return posted.attempt(act, "inspections/explained.html", again, (DomainError,))


def _page(desk: Desk, tried: Mapping[str, str] | None = None) -> ExplainedPage:
    rows = [inspectionrows.explained_row(item, desk, tried or {}) for item in proposed(desk)]
    return ExplainedPage(rows=rows)
