"""A meeting from its plan to its minutes; its paper stays what it was, whatever comes later."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.bootstrap import System
from service.domain.agenda import AgendaStatus as A
from service.domain.errors import BadInput, IllegalStep, NotAllowed, NotFound, Refused, Stale
from service.domain.governance.meeting_life import MeetingState as S
from service.domain.permissions import SYSTEM, Actor, Role
from service.flows.desk import Desk
from service.flows.governance import (
    decisions,
    duties,
    meeting_papers,
    meeting_plans,
    meeting_records,
    meetings,
    papers,
)
from service.flows.queries.governance import meeting_later
from service.flows.queries.governance.meetings import meeting_view
from service.reporting.paper import Paper
from service.store.month.agenda_items import AgendaDraft
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.notices import NoticeRow
from service.store.uow import UnitOfWork
from tests.factories import an_actor
from tests.installation import UNIT, Clock

DAY, LATER = date(2026, 3, 12), date(2026, 3, 16)
PLAN = {"held_on": DAY.isoformat(), "starts_at": "09:30", "place": "二楼会议室", "chair": "副市长"}


def laid(uow: UnitOfWork, system: System, *titles: str) -> list[AgendaItemRow]:
    """Candidates of a month."""
    return [
        uow.agenda.nominate(
            "2026-02",
            AgendaDraft(title, title, rank, ["6 件"], []),
            SYSTEM,
            system.now(),
            note="月度分析提出",
        )
        for rank, title in enumerate(titles, 1)
    ]


def version(desk: Desk, day: date = DAY) -> int:
    return meetings.meeting(desk, day).version


def titles(desk: Desk, day: date = DAY) -> list[str]:
    return [row.title for row in meetings.meeting(desk, day).items]


def test_a_meeting_is_planned_filled_moved_and_cancelled(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    with system.store.write() as uow:
        leader = Desk(uow, system.hotline, people[Role.LEADER], clock.at)
        clerk = Desk(uow, system.hotline, people[Role.ANALYST], clock.at)
        first, second, third = laid(uow, system, "搅拌站", "路灯", "公交")
        meeting_plans.plan(clerk, PLAN)
        with pytest.raises(Stale, match="已经安排"):
            meeting_plans.plan(leader, PLAN)
        # A secretary proposes a candidate; a leader who puts one selects it.
        assert not meeting_plans.put(clerk, DAY, first.id, first.version)
        assert meeting_papers.material(clerk, DAY).paper.sections[0].sentences[1:] == (
            "还没有选定上会的议题。",
            "拟上会的是“搅拌站”。",
        )
        assert meeting_plans.put(leader, DAY, second.id, second.version)
        assert [row.title for row in meetings.meeting(clerk, DAY).proposed] == ["搅拌站"]
        assert meeting_plans.put(leader, DAY, first.id, first.version)
        with pytest.raises(IllegalStep):
            meeting_plans.put(leader, DAY, first.id, first.version)
        assert titles(clerk) == ["路灯", "搅拌站"]
        order = meetings.meeting(clerk, DAY).order
        meeting_plans.move(clerk, DAY, first.id, order, up=True)
        with pytest.raises(Stale):
            meeting_plans.move(clerk, DAY, first.id, order, up=False)
        assert titles(clerk) == ["搅拌站", "路灯"]
        with pytest.raises(BadInput, match="理由"):
            meeting_plans.take_off(clerk, DAY, second.id, second.version)
        meeting_plans.take_off(clerk, DAY, second.id, second.version, "材料没有备齐")
        assert (titles(clerk), A(second.status)) == (["搅拌站"], A.SELECTED)
        assert not meetings.meeting(clerk, DAY).proposed
        meeting_plans.put(clerk, DAY, third.id, third.version)
        meeting_plans.take_off(clerk, DAY, third.id, third.version)
        assert not meetings.meeting(clerk, DAY).proposed
        go_to_another_day(leader, clerk, first)


def go_to_another_day(leader: Desk, clerk: Desk, first: AgendaItemRow) -> None:
    """A meeting moves with its items and what they are measured by; cancelled, it lets them go."""
    uow = leader.uow
    seen = version(clerk)
    moved = PLAN | {"held_on": LATER.isoformat(), "why": "主持人出差"}
    meeting_plans.change(clerk, DAY, seen, moved)
    with pytest.raises(NotFound):
        meetings.meeting(clerk, DAY)
    assert titles(clerk, LATER) == ["搅拌站"]
    assert uow.plans.newest([first.id])[first.id].body["meeting_on"] == LATER.isoformat()
    with pytest.raises(Refused, match="改期"):
        decisions.undo(leader, first.id, first.version, "点错了")
    meeting_plans.cancel(clerk, LATER, version(clerk, LATER), "本月不开")
    assert (A(first.status), meetings.meeting(clerk, LATER).state) == (A.SELECTED, S.CANCELLED)
    meeting_plans.plan(clerk, moved)
    assert not meetings.meeting(clerk, LATER).items
    assert [step.step for row in uow.meetings.all() for step in uow.meetings.steps(row.id)] == [
        *("plan", "plan", "change", "cancel")
    ]
    agent = an_actor(Role.AGENT)
    with pytest.raises(NotAllowed):
        meeting_plans.plan(Desk(uow, leader.hotline, agent, leader.now), PLAN)


def test_the_paper_of_a_meeting_held_stays_what_it_was(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    with system.store.write() as uow:
        clerk = Desk(uow, system.hotline, people[Role.ANALYST], clock.at)
        leader = Desk(uow, system.hotline, people[Role.LEADER], clock.at)
        item, other = laid(uow, system, "搅拌站", "路灯")
        meeting_plans.plan(clerk, PLAN)
        for row in (item, other):
            meeting_plans.put(leader, DAY, row.id, row.version)
        papers.write(clerk, item.id, 0, {"causes": "夜里没有人管"})
        with pytest.raises(IllegalStep, match="会还没有开"):
            papers.write(clerk, item.id, 1, {"decision": "限期搬迁"})
        with pytest.raises(Refused, match="还没到"):
            meeting_records.hold(clerk, DAY, version(clerk))
        assert meeting_records.keep_past(uow, system.hotline, clock.at) == 0
        clock.advance(days=2)
        clerk = Desk(uow, system.hotline, people[Role.ANALYST], clock.at)
        leader = Desk(uow, system.hotline, people[Role.LEADER], clock.at)
        laid_before = meeting_papers.material(clerk, DAY).paper
        first = laid_before.sections[1]
        assert first.heading == "议题一：搅拌站"
        heads = [said[3:7] for said in first.sentences if said.startswith("（")]
        assert heads[:3] == ["选题理由", "解剖麻雀", "成因。夜"]
        # The first item that is worked on says that the meeting was held.
        name = leader.catalogue.units[UNIT].name
        given = {"lead_unit": name, "measure": "夜间停工", "due_on": "2026-05-01"}
        decisions.decide(leader, item.id, A.IN_GOVERNANCE, item.version, "", given)
        kept = meeting_papers.material(clerk, DAY)
        assert kept.kept is not None
        assert kept.is_intact
        assert kept.paper == laid_before
        assert meetings.meeting(clerk, DAY).state is S.HELD
        put_off(leader, other)
        nothing_later_is_in_it(leader, clerk, item, laid_before)
        sign_and_correct(leader, clerk, item)
        kept.kept.body = kept.kept.body | {"whole": {}}
        assert not kept.is_intact


def put_off(leader: Desk, other: AgendaItemRow) -> None:
    """What was not discussed goes to a meeting to come, on which nothing is decided yet."""
    papers.write(leader, other.id, 0, {"decision": "没有讨论"})
    decisions.decide(leader, other.id, A.SELECTED, other.version, "没有讨论")
    again = {"meeting_on": DAY.isoformat()}
    with pytest.raises(Refused, match="已登记召开"):
        decisions.decide(leader, other.id, A.SCHEDULED, other.version, "", again)
    again = {"meeting_on": LATER.isoformat()}
    decisions.decide(leader, other.id, A.SCHEDULED, other.version, "", again)
    written = leader.uow.papers.newest(other.id)
    assert written is not None
    assert (written.version, written.body["decision"]) == (2, "")
    (gone,) = meeting_view(leader, DAY).put_off
    assert (gone.title, gone.said, gone.where) == ("路灯", "没有讨论", "改到3月16日的会")
    assert meeting_view(leader, LATER).put_off == ()
    (decided,) = meeting_papers.minutes(leader, DAY).paper.sections[-2].tables
    assert decided.lines[-1].cells[:3] == (2, "路灯", "没有讨论；改到3月16日的会")


def nothing_later_is_in_it(leader: Desk, clerk: Desk, item: AgendaItemRow, before: Paper) -> None:
    """Minutes, duties, days: they stand beside the paper, not in it."""
    name = leader.catalogue.units[UNIT].name
    one = {f"decision-{item.id}": "限三个月搬迁", f"version-{item.id}": "1"}
    meeting_records.write_minutes(clerk, DAY, version(clerk), one | {"attended": "住建局"})
    leader.uow.notices.flush()
    told = select(NoticeRow.text, NoticeRow.link).where(NoticeRow.kind == "minutes_to_sign")
    assert leader.uow.session.execute(told).all() == [
        ("3月12日调度会的纪要写好了，每个议题都记了决定，请签发。", f"/meetings/{DAY}")
    ]
    duty = {"task": "夜间停工", "lead": name, "due_on": "2026-04-01", "target": "零投诉"}
    duties.give(leader, item.id, duty)
    late = Desk(leader.uow, leader.hotline, leader.actor, leader.now + timedelta(days=20))
    assert meeting_papers.material(late, DAY).paper == before
    alone = meeting_papers.item_paper(late, item.id)
    assert alone.kept is not None
    assert "限三个月搬迁" not in str(alone.paper.to_json())
    since = meeting_later.since_meeting(late, DAY)
    assert since is not None
    assert since.heading == "会后进展（截至2026年4月1日）"
    assert "会议决定：限三个月搬迁" in since.sentences[0]
    assert "下达责任 1 项，已销号 0 项" in since.sentences[0]


def sign_and_correct(leader: Desk, clerk: Desk, item: AgendaItemRow) -> None:
    """The minutes are signed once, and corrected with a reason; what was signed stays."""
    with pytest.raises(NotAllowed):
        meeting_records.sign(clerk, DAY, version(clerk))
    meeting_records.sign(leader, DAY, version(leader))
    signed = meeting_papers.minutes(clerk, DAY)
    assert signed.kept is not None
    assert "限三个月搬迁" in str(signed.paper.to_json())
    change = {f"decision-{item.id}": "限两个月搬迁", f"version-{item.id}": "2"}
    with pytest.raises(IllegalStep, match="已签发"):
        meeting_records.write_minutes(clerk, DAY, version(clerk), change)
    with pytest.raises(IllegalStep, match="已签发"):
        papers.write(clerk, item.id, 2, {"decision": "限两个月搬迁"})
    meeting_records.correct(leader, DAY, version(leader), "期限写错了")
    meeting_records.write_minutes(clerk, DAY, version(clerk), change)
    meeting_records.sign(leader, DAY, version(leader))
    assert "限两个月搬迁" in str(meeting_papers.minutes(clerk, DAY).paper.to_json())
    row = leader.uow.meetings.on(DAY)
    assert row is not None
    kept = leader.uow.meetings.paper(row.id, meeting_papers.MINUTES, DAY)
    assert kept is not None
    assert kept.seq == 2


def test_a_meeting_whose_day_is_over_keeps_its_paper_by_the_night(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    with system.store.write() as uow:
        leader = Desk(uow, system.hotline, people[Role.LEADER], clock.at)
        (item,) = laid(uow, system, "搅拌站")
        decisions.decide(leader, item.id, A.SELECTED, item.version)
        called = {"meeting_on": DAY.isoformat()}
        decisions.decide(leader, item.id, A.SCHEDULED, item.version, "", called)
        assert meetings.meeting(leader, DAY).state is S.PLANNED
        clock.advance(days=3)
        assert meeting_records.keep_past(uow, system.hotline, clock.at) == 1
        assert meeting_records.keep_past(uow, system.hotline, clock.at) == 0
        late = Desk(uow, system.hotline, people[Role.LEADER], clock.at + timedelta(days=30))
        printed = meeting_papers.material(late, DAY)
        assert printed.paper.remarks == ("会后 1 天留存，这 1 天里的变化也在里面。",)
        meeting_records.hold(late, DAY, version(late))
        assert meeting_papers.material(late, DAY).kept is printed.kept
