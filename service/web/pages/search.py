"""Searching tickets, and downloading what was found."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from service.domain.deadlines import LOCAL
from service.domain.errors import BadInput
from service.domain.permissions import Actor, Permission
from service.flows import exporting
from service.flows.queries import lists
from service.flows.queries.filters import Filters
from service.flows.queries.lists import TicketList
from service.flows.steps import Desk
from service.sheets import atomic_table
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.filters import TicketQuery, parse, parse_strictly
from service.web.render import render, see_other
from service.web.searchpage import search_page

router = APIRouter()
EXPORT_MOST = 20_000


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


@router.get("/tickets.csv")
@router.get("/tickets.xlsx")
def export(
    request: Request,
    query: Annotated[TicketQuery, Query()],
    system: SystemDep,
    desk: ReadDesk,
    actor: Annotated[Actor, allow(Permission.TICKET_EXPORT)],
) -> Response:
    """The filtered list as a table, personal data masked; who took it is written down."""
    filters = parse_strictly(query, desk.catalogue)
    folder = Path(tempfile.mkdtemp(prefix="minsheng-export-"))
    name = f"工单{desk.now.astimezone(LOCAL):%Y%m%d-%H%M}{Path(request.url.path).suffix}"
    try:
        count = _write(folder / name, desk, filters)
        with system.store.write() as uow:
            uow.callers.trace(actor, "", f"export:{count}", desk.now)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    remove = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(folder / name, filename=name, background=remove)


def _write(path: Path, desk: Desk, filters: Filters) -> int:
    count = 0
    with atomic_table(path, exporting.COLUMNS) as writer:
        for row in exporting.rows(desk, filters, EXPORT_MOST):
            writer.write(row)
            count += 1
    return count
