"""Arranges the meeting that is played, signs its minutes, and plans the next one."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from service.domain.agenda import AgendaStatus
from service.domain.localtime import LOCAL, local_day
from service.domain.permissions import Actor
from service.flows.desk import Desk
from service.flows.governance import meeting_plans, meeting_records, meetings
from service.store.tables.agenda import AgendaItemRow

_WHERE = {"starts_at": "15:00", "place": "市政府二楼会议室", "chair": "分管副市长"}
_HELD = {
    "attended": "有关市直部门、县区热线工作机构负责人；市纪委监委列席。",
    "said": "各牵头单位报告成因和打算。主持人要求先解决眼前的，再定长效的办法。",
}
_AHEAD, _PROPOSED, _REST = 6, 2, (5, 6)
Act = tuple[datetime, Callable[[Desk], object]]


def arranged(held_on: date, after: datetime) -> list[Act]:
    """What is done with a meeting, and when: arranged, held, its minutes written and signed."""

    def plan(desk: Desk) -> None:
        meeting_plans.plan(desk, {"held_on": held_on.isoformat(), **_WHERE})

    def hold(desk: Desk) -> None:
        if meetings.meeting(desk, held_on).items:
            meeting_records.hold(desk, held_on, meetings.meeting(desk, held_on).version)

    def sign(desk: Desk) -> None:
        found = meetings.meeting(desk, held_on)
        if found.items:
            meeting_records.write_minutes(desk, held_on, found.version, _HELD)
            version = meetings.meeting(desk, held_on).version
            meeting_records.sign(desk, held_on, version)

    day = timedelta(days=1)
    begins = datetime.combine(held_on, datetime.min.time(), LOCAL)
    return [
        (after + day + timedelta(hours=10), plan),
        (begins + timedelta(hours=14, minutes=50), hold),
        (begins + day + timedelta(hours=10), sign),
    ]


def plan_next(leader: Desk, secretary: Actor, items: Sequence[AgendaItemRow]) -> None:
    """A meeting in the coming days, for which ``secretary`` proposes candidates left over."""
    day = local_day(leader.now + timedelta(days=_AHEAD))
    held_on = day + timedelta(days=7 - day.weekday() if day.weekday() in _REST else 0)
    meeting_plans.plan(leader, {"held_on": held_on.isoformat(), **_WHERE, "starts_at": "09:00"})
    clerk = Desk(leader.uow, leader.hotline, secretary, leader.now)
    waiting = [row for row in items if row.status == AgendaStatus.CANDIDATE][:_PROPOSED]
    for row in waiting:
        meeting_plans.put(clerk, held_on, row.id, row.version)
