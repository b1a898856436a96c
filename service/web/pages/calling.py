"""The callback clerk's desk: whom to call, one caller after the other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows import steps
from service.flows.calling import callback
from service.flows.desk import Desk
from service.flows.queries.desks import calls
from service.labels import LABELS
from service.web import uploads
from service.web.attempts import attempt, to_next_call
from service.web.contexts.attachments import KeptFile
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.sessions import Visitor
from service.web.uploads import FormFiles
from service.web.views import callrows

router = APIRouter()
_Clerk = Annotated[Actor, allow(Permission.TICKET_CALL_BACK)]
_ON_ORDER = (Step.CLOSE, Step.REDO, Step.PROPOSE_EXPLAINED, Step.CLOSE_EXPLAINED)


@router.get("/callback")
def queue(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Clerk) -> Response:
    page = callrows.calls_page(desk, calls.due_orders(desk))
    return render(request, "callback/list.html", page, visitor)


@router.post("/callback/next")
def claim_next(system: SystemDep, actor: _Clerk) -> Response:
    return to_next_call(system, actor, "/callback", _claimed)


@router.get("/callback/{no}")
def show(request: Request, desk: ReadDesk, visitor: SignedIn, no: str, _: _Clerk) -> Response:
    due, call = callback.order_and_call(desk, no)
    asked = [calls.asked(desk, each) for each in due.calls]
    page = callrows.call_page(desk, due, call, asked)
    return render(request, "callback/show.html", page, visitor)


@router.post("/callback/{no}/claim")
def claim(request: Request, system: SystemDep, visitor: SignedIn, no: str, _: _Clerk) -> Response:
    def act(desk: Desk) -> Response:
        callback.claim(desk, no)
        return see_other(f"/callback/{no}")

    return _act(request, system, visitor, no, {}, act)


@router.post("/callback/{no}/release")
def release(system: SystemDep, no: str, actor: _Clerk) -> Response:
    with system.store.write() as uow:
        uow.claims.release(no, actor)
    return see_other("/callback", "已放开，别的回访员可以打。")


@router.post("/callback/{no}/answers")
def note_answers(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    no: str,
    values: FormValues,
    _: _Clerk,
) -> Response:
    return _noted(request, system, visitor, no, values, callback.note_answers)


@router.post("/callback/{no}/missed")
def note_attempt(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    no: str,
    values: FormValues,
    _: _Clerk,
) -> Response:
    return _noted(request, system, visitor, no, values, callback.note_attempt)


@router.post("/callback/{no}/decide")
def decide(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    no: str,
    values: FormValues,
    sent: FormFiles,
    actor: _Clerk,
) -> Response:
    """What becomes of the order, or of one caller's part of it."""
    accepted = uploads.accept(system, actor, sent)
    step = next((s for s in (*_ON_ORDER, Step.SPLIT_OFF) if s == values.get("step")), None)

    def act(desk: Desk) -> Response:
        if step is None:
            raise BadInput("没有这个环节，请刷新页面。")
        accepted.check()
        of, where = values.get("of", no), "/callback"
        if step is Step.SPLIT_OFF:
            order = callback.split_off(desk, of, values, version_of(values))
            where = f"/callback/{order.no}"
        else:
            steps.take(desk, of, step, values, version_of(values), files=accepted.files)
        return see_other(where, f"{of}：{LABELS[Step][step]}，已办。")

    kept = uploads.kept_files(system, actor, accepted.files)
    return _act(request, system, visitor, no, values, act, kept)


def _noted(
    request: Request,
    system: System,
    visitor: Visitor,
    no: str,
    values: dict[str, str],
    note: Callable[..., object],
) -> Response:
    said: list[str] = []

    def act(desk: Desk) -> Response:
        seen = desk.uow.tickets.get(no)
        desk.uow.tickets.check_version(seen, version_of(values), desk.actor.id)
        note(desk, no, values)
        order = desk.uow.merges.order(desk.uow.tickets.get(no))
        due = calls.order_due(desk, order)
        closed = order.status.value == "closed"
        needs_decision = due.is_asked and not closed
        message = f"{order.no} 已办结。" if closed else f"{_whose(desk, no)}的回访已记下。"
        said.append(message)
        return see_other(f"/callback/{no}" if needs_decision else "/callback", message)

    answer = _act(request, system, visitor, no, values, act)
    goes_on = values.get("then") == "next" and answer.headers.get("location") == "/callback"
    if not goes_on:
        return answer
    return to_next_call(system, visitor.actor, "/callback", _claimed, said[-1])


def _whose(desk: Desk, no: str) -> str:
    """The caller of a ticket, as the lists name people."""
    name = desk.uow.callers.of_ticket(no).masked().name
    return f"{no}（{name}）" if name else f"{no} "


def _claimed(desk: Desk) -> str | None:
    found = callback.claim_next(desk)
    return f"/callback/{found.ticket.no}" if found else None


def _act(
    request: Request,
    system: System,
    visitor: Visitor,
    no: str,
    typed: dict[str, str],
    act: Callable[[Desk], Response],
    kept: Sequence[KeptFile] = (),
) -> Response:
    """Do it; when it is refused, the page again with what was typed."""

    def stay(desk: Desk, problem: DomainError) -> Response:
        try:
            due, call = callback.order_and_call(desk, no)
        except Refused:
            raise problem from None
        asked = [calls.asked(desk, each) for each in due.calls]
        page = callrows.call_page(desk, due, call, asked, typed=typed, problem=problem)
        page = replace(page, kept=list(kept))
        return render(request, "callback/show.html", page, visitor, CODES[type(problem)])

    return attempt(system, visitor.actor, act, stay)
