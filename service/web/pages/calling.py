"""The callback clerk's desk: whom to call, one caller after the other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import BadInput, DomainError, Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows import steps
from service.flows.calling import callback
from service.flows.desk import Desk
from service.flows.queries.desks import calls
from service.labels import LABELS
from service.web import uploads
from service.web.attempts import Posted, PostedForm, to_next_call
from service.web.contexts.attachments import KeptFile
from service.web.contexts.callback import CallPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.render import render, see_other
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
def claim(posted: PostedForm, no: str, _: _Clerk) -> Response:
    def act(desk: Desk) -> Response:
        callback.claim(desk, no)
        return see_other(f"/callback/{no}")

    return _attempt(posted, no, {}, act)


@router.post("/callback/{no}/release")
def release(system: SystemDep, no: str, actor: _Clerk) -> Response:
    with system.store.write() as uow:
        uow.claims.release(no, actor)
    return see_other("/callback", "已放开，别的回访员可以打。")


@router.post("/callback/{no}/answers")
def note_answers(posted: PostedForm, no: str, _: _Clerk) -> Response:
    return _noted(posted, no, callback.note_answers)


@router.post("/callback/{no}/missed")
def note_attempt(posted: PostedForm, no: str, _: _Clerk) -> Response:
    return _noted(posted, no, callback.note_attempt)


@router.post("/callback/{no}/decide")
def decide(posted: PostedForm, no: str, sent: FormFiles, actor: _Clerk) -> Response:
    """What becomes of the order, or of one caller's part of it."""
    system, values = posted.system, posted.values
    accepted = uploads.accept(system, actor, sent)
    step = next((s for s in (*_ON_ORDER, Step.SPLIT_OFF) if s == values.get("step")), None)

    def act(desk: Desk) -> Response:
        if step is None:
            raise BadInput("没有这个环节，请刷新页面。")
        accepted.check()
        of, where = values.get("of", no), "/callback"
        if step is Step.SPLIT_OFF:
            order = callback.split_off(desk, of, values, posted.version)
            where = f"/callback/{order.no}"
        else:
            steps.take(desk, of, step, values, posted.version, files=accepted.files)
        return see_other(where, f"{of}：{LABELS[Step][step]}，已办。")

    kept = uploads.kept_files(system, actor, accepted.files)
    done = f"{values.get('of', no)}：{LABELS[Step][step]}，已办。" if step else ""
    return _go_on(posted, _attempt(posted, no, values, act, kept), done)


def _go_on(posted: Posted, answer: Response, said: str) -> Response:
    """On to the next call where that was asked for and nothing is left to do with this one."""
    goes_on = posted.values.get("then") == "next" and answer.headers.get("location") == "/callback"
    if not goes_on:
        return answer
    return to_next_call(posted.system, posted.visitor.actor, "/callback", _claimed, said)


def _noted(posted: Posted, no: str, note: Callable[..., object]) -> Response:
    said: list[str] = []

    def act(desk: Desk) -> Response:
        seen = desk.uow.tickets.get(no)
        desk.uow.tickets.check_version(seen, posted.version, desk.actor.id)
        note(desk, no, posted.values)
        order = desk.uow.merges.order(desk.uow.tickets.get(no))
        due = calls.order_due(desk, order)
        closed = order.status.value == "closed"
        needs_decision = due.is_asked and not closed
        message = f"{order.no} 已办结。" if closed else f"{_whose(desk, no)}的回访已记下。"
        said.append(message)
        return see_other(f"/callback/{no}" if needs_decision else "/callback", message)

    answer = _attempt(posted, no, posted.values, act)
    return _go_on(posted, answer, said[-1] if said else "")


def _whose(desk: Desk, no: str) -> str:
    """The caller of a ticket, as the lists name people."""
    name = desk.uow.callers.of_ticket(no).masked().name
    return f"{no}（{name}）" if name else f"{no} "


def _claimed(desk: Desk) -> str | None:
    found = callback.claim_next(desk)
    return f"/callback/{found.ticket.no}" if found else None


def _attempt(
    posted: Posted,
    no: str,
    typed: dict[str, str],
    act: Callable[[Desk], Response],
    kept: Sequence[KeptFile] = (),
) -> Response:
    """Do it; when it is refused, the page again with what was typed."""

    def again(desk: Desk, problem: DomainError) -> CallPage:
        try:
            due, call = callback.order_and_call(desk, no)
        except Refused:
            raise problem from None
        asked = [calls.asked(desk, each) for each in due.calls]
        page = callrows.call_page(desk, due, call, asked, typed=typed, problem=problem)
        return replace(page, kept=list(kept))

    return posted.attempt(act, "callback/show.html", again)
