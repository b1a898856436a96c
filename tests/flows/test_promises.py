"""What was promised stays: another profile, other hours, another calendar change nothing past."""

from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
import pytest

from analytics.figures.rates import rates
from analytics.months import Period, month_period
from service.domain.clocks.deadlines import Limit, LimitUnit
from service.domain.clocks.hours import Hours
from service.domain.errors import BadInput, Refused
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.permissions import SYSTEM, Role
from service.domain.ticket import RequestType, Ticket
from service.flows.desk import Desk
from service.flows.queries.supervision.rechecked import rechecked
from service.flows.staff import accounts
from service.jobs import promises
from service.profiles import published_calendar
from service.store.figures.frames import Frames
from tests.installation import UNIT, Clock
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")

ROUND_THE_CLOCK = "每天 00:00-24:00"


def local(ticket: Ticket) -> str:
    assert ticket.due_at is not None
    return ticket.due_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


def month(story: Story, period: Period) -> pd.DataFrame:
    hotline = story.system.hotline
    with story.system.store.read() as uow:
        catalogue = hotline.catalogue(uow, period.now)
        return Frames(uow.session, uow.vault, catalogue, hotline.supervision).at_work(period)


def test_another_profile_changes_neither_a_promise_nor_a_figure_of_the_past(
    story: Story, clock: Clock
) -> None:
    hotline = story.system.hotline
    waits = story.waiting()
    clock.advance(hours=20)
    at_work = story.in_progress(request_type=RequestType.COMPLAINT)
    clock.advance(days=30)
    kept = [story.now_of(ticket.no) for ticket in (waits, at_work)]
    period = month_period("2026-03", clock.at)
    before = month(story, period)
    hotline.profile = replace(
        hotline.profile,
        name="strict",
        dispatch=Limit(1, LimitUnit.HOURS),
        contact=Limit(1, LimitUnit.MINUTES),
        sign=Limit(1, LimitUnit.MINUTES),
        handle=dict.fromkeys(RequestType, Limit(1, LimitUnit.WORKING_HOURS)),
        hours=Hours(((600, 660),)),
    )
    hotline.supervision = replace(hotline.supervision, first_contact=timedelta(seconds=1))
    assert [story.now_of(ticket.no) for ticket in (waits, at_work)] == kept
    after = month(story, period)
    pd.testing.assert_frame_equal(before, after)
    assert rates(before, period) == rates(after, period)
    assert rates(after, period)["dispatch_on_time"].denominator == 2
    # Of the new rules: an hour of work, between ten and eleven.
    assert local(story.in_progress()) == "2026-04-10 11:00"


def test_a_units_own_hours_count_from_the_next_dispatch_on(story: Story, clock: Clock) -> None:
    clock.at = datetime(2026, 3, 13, 15, 0, tzinfo=LOCAL)
    earlier = story.at_unit(request_type=RequestType.HELP)
    with story.system.store.write() as uow:
        accounts.set_hours(uow, UNIT, ROUND_THE_CLOCK)
    later = story.at_unit(request_type=RequestType.HELP)
    assert local(earlier) == local(story.now_of(earlier.no)) == "2026-03-20 18:00"
    assert local(later) == "2026-03-18 23:59"
    with story.system.store.write() as uow:
        assert accounts.set_hours(uow, UNIT, "") is None
        with pytest.raises(BadInput, match="要从早到晚"):
            accounts.set_hours(uow, UNIT, "18:00-09:00")
        with pytest.raises(BadInput, match="没有编码"):
            accounts.set_hours(uow, "nobody", ROUND_THE_CLOCK)
    assert local(story.at_unit(request_type=RequestType.HELP)) == "2026-03-20 18:00"


@pytest.fixture
def unpublished(story: Story, clock: Clock) -> Story:
    """The last days of 2026, before the calendar of 2027 is known."""
    known = published_calendar()
    story.system.hotline.calendar = replace(known, known_years=known.known_years - {2027})
    clock.at = datetime(2026, 12, 30, 10, 0, tzinfo=LOCAL)
    return story


def publish(story: Story, **days: object) -> None:
    hotline = story.system.hotline
    years = hotline.calendar.known_years | {2027}
    hotline.calendar = replace(hotline.calendar, known_years=years, **days)  # type: ignore[arg-type]


def desk(story: Story, uow: object, who: Role = Role.SUPERVISOR) -> Desk:
    return Desk(uow, story.system.hotline, story.who(who), story.system.now())  # type: ignore[arg-type]


def test_when_the_calendar_comes_a_supervisor_accepts_what_it_changes(
    unpublished: Story, clock: Clock
) -> None:
    story = unpublished
    moved = story.in_progress(request_type=RequestType.HELP)
    assert (moved.is_provisional, local(moved)) == (True, "2027-01-07 18:00")
    with pytest.raises(Refused, match="还没有公布"):
        story.take(Role.SUPERVISOR, moved.no, Step.RESET_DEADLINE)
    # The notice makes Sunday 3 January a working day.
    sunday = datetime(2027, 1, 3, tzinfo=LOCAL).date()
    publish(story, make_up_days=story.system.hotline.calendar.make_up_days | {sunday})
    for _ in range(2):
        kept = promises.keep(story.system, clock.at)
        assert (kept["confirmed"], kept["deadlines"]) == (0, 1)
    with story.system.store.read() as uow:
        (row,) = rechecked(desk(story, uow))
    assert row.should_be.astimezone(LOCAL).strftime("%m-%d") == "01-06"
    assert story.now_of(moved.no).due_at == moved.due_at
    after = story.take(Role.SUPERVISOR, moved.no, Step.RESET_DEADLINE)
    assert (after.is_provisional, local(after)) == (False, "2027-01-06 18:00")
    with story.system.store.read() as uow:
        assert rechecked(desk(story, uow)) == []
        assert uow.tickets.steps(moved.no)[-1].data["due_at"].startswith("2027-01-06")


def test_what_the_calendar_confirms_the_program_confirms(unpublished: Story, clock: Clock) -> None:
    story = unpublished
    plain = story.in_progress(request_type=RequestType.HELP)
    asked = story.in_progress(request_type=RequestType.HELP)
    story.take(Role.UNIT_CLERK, asked.no, Step.REQUEST_EXTENSION, days="3", reason="要采购")
    story.take(
        Role.DISPATCHER, asked.no, Step.GRANT_EXTENSION, days="3", told_caller="1", note="同意"
    )
    waits = story.in_progress(request_type=RequestType.HELP)
    story.take(Role.REVIEWER, waits.no, Step.ENDORSE, step="suspend", reason="同意")
    blocked = {"blocker": "season", "promised_on": "2027-03-01", "reason": "上冻"}
    story.take(Role.DISPATCHER, waits.no, Step.SUSPEND, **blocked)
    clock.advance(hours=3)
    story.take(Role.SUPERVISOR, waits.no, Step.RESUME)
    before = {t.no: story.now_of(t.no) for t in (plain, asked, waits)}
    assert all(ticket.is_provisional for ticket in before.values())
    publish(story)
    assert promises.keep(story.system, clock.at)["confirmed"] == 3
    for no, ticket in before.items():
        now = story.now_of(no)
        assert (now.due_at, now.is_provisional) == (ticket.due_at, False)
    with story.system.store.read() as uow:
        assert uow.tickets.steps(plain.no)[-1].actor_id == SYSTEM.id
