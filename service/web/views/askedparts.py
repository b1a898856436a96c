"""Co-units' tasks and consultations in words, and what they put into the forms beforehand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from service.domain.lifecycle.steps import Step
from service.domain.supervision.pressure import TimeLeft
from service.domain.together.consultation import running
from service.domain.together.cotask import CoTask, TaskState
from service.domain.together.opinion import Consultation, Ending, Opinion, Stance, proposal
from service.flows.queries.tickets.ticket import TicketView
from service.flows.queries.together.asked import TaskLine
from service.labels import label
from service.web.contexts.asked import ConsultationPart, CoTaskRow, OpinionRow
from service.web.render import moment
from service.web.views.clockwords import running_words
from service.web.views.listrows import chip

_TONES = {
    TaskState.WAITING: "waiting",
    TaskState.WORKING: "working",
    TaskState.REPORTED: "done",
    TaskState.RELEASED: "refused",
}
_STANCES = {Stance.OURS: "done", Stance.NOT_OURS: "soon", Stance.MAY_HELP: "working"}
_ON_ONE_TASK = (Step.CO_KEEP, Step.CO_RELEASE, Step.CO_REMIND, Step.CO_SUPERVISE)
Names = Mapping[str, str]


def task_rows(view: TicketView, now: datetime) -> list[CoTaskRow]:
    """Every co-unit's task in this round, that of the person's own unit on top."""
    own_first = sorted(view.co_tasks, key=lambda line: line.task.unit != view.of_unit)
    return [_task_row(line, now) for line in own_first]


def own_task(view: TicketView, now: datetime) -> CoTaskRow | None:
    """The open task of the unit of the person who looks; None where it has none."""
    owed = (t for t in view.co_tasks if view.of_unit and t.task.unit == view.of_unit)
    line = next((each for each in owed if each.task.is_open), None)
    return _task_row(line, now) if line else None


def clock(view: TicketView) -> tuple[str, TimeLeft]:
    """The deadline that runs, in words, and how it stands; for a co-unit it is its own."""
    line = next((t for t in view.co_tasks if view.of_unit and t.task.unit == view.of_unit), None)
    if line is None:
        return running_words(view.promises), view.left
    due = _due(line.task)
    return (f"本单位 {due}" if due and line.left is not TimeLeft.NONE else "", line.left)


def _task_row(line: TaskLine, now: datetime) -> CoTaskRow:
    task = line.task
    ended = f"{label(task.state)}于 {moment(task.closed_at)}" if task.closed_at else ""
    return CoTaskRow(
        unit=line.unit,
        words=task.words,
        state=label(task.state),
        tone=_TONES[task.state],
        chip=chip(None if line.left is TimeLeft.NONE else task.clock, line.left, now),
        due=ended or _due(task),
        handler=task.handler,
        done=done_on(task),
        wants_out=task.wants_out,
    )


def _due(task: CoTask) -> str:
    what = "签收" if task.state is TaskState.WAITING else "反馈"
    at = moment(task.clock) + ("（暂定）" if task.is_provisional else "")
    return f"{at} 前{what}" if task.clock else ""


def done_on(task: CoTask) -> str:
    """What was done about a co-unit so far."""
    done = [
        f"催办 {task.reminders} 次" if task.reminders else "",
        f"督办 {task.supervision_level} 次" if task.supervision_level else "",
    ]
    return "、".join(part for part in done if part)


def held_up(view: TicketView) -> str:
    """That the lead is late only because of co-units, in words; empty when it is not so."""
    names = "、".join(view.held_up_by)
    return f"主办单位超期，是因为{names}没有按时反馈协办情况；督办的是协办单位。" if names else ""


def of_view(view: TicketView, now: datetime) -> ConsultationPart | None:
    """The ticket's consultation, running or the last one; None when there was none."""
    held = view.ticket.progress.consultation
    if held is None:
        return None
    is_running = running(view.ticket) is not None
    part = consultation_part(held, view.unit_names, now, is_running=is_running)
    due = view.ticket.dispatch_due_at
    if is_running and held.silent and due is not None and held.due_at > due:
        part = replace(
            part, warning=f"答复期限晚于派单期限（{moment(due)}），派单会超期，请尽早催。"
        )
    may_go_on = any(row.step is Step.CONSULT for row in view.open_steps)
    if held.ending is Ending.JOINT_SESSION and may_go_on:
        return replace(part, joint_url=f"/joint/new?tickets={view.ticket.no}")
    return part


