"""Special reports and weekly briefs: ask for one, follow it, read it, take it along."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, NotFound
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.month import asked
from service.flows.month.editions import MAKERS
from service.flows.month.kept_files import file_of
from service.flows.month.scope import Scope
from service.flows.queries import choices
from service.flows.queries.month import editions as queries
from service.flows.queries.month import reportsets
from service.jobs import background, special
from service.reporting.paper import paper_of
from service.store.month.special_reports import READY
from service.web.contexts.specials import SpecialsPage
from service.web.days import day_of
from service.web.deps import FormValues, ReadDesk, RowId, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.papers import kept, sent
from service.web.render import fragment, render, see_other
from service.web.views import specialrows
from service.web.views.reportsets import tickets_page
from service.web.views.specialrows import Form, Rights

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.REPORT_READ)]
_Asker = Annotated[Actor, allow(Permission.REPORT_DRAFT, Permission.REPORT_SIGN)]
_ITEMS = 100
Start = Annotated[int, Query(ge=0, le=10**7)]


@router.get("/specials")
def specials(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    tab: str = specialrows.SPECIAL,
    before: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    page = _list(desk, Form(dict(request.query_params)), tab=tab, before=before)
    return render(request, "specials/list.html", page, visitor)


@router.post("/specials")
def ask(
    request: Request, system: SystemDep, visitor: SignedIn, actor: _Asker, values: FormValues
) -> Response:
    try:
        with system.write_desk(actor) as desk:
            row = asked.ask(desk, _scope(desk, values), values.get("title", ""))
    except (BadInput, NotFound) as problem:
        wrong = problem.fields if isinstance(problem, BadInput) else {"item": problem.message}
        with system.read_desk(actor) as desk:
            page = _list(desk, Form(values, problem.message, wrong))
            return render(request, "specials/list.html", page, visitor, CODES[BadInput])
    _start(system)
    return see_other(specialrows.url_of(row), "已经开始做。")


@router.post("/specials/{report_id}/again")
def again(system: SystemDep, actor: _Asker, report_id: RowId) -> Response:
    with system.store.write() as uow:
        row = asked.ask_again(Desk(uow, system.hotline, actor, system.now()), report_id)
    _start(system)
    return see_other(specialrows.url_of(row), "再做一次，已经开始。")


@router.get("/specials/{report_id}")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader, report_id: RowId
) -> Response:
    row = desk.uow.special_reports.get(report_id)
    rights = Rights(_may_ask(actor), actor.may(Permission.REPORT_DRAFT))
    page = specialrows.special_page(row, desk.uow.editions.of(row.id), rights=rights)
    return render(request, "specials/show.html", page, visitor)


@router.get("/specials/{report_id}/progress")
def progress(desk: ReadDesk, actor: _Reader, report_id: RowId) -> Response:
    row = desk.uow.special_reports.get(report_id)
    page = specialrows.special_page(row, rights=Rights(_may_ask(actor), draft=False))
    response = fragment("specials/progress.html", page)
    if not page.waiting:
        response.headers["HX-Refresh"] = "true"
    return response


@router.get("/specials/{report_id}/tickets")
def tickets(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    report_id: RowId,
    of: str,
    start: Start = 0,
) -> Response:
    row = desk.uow.special_reports.get(report_id)
    if row.state != READY:
        raise NotFound("这份报告还没有做好。")
    found = reportsets.behind(desk, paper_of(row.paper), row.packed, of, start)
    address = specialrows.url_of(row)
    page = tickets_page(found, desk.now, address, f"{address}/tickets", {"of": of})
    return render(request, "reports/tickets.html", page, visitor)


@router.get("/specials/{report_id}/report.{kind}")
def download(
    system: SystemDep, desk: ReadDesk, _: _Reader, report_id: RowId, kind: str
) -> Response:
    row = desk.uow.special_reports.get(report_id)
    if kind not in MAKERS or not row.paper:
        raise NotFound("报告只有网页、Word 和 Excel 三种文件，做好以后才有。")
    name = f"brief-{row.week}" if row.week else f"special-{row.id}"
    if (signed := queries.shown(desk, report_id)) is not None:
        return kept(file_of(desk, system.store, signed, kind), f"{name}.{kind}")
    return sent(MAKERS[kind](paper_of(row.paper)), f"{name}.{kind}")


def _start(system: System) -> None:
    """Where another process is at it already, that one takes this report as well."""
    background.start(system, special.NAME, "")


def _may_ask(actor: Actor) -> bool:
    return actor.may(Permission.REPORT_DRAFT) or actor.may(Permission.REPORT_SIGN)


def _list(
    desk: Desk, form: Form, *, tab: str = specialrows.SPECIAL, before: int = 0
) -> SpecialsPage:
    is_week = tab == specialrows.WEEK
    return specialrows.list_page(
        desk.uow.special_reports.newest(briefs=is_week, before=before, count=specialrows.PAGE),
        specialrows.WEEK if is_week else specialrows.SPECIAL,
        desk.catalogue,
        desk.uow.agenda.all()[:_ITEMS],
        form,
        newest=desk.uow.editions.newest(),
        today=desk.today,
        may_ask=_may_ask(desk.actor),
    )


def _scope(desk: Desk, values: dict[str, str]) -> Scope:
    """What the form asks for. Raises ``BadInput`` naming what cannot be understood."""
    said = {name: values.get(name, "").strip() for name in specialrows.FIELDS}
    item = said["item"]
    if item and not (item.isdecimal() and len(item) < 10):
        raise BadInput("没有这个议题，请从列表中选。", {"item": "没有这个议题"})
    topic = said["topic"]
    return Scope(
        first=_day(said["first"], "first"),
        last=_day(said["last"], "last"),
        topic=topic if topic.isdecimal() else choices.topic_prefix(desk.catalogue, topic) or topic,
        area=choices.area_code(desk.catalogue, said["area"]),
        unit=choices.unit_code(desk.catalogue, said["unit"]),
        item=int(item or 0),
    )


def _day(said: str, name: str) -> date:
    try:
        return day_of(said)
    except ValueError:
        raise BadInput("日期要写成 2026-01-31 的样子。", {name: "不是日期"}) from None
