"""Callers of the simulated city who answer the callback themselves, on the public page."""

from datetime import datetime, timedelta

from service.domain.callback.questions import QUESTIONS, CallerState, is_content
from service.domain.localtime import LOCAL
from service.domain.permissions import Actor
from service.domain.ticket import Status, Ticket
from service.flows import tracking
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.queries.desks.calls import Call, due_orders
from service.flows.queries.desks.filters import Filters
from service.flows.queries.desks.lists import Page, search
from service.store.uow import UnitOfWork

_SAID = (
    ("yes", "yes", "yes", "已经好了，谢谢。"),
    ("yes", "no", "no", "来人看过，过了两天还是老样子，请再来处理。"),
    ("yes", "yes", "yes", ""),
    ("no", "no", "no", "没有人联系过我，事情也没有办。"),
    ("yes", "yes", "no", "办是办了，拖得太久，催了几次才来。"),
)
_DENIED = ("yes", "no", "no", "电话回访以后又这样了，要求重新办。")
_QUIET, _APART = timedelta(hours=3), timedelta(minutes=20)
_NEAREST = 40


def answer_online(uow: UnitOfWork, hotline: Hotline, clerk: Actor, now: datetime) -> int:
    """Let some whom nobody has called yet answer, and one deny what was noted; return how many.

    Most of the queue is left to ``clerk``. The last answer lies before ``now``.
    """
    desk = Desk(uow, hotline, clerk, now)
    due = due_orders(desk)
    alone = [each.order for each in due if len(each.calls) == 1 and _is_untouched(each.calls[0])]
    waiting = [order for order in alone if _is_quiet(uow, order, now)][: len(due) // 3]
    speaking = [*zip(waiting, _SAID, strict=False), *((t, _DENIED) for t in _closed(desk))]
    for number, (ticket, said) in enumerate(reversed(speaking), start=1):
        caller = Desk(uow, hotline, tracking.CALLER, now - number * _APART)
        answers = dict(zip((*QUESTIONS, "note"), said, strict=True))
        tracking.answer(caller, ticket.no, uow.vault.query_code(ticket.no), answers)
    return len(speaking)


def _is_untouched(call: Call) -> bool:
    return call.state is CallerState.WAITING and not call.failed


def _closed(desk: Desk) -> list[Ticket]:
    """One order closed as content in this month, whose days of grace are not over."""
    first = desk.now.astimezone(LOCAL).replace(day=1, hour=0, minute=0)
    since = max(first, desk.now - timedelta(days=desk.hotline.profile.grace_days - 1))
    found = search(desk, Filters(statuses=(Status.CLOSED,)), Page(size=_NEAREST))
    for ticket in desk.uow.tickets.get_many([line.no for line in found.rows]):
        said = {question: getattr(ticket, question) for question in QUESTIONS}
        is_fresh = ticket.ended_at is not None and ticket.ended_at >= since
        is_content_order = all(said.values()) and is_content(said)
        if is_fresh and is_content_order and _is_quiet(desk.uow, ticket, desk.now):
            return [ticket]
    return []


def _is_quiet(uow: UnitOfWork, ticket: Ticket, now: datetime) -> bool:
    return uow.tickets.steps(ticket.no)[-1].at <= now - _QUIET
