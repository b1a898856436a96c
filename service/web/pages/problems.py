"""The problem list and the supervision list: the lists, an entry, listing, following, the file."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, IllegalStep, NotFound, Refused, Stale
from service.domain.permissions import Actor, Permission
from service.domain.supervision.duallist import EntryState, EntryStep
from service.domain.texts import whole
from service.flows.queries import choices
from service.flows.queries import duallist as queries
from service.flows.queries.duallist import EntryFilters
from service.flows.steps import Desk
from service.flows.supervision import duallist
from service.flows.supervision.duallist import Draft, evidence_cells
from service.labels import label
from service.web.bulkstep import Told
from service.web.contexts.supervision import EntriesPage, EntryPage, NewEntryPage
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
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.sheetfile import send_list
from service.web.views import entryrows
from service.web.views.listrows import exports_of

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.LIST_READ, Permission.LIST_READ_UNIT)]
_Editor = Annotated[Actor, allow(Permission.LIST_EDIT)]
_Doer = Annotated[
    Actor, allow(Permission.LIST_EDIT, Permission.LIST_RECEIVE, Permission.LIST_REPORT)
]
_TABS = {
    "problem": "问题清单",
    "supervision": "督办清单",
    "closed": "已销号",
    "withdrawn": "已撤销",
}
_EXPECTED = (BadInput, Refused, Stale, IllegalStep)


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
    filters = _filters(desk, request.query_params, asked)
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
    return render(request, "problems/new.html", _new_page(desk, draft, given, None), visitor)


@router.post("/problems/new")
def put_on_list(
    request: Request,
    desk: WriteDesk,
    visitor: SignedIn,
    values: FormValues,
    _: _Editor,
    selected: Annotated[list[str] | None, Form()] = None,
) -> Response:
    finding = values.get("finding", "")
    numbers = values.get("tickets", "").split(",") if values.get("tickets") else []
    note = values.get("note", "").strip()
    if selected:  # ticked on the supervisor's desk: nothing is written yet
        try:
            draft = _draft(desk, 0, [token.partition(":")[0] for token in selected])
        except BadInput as problem:
            told, tab = Told(problem.message), values.get("tab", "")
            back = supervising.desk_page(desk, tab, "", told=told, note=note, ticked=selected)
            return render(request, "lists/supervision.html", back, visitor, CODES[type(problem)])
    if selected and note:  # what was typed there is not put into an address
        given = {"matter": draft.matter, "wrong": draft.wrong, "demand": note}
        return render(request, "problems/new.html", _new_page(desk, draft, given, None), visitor)
    if selected:
        chosen = [("ticket", token.partition(":")[0]) for token in selected]
        return see_other(f"/problems/new?{urlencode(chosen)}")
    draft = _draft(desk, whole(finding) or 0, numbers)
    try:
        entry = duallist.put_on_list(desk, draft, values)
    except BadInput as problem:
        page = _new_page(desk, draft, values, problem)
        return render(request, "problems/new.html", page, visitor, CODES[type(problem)])
    return see_other(f"/problems/{entry.id}", "已列入问题清单，还没有发给单位。")


@router.get("/problems/{entry_id}")
def show(
    request: Request, desk: PageDesk, visitor: SignedIn, entry_id: RowId, _: _Reader
) -> Response:
    return render(request, "problems/show.html", _page(desk, entry_id), visitor)


@router.post("/problems/{entry_id}")
def act(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Doer,
    entry_id: RowId,
    values: FormValues,
) -> Response:
    now, tried = system.now(), values.get("step", "")
    try:
        step = EntryStep(tried)
    except ValueError:
        raise NotFound("没有这种操作，请刷新页面。") from None
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            duallist.take(desk, entry_id, step, values, version_of(values))
    except _EXPECTED as problem:
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            page = _page(desk, entry_id, tried, values, problem)
            return render(request, "problems/show.html", page, visitor, CODES[type(problem)])
    return see_other(f"/problems/{entry_id}", f"{label(step)}：已办。")


def _send(system: System, actor: Actor, asked: Mapping[str, str], ending: str) -> Response:
    def filters(desk: Desk) -> EntryFilters:
        return _filters(desk, asked, asked.get("tab", ""))

    def rows(desk: Desk) -> list[dict[str, object]]:
        return [entryrows.sheet_row(entry, desk) for entry in queries.every(desk, filters(desk))]

    with system.store.read() as uow:
        title = _TABS[filters(Desk(uow, system.hotline, actor, system.now())).tab]
    return send_list(system, actor, (title, ending), entryrows.COLUMNS, rows)


def _filters(desk: Desk, asked: Mapping[str, str], tab: str) -> EntryFilters:
    tabs = queries.tabs_for(desk)
    if tab not in tabs:
        tab = "supervision" if desk.actor.unit else _first_full(desk, tabs)
    state = asked.get("state", "")
    return EntryFilters(
        tab=tab,
        unit=asked.get("unit", ""),
        state=state if state in {each.value for each in queries.TABS[tab]} else "",
        words=asked.get("words", "").strip()[:100],
        is_late=asked.get("late", "") == "1",
    )


def _first_full(desk: Desk, tabs: list[str]) -> str:
    counts = queries.counts(desk)
    return next((tab for tab in tabs if counts[tab]), "supervision")


def _asked(filters: EntryFilters) -> dict[str, str]:
    return {
        "tab": filters.tab,
        "unit": filters.unit,
        "state": filters.state,
        "words": filters.words,
        "late": "1" if filters.is_late else "",
    }


def _query(filters: EntryFilters, **changes: str) -> str:
    given = _asked(filters) | changes
    return urlencode({name: value for name, value in given.items() if value})


def list_page(
    desk: Desk, filters: EntryFilters, sort: str = "due_on", cursor: str = "", error: str = ""
) -> EntriesPage:
    """The page of a list; ``error``: why what was just tried was not done."""
    found = queries.entries(desk, filters, sort, cursor)
    counts = queries.counts(desk)
    pages = (found.older, found.newer)
    older, newer = (f"/problems?{_query(filters, sort=sort, cursor=c)}" if c else "" for c in pages)
    states = [state for state in EntryState if state in queries.TABS[filters.tab]]
    may_edit = desk.actor.may(Permission.LIST_EDIT)
    return EntriesPage(
        rows=[entryrows.entry_row(entry, desk) for entry in found.rows],
        total=found.total,
        tabs=[
            {
                "label": _TABS[tab],
                "href": f"/problems?tab={tab}",
                "count": counts[tab],
                "current": tab == filters.tab,
            }
            for tab in queries.tabs_for(desk)
        ],
        tab=filters.tab,
        sort={
            "url": f"/problems?{_query(filters)}",
            "key": sort.removeprefix("-"),
            "descending": sort.startswith("-"),
        },
        older=older,
        newer=newer,
        units=queries.units_named(desk),
        states=[(state.value, label(state)) for state in states] if len(states) > 1 else [],
        values={
            "unit": filters.unit,
            "state": filters.state,
            "words": filters.words,
            "late": "1" if filters.is_late else "",
        },
        by_unit=_by_unit(desk) if filters.tab == "supervision" else [],
        exports=exports_of("/problems", found.rows, **_asked(filters)),
        may_edit=may_edit and filters.tab == "problem",
        is_own=not desk.actor.may(Permission.LIST_READ),
        error=error,
    )


def _by_unit(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "name": unit.name,
            "url": f"/problems?{urlencode({'tab': 'supervision', 'unit': unit.unit})}",
            "open": unit.open,
            "late": unit.late,
            "waiting": unit.waiting,
        }
        for unit in queries.units(desk)
    ]


def _draft(desk: Desk, finding: int, numbers: list[str]) -> Draft:
    if finding:
        return duallist.draft_of_finding(desk, finding)
    return duallist.draft_of_tickets(desk, numbers)


def _new_page(
    desk: Desk, draft: Draft, given: Mapping[str, str], problem: BadInput | None
) -> NewEntryPage:
    known = sorted(set(desk.uow.duallist.of_tickets(draft.tickets).values()))
    return NewEntryPage(
        unit=choices.unit_name(desk.catalogue, draft.unit),
        unit_code=draft.unit,
        tickets=evidence(desk, draft.tickets),
        hidden={
            "finding": str(draft.finding_id or ""),
            "tickets": ",".join(draft.tickets),
        },
        values=dict(given),
        wrong=dict(problem.fields) if problem else {},
        errors=errors_of(problem),
        before=[
            {"label": f"{entry.matter}（{label(entry.state)}）", "href": f"/problems/{entry.id}"}
            for entry in desk.uow.duallist.get_many(known)
        ],
    )


def _page(
    desk: Desk,
    entry_id: int,
    tried: str = "",
    typed: Mapping[str, str] | None = None,
    problem: DomainError | None = None,
) -> EntryPage:
    entry = duallist.one(desk, entry_id)
    wrong = problem.fields if isinstance(problem, BadInput) else {}
    return EntryPage(
        row=entryrows.entry_row(entry, desk),
        version=entry.version,
        wrong=entry.wrong,
        demand=entry.demand,
        facts=entryrows.facts(entry, desk),
        stages=entryrows.stages(entry),
        evidence=evidence(desk, entry.tickets),
        forms=entryrows.forms(entry, desk, tried, typed or {}, wrong),
        timeline=entryrows.timeline(desk.uow.duallist.steps(entry_id), desk),
        letter=f"/problems/{entry_id}/letter.docx" if entry.letter_no else "",
        errors=errors_of(problem) if wrong else [],
        error=problem.message if problem and not wrong else "",
    )


def evidence(desk: Desk, numbers: tuple[str, ...]) -> list[dict[str, str]]:
    """The tickets an entry rests on, as rows; nothing of who asked."""
    names = ("no", "topic", "area", "registered", "stands")
    rows = [evidence_cells(desk, ticket) for ticket in desk.uow.tickets.get_many(numbers)]
    return [dict(zip(names, row, strict=True)) | {"url": f"/tickets/{row[0]}"} for row in rows]


def errors_of(problem: DomainError | None) -> list[dict[str, str]]:
    """What the summary on top of a form lists."""
    if not isinstance(problem, BadInput):
        return []
    if not problem.fields:
        return [{"field": "", "message": problem.message}]
    return [
        {"field": name, "message": f"{entryrows.FIELD_WORDS.get(name, name)}：{said}"}
        for name, said in problem.fields.items()
    ]
