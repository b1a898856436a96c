"""The calendar of seasons, and how forecasts fared."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.permissions import Actor, Permission
from service.flows.month import ahead
from service.flows.queries.month.foretold import series_view
from service.flows.queries.month.outlook import outlook_view
from service.web.deps import ReadDesk, SignedIn, WriteDesk, allow
from service.web.render import render, see_other
from service.web.views import outlookpage

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.AGENDA_READ)]


@router.get("/outlook")
def calendar(request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader) -> Response:
    may_propose = actor.may(Permission.AGENDA_EDIT) or actor.may(Permission.AGENDA_DECIDE)
    page = outlookpage.outlook_page(outlook_view(desk), may_propose=may_propose)
    return render(request, "outlook/show.html", page, visitor)


@router.get("/outlook/series")
def series(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    topic: str = "",
    area: str = "",
) -> Response:
    page = outlookpage.series_page(series_view(desk, topic, area), desk.catalogue)
    return render(request, "outlook/series.html", page, visitor)


@router.post("/outlook/{topic}/propose")
def propose(
    desk: WriteDesk,
    _: Annotated[Actor, allow(Permission.AGENDA_DECIDE, Permission.AGENDA_EDIT)],
    topic: str,
) -> Response:
    item = ahead.propose(desk, topic)
    return see_other(f"/agenda/{item.id}", "已提为候选议题，上一季的工单附在里面。")
