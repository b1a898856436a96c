"""Searching tickets."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.domain.errors import BadInput
from service.domain.permissions import Actor, Permission
from service.flows.queries.desks import lists
from service.flows.queries.desks.lists import TicketList
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.filters import TicketQuery, parse
from service.web.render import render, see_other
from service.web.views.searchpage import search_page

router = APIRouter()


@router.get("/tickets")
def search(
    request: Request,
    query: Annotated[TicketQuery, Query()],
    desk: ReadDesk,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_READ)],
) -> Response:
    filters, wrong = parse(query, desk.catalogue)
    found = TicketList(rows=[], older="", newer="")
    if not wrong:
        try:
            found = lists.search(desk, filters, query.page)
        except BadInput as problem:
            wrong = problem.fields
    if len(found.rows) == 1 and query.q.strip() == found.rows[0].no:
        return see_other(f"/tickets/{found.rows[0].no}")
    may_export = actor.may(Permission.TICKET_EXPORT)
    page = search_page(desk, query, filters, found, wrong, may_export=may_export)
    return render(request, "lists/search.html", page, visitor)
