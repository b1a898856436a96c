"""A unit's inbox: what to sign, to do, to do again, to report on, and what others have now."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.permissions import Actor, Permission
from service.domain.steps import Step
from service.flows.bulk import Want, take_each
from service.flows.queries import queues
from service.flows.queries.lists import DUE_FIRST, Page, find
from service.flows.steps import Desk
from service.web.bulkstep import tell
from service.web.contexts.lists import InboxPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.listrows import neighbours_of, open_tab, row_of, tabs_of
from service.web.posted import seen_of
from service.web.render import render, see_other

router = APIRouter()
_TABS = {
    "sign": "待签收",
    "work": "办理中",
    "back": "退回和重办",
    "co": "待协办反馈",
    "wait": "等审核等批复",
}
_NOTHING = {
    "sign": ("没有待签收的工单", "派来的工单会出现在这里；签收后请在时限内联系诉求人。"),
    "work": ("没有正在办的工单", "签收后的工单在这里，先到期的在前。"),
    "back": ("没有退回和重办的工单", "审核退回补充的、诉求人不满意要重办的会出现在这里。"),
    "co": ("没有等您协办的工单", "别的单位主办、请您协办的工单会出现在这里。"),
    "wait": ("没有等别人的工单", "交了答复、申请了退单或挂账的工单在这里。"),
}


@router.get("/inbox")
def inbox(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.TICKET_SIGN)],
    tab: str = "",
    cursor: str = "",
) -> Response:
    return render(request, "lists/inbox.html", _page(desk, tab, cursor), visitor)


@router.post("/inbox")
def sign(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_SIGN)],
    selected: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Sign for every ticked ticket."""
    now = system.now()
    result = tell(
        lambda: take_each(
            system.store,
            lambda uow: Desk(uow, system.hotline, actor, now),
            Step.SIGN,
            [Want(*seen_of(token)) for token in selected or []],
        ),
        "已签收",
    )
    if result.is_done:
        return see_other("/inbox?tab=work", result.sentence)
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, actor, now)
        page = _page(desk, "sign", "", error=result.sentence, why_not=result.why_not)
        return render(request, "lists/inbox.html", page, visitor, 422)


def _page(
    desk: Desk,
    tab: str,
    cursor: str,
    *,
    error: str = "",
    why_not: Mapping[str, str] | None = None,
) -> InboxPage:
    conditions = queues.inbox_tabs(desk)
    counts = queues.count(desk, conditions)
    tab = open_tab(_TABS, counts, tab)
    found = find(desk, conditions[tab], Page(DUE_FIRST, cursor))
    title, advice = _NOTHING[tab]
    older, newer = neighbours_of(found, "/inbox", tab=tab)
    return InboxPage(
        tabs=tabs_of(_TABS, counts, tab, "/inbox"),
        tab=tab,
        rows=[row_of(line, desk.now, why_not=why_not) for line in found.rows],
        older=older,
        newer=newer,
        nothing={"title": title, "advice": advice},
        error=error,
    )
