"""Puts late tickets on the problem list, and hands some over, as a supervisor would have done."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from service.domain.localtime import local_day
from service.domain.permissions import Actor, Permission
from service.domain.supervision.duallist import EntryStep, ListEntry
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.queries.supervision.duallist import late_by_unit
from service.flows.supervision import duallist
from service.store.uow import UnitOfWork

_LATE = timedelta(days=8)
_UNITS = 3
_WORDS = {
    "wrong": "超过办理时限仍未办结，没有向诉求人说明原因，也没有申请延期。",
    "demand": "逐件核查，限期办结并答复诉求人；书面说明超期原因和防止再发生的措施。",
}


def fill_lists(uow: UnitOfWork, hotline: Hotline, people: Sequence[Actor], end: datetime) -> int:
    """Entries of the units with most late tickets at ``end``; return how many.

    The first waits to be handed over, the second is with its unit, the third has been answered.
    """
    supervisor = next(a for a in people if a.may(Permission.LIST_EDIT))
    entries = 0
    for place, (unit, numbers) in enumerate(late_by_unit(uow, end - _LATE)[:_UNITS]):
        head = next((a for a in people if _leads(a, unit)), None)
        entry = _listed(Desk(uow, hotline, supervisor, end - timedelta(days=5)), numbers, end)
        entries += 1
        if place and head is not None:
            _handed_over(uow, hotline, (supervisor, head), entry, end, is_answered=place > 1)
    return entries


def _leads(actor: Actor, unit: str) -> bool:
    return actor.unit == unit and actor.may(Permission.LIST_RECEIVE)


def _listed(desk: Desk, numbers: list[str], end: datetime) -> ListEntry:
    draft = duallist.draft_of_tickets(desk, numbers)
    due_on = local_day(end + timedelta(days=2)).isoformat()
    given = {"matter": f"{draft.matter}久拖不决", "due_on": due_on, **_WORDS}
    return duallist.put_on_list(desk, draft, given)


def _handed_over(
    uow: UnitOfWork,
    hotline: Hotline,
    who: tuple[Actor, Actor],
    entry: ListEntry,
    end: datetime,
    *,
    is_answered: bool,
) -> None:
    supervisor, head = who

    def act(actor: Actor, entry: ListEntry, days: int, step: EntryStep, **given: Any) -> ListEntry:
        desk = Desk(uow, hotline, actor, end - timedelta(days=days))
        return duallist.take(desk, entry.id, step, given, entry.version)

    sent = act(supervisor, entry, 4, EntryStep.HAND_OVER, contact="督办科 12345", checked="1")
    got = act(head, sent, 3, EntryStep.RECEIVE, responsible=f"{head.name}（负责人）")
    noted = act(head, got, 2, EntryStep.PROGRESS, note="已逐件核查，正在联系诉求人。")
    if is_answered:
        act(head, noted, 1, EntryStep.REPLY, result="已逐件办理，整改措施已经明确，请验收。")
