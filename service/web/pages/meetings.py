"""The monthly meetings: listed, shown, their papers and minutes to read, print, take away."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.agenda import AgendaStatus
from service.domain.governance.meeting import may_write
from service.domain.permissions import Actor, Permission
from service.flows.governance import meeting_papers
from service.flows.queries.governance import meeting_later
from service.flows.queries.governance import meetings as queries
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.papers import Place, as_sheet, as_word
from service.web.render import render
from service.web.views import meetingrows

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.AGENDA_READ)]


@router.get("/meetings")
def listed(request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader) -> Response:
    page = meetingrows.meetings_page(
        queries.meetings(desk),
        desk.today,
        may_plan=may_write(actor),
        waiting=desk.uow.agenda.counts().get(AgendaStatus.SELECTED, 0),
    )
    return render(request, "agenda/meetings.html", page, visitor)


@router.get("/meetings/{held_on}")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, held_on: date
) -> Response:
    page = meetingrows.meeting_page(
        queries.meeting_view(desk, held_on), desk.today, meeting_later.heading(desk)
    )
    return render(request, "agenda/meeting.html", page, visitor)


@router.get("/meetings/{held_on}/paper.html")
def on_paper(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    held_on: date,
    later: int = 0,
) -> Response:
    since = meeting_later.since_meeting(desk, held_on)
    printed = meeting_papers.material(desk, held_on)
    page = as_sheet(printed, _place(held_on), since, is_asked=bool(later))
    return render(request, "agenda/print.html", page, visitor)


@router.get("/meetings/{held_on}/paper.docx")
def as_document(desk: ReadDesk, _: _Reader, held_on: date, later: int = 0) -> Response:
    since = meeting_later.since_meeting(desk, held_on) if later else None
    return as_word(meeting_papers.material(desk, held_on), since, f"meeting-{held_on}.docx")


@router.get("/meetings/{held_on}/minutes.html")
def minutes_on_paper(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, held_on: date
) -> Response:
    page = as_sheet(meeting_papers.minutes(desk, held_on), _place(held_on, "minutes"))
    return render(request, "agenda/print.html", page, visitor)


@router.get("/meetings/{held_on}/minutes.docx")
def minutes_as_document(desk: ReadDesk, _: _Reader, held_on: date) -> Response:
    return as_word(meeting_papers.minutes(desk, held_on), None, f"minutes-{held_on}.docx")


def _place(held_on: date, name: str = "paper") -> Place:
    return Place(meetingrows.url_of(held_on), "调度会", name)
