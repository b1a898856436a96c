"""The night: reminders and supervision by the rules, archiving, seals, old sign-ins swept."""

from datetime import timedelta

import pytest

from service.bootstrap import System
from service.domain.permissions import SYSTEM, Role
from service.domain.steps import Step
from service.domain.ticket import Status
from service.flows import steps
from service.flows.steps import Desk
from service.jobs import nightly
from service.store.seals import SETTLED
from tests.conftest import Clock
from tests.stories import Story


def night(system: System) -> dict[str, int]:
    done = nightly.run_night(system, system.now())
    assert done is not None
    return dict(done.counts)


@pytest.fixture
def story(system: System) -> Story:
    return Story(system)


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
    monkeypatch.setattr(nightly, "tier", lambda *_: nightly.Tier.SUPERVISE)
    with system.store.write() as uow:
        desk = Desk(uow, system.hotline, story.who(Role.UNIT_CLERK), clock.at)
        steps.take(desk, ticket.no, Step.REPLY, {"result_code": "solved", "reply": "已修好。"})
        uow.flush()
        desk = Desk(uow, system.hotline, SYSTEM, clock.at)
        ended = {"responded": "yes", "solved": "yes", "satisfied": "yes"}
    story.take(Role.REVIEWER, ticket.no, Step.APPROVE, answers_each_demand=True)
    story.take(Role.CALLBACK_CLERK, ticket.no, Step.CLOSE, **ended)
    with system.store.write() as uow:
        desk = Desk(uow, system.hotline, SYSTEM, clock.at)
        assert not nightly._taken(desk, ticket.no, Step.SUPERVISE, {"note": "督办"})
    assert story.now_of(ticket.no).status is Status.CLOSED


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
    assert night(system)["sealed_steps"] == 5
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
