"""Open311 GeoReport v2, as JSON: which services there are, filing a request, following it.

A ``service_request_id`` is the ticket's number and query code joined by a dash: whoever was given
it may follow that one request without a key, and nobody can guess another.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request

from service.bootstrap import System
from service.domain.errors import BadInput, NotFound
from service.domain.localtime import LOCAL, local_day
from service.domain.permissions import Actor, Permission
from service.domain.ticket import OPEN, Status
from service.flows import intake
from service.flows.desk import Desk
from service.flows.discretion import query_code
from service.flows.queries.desks import lists
from service.flows.queries.desks.filters import Filters
from service.flows.queries.desks.lists import TicketLine
from service.flows.requests import NewRequest, check
from service.flows.tracking import Progress
from service.labels import label
from service.store.tickets.callers import Caller
from service.web.api.schemas import ServiceRequestIn
from service.web.api.tickets import channel_of
from service.web.days import is_sound
from service.web.deps import Allow, SignedIn, SystemDep, VisitorDep, allow, signed_in
from service.web.follow import follow
from service.web.sessions import Visitor

router = APIRouter(prefix="/open311/v2", tags=["open311"])
_SPAN = timedelta(days=90)
_MOST = 200
_AT_ONCE = 50


@router.get("/services.json")
def services(system: SystemDep) -> list[dict[str, Any]]:
    """可以提交的事项，每个主题一项。"""
    with system.store.read() as uow:
        catalogue = system.hotline.catalogue(uow, system.now())
    return [
        {
            "service_code": item.topic,
            "service_name": item.path[-1],
            "description": " / ".join(item.path),
            "metadata": False,
            "type": "realtime",
            "keywords": item.path[-2],
            "group": item.path[0],
        }
        for item in catalogue.items.values()
    ]


@router.post("/requests.json", status_code=201)
def create(
    system: SystemDep,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.TICKET_REGISTER)],
    payload: Annotated[ServiceRequestIn, Form()],
) -> list[dict[str, Any]]:
    """提交一件诉求；service_code 作为标题供读件参考，主题仍由读件判断。"""
    created = _register(system, visitor, payload)
    return [{"service_request_id": created, "service_notice": "请记下编号，凭它查进度。"}]


@router.get("/requests.json")
def index(
    request: Request,
    system: SystemDep,
    visitor: VisitorDep,
    service_request_id: str = "",
    service_code: str = "",
    status: str = "",
    start_date: datetime | None = None,
    end_date: datetime | None = None,
) -> list[dict[str, Any]]:
    """按编号查（逗号分开，不要密钥），或者列出本人能看到的（要密钥，最多九十天）。"""
    if service_request_id:
        return [
            _followed(request, system, part) for part in service_request_id.split(",")[:_AT_ONCE]
        ]
    actor = Allow((Permission.TICKET_READ,))(signed_in(request, visitor))
    filters = _filters(service_code, status, start_date, end_date, system.now())
    with system.read_desk(actor) as desk:
        found = lists.search(desk, filters, lists.Page(size=_MOST)).rows
        newest = lists.updated_at(desk, [line.no for line in found])
        return [_line_out(line, newest[line.no], desk) for line in found]


@router.get("/requests/{service_request_id}.json")
def show(request: Request, system: SystemDep, service_request_id: str) -> list[dict[str, Any]]:
    """一件诉求的进度，凭提交时给的编号。"""
    return [_followed(request, system, service_request_id)]


def _register(system: System, visitor: Visitor, payload: ServiceRequestIn) -> str:
    reader = system.hotline.reader  # loaded before the transaction: nobody waits for it inside
    with system.write_desk(visitor.actor) as desk:
        item = desk.catalogue.item(payload.service_code)
        if item is None:
            raise NotFound("没有这个 service_code，请从 services.json 里选。")
        request = NewRequest(
            text=payload.description.strip() or item.path[-1],
            channel=channel_of(visitor),
            title=item.path[-1],
            caller=Caller(f"{payload.last_name}{payload.first_name}".strip(), payload.phone),
            place=payload.place(),
        )
        check(request)
        ticket = intake.receive(desk, request, reader.read(request.text, request.title)).ticket
        return f"{ticket.no}-{desk.uow.vault.query_code(ticket.no)}"


def _followed(request: Request, system: System, request_id: str) -> dict[str, Any]:
    no, _, code = request_id.strip().partition("-")
    return _progress_out(follow(request, system, no, code), code)


def _filters(
    service_code: str, status: str, first: datetime | None, last: datetime | None, now: datetime
) -> Filters:
    if not all(at is None or is_sound(at) for at in (first, last)):
        raise BadInput("日期要在 2000 年到 2100 年之间。", {"start_date": "不能识别"})
    end = _aware(last) or now
    start = _aware(first) or end - _SPAN
    if end - start > _SPAN:
        raise BadInput("start_date 和 end_date 最多相隔九十天。", {"start_date": "相隔太久"})
    groups = {"open": OPEN, "closed": frozenset(Status) - OPEN, "": frozenset[Status]()}
    wanted = [groups.get(part) for part in status.split(",")]
    if None in wanted:
        raise BadInput("status 是 open 或 closed。", {"status": "不能识别"})
    return Filters(
        topic=service_code,
        statuses=tuple(sorted(frozenset[Status]().union(*(group or () for group in wanted)))),
        first_on=local_day(start),
        last_on=local_day(end),
    )


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _progress_out(progress: Progress, code: str) -> dict[str, Any]:
    return {
        "service_request_id": f"{progress.no}-{code.upper()}",
        "status": "open" if progress.status in OPEN else "closed",
        "status_notes": progress.reply or label(progress.status),
        "service_code": progress.topic_code,
        "service_name": progress.topic,
        "description": None,
        "agency_responsible": progress.unit or None,
        "requested_datetime": _instant(progress.registered_at),
        "updated_datetime": _instant(progress.updated_at),
        "expected_datetime": _instant(progress.due_at),
        "address": None,
    }


def _line_out(line: TicketLine, updated: datetime, desk: Desk) -> dict[str, Any]:
    return {
        "service_request_id": f"{line.no}-{query_code(desk, line.no)}".rstrip("-"),
        "status": "open" if line.status in OPEN else "closed",
        "status_notes": label(line.status),
        "service_code": line.topic_code,
        "service_name": line.topic.rpartition(" / ")[2],
        "description": line.summary,
        "agency_responsible": line.unit or None,
        "requested_datetime": _instant(line.registered_at),
        "updated_datetime": _instant(updated),
        "expected_datetime": _instant(line.clock),
        "address": line.place or None,
    }


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(LOCAL).isoformat(timespec="seconds") if at else None
