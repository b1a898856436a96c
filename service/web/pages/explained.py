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
from service.web.contexts.inspections import ExplainedPage
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.posted import version_of
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
def rule(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    no: str,
    values: FormValues,
    actor: _Second,
) -> Response:
    step = next((s for s in _SAID if s == values.get("step")), None)
    if step is None:
        raise BadInput("没有这个环节，请刷新页面。")
    given = {"reason": values.get("reason", "")}
    if step is Step.ENDORSE:
        given["step"] = Step.CLOSE_EXPLAINED.value
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, system.now())
            steps.take(desk, no, step, given, version_of(values))
    except DomainError as problem:
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, system.now())
            page = _page(desk, {**values, "no": no, "error": problem.message})
            status = CODES[type(problem)]
            return render(request, "inspections/explained.html", page, visitor, status)
    return see_other("/explained", f"{no}：{_SAID[step]}")


def _page(desk: Desk, tried: Mapping[str, str] | None = None) -> ExplainedPage:
    rows = [inspectionrows.explained_row(item, desk, tried or {}) for item in proposed(desk)]
    return ExplainedPage(rows=rows)
