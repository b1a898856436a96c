"""Co-handling (会办): the tasks of a ticket's co-units, how they begin, pause and move with it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from service.domain.clocks.deadlines import Due, Limit, LimitUnit, due, working_days_between
from service.domain.lifecycle.case import Case
from service.domain.localtime import local_day
from service.domain.ticket import WITH_UNIT, Status, Ticket, Urgency
from service.domain.together.cotask import CoTask, TaskState

_AFTER = "：:"
CoTasks = tuple[CoTask, ...]


def tasks(ticket: Ticket) -> CoTasks:
    """Every task of the round, released ones too, in the order in which units were asked.

    A co-unit of a ticket from before tasks were kept has one without a clock.
    """
    stored = ticket.progress.co_tasks
    known = {task.unit for task in stored}
    return stored + tuple(CoTask(unit) for unit in ticket.co_units if unit not in known)


def open_tasks(ticket: Ticket) -> CoTasks:
    """The tasks whose unit has still something to do."""
    return tuple(task for task in tasks(ticket) if task.is_open)


def task_of(ticket: Ticket, unit: str) -> CoTask | None:
    """The unit's task, released or not, or None."""
    return next((task for task in tasks(ticket) if task.unit == unit), None)


def task_clock(task: CoTask, ticket: Ticket) -> datetime | None:
    """The deadline that runs for a co-unit, or None when the ticket left the units' hands."""
    return task.clock if ticket.status in WITH_UNIT else None


def delaying(ticket: Ticket, now: datetime) -> tuple[str, ...]:
    """The co-units for whose lateness alone the lead is late; none when the lead lags itself.

    The lead has signed and reached the caller, its own time is up, and these units, whose reports
    were due before, had not reported by then.
    """
    due_at, is_ready = ticket.due_at, ticket.progress.first_contact
    if due_at is None or ticket.status is not Status.IN_PROGRESS or now <= due_at or not is_ready:
        return ()
    held_up = [t for t in tasks(ticket) if t.due_at is not None and t.due_at <= due_at]
    return tuple(t.unit for t in held_up if (t.closed_at or now) > due_at)


def waited_for(ticket: Ticket, now: datetime) -> tuple[str, ...]:
    """The units of ``delaying`` that have not reported yet."""
    late = delaying(ticket, now)
    return tuple(task.unit for task in open_tasks(ticket) if task.unit in late)


def touched(before: Ticket, after: Ticket) -> tuple[str, ...]:
    """The co-units whose task a step changed, began or took away."""
    was = {task.unit: task for task in tasks(before)}
    now_is = {task.unit: task for task in tasks(after)}
    return tuple(unit for unit in {**was, **now_is} if was.get(unit) != now_is.get(unit))


def promised(before: Ticket, after: Ticket) -> list[dict[str, Any]]:
    """What a step promised each co-unit anew, to be stored with the step."""
    known = {task.unit: task for task in before.progress.co_tasks}
    return [
        {
            "unit": task.unit,
            "words": task.words,
            "sign_due_at": task.sign_due_at.isoformat() if task.sign_due_at else None,
            "due_at": task.due_at.isoformat(),
        }
        for task in after.progress.co_tasks
        if task.due_at is not None and _clocks(task) != _clocks(known.get(task.unit))
    ]


def _clocks(task: CoTask | None) -> tuple[datetime | None, ...]:
    return (task.sign_due_at, task.due_at) if task else ()


def follow(case: Case, after: Ticket) -> Ticket:
    """The ticket after a step, its co-units' tasks brought along: begun, paused, moved, dropped."""
    before = case.ticket
    if not (after.co_units or before.co_units or before.progress.co_tasks):
        return after
    progress = replace(after.progress, co_tasks=_followed(case, after))
    return replace(after, progress=progress)


def _followed(case: Case, after: Ticket) -> CoTasks:
    before, lead_due = case.ticket, after.due_at or case.now
    was, now_is, made = before.status, after.status, after.progress.co_tasks
    if now_is is Status.PENDING_DISPATCH and was is not now_is:
        made = ()
    elif after.dispatches > before.dispatches:
        made = opened(case, after.co_units, case.data.get("co_task", ""), lead_due)
    elif after.round > before.round:
        made = again(case, lead_due)
    elif now_is is Status.SUSPENDED and was is not now_is:
        made = paused(case)
    elif was is Status.SUSPENDED and now_is is Status.IN_PROGRESS:
        made = resumed(case, lead_due)
    elif after.progress.extensions > before.progress.extensions:
        made = extended(case, lead_due)
    return made


