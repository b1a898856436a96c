"""What the program does by itself about co-units that are late, and about opinions not given."""

from service.domain.errors import IllegalStep, Refused
from service.domain.lifecycle.steps import Step
from service.domain.supervision.pressure import Tier
from service.domain.supervision.tiers import called_for_co_unit
from service.domain.ticket import Ticket
from service.domain.together.cohandling import open_tasks
from service.domain.together.consultation import running
from service.domain.together.cotask import CoTask
from service.flows.desk import Desk
from service.flows.steps import take
from service.flows.supervision import tiers

URGED = ("co_remind", "co_supervise", "opinions_reminded")
"""What the record of a night counts."""
_STEPS = {Tier.REMIND: Step.CO_REMIND, Tier.SUPERVISE: Step.CO_SUPERVISE}
_HOLDS_UP = "主办单位因此不能答复。"
_OPINION = "会商答复的时间已到，系统自动催办。"


def urge(desk: Desk, no: str) -> list[str]:
    """What was done on a ticket: each co-unit on its own account, and who owes an opinion, once.

    The steps say by which rule. A ticket that moved on in the meantime is left alone.
    """
    ticket = desk.uow.tickets.get(no)
    done = [said for task in open_tasks(ticket) for said in _on_co_unit(desk, ticket, task)]
    held = running(ticket)
    if held and held.silent and held.reminders < 1 and desk.now > held.due_at:
        done += _taken(desk, no, Step.REMIND_OPINIONS, {"note": _OPINION}, "opinions_reminded")
    return done


def _on_co_unit(desk: Desk, ticket: Ticket, task: CoTask) -> list[str]:
    rules, work = desk.hotline.supervision, tiers.work_time(desk)
    called = called_for_co_unit(ticket, task, desk.now, rules, work)
    if called is None:
        return []
    note = str(tiers.said(called)["note"])
    if called.rule.tier is Tier.SUPERVISE and ticket.is_late(desk.now):
        note += _HOLDS_UP
    step = _STEPS[called.rule.tier]
    return _taken(desk, ticket.no, step, {"co_unit": task.unit, "note": note}, step.value)


def _taken(desk: Desk, no: str, step: Step, data: dict[str, str], said: str) -> list[str]:
    try:
        take(desk, no, step, data)
    except (IllegalStep, Refused):
        return []
    return [said]
