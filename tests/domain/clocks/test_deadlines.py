"""Deadlines: a table that a clerk can check with a calendar, and the laws behind it."""

import csv
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.clocks import suspension
from service.domain.clocks.deadlines import (
    Calendar,
    Due,
    Limit,
    LimitUnit,
    dispatch_limit,
    due,
    handling_limit,
    is_open,
    working_days_between,
)
from service.domain.clocks.deadlines import Profile as Rules
from service.domain.clocks.hours import Hours, parse_hours
from service.domain.lifecycle.case import Facts
from service.domain.lifecycle.case import Rules as CaseRules
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL, local_day
from service.domain.ticket import RequestType, Status, Urgency
from service.profiles import limit_written, published_calendar
from tests.factories import (
    CALENDAR,
    UNIT,
    a_case,
    a_ticket,
    an_actor,
    consent,
    profile,
    with_progress,
)

WRITTEN = Path(__file__).parents[2] / "data" / "deadlines.csv"


@cache
def calendar() -> Calendar:
    return published_calendar()


def rows() -> list[dict[str, str]]:
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def limit_of(row: dict[str, str], rules: Rules) -> Limit:
    if row["时限"][0].isdigit():
        return limit_written(row["时限"])
    urgency = Urgency(row["紧急程度"])
    sign = rules.sign if urgency is Urgency.NORMAL else rules.sign_urgent
    return {
        "办理": handling_limit(RequestType(row["诉求类型"]), urgency, rules),
        "派单": dispatch_limit(urgency, rules),
        "签收": sign,
        "退单": rules.object_window,
        "回访": rules.callback,
    }[row["时限"]]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def paused(found: Due, limit: Limit, row: dict[str, str], hours: Hours | None) -> Due:
    """What the ticket's deadline is after it was suspended and resumed by the table's steps."""
    runs_through = limit.runs_through
    ticket = with_progress(
        a_ticket(Status.IN_PROGRESS, due_at=found.at),
        endorsements=consent(Step.SUSPEND),
        runs_through=runs_through,
    )
    far = {"promised_on": "2029-12-31", "blocker": "season", "reason": "测试"}
    facts = Facts(hours={UNIT: hours} if hours else {})
    law = {"rules": CaseRules(profile(row["规则"]), calendar()), "facts": facts}
    case = a_case(ticket, an_actor(), far, now=moment(row["挂账起"]), **law)
    waiting = replace(ticket, **suspension.suspend(case))
    case = a_case(waiting, an_actor(), {}, now=moment(row["挂账止"]), **law)
    again = replace(waiting, **suspension.resume(case))
    assert again.due_at is not None
    return Due(again.due_at, is_provisional=again.is_provisional)


@pytest.mark.parametrize(
    "row", rows(), ids=lambda row: f"{row['派单时间']}-{row['诉求类型']}-{row['规则']}"
)
def test_the_written_table_holds(row: dict[str, str]) -> None:
    rules = profile(row["规则"])
    hours = parse_hours(row["单位办公时间"])
    limit = limit_of(row, rules)
    found = due(moment(row["派单时间"]), limit, calendar(), rules, hours)
    if row["挂账起"]:
        found = paused(found, limit, row, hours)
    assert found.at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") == row["到期时间"], row["说明"]
    assert found.is_provisional == (row["暂定"] == "是"), row["说明"]
    assert found.at.utcoffset() == timedelta(0)


def test_the_table_has_the_hard_days_in_it() -> None:
    days = {row["派单时间"][:7] for row in rows()}
    assert {"2025-09", "2025-10", "2026-02", "2026-09", "2026-10", "2026-12", "2027-03"} <= days
    assert len(rows()) >= 85
    assert sum(bool(row["单位办公时间"]) for row in rows()) >= 10
    assert sum(bool(row["挂账起"]) for row in rows()) >= 10


moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 9, 1), timezones=st.just(LOCAL))  # noqa: DTZ001
amounts = st.integers(1, 20)
running = st.builds(
    Limit,
    amounts,
    st.sampled_from([LimitUnit.WORKING_DAYS, LimitUnit.DAYS, LimitUnit.HOURS, LimitUnit.MINUTES]),
)