def consultation_part(
    held: Consultation, names: Names, now: datetime, *, is_running: bool = True
) -> ConsultationPart:
    """A consultation in words; the units in the order in which they were asked."""
    said = {opinion.unit: opinion for opinion in held.opinions}
    left = TimeLeft.OVERDUE if now > held.due_at else TimeLeft.AMPLE
    return ConsultationPart(
        question=held.question,
        asked_at=moment(held.asked_at),
        chip=chip(held.due_at, left, now) if is_running and held.silent else None,
        opinions=[_opinion_row(unit, said.get(unit), names) for unit in held.asked],
        points_to=_points_to(held, names) if is_running else "",
        ended=_ended(held),
        is_complete=is_running and not held.silent,
    )


def _opinion_row(unit: str, opinion: Opinion | None, names: Names) -> OpinionRow:
    name = names.get(unit, unit)
    if opinion is None:
        return OpinionRow(name, "", "waiting")
    return OpinionRow(
        unit=name,
        stance=label(opinion.stance),
        tone=_STANCES[opinion.stance],
        words=opinion.words,
        legal_basis=opinion.legal_basis,
        named=names.get(opinion.named, opinion.named),
        by=f"{opinion.by}，{moment(opinion.at)}",
    )


def _points_to(held: Consultation, names: Names) -> str:
    found = proposal(held)
    if not held.opinions:
        return ""
    if not found.lead:
        return "各单位的意见没有指向同一个单位，可以结束会商，指定承办或提交四跨联席会商。"
    helping = "、".join(names.get(code, code) for code in found.co_units)
    return f"意见指向由{names.get(found.lead, found.lead)}主办" + (
        f"，{helping}协办。" if helping else "。"
    )


def _ended(held: Consultation) -> str:
    if held.ended_at is None:
        return ""
    how = label(held.ending) if held.ending else "已按会商意见派单"
    return f"{moment(held.ended_at)} 结束：{how}"


def preset(view: TicketView) -> dict[Step, dict[str, str]]:
    """What stands in the forms beforehand: the units the answers point to, the only co-unit."""
    made: dict[Step, dict[str, str]] = {}
    waiting = [code for code, _ in open_units(view)]
    if len(waiting) == 1:
        made |= {step: {"co_unit": waiting[0]} for step in _ON_ONE_TASK}
    held = running(view.ticket)
    found = proposal(held) if held is not None else None
    if held is not None and found is not None and found.lead:
        made[Step.DISPATCH] = {
            "unit": view.unit_names.get(found.lead, found.lead),
            "co_units": "，".join(view.unit_names.get(code, code) for code in found.co_units),
            "reason": reason(held, view.unit_names),
        }
    return made


def reason(held: Consultation, names: Names) -> str:
    """Why the ticket goes where the answers point to."""
    heard = "；".join(
        f"{names.get(o.unit, o.unit)}认为{label(o.stance)}"
        + (f"，应由{names.get(o.named, o.named)}承办" if o.named else "")
        + (f"（{o.legal_basis}）" if o.legal_basis else "")
        for o in held.opinions
    )
    return f"经会商，{heard}。"


def said_again(opinion: Opinion, names: Names) -> dict[str, str]:
    """An answer as it stands in the form that puts it right."""
    return {
        "stance": opinion.stance.value,
        "opinion": opinion.words,
        "legal_basis": opinion.legal_basis,
        "suggested_unit": names.get(opinion.named, opinion.named),
    }


def open_units(view: TicketView, *, asking_out: bool = False) -> list[tuple[str, str]]:
    """Code and name of the co-units that have still to report; of those that ask out."""
    tasks = [line.task for line in view.co_tasks if line.task.is_open]
    return [
        (task.unit, view.unit_names.get(task.unit, task.unit))
        for task in tasks
        if task.wants_out or not asking_out
    ]
