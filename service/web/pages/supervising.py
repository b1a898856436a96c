"""The supervisor's desk: what is late, about to be, done again and again, not yet signed."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows.bulk import Want
from service.flows.desk import Desk
from service.flows.queries.desks import queues
from service.flows.queries.desks.lists import DUE_FIRST, Page
from service.flows.queries.together import asked
from service.web import bulkstep
from service.web.bulkstep import Told
from service.web.contexts.lists import SupervisionPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.posted import seen_of
from service.web.render import render, see_other
from service.web.views import pressrows, waitingrows
from service.web.views.listrows import exports_of, neighbours_of, open_tab, tabs_of

router = APIRouter()
_TABS = {
    "late": "已超期",
    "soon": "一天内到期",
    "again": "多次重办",
    "unsigned": "未签收",
    "co": "协办超期",
    "extension": "延期待批",
}
_NOTHING = {
    "late": ("没有超期的工单", "超过签收或办理时限的会出现在这里。"),
    "soon": ("一天内没有到期的工单", "快到期的会出现在这里，先催办比事后督办管用。"),
    "again": ("没有多次重办的工单", "第三轮起的会出现在这里。"),
    "unsigned": ("派出的工单都签收了", "还没有签收的会出现在这里。"),
    "co": ("没有超期的协办单位", "超过时限或一天内到期的协办任务会出现在这里，催的是协办单位。"),
    "extension": ("没有延期等着批", "单位申请延期时会出现在这里。"),
}
_NOTHING_DONE = Told("")
_SAY_WHAT = "请写明要求，例如：今天下班前联系诉求人并反馈。"
_CO_STEPS = {
    "remind": (Step.CO_REMIND, "已催办协办"),
    "supervise": (Step.CO_SUPERVISE, "已督办协办"),
}
_STEPS = {"remind": (Step.REMIND, "已催办"), "supervise": (Step.SUPERVISE, "已督办")}


@router.get("/supervision")
def supervision(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.TICKET_SUPERVISE)],
    tab: str = "",
    cursor: str = "",
    run: int = 0,
) -> Response:
    page = desk_page(desk, tab, cursor, told=Told("", run=run))
    return render(request, "lists/supervision.html", page, visitor)


@router.post("/supervision")
def press(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_SUPERVISE)],
    selected: Annotated[list[str] | None, Form()] = None,
    tab: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    step: Annotated[str, Form()] = "remind",
) -> Response:
    """Remind about or supervise every ticked ticket."""
    now = system.now()
    by_step = _CO_STEPS if tab == "co" else _STEPS
    chosen, done = by_step.get(step, by_step["remind"])

    if selected and not note.strip():
        with system.read_desk(actor, now) as desk:
            page = desk_page(desk, tab, "", note_error=_SAY_WHAT, ticked=selected)
            return render(request, "lists/supervision.html", page, visitor, 422)

    result = bulkstep.take_all(system, actor, chosen, lambda: _wants(selected or [], note), done)
    if result.is_done:
        address = f"/supervision?tab={tab if tab in _TABS else ''}&run={result.run}"
        return see_other(address, result.sentence)
    with system.read_desk(actor, now) as desk:
        page = desk_page(desk, tab, "", told=result, note=note)
        return render(request, "lists/supervision.html", page, visitor, 422)


def _wants(selected: Sequence[str], note: str) -> list[Want]:
    """What is asked of each ticked row; the box of a co-unit says which one it is.

    Every step makes a ticket one version newer, so a second co-unit of it is ticked on that.
    """
    wants: list[Want] = []
    for token in selected:
        no, version, unit = (*token.split(":"), "", "")[:3]
        earlier = sum(want.no == no for want in wants)
        given = {"note": note} | ({"co_unit": unit} if unit else {})
        wants.append(Want(no, seen_of(f"{no}:{version}")[1] + earlier, given))
    return wants


def desk_page(
    desk: Desk,
    tab: str,
    cursor: str,
    *,
    told: Told = _NOTHING_DONE,
    note: str = "",
    note_error: str = "",
    ticked: Sequence[str] = (),
) -> SupervisionPage:
    """The desk; ``told``, ``note`` and ``ticked``: what was just tried there and not done."""
    conditions = queues.supervision_tabs(desk)
    counts = queues.count(desk, conditions)
    tab = open_tab(_TABS, counts, tab)
    title, advice = _NOTHING[tab]
    if tab == "co":
        late = asked.co_tasks(desk, until=desk.now + queues.AT_RISK)
        rows = [pressrows.co_pressing_row(item, desk, told.why_not) for item in late]
        older = newer = ""
    else:
        shown, found = queues.pressing(desk, conditions[tab], Page(DUE_FIRST, cursor))
        rows = [pressrows.pressing_row(item, desk, told.why_not) for item in shown]
        older, newer = neighbours_of(found, "/supervision", tab=tab)
    failed = [item.row.token for item in rows if item.row.no in told.why_not]
    return SupervisionPage(
        tabs=[*tabs_of(_TABS, counts, tab, "/supervision"), *waitingrows.deadlines_tab(desk)],
        tab=tab,
        rows=rows,
        advised=pressrows.advised(rows),
        older=older,
        newer=newer,
        nothing={"title": title, "advice": advice},
        note=note,
        note_error=note_error,
        ticked=failed or list(ticked),
        error=told.sentence,
        run=told.run,
        exports=exports_of("/export/supervision", rows, tab=tab),
    )
