"""A unit's inbox: what to sign, to do, to do again, to report on, and what others have now."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows.bulk import Want
from service.flows.desk import Desk
from service.flows.queries.desks import assigned, queues
from service.flows.queries.desks.lists import DUE_FIRST, Page, find
from service.flows.staff import assigning
from service.web import bulkstep
from service.web.bulkstep import Told
from service.web.contexts.lists import InboxPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.posted import seen_of
from service.web.render import render, see_other
from service.web.views import handrows, queuerows
from service.web.views.listrows import (
    exports_of,
    neighbours_of,
    open_tab,
    pressing_of,
    row_of,
    tabs_of,
)

router = APIRouter()
_TABS = {
    "sign": "待签收",
    "work": "办理中",
    "back": "退回和重办",
    "co": "协办",
    "asked": "待会商答复",
    "wait": "等审核等批复",
}
_HANDED = ("sign", "work", "back")
_NOTHING = {
    "sign": ("没有待签收的工单", "派来的工单会出现在这里；签收后请在时限内联系诉求人。"),
    "work": ("没有正在办的工单", "签收后的工单在这里，先到期的在前。"),
    "back": ("没有退回和重办的工单", "审核退回补充的、诉求人不满意要重办的会出现在这里。"),
    "co": ("没有等您协办的工单", "别的单位主办、请您协办的工单会出现在这里。"),
    "asked": ("没有请您会商的工单", "拿不准归谁管的，派单员会请几个单位说明是不是本单位的职责。"),
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
    run: int = 0,
    who: str = "",
    undo: bool = False,
) -> Response:
    page = inbox_page(desk, tab, cursor, told=Told("", run=run), who=who)
    page = replace(page, may_undo=undo)
    return render(request, "lists/inbox.html", page, visitor)


@router.post("/inbox")
def sign(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_SIGN)],
    selected: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Sign for every ticked ticket."""
    ticked = selected or []
    result = bulkstep.take_all(
        system, actor, Step.SIGN, lambda: [Want(*seen_of(token)) for token in ticked], "已签收"
    )
    if result.is_done:
        return see_other(f"/inbox?tab=work&run={result.run}", result.sentence)
    with system.read_desk(actor) as desk:
        page = inbox_page(desk, "sign", "", told=result)
        return render(request, "lists/inbox.html", page, visitor, 422)


def inbox_page(
    desk: Desk,
    tab: str,
    cursor: str,
    *,
    told: Told,
    who: str = "",
) -> InboxPage:
    """The desk; ``told``: what was just tried there; ``who``: whose tickets are shown."""
    conditions = queues.inbox_tabs(desk)
    counts = queues.count(desk, conditions)
    tab = open_tab(_TABS, counts, tab)
    title, advice = _NOTHING[tab]
    people: list[dict[str, Any]] = []
    if tab in ("co", "asked"):
        rows, older, newer = queuerows.asked_rows(desk, tab), "", ""
        who = assigned.EVERYBODY
    else:
        held = assigned.shares(desk, conditions[tab])
        who = who or handrows.usual(desk, held)
        people = handrows.links(desk, held, tab, who)
        found = find(desk, assigned.only(desk, conditions[tab], who), Page(DUE_FIRST, cursor))
        rows = [row_of(line, desk.now, why_not=told.why_not) for line in found.rows]
        older, newer = neighbours_of(found, "/inbox", tab=tab, who=who)
    own = {name: conditions[name] for name in ("sign", "work", "back")}
    return InboxPage(
        pressing=pressing_of(_TABS, queues.due_by_tab(desk, own), "/inbox"),
        tabs=tabs_of(_TABS, counts, tab, "/inbox"),
        tab=tab,
        rows=rows,
        older=older,
        newer=newer,
        nothing={"title": title, "advice": advice},
        error=told.sentence,
        ticked=[row.token for row in rows if row.no in told.why_not],
        run=told.run,
        exports=exports_of("/export/inbox", rows, tab=tab, who=who),
        who=who,
        people=people,
        totals=handrows.totals(desk) if people else "",
        colleagues=assigning.colleagues(desk, desk.actor.unit) if tab in _HANDED else [],
    )
