"""A season comes back after a year of weeks, and is announced before it begins, not after."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.domain.outlook import OutlookRules, Season, due, item_topic, topic_of_item

STARTED, PEAKED, ENDED = date(2024, 11, 11), date(2025, 1, 6), date(2025, 3, 31)
WINTER = Season("0304", (11, 12, 1, 2, 3), STARTED, PEAKED, ENDED, 412, 4.0, 2, 2)
RULES = OutlookRules(weeks_ahead=6)
DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))


@given(DAYS)
def test_the_next_season_has_not_ended_and_the_one_before_has(today: date) -> None:
    start, end = WINTER.next_on(today)
    assert end >= today
    assert end - timedelta(days=364) < today or start == WINTER.started_on
    assert start.weekday() == WINTER.started_on.weekday()
    assert WINTER.is_running(today) == (start <= today)


@given(DAYS)
def test_it_is_announced_in_the_weeks_before_it_and_in_no_others(today: date) -> None:
    left = (WINTER.next_on(today)[0] - today).days
    assert bool(due([WINTER], today, RULES)) == (0 < left <= 42)
    assert WINTER.weeks_until(today) == max(0, left // 7)


def test_its_tickets_are_counted_from_the_first_day_of_its_months() -> None:
    assert WINTER.counted_from == date(2024, 11, 1)


def test_an_agenda_item_of_a_season_says_its_topic() -> None:
    assert topic_of_item(item_topic("0304")) == "0304"
    assert topic_of_item("T2026-01-3") == ""
