"""Monthly reports: the list, one on the screen, on paper, as Word and as Excel."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import NotFound
from service.domain.permissions import Actor, Permission
from service.flows.month import editions
from service.flows.month.kept_files import file_of
from service.flows.queries.month import month as month_queries
from service.web.contexts.months import ReportsPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.papers import kept, sent
from service.web.render import render
from service.web.views import monthpage

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.REPORT_READ)]


@router.get("/reports")
def report_list(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader) -> Response:
    newest = desk.uow.editions.newest()
    rows = [monthpage.report_row(row, newest.get(row.month)) for row in month_queries.reports(desk)]
    return render(request, "reports/list.html", ReportsPage(rows), visitor)


@router.get("/reports/{month}")
def report(
    request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader, month: str
) -> Response:
    view = month_queries.report_view(desk, month)
    may_draft = actor.may(Permission.REPORT_DRAFT)
    page = monthpage.report_page(view, "/reports", "月报", may_draft=may_draft)
    return render(request, "reports/show.html", page, visitor)


@router.get("/reports/{month}/print")
def on_paper(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, month: str
) -> Response:
    view = month_queries.report_view(desk, month)
    page = monthpage.report_page(view, f"/reports/{month}", "返回月报")
    return render(request, "reports/print.html", page, visitor)


@router.get("/reports/{month}/report.{kind}")
def download(system: SystemDep, desk: ReadDesk, _: _Reader, month: str, kind: str) -> Response:
    if kind not in editions.MAKERS:
        raise NotFound("月报只有网页、Word 和 Excel 三种文件。")
    view = month_queries.report_view(desk, month)
    name = f"report-{month}.{kind}"
    if view.signed is not None:
        return kept(file_of(desk, system.store, view.signed, kind), name)
    return sent(editions.MAKERS[kind](view.paper), name)
