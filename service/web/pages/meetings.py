"""The monthly meetings: agenda in order, minutes, one paper of all items."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.clocks.deadlines import LOCAL
from service.domain.errors import BadInput, IllegalStep, Stale
from service.domain.permissions import Actor, Permission
from service.domain.texts import whole
from service.flows.governance import meetings as flow
from service.flows.queries import meetings as queries
from service.flows.steps import Desk
from service.reporting.document import document
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, WriteDesk, allow
from service.web.errors import CODES
from service.web.papers import sent, sheet_of
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.views import meetingrows

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.AGENDA_READ)]
_Writer = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.AGENDA_DECIDE)]


@router.get("/meetings")
def listed(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader) -> Response:
    page = meetingrows.meetings_page(queries.meetings(desk), _today(desk))
    return render(request, "agenda/meetings.html", page, visitor)


@router.get("/meetings/{held_on}")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, held_on: date
) -> Response:
    page = meetingrows.meeting_page(queries.meeting_view(desk, held_on), _today(desk))
    return render(request, "agenda/meeting.html", page, visitor)


@router.post("/meetings/{held_on}/order")
def move(desk: WriteDesk, _: _Writer, held_on: date, values: FormValues) -> Response:
    item = whole(values.get("up") or values.get("down") or "") or 0
    flow.move(desk, held_on, item, version_of(values), up="up" in values)
    return see_other(f"/meetings/{held_on.isoformat()}#order")


@router.post("/meetings/{held_on}")
def write_minutes(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Writer,
    held_on: date,
    values: FormValues,
) -> Response:
    now = system.now()
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            written = flow.write_minutes(desk, held_on, values)
    except (BadInput, Stale, IllegalStep) as problem:
        wrong = problem.fields if isinstance(problem, BadInput) else {}
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            view = queries.meeting_view(desk, held_on)
            page = meetingrows.meeting_page(
                view, _today(desk), typed=values, wrong=wrong, error=problem.message
            )
            return render(request, "agenda/meeting.html", page, visitor, CODES[type(problem)])
    said = f"{written} 个议题的决定已记下。" if written else "没有改动。"
    return see_other(f"/meetings/{held_on.isoformat()}", said)


@router.get("/meetings/{held_on}/paper.html")
def on_paper(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, held_on: date
) -> Response:
    url = f"/meetings/{held_on.isoformat()}"
    page = sheet_of(flow.paper_of(desk, held_on), (url, "调度会"), f"{url}/paper.docx")
    return render(request, "agenda/print.html", page, visitor)


@router.get("/meetings/{held_on}/paper.docx")
def as_document(desk: ReadDesk, _: _Reader, held_on: date) -> Response:
    return sent(document(flow.paper_of(desk, held_on)), f"meeting-{held_on.isoformat()}.docx")


def _today(desk: Desk) -> date:
    return desk.now.astimezone(LOCAL).date()
