"""What a change of an agenda item means for the meeting that it is called to."""

from datetime import date

from service.domain.errors import IllegalStep, Refused
from service.domain.governance.meeting_life import MeetingState
from service.domain.governance.paper import DECISION
from service.flows.desk import Desk
from service.flows.governance import meetings
from service.store.tables.agenda import AgendaItemRow


def called(desk: Desk, item: AgendaItemRow, held_on: date) -> None:
    """Let a day have its meeting, before an item is called to it.

    What an earlier meeting decided on the item stays in its minutes and in the older version of
    the item's paper. Raises ``Refused`` when the meeting of that day was held.
    """
    if meetings.ensure(desk, held_on).state != MeetingState.PLANNED:
        raise Refused("这次会已登记召开，不能再加议题；请排到下一次。", rule="called_before_held")
    row = desk.uow.papers.newest(item.id)
    if row is not None and row.body.get(DECISION):
        body = {**row.body, DECISION: ""}
        desk.uow.papers.add(item.id, row.version, body, desk.by())


def taken_off(desk: Desk, item: AgendaItemRow) -> None:
    """Let a meeting forget an item that is no longer called to it, before the item is moved."""
    day = meetings.day_of(desk, item)
    order = desk.uow.meetings.newest(day) if day else None
    if day is not None and order is not None and item.id in order.items:
        meetings.reorder(desk, day, [each for each in order.items if each != item.id])


def check_decision(desk: Desk, item: AgendaItemRow) -> None:
    """Raises ``IllegalStep`` before an item's meeting, or when its minutes are signed."""
    day = meetings.day_of(desk, item)
    row = desk.uow.meetings.on(day) if day else None
    if row is None or row.state == MeetingState.HELD:
        return
    if row.state == MeetingState.SIGNED:
        raise IllegalStep("会议纪要已签发，决定不能再改；要改，先由调度领导在调度会页“更正纪要”。")
    raise IllegalStep("会还没有开，决定在会后记：先在调度会页“登记已开会”。")