@given(moments, moments, running)
def test_who_starts_later_is_not_due_earlier(a: datetime, b: datetime, limit: Limit) -> None:
    first, second = sorted((a, b))
    rules = profile()
    assert due(first, limit, calendar(), rules).at <= due(second, limit, calendar(), rules).at


@given(moments, moments, amounts)
def test_postponing_never_moves_a_later_start_to_an_earlier_day(
    a: datetime, b: datetime, hours: int
) -> None:
    limit = Limit(hours, LimitUnit.HOURS, postpones=True)
    first, second = (due(t, limit, calendar(), profile()).at for t in sorted((a, b)))
    assert local_day(first) <= local_day(second)


@given(moments, running, amounts)
def test_a_longer_limit_is_not_due_earlier(start: datetime, limit: Limit, more: int) -> None:
    longer = Limit(limit.amount + more, limit.unit)
    rules = profile()
    assert due(start, limit, calendar(), rules).at < due(start, longer, calendar(), rules).at


@given(moments, amounts)
def test_working_days_end_at_close_of_business_of_a_working_day(start: datetime, n: int) -> None:
    found = due(start, Limit(n, LimitUnit.WORKING_DAYS), calendar(), profile())
    local = found.at.astimezone(LOCAL)
    assert calendar().is_working(local.date())
    assert local.time() == profile().closes
    assert working_days_between(start.date(), local.date(), calendar()) == n


@given(moments, amounts)
def test_a_postponed_deadline_is_in_business_hours_and_never_early(start: datetime, n: int) -> None:
    postponed = due(start, Limit(n, LimitUnit.HOURS, postpones=True), calendar(), profile())
    plain = due(start, Limit(n, LimitUnit.HOURS), calendar(), profile())
    assert postponed.at >= plain.at
    assert is_open(postponed.at, calendar(), profile())


@given(moments, running)
def test_a_deadline_lies_after_the_start(start: datetime, limit: Limit) -> None:
    assert due(start, limit, calendar(), profile()).at > start


@given(moments, running, st.timedeltas(timedelta(0), timedelta(hours=23)))
def test_the_zone_the_start_is_written_in_does_not_matter(
    start: datetime, limit: Limit, offset: timedelta
) -> None:
    from datetime import timezone

    elsewhere = start.astimezone(timezone(offset))
    assert due(elsewhere, limit, calendar(), profile()) == due(start, limit, calendar(), profile())


def test_urgent_tickets_have_one_limit_whatever_their_type() -> None:
    for kind in RequestType:
        for urgency in (Urgency.URGENT, Urgency.EMERGENCY):
            assert handling_limit(kind, urgency, profile()) == profile().handle_urgent


def test_the_citys_own_word_on_a_day_is_stronger_than_the_calendar() -> None:
    flood, relief = date(2026, 7, 20), date(2026, 7, 25)
    own = published_calendar({flood: False, relief: True})
    assert not own.is_working(flood)
    assert own.is_working(relief)
    assert own.add_working(date(2026, 7, 17), 1) == date(2026, 7, 21)


def test_the_published_calendar_knows_what_it_does_not_know() -> None:
    assert calendar().is_known(date(2025, 1, 1), date(2026, 12, 31))
    assert not calendar().is_known(date(2026, 12, 31), date(2027, 1, 1))


def test_expected_holidays_of_an_unpublished_year_are_rest_days() -> None:
    assert not calendar().is_working(date(2027, 1, 1))
    assert not calendar().is_working(date(2027, 2, 8))


def test_no_working_day_lies_between_a_day_and_itself() -> None:
    assert working_days_between(date(2026, 3, 10), date(2026, 3, 10), CALENDAR) == 0


def test_business_hours_include_their_ends() -> None:
    day = date(2026, 3, 10)
    for at, is_in in ((time(8, 59), 0), (time(9), 1), (time(18), 1), (time(18, 1), 0)):
        assert is_open(datetime.combine(day, at, LOCAL), CALENDAR, profile()) == bool(is_in)