def opened(case: Case, units: Sequence[str], text: str, lead_due: datetime) -> CoTasks:
    """A fresh task for each unit; ``text`` may have lines of its own for one: ``unit：words``."""
    return tuple(
        _decided(
            case,
            _clocked(case, CoTask(unit, words_for(text, unit, units), asked_at=case.now), lead_due),
            lead_due,
        )
        for unit in units
    )


def _decided(case: Case, task: CoTask, lead_due: datetime) -> CoTask:
    """The task due when a joint session decided, but never later than the lead has to reply.

    Its words name the session, and say so where the time had to be shortened.
    """
    held = case.facts.decision
    if held is None or held.due_at is None or task.unit not in held.co_units:
        return task
    if held.due_at <= case.now or lead_due <= case.now:
        return task
    day = local_day(held.due_at).isoformat()
    words = f"{task.words}\n（{held.no}定的落实期限：{day}"
    if held.due_at > lead_due:
        words += "，晚于主办单位的答复期限，提前到答复期限"
    due_at = min(held.due_at, lead_due)
    sign = min(task.sign_due_at, due_at) if task.sign_due_at else None
    return replace(task, words=f"{words}）", due_at=due_at, sign_due_at=sign)


def again(case: Case, lead_due: datetime) -> CoTasks:
    """Fresh tasks of a new round: the same units, the same words, new clocks."""
    words = {task.unit: task.words for task in case.ticket.progress.co_tasks}
    fresh = [CoTask(u, words.get(u, ""), asked_at=case.now) for u in case.ticket.co_units]
    return tuple(_clocked(case, task, lead_due) for task in fresh)


def paused(case: Case) -> CoTasks:
    """While the ticket is suspended no co-unit's clock runs, but one that is late stays late."""
    return tuple(
        replace(task, sign_due_at=None, due_at=None)
        if task.is_open and not task.is_late(case.now)
        else task
        for task in case.ticket.progress.co_tasks
    )


def resumed(case: Case, lead_due: datetime) -> CoTasks:
    """The paused tasks with new clocks, inside what the lead has left."""
    return tuple(
        _clocked(case, task, lead_due) if task.is_open and task.due_at is None else task
        for task in case.ticket.progress.co_tasks
    )


def extended(case: Case, lead_due: datetime) -> CoTasks:
    """Once the lead has more time the co-units have their share, but for one that is late."""
    moved = (
        (task, _clocked(case, task, lead_due).due_at) for task in case.ticket.progress.co_tasks
    )
    return tuple(
        replace(task, due_at=max(task.due_at, due_at))
        if task.is_open and task.due_at and due_at and not task.is_late(case.now)
        else task
        for task, due_at in moved
    )


def words_for(text: str, unit: str, units: Iterable[str]) -> str:
    """The lines of a text that are for this unit: its own, else those that name no unit."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    own = [line[len(unit) + 1 :].strip() for line in lines if _is_for(line, unit)]
    common = [line for line in lines if not any(_is_for(line, other) for other in units)]
    return "\n".join(own or common)


def _is_for(line: str, unit: str) -> bool:
    return line.startswith(unit) and line[len(unit) : len(unit) + 1] in tuple(_AFTER)


def _clocked(case: Case, task: CoTask, lead_due: datetime) -> CoTask:
    """The task with the deadlines that start now, never later than the lead has to reply.

    The profile says them: a limit of its own, or a share of the time that the lead has left. A
    lead whose time is up asks for a report by the next working day.
    """
    profile = case.rules.profile
    if lead_due <= case.now:
        report = _due(case, task.unit, Limit(1, LimitUnit.WORKING_DAYS))
    else:
        found = _report_due(case, task.unit, lead_due)
        report = replace(found, at=min(found.at, lead_due))
    is_urgent = case.ticket.urgency is not Urgency.NORMAL
    sign = _due(case, task.unit, profile.sign_urgent if is_urgent else profile.sign)
    is_signed = task.state is not TaskState.WAITING
    return replace(
        task,
        sign_due_at=None if is_signed else min(sign.at, report.at),
        due_at=report.at,
        is_provisional=report.is_provisional,
    )


def _report_due(case: Case, unit: str, lead_due: datetime) -> Due:
    profile = case.rules.profile
    if profile.co_report is not None:
        return _due(case, unit, profile.co_report)
    share = profile.co_share[0] / profile.co_share[1]
    first, last = (local_day(t) for t in (case.now, lead_due))
    left = working_days_between(first, last, case.rules.calendar)
    if left <= 1:
        return Due(case.now + timedelta(seconds=(lead_due - case.now).total_seconds() * share))
    return _due(case, unit, Limit(ceil(left * share), LimitUnit.WORKING_DAYS))


def _due(case: Case, unit: str, limit: Limit) -> Due:
    """On the unit's own hours."""
    return due(case.now, limit, case.rules.calendar, case.rules.profile, case.hours_of(unit))
