"""Choosing, before the meeting, what an agenda item will be measured by."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from service.domain.errors import BadInput, DomainError
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.governance import plans
from service.flows.queries.governance import governance as queries
from service.web.attempts import attempt
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.views import effectwords

router = APIRouter()
ItemId = Annotated[int, Path(ge=1, le=2**31 - 1)]
_Chooser = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.AGENDA_DECIDE)]


@router.get("/agenda/{item_id}/plan")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Chooser, item_id: ItemId
) -> Response:
    page = effectwords.plan_page(queries.plan_view(desk, item_id))
    return render(request, "agenda/plan.html", page, visitor)


@router.post("/agenda/{item_id}/plan")
def choose(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Chooser,
    item_id: ItemId,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> Response:
        plans.choose(desk, item_id, version_of(values), values)
        return see_other(f"/agenda/{item_id}", "对照方案已定下，排入调度会时固定。")

    def stay(desk: Desk, problem: DomainError) -> Response:
        wrong = problem.fields if isinstance(problem, BadInput) else {}
        view = queries.plan_view(desk, item_id)
        page = effectwords.plan_page(view, values, wrong, problem.message)
        return render(request, "agenda/plan.html", page, visitor, CODES[type(problem)])

    return attempt(system, actor, act, stay)
