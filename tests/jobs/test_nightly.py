"""The night: reminders and supervision by the rules, archiving, seals, old sign-ins swept."""

from datetime import timedelta

import pytest

from service.bootstrap import System
from service.domain.clocks.running import Clock as Kind
from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM, Role
from service.domain.ticket import Status
from service.flows.supervision import tiers
from service.jobs import nightly, pressing
from service.store.audit.seals import SETTLED
from service.store.tables.notices import NoticeRow
from tests.installation import Clock
from tests.stories import Story


def night(system: System) -> dict[str, int]:
    done = nightly.run_night(system, system.now())
    assert done is not None
    return dict(done.counts)


def taken(system: System, no: str) -> list[tuple[Step, int]]:
    with system.store.read() as uow:
        return [(entry.step, entry.actor_id) for entry in uow.tickets.steps(no)]


def test_nothing_is_pressed_while_there_is_time(system: System, story: Story) -> None:
    story.in_progress()
    assert not any(night(system)[name] for name in ("remind", "supervise", "escalate"))


def test_what_is_due_soon_is_reminded_of_once(system: System, story: Story, clock: Clock) -> None:
    ticket = story.in_progress()
    assert ticket.due_at is not None
    clock.at = ticket.due_at - timedelta(hours=20)
    assert night(system)["remind"] == 1
    assert night(system)["remind"] == 0
    assert taken(system, ticket.no)[-1] == (Step.REMIND, SYSTEM.id)


def test_what_is_overdue_is_supervised_once(system: System, story: Story, clock: Clock) -> None:
    ticket = story.in_progress()
    assert ticket.due_at is not None
    clock.at = ticket.due_at + timedelta(hours=2)
    assert night(system)["supervise"] == 1
    second = night(system)
    assert (second["supervise"], second["escalate"]) == (0, 0)
    assert story.now_of(ticket.no).progress.supervision_level == 1


def test_an_unsigned_ticket_is_reminded_of(system: System, story: Story, clock: Clock) -> None:
    ticket = story.at_unit()
    assert ticket.sign_due_at is not None
    clock.at = ticket.sign_due_at + timedelta(minutes=1)
    assert night(system)["remind"] == 1


def test_a_ticket_that_moved_on_is_left_alone(
    system: System, story: Story, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody replied between the looking and the pressing."""
    ticket = story.in_progress()
    assert ticket.due_at is not None
    clock.at = ticket.due_at + timedelta(hours=2)
    story.take(Role.UNIT_CLERK, ticket.no, Step.REPLY, result_code="solved", reply="已修好。")
    monkeypatch.setattr(tiers, "to_press", lambda _: [ticket.no])
    assert night(system)["supervise"] == 0
    assert story.now_of(ticket.no).status is Status.REPLIED


def test_the_step_says_by_which_rule_and_its_listeners_are_told(
    system: System, story: Story, clock: Clock
) -> None:
    ticket = story.in_progress()
    assert ticket.due_at is not None
    clock.at = ticket.due_at + timedelta(days=8)
    assert pressing.press_by_day(system)["escalate"] == 1
    assert not pressing.press_by_day(system)
    with system.store.read() as uow:
        step = uow.tickets.steps(ticket.no)[-1]
        people = {row.id: row.username for row in uow.people.all()}
        rows = uow.session.query(NoticeRow).where(NoticeRow.no == ticket.no).all()
        told = {(people[row.person_id], row.kind) for row in rows if row.person_id}
    assert (step.step, step.data["rule"]) == (Step.SUPERVISE, "handle-long-late")
    assert "按规则“超过办理时限三个工作日”提级督办" in step.data["note"]
    assert {("unit_head", "escalated"), ("supervisor", "tier_reached")} <= told
    assert ("leader", "tier_reached") not in told


def test_a_dispatch_that_is_late_is_told_to_supervisors_once(
    system: System, story: Story, clock: Clock
) -> None:
    ticket = story.waiting()
    clock.advance(days=3)
    for _ in range(2):
        pressing.press_by_day(system)
    with system.store.read() as uow:
        rows = uow.session.query(NoticeRow).where(NoticeRow.kind == "hotline_late")
        texts = [row.text for row in rows]
    assert texts == [f"工单{ticket.no}超过派单时限还没有派出，请安排办理。"]


def test_the_night_learns_how_long_work_takes(system: System, story: Story, clock: Clock) -> None:
    for _ in range(5):
        ticket = story.at_unit()
        clock.advance(hours=2)
        story.take(Role.UNIT_CLERK, ticket.no, Step.SIGN)
        clock.advance(hours=22)
    assert night(system)["paces"] > 0
    with system.store.read() as uow:
        paces = uow.paces.of_units([ticket.lead_unit])
    pace = paces[ticket.lead_unit, ticket.topic, Kind.SIGN]
    assert pace.count == 5
    assert pace.median == 2 * 3600


def test_what_ended_long_ago_is_archived(system: System, story: Story, clock: Clock) -> None:
    old = story.closed()
    clock.advance(days=system.settings.archive_days + 1)
    fresh, open_one = story.closed(), story.in_progress()
    assert night(system)["archived"] == 1
    states = [story.now_of(ticket.no).status for ticket in (old, fresh, open_one)]
    assert states == [Status.ARCHIVED, Status.CLOSED, Status.IN_PROGRESS]
    assert night(system)["archived"] == 0


def test_the_night_seals_what_has_settled(system: System, story: Story, clock: Clock) -> None:
    story.in_progress()
    clock.at += SETTLED
    done = night(system)
    assert (done["sealed_steps"], done["sampled"]) == (5, 0)
    with system.store.read() as uow:
        assert list(uow.seals.broken()) == []


def test_lapsed_sign_ins_are_swept(system: System, clock: Clock) -> None:
    with system.store.write() as uow:
        person = uow.people.by_username(Role.AGENT.value)
        assert person is not None
        uow.people.open_session(person.id, "old", "csrf", clock.at)
    clock.advance(hours=system.settings.session_hours + 1)
    with system.store.write() as uow:
        uow.people.open_session(person.id, "fresh", "csrf", clock.at)
    night(system)
    with system.store.read() as uow:
        assert uow.people.signed_in("old") is None
        assert uow.people.signed_in("fresh") is not None


def test_a_night_belongs_to_the_local_day(clock: Clock) -> None:
    clock.at = clock.at.replace(hour=17)
    assert nightly.day_of(clock.at) == "2026-03-11"
