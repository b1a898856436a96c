"""The tickets behind a number of a report."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.domain.permissions import Actor, Permission
from service.flows.queries.month import reportsets
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.render import render
from service.web.views.reportsets import tickets_page

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.REPORT_READ)]
Start = Annotated[int, Query(ge=0, le=10**7)]


@router.get("/reports/{month}/tickets")
def tickets(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    month: str,
    of: str,
    edition: Annotated[int, Query(ge=0, le=2**15)] = 0,
    start: Start = 0,
) -> Response:
    found = reportsets.of_report(desk, month, of, edition, start)
    report = f"/reports/{month}/editions/{edition}" if edition else f"/reports/{month}"
    given = {"of": of, "edition": edition} if edition else {"of": of}
    page = tickets_page(found, desk.now, report, f"/reports/{month}/tickets", given)
    return render(request, "reports/tickets.html", page, visitor)
