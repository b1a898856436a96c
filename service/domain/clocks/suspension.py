"""Suspension (挂账): the clock stands still, is looked at again in time, and runs on afterwards."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from service.domain.clocks import provisional
from service.domain.clocks.deadlines import Calendar, Limit, LimitUnit, due, too_far
from service.domain.clocks.hours import Hours, after, worked
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL, local_day
from service.domain.ticket import Pause, Ticket

# From so long before the hour on a suspension is reviewed; sooner only when one means it.
REVIEWED_FROM = timedelta(hours=24)


def after_pause(
    due_at: datetime, pause: tuple[datetime, datetime], hours: Hours, calendar: Calendar
) -> datetime:
    """The deadline once a pause is over: later by exactly the working time the pause took.

    So the working time left is kept to the second. Who was late before gains nothing.
    """
    paused_at, resumed_at = pause
    if due_at <= paused_at:
        return due_at
    return after(due_at, worked(paused_at, resumed_at, hours, calendar), hours, calendar)


def suspend(case: Case) -> dict[str, Any]:
    """Waits for an objective blocker; the promised date is the deadline as long as it waits.

    The consent is used up: another suspension needs another one.
    """
    progress, due_at = case.ticket.progress, case.ticket.due_at
    return {
        **_promised(case, date.fromisoformat(case.data["promised_on"])),
        "progress": replace(
            progress,
            pause=Pause(case.now, due_at or case.now, is_provisional=case.ticket.is_provisional),
            working_days_left=0,
            suspension_reviews=0,
            endorsements=tuple(e for e in progress.endorsements if e.step != Step.SUSPEND),
        ),
    }


def review(case: Case) -> dict[str, Any]:
    """It goes on waiting, for a reason, until the same or another date."""
    progress, until = case.ticket.progress, case.ticket.suspended_until
    given = case.data.get("promised_on")
    promised_on = date.fromisoformat(given) if given else until or case.now.date()
    reviews = progress.suspension_reviews + 1
    return {
        **_promised(case, promised_on),
        "progress": replace(progress, suspension_reviews=reviews),
    }


def resume(case: Case) -> dict[str, Any]:
    """Goes on with the working time that was left when it was suspended, to the second.

    It counts from the promised date when that has passed: waiting longer is no time gained.
    """
    ticket, pause = case.ticket, case.ticket.progress.pause
    until = min(case.now, ticket.due_at or case.now)
    if pause is None:
        return {**_OVER, **_by_days(case, until)}
    until, calendar = max(until, pause.at), case.rules.calendar
    if ticket.progress.runs_through and pause.due_at > pause.at:
        ends = pause.due_at + (until - pause.at)
    else:
        ends = after_pause(pause.due_at, (pause.at, until), case.hours, calendar)
    days = [local_day(at) for at in (pause.at, ends)]
    is_guess = pause.is_provisional or not (case.hours.is_daily or calendar.is_known(*days))
    took = worked(pause.at, until, case.hours, calendar)
    guess = provisional.paused(ticket.progress.guess, pause.due_at, took) if is_guess else None
    return {
        **_OVER,
        "due_at": ends.astimezone(UTC),
        "is_provisional": is_guess,
        "progress": replace(ticket.progress, pause=None, guess=guess),
    }


def time_left(ticket: Ticket, hours: Hours, calendar: Calendar) -> int | None:
    """The seconds of working time that wait with a suspended ticket; None when nobody counted."""
    pause = ticket.progress.pause
    if pause is None:
        return None
    return int(worked(pause.at, pause.due_at, hours, calendar).total_seconds())


def may_go_on(case: Case) -> str | None:
    """A suspension goes on only so often; then work is resumed, or the matter ends."""
    most = case.rules.profile.suspension_reviews
    if case.ticket.progress.suspension_reviews < most:
        return None
    return f"已经复核续期 {most} 次，不能再继续挂账；请恢复办理。"


def review_promise_is_ahead(case: Case) -> str | None:
    """The promised date lies after today, whether it is a new one or the one that stands."""
    until = case.ticket.suspended_until
    promised = case.data.get("promised_on") or (until.isoformat() if until else "")
    today = local_day(case.now)
    if promised <= today.isoformat():
        return "承诺日期要晚于今天；原来的日期已到，请写新的日期，或恢复办理。"
    return too_far(promised, today)


def is_early(ticket: Ticket, now: datetime) -> bool:
    """Whether the review of a suspension, or its end, is still more than a day away."""
    review_at = ticket.review_due_at or ticket.due_at
    return review_at is not None and now < review_at - REVIEWED_FROM


def is_time_to_review(case: Case) -> str | None:
    """A suspension goes on when its review is due; before that only when one means it.

    Each review uses up one of the few, so a click on the wrong card would cost the unit time.
    """
    if case.data.get("early") or not is_early(case.ticket, case.now):
        return None
    return "还没有到复核时间；要现在就续，请勾选“提前复核”，这也算一次。"


def has_no_open_extension(case: Case) -> str | None:
    """An extension that was asked for is ruled on before the ticket is suspended."""
    if not case.ticket.progress.extension_asked_days:
        return None
    return "还有一份延期申请在等批复，请先批复，再挂账。"


def is_over(case: Case) -> str | None:
    """The program resumes a ticket only after the promised day; people may at any time."""
    until = case.ticket.suspended_until
    today = local_day(case.now)
    if not case.actor.is_system or until is None or until < today:
        return None
    return "还没有过承诺日期，不自动恢复。"


_OVER: dict[str, Any] = {"suspended_until": None, "review_due_at": None}


def _promised(case: Case, promised_on: date) -> dict[str, Any]:
    """Until when it waits, and when that is looked at again before."""
    profile, calendar = case.rules.profile, case.rules.calendar
    until = datetime.combine(promised_on, case.hours.closes, LOCAL).astimezone(UTC)
    review_at = due(case.now, profile.suspension_review, calendar, profile).at
    return {
        "suspended_until": promised_on,
        "due_at": until,
        "is_provisional": False,
        "review_due_at": review_at if review_at < until else None,
    }


def _by_days(case: Case, since: datetime) -> dict[str, Any]:
    """What was suspended when only whole working days were counted: at least one of them."""
    limit = Limit(max(1, case.ticket.progress.working_days_left), LimitUnit.WORKING_DAYS)
    promised = due(since, limit, case.rules.calendar, case.rules.profile, case.hours)
    return {"due_at": promised.at, "is_provisional": promised.is_provisional}
