"""Provisional deadlines (暂定期限): counted before a year's calendar was published, and set right.

What was promised is never changed in silence: the program says which deadlines would be other
ones by the published calendar, and a supervisor takes the step that changes them.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from service.domain.clocks.deadlines import Limit, LimitUnit, due
from service.domain.clocks.hours import Hours, after
from service.domain.lifecycle.case import Case, Rules
from service.domain.localtime import local_day
from service.domain.ticket import Guess, Status, Ticket

WAITING = frozenset({Status.DISPATCHED, Status.RETURN_PENDING, Status.IN_PROGRESS})
"""In these states the handling deadline runs; what is suspended is set right when it goes on."""


def guess(since: datetime, limit: Limit) -> Guess:
    """What a provisional deadline was counted from."""
    return Guess(since, limit.amount, limit.unit.value, postpones=limit.postpones)


def extended(ticket: Ticket, days: int) -> Guess:
    """What an extension adds: more working days where these were counted, else days from there."""
    before = ticket.progress.guess
    if before is not None and before.unit == LimitUnit.WORKING_DAYS and not before.paused_seconds:
        return replace(before, amount=before.amount + days)
    since = ticket.due_at or ticket.registered_at
    return guess(since, Limit(days, LimitUnit.WORKING_DAYS))


def paused(before: Guess | None, due_at: datetime, pause: timedelta) -> Guess:
    """What a pause adds to what was counted before, or to a deadline that was sure."""
    seconds = int(pause.total_seconds())
    if before is None:
        before = Guess(due_at, 0, LimitUnit.HOURS.value)
    return replace(before, paused_seconds=before.paused_seconds + seconds)


def counted_again(ticket: Ticket, rules: Rules, hours: Hours) -> datetime | None:
    """The deadline by the calendar as it is now known; None while that is still not published.

    None also for what was promised before the program kept what it had counted from.
    """
    kept = ticket.progress.guess
    if kept is None or ticket.due_at is None or not ticket.is_provisional:
        return None
    limit = Limit(kept.amount, LimitUnit(kept.unit), postpones=kept.postpones)
    found = due(kept.since, limit, rules.calendar, rules.profile, hours)
    ends = after(found.at, timedelta(seconds=kept.paused_seconds), hours, rules.calendar)
    first, last = (local_day(at) for at in (kept.since, ends))
    return ends if rules.calendar.is_known(first, last) else None


def reset(case: Case) -> dict[str, Any]:
    """The deadline is what the published calendar makes it, and provisional no more."""
    ends = counted_again(case.ticket, case.rules, case.hours)
    progress = replace(case.ticket.progress, guess=None)
    return {
        "due_at": ends or case.ticket.due_at,
        "is_provisional": False,
        "progress": progress,
    }


def is_published_now(case: Case) -> str | None:
    """The calendar that was missing is there; the program itself changes no date."""
    ends = counted_again(case.ticket, case.rules, case.hours)
    if ends is None:
        return "期限不是暂定的，或者那一年的放假安排还没有公布，不用核定。"
    if case.actor.is_system and ends != case.ticket.due_at:
        return "期限有变化，要由督办员核定。"
    return None
