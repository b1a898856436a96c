"""A suspension stops the clock, is reviewed in time, ends by itself, and never washes lateness."""

from datetime import timedelta

import pytest

from service.domain.errors import Refused
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.notices.messages import NoticeKind
from service.domain.permissions import SYSTEM, Role
from service.domain.ticket import RequestType, Status, Ticket
from service.flows.desk import Desk
from service.flows.queries.supervision import suspended
from service.jobs import promises
from service.store.figures.courses import Happened, fold
from service.store.tables.notices import NoticeRow
from tests.installation import Clock
from tests.stories import REPLY, Story

BLOCKED = {"blocker": "season", "promised_on": "2026-06-30", "reason": "冬季不能施工"}


def agreed(story: Story) -> Ticket:
    """At work, five working days to go, and a second person agrees to a suspension."""
    ticket = story.in_progress(request_type=RequestType.HELP)
    return story.take(Role.REVIEWER, ticket.no, Step.ENDORSE, step="suspend", reason="同意")


def waiting(story: Story) -> Ticket:
    return story.take(Role.DISPATCHER, agreed(story).no, Step.SUSPEND, **BLOCKED)


def on_time(story: Story, no: str) -> bool | None:
    now = story.system.now()
    with story.system.store.read() as uow:
        entries = uow.tickets.steps(no)
    happened = [Happened(e.step.value, e.target.value, e.at, e.round, e.data) for e in entries]
    return fold(happened, now).on_time(now)


def told(story: Story, kind: NoticeKind) -> int:
    with story.system.store.read() as uow:
        return uow.session.query(NoticeRow).filter(NoticeRow.kind == kind.value).count()


def test_what_is_late_already_cannot_be_suspended(story: Story, clock: Clock) -> None:
    no = agreed(story).no
    clock.advance(days=30)
    with pytest.raises(Refused, match="已经超期"):
        story.take(Role.DISPATCHER, no, Step.SUSPEND, **BLOCKED)
    assert on_time(story, no) is False


def test_resuming_late_gains_no_time(story: Story, clock: Clock) -> None:
    no = waiting(story).no
    assert on_time(story, no) is None
    clock.advance(days=150)
    resumed = story.take(Role.UNIT_CLERK, no, Step.RESUME)
    assert resumed.is_late(clock.at)
    story.take(Role.HANDLER, no, Step.REPLY, result_code="solved", reply=REPLY)
    assert on_time(story, no) is False


def test_the_working_time_left_comes_back_from_the_database_to_the_second(
    story: Story, clock: Clock
) -> None:
    ticket = agreed(story)
    clock.advance(minutes=7, seconds=13)
    story.take(Role.DISPATCHER, ticket.no, Step.SUSPEND, **BLOCKED)
    clock.advance(hours=1, seconds=11)
    resumed = story.take(Role.SUPERVISOR, ticket.no, Step.RESUME)
    assert ticket.due_at is not None
    assert resumed.due_at is not None
    # An hour and eleven seconds of the next working morning.
    assert resumed.due_at.astimezone(LOCAL).strftime("%d %H:%M:%S") == "18 10:00:11"
    assert ticket.due_at.astimezone(LOCAL).strftime("%d %H:%M:%S") == "17 18:00:00"


def test_a_review_that_is_overdue_is_listed_and_told_to_supervisors_once(
    story: Story, clock: Clock
) -> None:
    ticket = waiting(story)
    assert ticket.review_due_at is not None
    clock.at = ticket.review_due_at + timedelta(minutes=1)
    for _ in range(2):
        assert promises.keep(story.system, clock.at)["reviews"] == 1
    assert told(story, NoticeKind.REVIEW_DUE) == 1
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.SUPERVISOR), clock.at)
        (row,), _ = suspended.waiting(desk, suspended.tabs(desk)["review"])
    assert (row.line.no, row.blocker, row.review_left) == (ticket.no, "season", "overdue")
    # Five working days were given, and it was suspended at once: the first hours only are gone.
    assert row.seconds_left == (5 * 9 + 8) * 3600
    again = {"promised_on": "2026-07-31", "reason": "材料还没有到"}
    went_on = story.take(Role.SUPERVISOR, ticket.no, Step.REVIEW_SUSPENSION, **again)
    assert str(went_on.suspended_until) == "2026-07-31"
    assert promises.keep(story.system, clock.at)["reviews"] == 0


def test_the_day_after_the_promised_date_work_goes_on_by_itself(story: Story, clock: Clock) -> None:
    ticket = waiting(story)
    assert ticket.due_at is not None
    clock.at = ticket.due_at + timedelta(hours=1)
    assert promises.keep(story.system, clock.at)["resumed"] == 0
    clock.advance(hours=12)
    assert promises.keep(story.system, clock.at)["resumed"] == 1
    assert promises.keep(story.system, clock.at)["resumed"] == 0
    with story.system.store.read() as uow:
        now, last = uow.tickets.get(ticket.no), uow.tickets.steps(ticket.no)[-1]
    assert (now.status, last.actor_id) == (Status.IN_PROGRESS, SYSTEM.id)
    assert now.due_at is not None
    # It counts from the close of the promised day, not from the night after it.
    assert now.due_at.astimezone(LOCAL).strftime("%m-%d %H:%M") == "07-08 17:00"
    assert told(story, NoticeKind.RESUMED) > 0


def test_one_extension_and_one_suspension_do_not_overlap(story: Story) -> None:
    no = agreed(story).no
    story.take(Role.UNIT_CLERK, no, Step.REQUEST_EXTENSION, days="3", reason="还要采购")
    with pytest.raises(Refused, match="先批复"):
        story.take(Role.DISPATCHER, no, Step.SUSPEND, **BLOCKED)
    story.take(Role.DISPATCHER, no, Step.DENY_EXTENSION, reason="原期限够用")
    story.take(Role.DISPATCHER, no, Step.SUSPEND, **BLOCKED)
    assert told(story, NoticeKind.EXTENSION_DENIED) > 0
