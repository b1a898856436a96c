"""Planning a meeting on its page, noting that it was held, its minutes, their signature."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import DomainError, NotAllowed
from service.domain.permissions import Actor, Permission
from service.domain.texts import whole
from service.flows.desk import Desk
from service.flows.governance import meeting_plans, meeting_records, meetings
from service.flows.queries.governance import meeting_later
from service.flows.queries.governance import meetings as queries
from service.web.attempts import PROBLEMS, Posted, PostedForm
from service.web.contexts.meetings import MeetingFormPage, MeetingPage
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.render import render, see_other
from service.web.views import meetingrows

router = APIRouter()
_Writer = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.AGENDA_DECIDE)]
_Signer = Annotated[Actor, allow(Permission.AGENDA_DECIDE)]


@router.get("/meetings/new")
def new(request: Request, visitor: SignedIn, _: _Writer) -> Response:
    return render(request, "agenda/newmeeting.html", meetingrows.form_page(None), visitor)


@router.post("/meetings")
def plan(posted: PostedForm, _: _Writer) -> Response:
    def act(desk: Desk) -> Response:
        row = meeting_plans.plan(desk, posted.values)
        said = "会议已安排，接着把议题排上会。"
        return see_other(f"{meetingrows.url_of(row.held_on)}#free", said)

    def again(_: Desk, problem: DomainError) -> MeetingFormPage:
        return meetingrows.form_page(
            None, typed=posted.values, wrong=problem.fields, error=problem.message
        )

    return posted.attempt(act, "agenda/newmeeting.html", again)


@router.get("/meetings/{held_on}/change")
def change_form(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Writer, held_on: date
) -> Response:
    found = meetings.meeting(desk, held_on)
    page = meetingrows.form_page(found.arrangement, version=found.version, moves=len(found.items))
    return render(request, "agenda/newmeeting.html", page, visitor)


@router.post("/meetings/{held_on}/change")
def change(posted: PostedForm, _: _Writer, held_on: date) -> Response:
    def act(desk: Desk) -> Response:
        row = meeting_plans.change(desk, held_on, posted.version, posted.values)
        return see_other(meetingrows.url_of(row.held_on), "会议安排已改。")

    def again(desk: Desk, problem: DomainError) -> MeetingFormPage:
        found = meetings.meeting(desk, held_on)
        return meetingrows.form_page(
            found.arrangement,
            version=found.version,
            moves=len(found.items),
            typed=posted.values,
            wrong=problem.fields,
            error=problem.message,
        )

    return posted.attempt(act, "agenda/newmeeting.html", again)


@router.post("/meetings/{held_on}/cancel")
def cancel(posted: PostedForm, _: _Writer, held_on: date) -> Response:
    def act(desk: Desk) -> str:
        meeting_plans.cancel(desk, held_on, posted.version, posted.values.get("why", ""))
        return "会议已取消，排上的议题都退回“已选题”。"

    return _done(posted, held_on, "cancel", act)


@router.post("/meetings/{held_on}/items")
def put(posted: PostedForm, _: _Writer, held_on: date) -> Response:
    def act(desk: Desk) -> str:
        is_called = meeting_plans.put(desk, held_on, _item(posted.values), posted.version)
        return "已排上会。" if is_called else "已列为拟上会，等领导选定。"

    return _done(posted, held_on, "put", act)


@router.post("/meetings/{held_on}/items/off")
def take_off(posted: PostedForm, _: _Writer, held_on: date) -> Response:
    def act(desk: Desk) -> str:
        item, why = _item(posted.values), posted.values.get("why", "")
        meeting_plans.take_off(desk, held_on, item, posted.version, why)
        return "已移出这次会。"

    return _done(posted, held_on, f"off-{_item(posted.values)}", act)


@router.post("/meetings/{held_on}/order")
def move(posted: PostedForm, _: _Writer, held_on: date) -> Response:
    def act(desk: Desk) -> str:
        item = whole(posted.values.get("up") or posted.values.get("down") or "") or 0
        meeting_plans.move(desk, held_on, item, posted.version, up="up" in posted.values)
        return ""

    return _done(posted, held_on, "order", act)


@router.post("/meetings/{held_on}/hold")
def hold(posted: PostedForm, _: _Writer, held_on: date) -> Response:
    def act(desk: Desk) -> str:
        meeting_records.hold(desk, held_on, posted.version)
        return "已登记开会，会议材料已留存。接着记会议决定。"

    return _done(posted, held_on, "minutes", act)


@router.post("/meetings/{held_on}")
def write_minutes(posted: PostedForm, _: _Writer, held_on: date) -> Response:
    def act(desk: Desk) -> str:
        written = meeting_records.write_minutes(desk, held_on, posted.version, posted.values)
        return f"{written} 个议题的决定已记下。" if written else "已记下。"

    return _done(posted, held_on, "minutes", act)


@router.post("/meetings/{held_on}/sign")
def sign(posted: PostedForm, _: _Signer, held_on: date) -> Response:
    def act(desk: Desk) -> str:
        meeting_records.sign(desk, held_on, posted.version)
        return "纪要已签发，以后不再变。"

    return _done(posted, held_on, "sign", act)


@router.post("/meetings/{held_on}/correct")
def correct(posted: PostedForm, _: _Signer, held_on: date) -> Response:
    def act(desk: Desk) -> str:
        meeting_records.correct(desk, held_on, posted.version, posted.values.get("why", ""))
        return "可以改会议记录了，改完再签发；签发过的一份仍留着。"

    return _done(posted, held_on, "correct", act)


_PARTS = {"put": "#free", "order": "#order", "minutes": "#minutes"}


def _done(posted: Posted, held_on: date, tried: str, act: Callable[[Desk], str]) -> Response:
    """Do it; when it is refused, the page again with what was typed."""

    def go(desk: Desk) -> Response:
        said = act(desk)
        return see_other(f"{meetingrows.url_of(held_on)}{_PARTS.get(tried, '')}", said)

    def again(desk: Desk, problem: DomainError) -> MeetingPage:
        return meetingrows.meeting_page(
            queries.meeting_view(desk, held_on),
            desk.today,
            meeting_later.heading(desk),
            typed=posted.values,
            wrong=problem.fields,
            tried=tried,
            error=problem.message,
        )

    return posted.attempt(go, "agenda/meeting.html", again, (*PROBLEMS, NotAllowed))


def _item(values: dict[str, str]) -> int:
    return whole(values.get("item", "")) or 0
