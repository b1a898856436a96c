"""A suspension stops the clock and never washes lateness: on both databases."""

import pytest

from service.bootstrap import System
from service.domain.errors import Refused
from service.domain.permissions import Role
from service.domain.steps import Step
from service.domain.ticket import RequestType, Ticket
from service.store.courses import Happened, fold
from tests.conftest import Clock
from tests.stories import REPLY, Story

BLOCKED = {"blocker": "season", "promised_on": "2026-06-30", "reason": "冬季不能施工"}


@pytest.fixture
def story(system: System) -> Story:
    return Story(system)


def agreed(story: Story) -> Ticket:
    """At work, five working days to go, and a second person agrees to a suspension."""
    ticket = story.in_progress(request_type=RequestType.HELP)
    return story.take(Role.REVIEWER, ticket.no, Step.ENDORSE, step="suspend", reason="同意")


def on_time(story: Story, no: str) -> bool | None:
    now = story.system.now()
    with story.system.store.read() as uow:
        entries = uow.tickets.steps(no)
    happened = [Happened(e.step.value, e.target.value, e.at, e.round, e.data) for e in entries]
    return fold(happened, now).on_time(now)


def test_what_is_late_already_cannot_be_suspended(story: Story, clock: Clock) -> None:
    no = agreed(story).no
    clock.advance(days=30)
    with pytest.raises(Refused, match="已经超期"):
        story.take(Role.DISPATCHER, no, Step.SUSPEND, **BLOCKED)
    assert on_time(story, no) is False


def test_resuming_late_gains_no_time(story: Story, clock: Clock) -> None:
    no = agreed(story).no
    story.take(Role.DISPATCHER, no, Step.SUSPEND, **BLOCKED)
    assert on_time(story, no) is None
    clock.advance(days=150)
    resumed = story.take(Role.UNIT_CLERK, no, Step.RESUME)
    assert resumed.is_late(clock.at)
    story.take(Role.HANDLER, no, Step.REPLY, result_code="solved", reply=REPLY)
    assert on_time(story, no) is False
