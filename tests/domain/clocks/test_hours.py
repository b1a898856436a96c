"""Business hours: how they are written, and the laws of time counted in them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.clocks.hours import Hours, after, given_hours, parse_hours, worked
from service.domain.clocks.suspension import after_pause
from service.domain.localtime import LOCAL, local_day
from tests.factories import CALENDAR

OFFICE = Hours()
WINDOW = Hours(((510, 720), (870, 1050)))
ROUND_THE_CLOCK = Hours(((0, 1440),), is_daily=True)
some_hours = st.sampled_from(
    [OFFICE, WINDOW, ROUND_THE_CLOCK, Hours(((480, 1200),), is_daily=True)]
)
moments = st.datetimes(
    datetime(2026, 1, 5),  # noqa: DTZ001
    datetime(2026, 9, 1),  # noqa: DTZ001
    timezones=st.just(LOCAL),
)
spans = st.timedeltas(timedelta(0), timedelta(hours=60))
pauses = st.timedeltas(timedelta(0), timedelta(days=12))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("工作日 08:30-12:00 14:30-17:30", "工作日 08:30-12:00 14:30-17:30"),
        ("9:00-18:00", "工作日 09:00-18:00"),
        ("每天 0:00-24:00", "每天 00:00-24:00"),
        ("每天，8：00至20：00", "每天 08:00-20:00"),
        ("工作日 08:30—12:00、14:30～17:30", "工作日 08:30-12:00 14:30-17:30"),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, read: str) -> None:
    hours = parse_hours(written)
    assert str(hours) == read
    assert parse_hours(str(hours)) == hours


@pytest.mark.parametrize(
    ("written", "why_not"),
    [
        ("每天", "没有写几点到几点"),
        ("上午八点", "看不懂"),
        ("18:00-09:00", "从早到晚"),
        ("09:00-25:00", "最晚到 24:00"),
        ("09:00-10:75", "最晚到 24:00"),
        ("09:00-12:00 11:00-18:00", "不能重叠"),
        ("14:00-18:00 09:00-12:00", "从早到晚"),
        ("1:00-2:00 3:00-4:00 5:00-6:00 7:00-8:00 9:00-10:00", "最多写 4 段"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_the_reason(written: str, why_not: str) -> None:
    with pytest.raises(ValueError, match=why_not):
        parse_hours(written)


@pytest.mark.parametrize("written", ["09:00-09:01", "每天 9:00-10:00 15:00-15:59"])
def test_a_day_of_minutes_is_refused_where_it_is_given(written: str) -> None:
    with pytest.raises(ValueError, match="至少 2 小时"):
        given_hours(written)
    assert parse_hours(written), "what stands in a database is read all the same"


def test_nothing_written_means_the_hours_of_the_hotline() -> None:
    assert parse_hours(" ") is None
    assert given_hours("") is None
    assert given_hours("9:00-10:30 15:00-15:30") is not None


@given(moments, spans, spans, some_hours)
def test_time_goes_by_in_parts_as_in_one(
    start: datetime, one: timedelta, other: timedelta, hours: Hours
) -> None:
    in_parts = after(after(start, one, hours, CALENDAR), other, hours, CALENDAR)
    assert in_parts == after(start, one + other, hours, CALENDAR)
    assert worked(start, in_parts, hours, CALENDAR) == one + other


@given(moments, pauses, some_hours)
def test_working_time_never_runs_faster_than_the_clock(
    start: datetime, length: timedelta, hours: Hours
) -> None:
    passed = worked(start, start + length, hours, CALENDAR)
    assert timedelta(0) <= passed <= length
    if hours is ROUND_THE_CLOCK:
        assert passed == length


@given(moments, spans, st.lists(pauses, max_size=4), some_hours)
def test_pauses_add_up_to_the_second(
    start: datetime, left: timedelta, lengths: list[timedelta], hours: Hours
) -> None:
    due_at, now, paused = after(start, left, hours, CALENDAR), start, timedelta(0)
    before = due_at
    for length in lengths:
        resumed = now + length
        if now < due_at:
            paused += worked(now, resumed, hours, CALENDAR)
        later = after_pause(due_at, (now, resumed), hours, CALENDAR)
        assert later >= due_at
        due_at, now = later, resumed
    assert worked(before, due_at, hours, CALENDAR) == paused


@given(moments, spans, pauses, some_hours)
def test_what_was_left_before_a_pause_is_left_after_it(
    start: datetime, left: timedelta, length: timedelta, hours: Hours
) -> None:
    due_at = after(start, left, hours, CALENDAR)
    later = after_pause(due_at, (start, start + length), hours, CALENDAR)
    if due_at > start:
        assert worked(start + length, later, hours, CALENDAR) == left
    assert later == due_at or hours.is_open_on(local_day(later), CALENDAR)


@given(moments, moments, pauses, some_hours)
def test_a_pause_that_is_over_at_once_and_a_pause_when_late_change_nothing(
    now: datetime, due_at: datetime, length: timedelta, hours: Hours
) -> None:
    assert after_pause(due_at, (now, now), hours, CALENDAR) == due_at
    if due_at <= now:
        assert after_pause(due_at, (now, now + length), hours, CALENDAR) == due_at


@given(moments, spans, pauses, pauses, some_hours)
def test_who_waits_longer_is_not_due_earlier(
    start: datetime, left: timedelta, one: timedelta, more: timedelta, hours: Hours
) -> None:
    due_at = after(start, left, hours, CALENDAR)
    short, long = (
        after_pause(due_at, (start, start + length), hours, CALENDAR)
        for length in (one, one + more)
    )
    assert short <= long
