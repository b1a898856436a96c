"""Calling back: claim a caller, note the attempt or the answers, close when everybody was asked."""

from collections.abc import Mapping
from typing import Any

from service.domain.callback import questions as callback
from service.domain.callback.guards import is_not_handler
from service.domain.callback.questions import CallerState
from service.domain.errors import NotAllowed, Refused
from service.domain.lifecycle.case import Case, Facts
from service.domain.lifecycle.fields import NOTE_CHARS
from service.domain.lifecycle.steps import Step
from service.domain.notices.mentions import unaddressed
from service.domain.permissions import Permission
from service.domain.ticket import Status, Ticket
from service.flows import steps
from service.flows.desk import Desk
from service.flows.queries.desks.calls import Call, Due, due_orders, order_due

CORRECTED = "更正先前记的回答。"
"""How the note of a correction begins."""


def order_and_call(desk: Desk, no: str) -> tuple[Due, Call]:
    """The order that is due with all its callers, and the caller with this number.

    Raises ``NotFound``, and ``Refused`` when nobody calls back on it now.
    """
    ticket = steps.visible(desk, no)
    order = desk.uow.merges.order(ticket)
    is_merged = ticket.status is Status.MERGED
    if order.status is not Status.CALLBACK_DUE or (order is not ticket and not is_merged):
        raise Refused("这张工单现在不在回访环节。", rule="callback_has_begun")
    due = order_due(desk, order)
    return due, next(call for call in due.calls if call.ticket.no == no)


def claim(desk: Desk, no: str) -> Call:
    """Claim a caller for some minutes; the clear number is shown and that is traced.

    Raises ``NotFound``, ``NotAllowed``, and ``Refused`` when another clerk has the caller, when
    it is one's own unit's work, and in quiet hours.
    """
    if not desk.actor.may(Permission.TICKET_CALL_BACK):
        raise NotAllowed("您的角色不能回访。")
    _, call = order_and_call(desk, no)
    facts = Facts(master=call.order)
    why_not = is_not_handler(Case(call.ticket, desk.actor, desk.hotline.rules, desk.now, {}, facts))
    if why_not:
        raise Refused(why_not, rule="is_not_handler")
    calls = desk.hotline.profile.calls
    if callback.is_quiet(desk.now, calls) and not call.ticket.progress.call_was_asked:
        hours = f"{calls.opens:%H:%M} 到 {calls.closes:%H:%M}"
        raise Refused(f"现在是免打扰时间，{hours} 再打。", rule="may_be_called_now")
    if not desk.uow.claims.take(no, desk.actor, desk.now, calls.lease):
        raise Refused(f"{call.held_by or '同事'}正在回访这位诉求人，请先回访别的。")
    desk.uow.callers.trace(desk.actor, no, "caller", desk.now)
    return call


def claim_next(desk: Desk) -> Call | None:
    """Claim whoever is to be called next: the same order first, by deadline and urgency.

    None when nobody may be called now. Raises ``Refused`` in quiet hours.
    """
    for due in due_orders(desk):
        for call in due.calls:
            if call.is_free(desk.now):
                return claim(desk, call.ticket.no)
    return None


def note_answers(desk: Desk, no: str, given: Mapping[str, Any]) -> Ticket:
    """Note what a caller answered; the order is closed when everybody is content or given up.

    Noted again, it is a correction and says so: the earlier step stays as it is. Returns the
    order. Raises what ``steps.take`` raises.
    """
    ticket = steps.visible(desk, no)
    if callback.recorded(ticket, desk.uow.merges.order(ticket)):
        given = {**given, "note": f"{CORRECTED}{str(given.get('note', '')).strip()}"}
    steps.take(desk, no, Step.CALLER_ANSWER, given)
    desk.uow.claims.release(no, desk.actor)
    return _close_if_content(desk, no)


def note_attempt(desk: Desk, no: str, given: Mapping[str, Any]) -> Ticket:
    """Note a call without answers, likewise. Returns the order."""
    steps.take(desk, no, Step.CALL_ATTEMPT, given)
    desk.uow.claims.release(no, desk.actor)
    return _close_if_content(desk, no)


def split_off(desk: Desk, no: str, given: Mapping[str, Any], version: int) -> Ticket:
    """Let a merged caller's part go its own way, and note on the order where it went.

    Returns the order. Raises what ``steps.take`` raises.
    """
    order = desk.uow.merges.order(steps.visible(desk, no))
    steps.take(desk, no, Step.SPLIT_OFF, given, version)
    desk.uow.claims.release(no, desk.actor)
    reason = unaddressed(str(given["reason"]).strip())
    note = f"并入的 {no} 已拆出另办：{reason}"[:NOTE_CHARS]
    return steps.take(desk, order.no, Step.NOTE, {"note": note})


def _close_if_content(desk: Desk, no: str) -> Ticket:
    order = desk.uow.merges.order(desk.uow.tickets.get(no))
    due = order_due(desk, order)
    is_done = due.is_asked and not due.count(CallerState.UNHAPPY)
    return steps.take(desk, order.no, Step.CLOSE, {}) if is_done else order
