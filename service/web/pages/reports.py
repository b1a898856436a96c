"""Monthly reports: the list, one on the screen, on paper, as Word and as Excel."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import NotFound
from service.domain.permissions import Actor, Permission
from service.flows.queries import month as month_queries
from service.reporting.document import document
from service.reporting.workbook import workbook
from service.web.contexts.months import ReportsPage
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.render import render
from service.web.views import monthpage

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.REPORT_READ)]
_OFFICE = "application/vnd.openxmlformats-officedocument"
_FILES = {
    "docx": (document, f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": (workbook, f"{_OFFICE}.spreadsheetml.sheet"),
}


@router.get("/reports")
def report_list(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader) -> Response:
    rows = [monthpage.report_row(row) for row in month_queries.reports(desk)]
    return render(request, "reports/list.html", ReportsPage(rows), visitor)


@router.get("/reports/{month}")
def report(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, month: str) -> Response:
    page = monthpage.report_page(month_queries.report_view(desk, month), "/reports", "月报")
    return render(request, "reports/show.html", page, visitor)


@router.get("/reports/{month}/print")
def on_paper(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, month: str
) -> Response:
    view = month_queries.report_view(desk, month)
    page = monthpage.report_page(view, f"/reports/{month}", "返回月报")
    return render(request, "reports/print.html", page, visitor)


@router.get("/reports/{month}/report.{kind}")
def download(desk: ReadDesk, _: _Reader, month: str, kind: str) -> Response:
    if kind not in _FILES:
        raise NotFound("月报只有 Word 和 Excel 两种文件。")
    make, media_type = _FILES[kind]
    content = make(month_queries.report_view(desk, month).paper)
    name = f'attachment; filename="report-{month}.{kind}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": name})
