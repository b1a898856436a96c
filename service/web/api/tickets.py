"""Tickets over JSON: register, look, list, take steps, read a text."""

import hashlib
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from service.bootstrap import System
from service.domain.errors import Stale
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.domain.ticket import Channel
from service.flows import intake, steps
from service.flows.desk import Desk
from service.flows.intake import Receipt
from service.flows.queries.desks import lists
from service.flows.queries.tickets import ticket as ticket_queries
from service.flows.requests import NewRequest, check
from service.flows.source_rows import number_key
from service.labels import LABELS
from service.store.tickets.callers import Caller
from service.web.api import output
from service.web.api.schemas import StepIn, TicketIn, TriageIn
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.filters import TicketQuery, parse_strictly
from service.web.follow import follow
from service.web.sessions import Visitor
from service.web.views import stepforms

router = APIRouter(tags=["tickets"])
P = Permission


@router.post("/triage")
def triage(
    payload: TriageIn,
    desk: ReadDesk,
    _: Annotated[Actor, allow(P.TICKET_REGISTER, P.TICKET_DISPATCH, P.TICKET_READ)],
) -> dict[str, Any]:
    """读一段文字：主题、类型、紧急程度、去向和理由。什么都不保存。"""
    reading, route = intake.triage(desk, payload.text, payload.title)
    return {"reading": reading.to_json(), "route": output.route_out(asdict(route), desk)}


@router.post("/tickets", status_code=201)
def register(
    payload: TicketIn,
    response: Response,
    system: SystemDep,
    visitor: SignedIn,
    _: Annotated[Actor, allow(P.TICKET_REGISTER)],
    idempotency_key: Annotated[str, Header(description="重复提交时返回第一张工单")] = "",
) -> dict[str, Any]:
    """登记一件诉求；同一来源编号或同一 Idempotency-Key 再次提交时返回第一张工单（200）。"""
    try:
        answer = _register(system, visitor, payload, idempotency_key)
    except Stale:
        # Two of the same came at once and the other was written first: now it is found.
        answer = _register(system, visitor, payload, idempotency_key)
    if answer["is_repeat"]:
        response.status_code = 200
    return answer


@router.get("/tickets")
def search(
    query: Annotated[TicketQuery, Query()],
    desk: ReadDesk,
    _: Annotated[Actor, allow(P.TICKET_READ)],
) -> dict[str, Any]:
    """本人能看到的工单；next 是下一页的 cursor，没有了就是 null。"""
    found = lists.search(desk, parse_strictly(query, desk.catalogue), query.page)
    return {
        "tickets": [output.line_out(line) for line in found.rows],
        "next": found.older or None,
        "previous": found.newer or None,
    }


@router.get("/tickets/{no}")
def show(
    request: Request,
    system: SystemDep,
    no: str,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(P.TICKET_READ, P.TICKET_REGISTER)],
    code: Annotated[str, Query(description="渠道密钥要给查询码")] = "",
) -> dict[str, Any]:
    """一张工单：内容、读件、去向、办理过程、现在可以做的环节。渠道密钥只看进度。"""
    if visitor.is_channel:
        progress = follow(
            request, system, no, code, actor=visitor.actor, channel=channel_of(visitor)
        )
        return output.progress_out(progress)
    return output.view_out(ticket_queries.view(desk, no), desk)


@router.post("/tickets/{no}/steps")
def take_step(
    no: str,
    payload: StepIn,
    system: SystemDep,
    actor: Annotated[Actor, allow(P.TICKET_READ)],
) -> dict[str, Any]:
    """办一个环节；版本不是最新的返回 409 和现在的状态，规则不允许的返回 422 和理由。"""
    with system.write_desk(actor) as desk:
        given = stepforms.resolve(payload.step, payload.given(), desk.catalogue)
        ticket = steps.take(desk, no, payload.step, given, payload.version)
        return output.ticket_out(ticket, desk)


def channel_of(visitor: Visitor) -> Channel:
    """The channel that a channel key files under; one of its own name, or the general one."""
    known = visitor.channel in LABELS[Channel]
    return Channel(visitor.channel) if known else Channel.API


def _register(
    system: System, visitor: Visitor, payload: TicketIn, idempotency_key: str
) -> dict[str, Any]:
    reader = system.hotline.reader  # loaded before the transaction: nobody waits for it inside
    now = system.now()
    with system.write_desk(visitor.actor, now) as desk:
        request = _request_of(payload, visitor, desk, idempotency_key)
        check(request)
        reading = reader.read(request.text, request.title)
        receipt = intake.receive(desk, request, reading)
        return _receipt_out(receipt, desk)


def _request_of(payload: TicketIn, visitor: Visitor, desk: Desk, key: str) -> NewRequest:
    # What a citizen's app says of topic and urgency must not send a ticket on by itself.
    by_staff = not visitor.is_channel
    typed = {"topic": payload.topic if by_staff else "", "area": payload.area}
    known = stepforms.resolve(Step.CORRECT, typed, desk.catalogue)
    channel = (payload.channel or Channel.API) if by_staff else channel_of(visitor)
    return NewRequest(
        text=payload.text,
        channel=channel,
        title=payload.title.strip(),
        caller=Caller(payload.name.strip(), payload.phone.strip(), payload.address.strip()),
        request_type=payload.request_type,
        urgency=payload.urgency if by_staff else None,
        topic=known["topic"],
        area=known["area"],
        place=payload.place.strip(),
        occurred=payload.occurred.strip(),
        demand=payload.demand.strip(),
        dedupe_key=_dedupe_key(visitor, channel, payload.external_no.strip(), key.strip()),
        registered_at=payload.spoken_at(desk.now),
        source={"external_no": payload.external_no} if payload.external_no else {},
    )


def _dedupe_key(visitor: Visitor, channel: Channel, number: str, key: str) -> str | None:
    if number:
        return number_key(visitor.channel or channel.value, number)
    if not key:
        return None
    whose = visitor.channel or str(visitor.actor.id)
    return f"idempotency:{hashlib.sha256(f'{whose}:{key}'.encode()).hexdigest()}"


def _receipt_out(receipt: Receipt, desk: Desk) -> dict[str, Any]:
    ticket = receipt.ticket
    stored = desk.uow.readings.get(ticket.no)
    if receipt.reading is not None:
        reading: Any = receipt.reading.to_json()
    else:
        reading = dict(stored.body) if stored else None
    return {
        "no": ticket.no,
        "query_code": desk.uow.vault.query_code(ticket.no),
        "version": ticket.version,
        "status": ticket.status,
        "status_label": LABELS[type(ticket.status)][ticket.status],
        "is_repeat": receipt.is_repeat,
        "reading": reading,
        "route": output.route_out(asdict(receipt.route), desk),
    }
