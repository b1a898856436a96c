"""The tickets behind a number that tells why an agenda item's matter rose."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.domain.permissions import Actor, Permission
from service.flows.queries.governance import governance as queries
from service.web.deps import ReadDesk, RowId, SignedIn, allow
from service.web.render import render
from service.web.views.riserows import tickets_page

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.AGENDA_READ)]


@router.get("/agenda/{item_id}/tickets")
def tickets(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    item_id: RowId,
    of: str,
    start: Annotated[int, Query(ge=0, le=10**7)] = 0,
) -> Response:
    found = queries.behind_rise(desk, item_id, of, start)
    page = tickets_page(found, desk.now, item_id, of)
    return render(request, "reports/tickets.html", page, visitor)
