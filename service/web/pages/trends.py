"""Trends: the series of any topic, district, unit and type, and what stands out in it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from service.domain.permissions import Actor, Permission
from service.flows.queries.signs.trend_signs import signs
from service.flows.queries.signs.trends import extent, series
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.filters import TicketQuery, parse, parse_strictly
from service.web.render import render
from service.web.views import trendspage

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.AGENDA_READ)]
_WEEK = "week"


def _asked(topic: str = "", area: str = "", unit: str = "", request_type: str = "") -> TicketQuery:
    """What the series is narrowed by: those filters of the ticket list that say of what it is."""
    values = {"topic": topic, "area": area, "unit": unit, "request_type": request_type}
    return TicketQuery(**values)  # type: ignore[arg-type]


_Query = Annotated[TicketQuery, Depends(_asked)]


@router.get("/trends")
def trends(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    query: _Query,
    grain: str = "",
) -> Response:
    filters, wrong = parse(query, desk.catalogue)
    known = extent(desk)
    points = series(desk, filters, weekly=grain == _WEEK, known=known)
    given = {name: getattr(query, name) for name in trendspage.FIELDS} | {"grain": grain}
    found = signs(desk, filters, known)
    page = trendspage.trends_page((points, known), found, filters, given, wrong, desk.catalogue)
    return render(request, "trends/show.html", page, visitor)


@router.get("/trends/export.csv")
def export(desk: ReadDesk, _: _Reader, query: _Query, grain: str = "") -> Response:
    points = series(desk, parse_strictly(query, desk.catalogue), weekly=grain == _WEEK)
    name = {"Content-Disposition": 'attachment; filename="trends.csv"'}
    return Response(trendspage.table_of(points), media_type="text/csv", headers=name)
