"""Downloading a list of tickets as a table."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from service.bootstrap import System
from service.domain.errors import BadInput
from service.domain.localtime import LOCAL
from service.domain.permissions import Actor, Permission
from service.flows import exporting
from service.flows.desk import Desk
from service.flows.queries.desks import lists
from service.flows.queries.desks.filters import Filters
from service.web.deps import ReadDesk, SystemDep, allow
from service.web.filters import TicketQuery, parse_strictly
from service.web.sheetfile import plain, send_list

router = APIRouter()
CSV_MOST, WORKBOOK_MOST = 100_000, 2_000
_PIECE = 64_000


@router.get("/tickets.csv")
def export_csv(
    query: Annotated[TicketQuery, Query()],
    system: SystemDep,
    desk: ReadDesk,
    actor: Annotated[Actor, allow(Permission.TICKET_EXPORT)],
) -> Response:
    """The filtered list as CSV, sent while it is written; personal data is masked."""
    filters = parse_strictly(query, desk.catalogue)
    _note(system, desk, actor, min(_total(desk, filters), CSV_MOST))
    lines = _csv_lines(system, actor, desk.now, filters)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(_name(desk, 'csv'))}"}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/tickets.xlsx")
def export_workbook(
    query: Annotated[TicketQuery, Query()],
    system: SystemDep,
    actor: Annotated[Actor, allow(Permission.TICKET_EXPORT)],
) -> Response:
    """The filtered list as a workbook, for lists that are written in a moment."""
    with system.read_desk(actor) as desk:
        filters = parse_strictly(query, desk.catalogue)
        total = _total(desk, filters)
    if total > WORKBOOK_MOST:
        raise BadInput(
            f"Excel 文件最多 {WORKBOOK_MOST} 件，现在是 {total} 件。"
            "请加条件，或下载 CSV（Excel 也能打开）。"
        )

    def rows(desk: Desk) -> Iterator[dict[str, str]]:
        return exporting.rows(desk, filters, WORKBOOK_MOST)

    return send_list(system, actor, ("工单", "xlsx"), exporting.COLUMNS, rows)


def _csv_lines(system: System, actor: Actor, now: datetime, filters: Filters) -> Iterator[str]:
    """The file in pieces; it has a transaction of its own, the request's is over by then."""
    yield "\ufeff"  # by this mark Excel knows UTF-8
    with system.store.read() as uow:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(exporting.COLUMNS)
        rows = exporting.rows(Desk(uow, system.hotline, actor, now), filters, CSV_MOST)
        for row in rows:
            writer.writerow([plain(row[column]) for column in exporting.COLUMNS])
            if buffer.tell() > _PIECE:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()


def _total(desk: Desk, filters: Filters) -> int:
    return sum(lists.counts(desk, filters).values())


def _note(system: System, desk: Desk, actor: Actor, count: int) -> None:
    """Write down who took how much."""
    with system.store.write() as uow:
        uow.callers.trace(actor, "", f"export:{count}", desk.now)


def _name(desk: Desk, ending: str) -> str:
    return f"工单{desk.now.astimezone(LOCAL):%Y%m%d-%H%M}.{ending}"
