"""Choosing, before the meeting, what an agenda item will be measured by."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import DomainError
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.governance import plans
from service.flows.queries.governance import governance as queries
from service.web.attempts import PostedForm
from service.web.contexts.governance import PlanPage
from service.web.deps import ReadDesk, RowId, SignedIn, allow
from service.web.render import render, see_other
from service.web.views import effectwords

router = APIRouter()
_Chooser = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.AGENDA_DECIDE)]


@router.get("/agenda/{item_id}/plan")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Chooser, item_id: RowId
) -> Response:
    page = effectwords.plan_page(queries.plan_view(desk, item_id))
    return render(request, "agenda/plan.html", page, visitor)


@router.post("/agenda/{item_id}/plan")
def choose(posted: PostedForm, _: _Chooser, item_id: RowId) -> Response:
    def act(desk: Desk) -> Response:
        plans.choose(desk, item_id, posted.version, posted.values)
        return see_other(f"/agenda/{item_id}", "对照方案已定下，排入调度会时固定。")

    def again(desk: Desk, problem: DomainError) -> PlanPage:
        view = queries.plan_view(desk, item_id)
        return effectwords.plan_page(view, posted.values, problem.fields, problem.message)

    return posted.attempt(act, "agenda/plan.html", again)
