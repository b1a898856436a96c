"""The problem list and the supervision list: showing, listing, following, the file."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, NotFound
from service.domain.permissions import Actor, Permission
from service.domain.supervision.duallist import EntryStep
from service.domain.texts import whole
from service.flows.desk import Desk
from service.flows.queries.supervision import duallist as queries
from service.flows.queries.supervision.duallist import EntryFilters
from service.flows.supervision import duallist
from service.flows.supervision.duallist import Draft
from service.labels import label
from service.web.attempts import PostedForm
from service.web.bulkstep import Told
from service.web.contexts.supervision import EntryPage
from service.web.deps import (
    MOST_ID,
    FormValues,
    PageDesk,
    ReadDesk,
    RowId,
    SignedIn,
    SystemDep,
    WriteDesk,
    allow,
)
from service.web.errors import CODES
from service.web.pages import supervising
from service.web.render import render, see_other
from service.web.sessions import Visitor
from service.web.sheetfile import send_list
from service.web.views import entryrows
from service.web.views.entrylist import TABS, filters_of, list_page
from service.web.views.entrypage import entry_page, new_page

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.LIST_READ, Permission.LIST_READ_UNIT)]
_Editor = Annotated[Actor, allow(Permission.LIST_EDIT)]
_Doer = Annotated[
    Actor, allow(Permission.LIST_EDIT, Permission.LIST_RECEIVE, Permission.LIST_REPORT)
]


@router.get("/problems")
def show_list(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    asked: Annotated[str, Query(alias="tab")] = "",
    sort: str = "due_on",
    cursor: str = "",
) -> Response:
    filters = filters_of(desk, request.query_params, asked)
    return render(request, "problems/list.html", list_page(desk, filters, sort, cursor), visitor)


@router.get("/problems.csv")
def export_csv(request: Request, system: SystemDep, actor: _Reader) -> Response:
    return _send(system, actor, request.query_params, "csv")


@router.get("/problems.xlsx")
def export_workbook(request: Request, system: SystemDep, actor: _Reader) -> Response:
    return _send(system, actor, request.query_params, "xlsx")


@router.get("/problems/new")
def new(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Editor,
    finding: Annotated[int, Query(ge=0, le=MOST_ID)] = 0,
    ticket: Annotated[list[str] | None, Query()] = None,
) -> Response:
    draft = _draft(desk, finding, ticket or [])
    given = {"matter": draft.matter, "wrong": draft.wrong, "demand": draft.demand}
    return render(request, "problems/new.html", new_page(desk, draft, given, None), visitor)


@router.post("/problems/new")
def put_on_list(
    request: Request,
    desk: WriteDesk,
    visitor: SignedIn,
    values: FormValues,
    _: _Editor,
    selected: Annotated[list[str] | None, Form()] = None,
) -> Response:
    if selected:
        return _ticked(request, desk, visitor, values, selected)
    numbers = values.get("tickets", "").split(",") if values.get("tickets") else []
    draft = _draft(desk, whole(values.get("finding", "")) or 0, numbers)
    try:
        entry = duallist.put_on_list(desk, draft, values)
    except BadInput as problem:
        page = new_page(desk, draft, values, problem)
        return render(request, "problems/new.html", page, visitor, CODES[type(problem)])
    return see_other(f"/problems/{entry.id}", "已列入问题清单，还没有发给单位。")


def _ticked(
    request: Request, desk: Desk, visitor: Visitor, values: Mapping[str, str], selected: list[str]
) -> Response:
    """Tickets ticked on the supervisor's desk lead to a new entry; nothing is written yet."""
    numbers, note = [token.partition(":")[0] for token in selected], values.get("note", "").strip()
    try:
        draft = _draft(desk, 0, numbers)
    except BadInput as problem:
        told, tab = Told(problem.message), values.get("tab", "")
        back = supervising.desk_page(desk, tab, "", told=told, note=note, ticked=selected)
        return render(request, "lists/supervision.html", back, visitor, CODES[type(problem)])
    if note:  # what was typed there is not put into an address
        given = {"matter": draft.matter, "wrong": draft.wrong, "demand": note}
        return render(request, "problems/new.html", new_page(desk, draft, given, None), visitor)
    return see_other(f"/problems/new?{urlencode([('ticket', no) for no in numbers])}")


@router.get("/problems/{entry_id}")
def show(
    request: Request, desk: PageDesk, visitor: SignedIn, entry_id: RowId, _: _Reader
) -> Response:
    return render(request, "problems/show.html", entry_page(desk, entry_id), visitor)


@router.post("/problems/{entry_id}")
def act(posted: PostedForm, _: _Doer, entry_id: RowId) -> Response:
    tried = posted.values.get("step", "")
    try:
        step = EntryStep(tried)
    except ValueError:
        raise NotFound("没有这种操作，请刷新页面。") from None

    def take(desk: Desk) -> Response:
        duallist.take(desk, entry_id, step, posted.values, posted.version)
        return see_other(f"/problems/{entry_id}", f"{label(step)}：已办。")

    def again(desk: Desk, problem: DomainError) -> EntryPage:
        return entry_page(desk, entry_id, tried, posted.values, problem)

    return posted.attempt(take, "problems/show.html", again)


def _send(system: System, actor: Actor, asked: Mapping[str, str], ending: str) -> Response:
    def filters(desk: Desk) -> EntryFilters:
        return filters_of(desk, asked, asked.get("tab", ""))

    def rows(desk: Desk) -> list[dict[str, object]]:
        return [entryrows.sheet_row(entry, desk) for entry in queries.every(desk, filters(desk))]

    with system.store.read() as uow:
        title = TABS[filters(Desk(uow, system.hotline, actor, system.now())).tab]
    return send_list(system, actor, (title, ending), entryrows.COLUMNS, rows)


def _draft(desk: Desk, finding: int, numbers: list[str]) -> Draft:
    if finding:
        return duallist.draft_of_finding(desk, finding)
    return duallist.draft_of_tickets(desk, numbers)
