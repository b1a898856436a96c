"""Second calls on closed orders: what was drawn, one of them, and how often the calls differ."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.callback.inspection import Inspection, SampleKind, SampleState, agreement_by
from service.domain.errors import DomainError
from service.domain.permissions import Actor, Permission
from service.flows.calling import inspection as flow
from service.flows.desk import Desk
from service.web.attempts import Posted, PostedForm
from service.web.contexts.inspections import (
    AgreementRow,
    InspectionPage,
    InspectionsPage,
    SampleRow,
)
from service.web.deps import (
    PageDesk,
    ReadDesk,
    RowId,
    SignedIn,
    WriteDesk,
    allow,
)
from service.web.render import render, see_other
from service.web.views import inspectionrows
from service.web.views.listrows import tabs_of

router = APIRouter()
_P = Permission
_Reader = Annotated[
    Actor, allow(_P.INSPECTION_QUALITY, _P.INSPECTION_DISCIPLINE, _P.TICKET_SUPERVISE)
]
_Inspector = Annotated[Actor, allow(_P.INSPECTION_QUALITY, _P.INSPECTION_DISCIPLINE)]
_S = SampleState
_TABS = {"todo": "待抽查", "differ": "不一致", "done": "已抽查", "figures": "比对"}
_STATES = {
    "todo": (_S.DRAWN, _S.UNREACHED),
    "differ": (_S.DISAGREED,),
    "done": (_S.AGREED, _S.DISAGREED, _S.SECOND_LOOK),
    "figures": (_S.AGREED, _S.DISAGREED, _S.SECOND_LOOK),
}


@router.get("/inspections")
def listed(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, tab: str = "", month: str = ""
) -> Response:
    kinds = _kinds(desk)
    found = {name: desk.uow.inspections.listed(kinds, _STATES[name], month) for name in _TABS}
    counts = {name: len(rows) for name, rows in found.items()}
    usual = "differ" if desk.actor.may(_P.TICKET_SUPERVISE) else "todo"
    tab = tab if tab in _TABS else usual
    page = InspectionsPage(
        tabs=tabs_of(_TABS, counts, tab, "/inspections"),
        tab=tab,
        rows=_rows(desk, found[tab]) if tab != "figures" else [],
        units=_agreement(desk, found[tab], "unit") if tab == "figures" else [],
        clerks=_agreement(desk, found[tab], "clerk") if tab == "figures" else [],
        months=desk.uow.inspections.months(),
        month=month,
    )
    return render(request, "inspections/list.html", page, visitor)


@router.get("/inspections/{inspection_id}")
def show(
    request: Request, desk: PageDesk, visitor: SignedIn, inspection_id: RowId, _: _Reader
) -> Response:
    found = _visible(desk, inspection_id)
    caller = desk.uow.callers.of_ticket(found.closed.no).masked()
    page = inspectionrows.inspection_page(desk, found, caller)
    return render(request, "inspections/show.html", page, visitor)


@router.post("/inspections/{inspection_id}/caller")
def reveal(
    request: Request, desk: WriteDesk, visitor: SignedIn, inspection_id: RowId, _: _Inspector
) -> Response:
    caller = flow.reveal(desk, inspection_id)
    found = flow.drawn(desk, inspection_id)
    page = inspectionrows.inspection_page(desk, found, caller, is_revealed=True)
    return render(request, "inspections/show.html", page, visitor)


@router.post("/inspections/{inspection_id}")
def note(posted: PostedForm, inspection_id: RowId, _: _Inspector) -> Response:
    said = {
        SampleState.AGREED: "和第一次一致。",
        SampleState.DISAGREED: "和第一次不一致，已交督办员。",
    }

    def act(desk: Desk) -> Response:
        found = flow.note(desk, inspection_id, posted.values)
        return see_other("/inspections?tab=todo", said.get(found.state, "已记下没打通。"))

    return _attempt(posted, inspection_id, act)


@router.post("/inspections/{inspection_id}/look-again")
def look_again(
    posted: PostedForm,
    inspection_id: RowId,
    _: Annotated[Actor, allow(_P.TICKET_SUPERVISE)],
) -> Response:
    def act(desk: Desk) -> Response:
        flow.look_again(desk, inspection_id, posted.values.get("reason", ""))
        return see_other("/inspections?tab=differ", "已退回承办单位重新办理。")

    return _attempt(posted, inspection_id, act)


def _attempt(posted: Posted, inspection_id: int, act: Callable[[Desk], Response]) -> Response:
    """Do it; when it is refused, the page again with what was typed."""

    def again(desk: Desk, problem: DomainError) -> InspectionPage:
        found = _visible(desk, inspection_id)
        caller = desk.uow.callers.of_ticket(found.closed.no).masked()
        return inspectionrows.inspection_page(
            desk, found, caller, typed=posted.values, problem=problem
        )

    return posted.attempt(act, "inspections/show.html", again)


def _kinds(desk: Desk) -> tuple[SampleKind, ...]:
    """A supervisor sees every sample, an inspector the own one."""
    is_supervisor = desk.actor.may(_P.TICKET_SUPERVISE)
    return tuple(SampleKind) if is_supervisor else flow.kinds_of(desk.actor)


def _visible(desk: Desk, inspection_id: int) -> Inspection:
    if desk.actor.may(_P.TICKET_SUPERVISE):
        return desk.uow.inspections.get(inspection_id)
    return flow.drawn(desk, inspection_id)


def _rows(desk: Desk, found: list[Inspection]) -> list[SampleRow]:
    tickets = desk.uow.tickets.get_many([each.closed.no for each in found])
    titles = {ticket.no: ticket.title for ticket in tickets}
    return [
        inspectionrows.sample_row(each, titles.get(each.closed.no, ""), desk.catalogue)
        for each in found
    ]


def _agreement(desk: Desk, found: list[Inspection], by: str) -> list[AgreementRow]:
    units = desk.catalogue.units

    def name(each: Inspection) -> str:
        unit = units.get(each.closed.unit)
        whose = unit.name if unit else each.closed.unit
        return whose if by == "unit" else each.closed.clerk_name

    return [inspectionrows.agreement_row(row) for row in agreement_by(found, name)]
