"""Planning a meeting on its page, noting that it was held, its minutes, their signature."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, NotAllowed
from service.domain.permissions import Actor, Permission
from service.domain.texts import whole
from service.flows.desk import Desk
from service.flows.governance import meeting_plans, meeting_records, meetings
from service.flows.queries.governance import meeting_later
from service.flows.queries.governance import meetings as queries
from service.web.attempts import PROBLEMS, attempt
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.sessions import Visitor
from service.web.views import meetingrows

router = APIRouter()
_Writer = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.AGENDA_DECIDE)]
_Signer = Annotated[Actor, allow(Permission.AGENDA_DECIDE)]


@router.get("/meetings/new")
def new(request: Request, visitor: SignedIn, _: _Writer) -> Response:
    return render(request, "agenda/newmeeting.html", meetingrows.form_page(None), visitor)


@router.post("/meetings")
def plan(
    request: Request, system: SystemDep, visitor: SignedIn, actor: _Writer, values: FormValues
) -> Response:
    def act(desk: Desk) -> Response:
        row = meeting_plans.plan(desk, values)
        said = "会议已安排，接着把议题排上会。"
        return see_other(f"{meetingrows.url_of(row.held_on)}#free", said)

    def stay(_: Desk, problem: DomainError) -> Response:
        wrong = problem.fields if isinstance(problem, BadInput) else {}
        page = meetingrows.form_page(None, typed=values, wrong=wrong, error=problem.message)
        return render(request, "agenda/newmeeting.html", page, visitor, CODES[type(problem)])

    return attempt(system, actor, act, stay)


@router.get("/meetings/{held_on}/change")
def change_form(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Writer, held_on: date
) -> Response:
    found = meetings.meeting(desk, held_on)
    page = meetingrows.form_page(found.arrangement, version=found.version, moves=len(found.items))
    return render(request, "agenda/newmeeting.html", page, visitor)


@router.post("/meetings/{held_on}/change")
def change(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Writer,
    held_on: date,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> Response:
        row = meeting_plans.change(desk, held_on, version_of(values), values)
        return see_other(meetingrows.url_of(row.held_on), "会议安排已改。")

    def stay(desk: Desk, problem: DomainError) -> Response:
        found = meetings.meeting(desk, held_on)
        page = meetingrows.form_page(
            found.arrangement,
            version=found.version,
            moves=len(found.items),
            typed=values,
            wrong=problem.fields if isinstance(problem, BadInput) else {},
            error=problem.message,
        )
        return render(request, "agenda/newmeeting.html", page, visitor, CODES[type(problem)])

    return attempt(system, actor, act, stay)


@router.post("/meetings/{held_on}/cancel")
def cancel(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    _: _Writer,
    held_on: date,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> str:
        meeting_plans.cancel(desk, held_on, version_of(values), values.get("why", ""))
        return "会议已取消，排上的议题都退回“已选题”。"

    return _done(request, system, visitor, held_on, values, "cancel", act)


@router.post("/meetings/{held_on}/items")
def put(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    _: _Writer,
    held_on: date,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> str:
        is_called = meeting_plans.put(desk, held_on, _item(values), version_of(values))
        return "已排上会。" if is_called else "已列为拟上会，等领导选定。"

    return _done(request, system, visitor, held_on, values, "put", act)


@router.post("/meetings/{held_on}/items/off")
def take_off(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    _: _Writer,
    held_on: date,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> str:
        item, why = _item(values), values.get("why", "")
        meeting_plans.take_off(desk, held_on, item, version_of(values), why)
        return "已移出这次会。"

    return _done(request, system, visitor, held_on, values, f"off-{_item(values)}", act)


@router.post("/meetings/{held_on}/order")
def move(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    _: _Writer,
    held_on: date,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> str:
        item = whole(values.get("up") or values.get("down") or "") or 0
        meeting_plans.move(desk, held_on, item, version_of(values), up="up" in values)
        return ""

    return _done(request, system, visitor, held_on, values, "order", act)


@router.post("/meetings/{held_on}/hold")
def hold(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    _: _Writer,
    held_on: date,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> str:
        meeting_records.hold(desk, held_on, version_of(values))
        return "已登记开会，会议材料已留存。接着记会议决定。"

    return _done(request, system, visitor, held_on, values, "minutes", act)


@router.post("/meetings/{held_on}")
def write_minutes(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    _: _Writer,
    held_on: date,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> str:
        written = meeting_records.write_minutes(desk, held_on, version_of(values), values)
        return f"{written} 个议题的决定已记下。" if written else "已记下。"

    return _done(request, system, visitor, held_on, values, "minutes", act)


@router.post("/meetings/{held_on}/sign")
def sign(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    _: _Signer,
    held_on: date,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> str:
        meeting_records.sign(desk, held_on, version_of(values))
        return "纪要已签发，以后不再变。"

    return _done(request, system, visitor, held_on, values, "sign", act)


@router.post("/meetings/{held_on}/correct")
def correct(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    _: _Signer,
    held_on: date,
    values: FormValues,
) -> Response:
    def act(desk: Desk) -> str:
        meeting_records.correct(desk, held_on, version_of(values), values.get("why", ""))
        return "可以改会议记录了，改完再签发；签发过的一份仍留着。"

    return _done(request, system, visitor, held_on, values, "correct", act)


_PARTS = {"put": "#free", "order": "#order", "minutes": "#minutes"}


def _done(
    request: Request,
    system: System,
    visitor: Visitor,
    held_on: date,
    values: dict[str, str],
    tried: str,
    act: Callable[[Desk], str],
) -> Response:
    """Do it; when it is refused, the page again with what was typed."""

    def go(desk: Desk) -> Response:
        said = act(desk)
        return see_other(f"{meetingrows.url_of(held_on)}{_PARTS.get(tried, '')}", said)

    def stay(desk: Desk, problem: DomainError) -> Response:
        page = meetingrows.meeting_page(
            queries.meeting_view(desk, held_on),
            desk.today,
            meeting_later.heading(desk),
            typed=values,
            wrong=problem.fields if isinstance(problem, BadInput) else {},
            tried=tried,
            error=problem.message,
        )
        return render(request, "agenda/meeting.html", page, visitor, CODES[type(problem)])

    return attempt(system, visitor.actor, go, stay, (*PROBLEMS, NotAllowed))


def _item(values: dict[str, str]) -> int:
    return whole(values.get("item", "")) or 0
