"""The supervisor's desk: what is late, about to be, done again and again, not yet signed."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.permissions import Actor, Permission
from service.domain.steps import Step
from service.flows.bulk import Outcome, Want, take_each
from service.flows.queries import queues
from service.flows.queries.lists import DUE_FIRST, Page
from service.flows.steps import Desk
from service.web import queuerows
from service.web.bulkstep import tell
from service.web.contexts.lists import SupervisionPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.listrows import neighbours_of, open_tab, tabs_of
from service.web.posted import seen_of
from service.web.render import render, see_other

router = APIRouter()
_TABS = {
    "late": "已超期",
    "soon": "一天内到期",
    "again": "多次重办",
    "unsigned": "未签收",
    "extension": "延期待批",
}
_NOTHING = {
    "late": ("没有超期的工单", "超过签收或办理时限的会出现在这里。"),
    "soon": ("一天内没有到期的工单", "快到期的会出现在这里，先催办比事后督办管用。"),
    "again": ("没有多次重办的工单", "第三轮起的会出现在这里。"),
    "unsigned": ("派出的工单都签收了", "还没有签收的会出现在这里。"),
    "extension": ("没有延期等着批", "单位申请延期时会出现在这里。"),
}
_SAY_WHAT = "请写明要求，例如：今天下班前联系诉求人并反馈。"
_STEPS = {"remind": (Step.REMIND, "已催办"), "supervise": (Step.SUPERVISE, "已督办")}


@router.get("/supervision")
def supervision(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.TICKET_SUPERVISE)],
    tab: str = "",
    cursor: str = "",
) -> Response:
    return render(request, "lists/supervision.html", _page(desk, tab, cursor), visitor)


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
    chosen, done = _STEPS.get(step, _STEPS["remind"])

    if selected and not note.strip():
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            page = _page(desk, tab, "", note_error=_SAY_WHAT, ticked=selected)
            return render(request, "lists/supervision.html", page, visitor, 422)

    def act() -> list[Outcome]:
        wants = [Want(*seen_of(token), {"note": note}) for token in selected or []]
        return take_each(
            system.store, lambda uow: Desk(uow, system.hotline, actor, now), chosen, wants
        )

    result = tell(act, done)
    if result.is_done:
        return see_other(f"/supervision?tab={tab if tab in _TABS else ''}", result.sentence)
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, actor, now)
        page = _page(
            desk,
            tab,
            "",
            error=result.sentence,
            why_not=result.why_not,
            note=note,
            ticked=selected or (),
        )
        return render(request, "lists/supervision.html", page, visitor, 422)


def _page(
    desk: Desk,
    tab: str,
    cursor: str,
    *,
    error: str = "",
    why_not: Mapping[str, str] | None = None,
    note: str = "",
    note_error: str = "",
    ticked: Sequence[str] = (),
) -> SupervisionPage:
    conditions = queues.supervision_tabs(desk)
    counts = queues.count(desk, conditions)
    tab = open_tab(_TABS, counts, tab)
    rows, found = queues.pressing(desk, conditions[tab], Page(DUE_FIRST, cursor))
    title, advice = _NOTHING[tab]
    older, newer = neighbours_of(found, "/supervision", tab=tab)
    return SupervisionPage(
        tabs=tabs_of(_TABS, counts, tab, "/supervision"),
        tab=tab,
        rows=[queuerows.pressing_row(item, desk, why_not or {}) for item in rows],
        older=older,
        newer=newer,
        nothing={"title": title, "advice": advice},
        note=note,
        note_error=note_error,
        ticked=list(ticked),
        error=error,
    )
