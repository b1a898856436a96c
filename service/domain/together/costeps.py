"""The steps of co-handling: when each may be taken, and what it changes on a co-unit's task."""

from dataclasses import replace
from typing import Any

from service.domain.lifecycle.case import Case
from service.domain.lifecycle.guards import NO_TASK, NOT_ASKED
from service.domain.ticket import Progress, Ticket
from service.domain.together.cohandling import open_tasks, opened, task_of, tasks
from service.domain.together.cotask import TaskState


def has_open_task(case: Case) -> str | None:
    """The actor's unit is a co-unit that has not reported yet in this round."""
    task = task_of(case.ticket, case.actor.unit)
    if task is None or task.state is TaskState.RELEASED:
        return NOT_ASKED
    return None if task.is_open else "您的单位已经反馈过协办情况。"


def is_unsigned(case: Case) -> str | None:
    """The actor's unit has not signed for its task yet."""
    task = task_of(case.ticket, case.actor.unit)
    if task is not None and task.state is TaskState.WAITING:
        return None
    return "您的单位已经签收了协办任务。"


def may_ask_out(case: Case) -> str | None:
    """Once per task: what was ruled on is not asked again."""
    task = task_of(case.ticket, case.actor.unit)
    if task is not None and task.wants_out:
        return "已经申请退出协办，在等裁定。"
    if task is not None and task.was_kept:
        return "退出协办的申请没有获准，请继续办理并反馈。"
    return None


def somebody_co_handles(case: Case) -> str | None:
    """There is a co-unit that has still to report."""
    return None if open_tasks(case.ticket) else NO_TASK


def somebody_wants_out(case: Case) -> str | None:
    """A co-unit asks to be released."""
    return None if any(task.wants_out for task in open_tasks(case.ticket)) else NO_TASK


def co_unit_is_at_work(case: Case) -> str | None:
    """The unit named has an open task."""
    named = case.data["co_unit"]
    if any(task.unit == named for task in open_tasks(case.ticket)):
        return None
    return "这个单位没有在办的协办任务，请从列表中选择。"


def co_unit_wants_out(case: Case) -> str | None:
    """The unit named asks to be released."""
    task = task_of(case.ticket, case.data["co_unit"])
    if task is not None and task.is_open and task.wants_out:
        return None
    return "这个单位没有申请退出协办。"


def co_unit_is_free(case: Case) -> str | None:
    """The unit named is an active one, neither the lead nor at work on the ticket already."""
    named = case.data["co_unit"]
    if named not in case.facts.units:
        return f"没有这个承办单位：{named}。请从列表中选择。"
    if named == case.ticket.lead_unit:
        return "主办单位不能同时是协办单位。"
    if any(task.unit == named for task in open_tasks(case.ticket)):
        return "这个单位已经在协办，任务还没有反馈。"
    return None


def co_units_have_reported(case: Case) -> str | None:
    """Every co-unit has reported in this round."""
    waiting = open_tasks(case.ticket)
    return f"还有 {len(waiting)} 个协办单位没有反馈，主办单位不能答复。" if waiting else None


def sign(case: Case) -> dict[str, Any]:
    """The co-unit takes its task; its signing clock stops."""
    return _own(case, _signed(case))


def report(case: Case) -> dict[str, Any]:
    """The co-unit reports; who has not signed signs with it."""
    ended = {"state": TaskState.REPORTED, "closed_at": case.now, "wants_out": False}
    return _own(case, {**_signed(case), **ended})


def ask_out(case: Case) -> dict[str, Any]:
    """The co-unit says it is not its duty; its clock runs on until that is ruled on."""
    return _own(case, {"wants_out": True})


def keep(case: Case) -> dict[str, Any]:
    """The co-unit stays in it."""
    return _named(case, {"wants_out": False, "was_kept": True})


def add(case: Case) -> dict[str, Any]:
    """One more co-unit, with a task and clocks from now on."""
    ticket, unit = case.ticket, case.data["co_unit"]
    lead_due = ticket.due_at or case.now
    (fresh,) = opened(case, [unit], case.data["co_task"], lead_due)
    kept = tuple(task for task in tasks(ticket) if task.unit != unit)
    return {
        "co_units": tuple(dict.fromkeys((*ticket.co_units, unit))),
        "progress": replace(ticket.progress, co_tasks=(*kept, fresh)),
    }


def release(case: Case) -> dict[str, Any]:
    """The co-unit has nothing more to do here and does not see the ticket any longer."""
    gone = case.data["co_unit"]
    ended = {"state": TaskState.RELEASED, "closed_at": case.now, "wants_out": False}
    left = tuple(unit for unit in case.ticket.co_units if unit != gone)
    return {**_named(case, ended), "co_units": left}


def remind(case: Case) -> dict[str, Any]:
    """One more reminder to this co-unit."""
    task = task_of(case.ticket, case.data["co_unit"])
    return _named(case, {"reminders": (task.reminders if task else 0) + 1})


def supervise(case: Case) -> dict[str, Any]:
    """This co-unit is supervised, one tier up."""
    task = task_of(case.ticket, case.data["co_unit"])
    return _named(case, {"supervision_level": (task.supervision_level if task else 0) + 1})


def _signed(case: Case) -> dict[str, Any]:
    task = task_of(case.ticket, case.actor.unit)
    signed_at = (task.signed_at if task else None) or case.now
    return {"state": TaskState.WORKING, "signed_at": signed_at, "handler": case.actor.name}


def _own(case: Case, changes: dict[str, Any]) -> dict[str, Any]:
    """The task of the actor's own unit; who works on it does not call back either."""
    done = _changed(case.ticket, case.actor.unit, changes)
    handlers = dict.fromkeys((*done.handlers, case.actor.id))
    return {"progress": replace(done, handlers=tuple(handlers))}


def _named(case: Case, changes: dict[str, Any]) -> dict[str, Any]:
    return {"progress": _changed(case.ticket, case.data["co_unit"], changes)}


def _changed(ticket: Ticket, unit: str, changes: dict[str, Any]) -> Progress:
    made = tuple(replace(task, **changes) if task.unit == unit else task for task in tasks(ticket))
    return replace(ticket.progress, co_tasks=made)
