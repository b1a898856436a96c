"""Findings of poor handling: the list, one with its evidence, confirming and dismissing."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.errors import BadInput
from service.domain.permissions import Actor, Permission
from service.domain.supervision.findings import DismissalKind, FindingState, HandlingFinding
from service.flows.desk import Desk
from service.flows.queries.supervision.findings import one, seen, told
from service.flows.supervision import findings
from service.labels import label
from service.web.contexts.findings import FindingPage, FindingsPage
from service.web.deps import ReadDesk, RowId, SignedIn, WriteDesk, allow
from service.web.errors import CODES
from service.web.render import render, see_other
from service.web.views import findingrows

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.TICKET_SUPERVISE, Permission.TICKET_READ_UNIT)]
_Judge = Annotated[Actor, allow(Permission.TICKET_SUPERVISE)]
_STATES = (FindingState.OPEN, FindingState.CONFIRMED, FindingState.DISMISSED)
_SHOWN = 12


@router.get("/findings")
def show_list(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    tab: str = "",
    pattern: str = "",
    unit: str = "",
) -> Response:
    may_decide = desk.actor.may(Permission.TICKET_SUPERVISE)
    states = _STATES if may_decide else (FindingState.CONFIRMED,)
    state = next((each for each in states if each.value == tab), states[0])
    every = {each: seen(desk, each, "", "") for each in states}
    units = sorted({found.shown.unit for found in every[state]})
    page = FindingsPage(
        rows=[
            findingrows.finding_row(found, desk.catalogue)
            for found in seen(desk, state, pattern, unit)
        ],
        tabs=[
            {
                "label": label(each),
                "href": f"/findings?tab={each.value}",
                "count": len(every[each]),
                "current": each is state,
            }
            for each in states
        ],
        patterns=findings.patterns(),
        units=[(code, findingrows.unit_name(code, desk.catalogue)) for code in units],
        state=state.value,
        pattern=pattern,
        unit=unit,
        may_decide=may_decide,
        learned=findingrows.learned(desk.uow.findings.lessons(), desk.catalogue)
        if may_decide
        else [],
    )
    return render(request, "findings/list.html", page, visitor)


@router.get("/findings/{finding_id}")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, finding_id: RowId, _: _Reader
) -> Response:
    return render(request, "findings/show.html", _page(desk, finding_id), visitor)


@router.post("/findings/{finding_id}/confirm")
def confirm(
    request: Request,
    desk: WriteDesk,
    visitor: SignedIn,
    finding_id: RowId,
    _: _Judge,
    note: Annotated[str, Form()] = "",
) -> Response:
    try:
        findings.confirm(desk, finding_id, note)
    except BadInput as problem:
        page = _page(desk, finding_id, problem)
        return render(request, "findings/show.html", page, visitor, CODES[type(problem)])
    return see_other(
        f"/findings/{finding_id}",
        "已定为属实，单位能看到这条线索和您的要求。要督办的，可以列入问题清单。",
    )


@router.post("/findings/{finding_id}/dismiss")
def dismiss(
    request: Request,
    desk: WriteDesk,
    visitor: SignedIn,
    finding_id: RowId,
    _: _Judge,
    kind: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    try:
        findings.dismiss(desk, finding_id, kind, note)
    except BadInput as problem:
        page = _page(desk, finding_id, problem, kind, note)
        return render(request, "findings/show.html", page, visitor, CODES[type(problem)])
    return see_other("/findings", "已排除；同样的工单不会再提。")


def _page(
    desk: Desk, finding_id: int, problem: BadInput | None = None, kind: str = "", note: str = ""
) -> FindingPage:
    found = one(desk, finding_id)
    definition = findings.definition_of(found.shown.pattern)
    tickets = told(desk, [evidence.no for evidence in found.shown.evidence])
    common = findingrows.common_pieces(tickets)
    rows = findingrows.evidence_rows(found.shown, tickets, desk.catalogue, common)
    is_open = found.state is FindingState.OPEN
    return FindingPage(
        id=found.id,
        row=findingrows.finding_row(found, desk.catalogue),
        marked=definition.marked,
        counted=definition.counted,
        facts=findingrows.facts(found.shown),
        evidence=rows[:_SHOWN],
        more=found.shown.count - len(rows[:_SHOWN]),
        kinds=[(each.value, label(each)) for each in DismissalKind],
        kind=kind,
        note=note,
        judged=findingrows.judged(found),
        may_decide=is_open and desk.actor.may(Permission.TICKET_SUPERVISE),
        errors=[{"field": name, "message": m} for name, m in problem.fields.items()]
        if problem
        else [],
        listing=_listing(desk, found),
    )


def _listing(desk: Desk, found: HandlingFinding) -> dict[str, str]:
    """Where a confirmed finding goes on the problem list, or where it stands there."""
    if found.state is not FindingState.CONFIRMED or not desk.actor.may(Permission.LIST_EDIT):
        return {}
    entry_id = desk.uow.duallist.of_finding(found.id)
    if entry_id:
        return {"label": "看清单里的这一项", "href": f"/problems/{entry_id}"}
    return {"label": "列入问题清单", "href": f"/problems/new?finding={found.id}"}
