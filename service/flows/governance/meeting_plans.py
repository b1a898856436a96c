"""Planning a meeting: arranged, changed, cancelled, and what it takes in which order."""

from collections.abc import Mapping
from datetime import date

from service.domain.agenda import AgendaStatus
from service.domain.agenda_terms import MEETING
from service.domain.errors import IllegalStep, NotAllowed, NotFound
from service.domain.governance import meeting as rules
from service.domain.governance import meeting_life as life
from service.domain.governance.meeting_life import Arrangement, MeetingState, MeetingStep
from service.domain.permissions import Permission
from service.flows.desk import Desk
from service.flows.governance import decisions, meetings, plans
from service.flows.governance.meetings import Meeting
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.meetings import MeetingRow

_A = AgendaStatus


def plan(desk: Desk, given: Mapping[str, str]) -> MeetingRow:
    """Arrange a meeting. Raises ``NotAllowed``, ``Stale`` or ``BadInput``."""
    if not life.may_take(MeetingStep.PLAN, desk.actor):
        raise NotAllowed("会议由调度领导、数据分析员、督办员安排。")
    return meetings.begin(desk, life.arranged(given, desk.today))


def change(desk: Desk, held_on: date, version: int, given: Mapping[str, str]) -> MeetingRow:
    """Arrange a meeting otherwise; to another day it goes with its items.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    found, row = meetings.seen(desk, held_on, version)
    before = found.arrangement
    after = life.arranged(given, desk.today, before)
    why = given.get("why", "")
    life.take(found.state, MeetingStep.CHANGE, desk.actor, why)
    day = after.held_on
    values = {
        "held_on": day,
        "taken_on": day,
        "starts_at": after.starts_at,
        "place": after.place,
        "chair": after.chair,
        "title": after.title,
    }
    note = "\n".join([*_changes(before, after), f"原因：{why.strip()}"])
    desk.uow.meetings.move(row, MeetingStep.CHANGE.value, values, desk.by(note))
    if day != held_on:
        _move_items(desk, found, day, why.strip())
    return row


def cancel(desk: Desk, held_on: date, version: int, why: str) -> MeetingRow:
    """Cancel a meeting; its items wait to be called to another.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    found, row = meetings.seen(desk, held_on, version)
    state = life.take(found.state, MeetingStep.CANCEL, desk.actor, why)
    for item in found.items:
        if _A(item.status) is _A.SCHEDULED:
            decisions.decide(desk, item.id, _A.SELECTED, item.version, f"会议取消：{why.strip()}")
    meetings.reorder(desk, held_on, [])
    values = {"state": state.value, "taken_on": None}
    desk.uow.meetings.move(row, MeetingStep.CANCEL.value, values, desk.by(why.strip()))
    return row


def put(desk: Desk, held_on: date, item_id: int, version: int) -> bool:
    """Put an item on the list of a meeting; whether it is called, or a candidate that waits there.

    A candidate is called when a leader puts it, who so selects it; ``version``: of the item.
    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed``, ``Refused`` or ``BadInput``.
    """
    found = meetings.meeting(desk, held_on)
    _check_open(desk, found)
    item = desk.uow.agenda.get(item_id)
    if item.version != version:
        raise desk.uow.agenda.stale(item)
    status = _A(item.status)
    if status not in rules.PROPOSABLE:
        raise IllegalStep("只有候选和已选题的议题能排上会，请刷新。")
    order = [row.id for row in (*found.items, *found.proposed)]
    meetings.ensure(desk, held_on)
    meetings.reorder(desk, held_on, [*(o for o in order if o != item_id), item_id])
    if status is _A.CANDIDATE:
        if not desk.actor.may(Permission.AGENDA_DECIDE):
            return False
        decisions.decide(desk, item_id, _A.SELECTED, item.version)
    answers = {MEETING.name: held_on.isoformat()}
    decisions.decide(desk, item_id, _A.SCHEDULED, item.version, answers=answers)
    return True


def take_off(desk: Desk, held_on: date, item_id: int, version: int, why: str = "") -> None:
    """Take an item off the list of a meeting; one that was called waits for another, with a reason.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    found = meetings.meeting(desk, held_on)
    _check_open(desk, found)
    called = {row.id: row for row in found.items}
    if item_id in called:
        if _A(called[item_id].status) is not _A.SCHEDULED:
            raise IllegalStep("这个议题已开始治理，不能移出。")
        decisions.decide(desk, item_id, _A.SELECTED, version, why)
        return
    order = [*called, *(row.id for row in found.proposed)]
    if item_id not in order:
        raise NotFound("这次会上没有这个议题，请刷新。")
    meetings.reorder(desk, held_on, [each for each in order if each != item_id])


def move(desk: Desk, held_on: date, item_id: int, version: int, *, up: bool) -> None:
    """Let an item change places with its neighbour; ``version``: of the order.

    Raises ``NotFound``, ``NotAllowed``, ``IllegalStep`` or ``Stale``.
    """
    found = meetings.meeting(desk, held_on)
    _check_open(desk, found)
    order = rules.moved([row.id for row in found.items], item_id, up=up)
    meetings.reorder(desk, held_on, [*order, *(row.id for row in found.proposed)], version)


def _check_open(desk: Desk, found: Meeting) -> None:
    if not rules.may_write(desk.actor):
        raise NotAllowed("议程由调度领导、数据分析员、督办员排。")
    if found.state is not MeetingState.PLANNED:
        raise IllegalStep("会已开过或已取消，议程不再变。")


def _changes(before: Arrangement, after: Arrangement) -> list[str]:
    """What became different, in words."""
    pairs = (
        ("日期", before.held_on.isoformat(), after.held_on.isoformat()),
        ("时间", before.starts_at, after.starts_at),
        ("地点", before.place, after.place),
        ("主持", before.chair, after.chair),
        ("名称", before.title, after.title),
    )
    return [f"{name}：{a or '未定'} 改为 {b or '未定'}" for name, a, b in pairs if a != b]


def _move_items(desk: Desk, found: Meeting, day: date, why: str) -> None:
    """Call the items to the other day, each by a step, compared as was chosen before."""
    order = [row.id for row in (*found.items, *found.proposed)]
    for item in found.items:
        if _A(item.status) is _A.SCHEDULED:
            _call_again(desk, item, f"{MEETING.label}：{day.isoformat()}\n会议改期：{why}")
            plans.refreeze(desk, item, day)
    meetings.reorder(desk, found.held_on, [])
    meetings.reorder(desk, day, order)


def _call_again(desk: Desk, item: AgendaItemRow, note: str) -> None:
    desk.uow.agenda.move(item, _A.SCHEDULED, item.version, desk.by(note))
