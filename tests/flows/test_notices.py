"""A step and what it tells are written together, once, for those whom it concerns."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.notices.messages import CODE, NoticeChannel, NoticeKind
from service.domain.permissions import Role
from service.flows import steps
from service.flows.desk import Desk
from service.flows.notices import tell, tell_of_clocks, tell_of_duty
from service.store.month.agenda_items import AgendaDraft
from service.store.staff.bells import Contact
from service.store.tables.notices import NoticeRow
from tests.installation import OTHER_UNIT, Clock
from tests.stories import Story


def rows(system: System) -> list[NoticeRow]:
    with system.store.read() as uow:
        found = list(uow.session.scalars(select(NoticeRow).order_by(NoticeRow.id)))
        uow.session.expunge_all()
        return found


def told(system: System, **wanted: Any) -> Counter[str]:
    """How often each kind was told to whom: by role, or by "caller"."""
    with system.store.read() as uow:
        names = {row.id: row.username for row in uow.people.all()}
    found = [r for r in rows(system) if all(getattr(r, k) == v for k, v in wanted.items())]
    return Counter(f"{r.kind} {names[r.person_id] if r.person_id else 'caller'}" for r in found)


def test_from_registering_to_closing_everybody_is_told_once(story: Story) -> None:
    ticket = story.closed()
    assert told(story.system, no=ticket.no) == Counter(
        {
            *("registered caller", "dispatched unit_clerk", "dispatched handler"),
            *("dispatched caller", "callback caller", "closed caller"),
        }
    )


def test_what_a_caller_is_told_holds_no_code_and_no_name(story: Story) -> None:
    ticket = story.registered()
    (row,) = rows(story.system)
    assert CODE in row.text
    assert story.system.store.vault.query_code(ticket.no) not in row.text
    assert "王" not in row.text
    assert "138" not in row.text


def test_a_step_that_is_not_written_tells_nobody(story: Story) -> None:
    ticket = story.waiting()
    before = len(rows(story.system))
    with story.system.store.write() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.DISPATCHER), story.system.now())
        steps.take(desk, ticket.no, Step.DISPATCH, {"unit": OTHER_UNIT})
        uow.flush()
        assert uow.session.scalar(select(func.count(NoticeRow.id))) == before + 2
        uow.session.rollback()
    assert len(rows(story.system)) == before
    assert story.now_of(ticket.no).version == ticket.version


def test_the_same_event_is_told_once(story: Story) -> None:
    ticket = story.at_unit()
    before = len(rows(story.system))
    with story.system.store.write() as uow:
        tell(uow, story.system.hotline, Step.DISPATCH, (ticket, ticket), story.system.now())
    assert len(rows(story.system)) == before


def test_a_unit_that_lost_the_ticket_is_told_so(story: Story) -> None:
    ticket = story.at_unit(OTHER_UNIT)
    story.take(Role.DISPATCHER, ticket.no, Step.RECALL, reason="派错了")
    assert told(story.system, kind="withdrawn") == Counter(["withdrawn neighbour"])


def test_a_redo_reaches_clerks_head_and_caller(story: Story) -> None:
    story.redone()
    people = ("unit_clerk", "handler", "unit_head", "caller")
    assert told(story.system, kind="redo") == Counter(f"redo {name}" for name in people)


def test_each_caller_of_a_merged_ticket_is_told_under_their_own_number(story: Story) -> None:
    master, other = story.at_unit(), story.registered()
    story.take(Role.AGENT, other.no, Step.MERGE, master_no=master.no)
    with story.system.store.write() as uow:
        now = story.system.now()
        later = replace(master, version=master.version + 1)
        tell(uow, story.system.hotline, Step.TERMINATE, (master, later), now)
    ended = [r for r in rows(story.system) if r.kind == NoticeKind.TERMINATED]
    assert [r.no for r in ended] == [master.no, other.no]
    assert all(r.no in r.text and (r.no == master.no or master.no not in r.text) for r in ended)


def test_a_person_is_told_by_the_channels_they_chose(story: Story) -> None:
    clerk = story.who(Role.UNIT_CLERK)
    with story.system.store.write() as uow:
        kind = NoticeKind.DISPATCHED
        choices = {(kind, NoticeChannel.PAGE): False, (kind, NoticeChannel.SMS): True}
        uow.bells.choose(clerk.id, Contact("13800000002"), choices)
    story.at_unit()
    channels = [r.channel for r in rows(story.system) if r.person_id == clerk.id]
    assert channels == ["sms"]


def test_a_history_written_down_afterwards_tells_nobody(story: Story) -> None:
    now = story.system.now()
    rules = replace(story.system.hotline.notices, since=now + timedelta(days=1))
    story.system.hotline.notices = rules
    story.at_unit()
    assert rows(story.system) == []


def test_deadlines_tell_once_when_near_and_once_when_passed(story: Story, clock: Clock) -> None:
    ticket = story.in_progress()
    assert ticket.due_at is not None
    for hours, expected in ((-23, {"due_soon"}), (-1, {"due_soon"}), (1, {"due_soon", "overdue"})):
        clock.at = ticket.due_at + timedelta(hours=hours)
        with story.system.store.write() as uow:
            tell_of_clocks(uow, story.system.hotline, clock.at)
        kinds = Counter(r.kind for r in rows(story.system) if "@" in r.event)
        assert set(kinds) == expected
        assert set(kinds.values()) == {3}


def test_an_item_under_governance_tells_the_units_of_its_tickets(story: Story) -> None:
    numbers = [story.at_unit().no, story.at_unit(OTHER_UNIT).no]
    draft = AgendaDraft("t1", "样例路路灯不亮", 1, ("重复反映",), numbers)
    leader, now = story.who(Role.LEADER), story.system.now()
    with story.system.store.write() as uow:
        item = uow.agenda.nominate("2026-02", draft, leader, now, note="")
        tell_of_duty(uow, story.system.hotline, item, now)
        link = "/duties"
    people = ("unit_clerk", "handler", "unit_head", "neighbour")
    assert told(story.system, kind="duty", link=link) == Counter(f"duty {p}" for p in people)
