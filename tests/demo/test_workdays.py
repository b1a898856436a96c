"""Office hours jump over nights, weekends and holidays, with make-up days worked."""

# ruff: noqa: S311, DTZ001  (repeatable chance; these are naive local times on purpose)

from datetime import UTC, date, datetime
from random import Random

import pytest

from service.demo.workdays import days_from_new_year, is_holiday, is_workday, to_utc, work_clock

CLOCK = work_clock(date(2025, 9, 1), date(2025, 12, 31))


def test_a_make_up_sunday_is_worked() -> None:
    assert is_workday(date(2025, 9, 28))
    assert not is_workday(date(2025, 10, 8))
    assert is_holiday(date(2025, 10, 1))
    assert not is_holiday(date(2025, 9, 27))


def test_a_deadline_jumps_over_national_day() -> None:
    assert CLOCK.due(datetime(2025, 9, 30, 10), 3) == datetime(2025, 10, 11, 18)


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        (datetime(2025, 9, 30, 10), datetime(2025, 9, 30, 10)),
        (datetime(2025, 9, 30, 7), datetime(2025, 9, 30, 8, 30)),
        (datetime(2025, 9, 30, 19), datetime(2025, 10, 9, 8, 30)),
        (datetime(2025, 9, 20, 12), datetime(2025, 9, 22, 8, 30)),
    ],
)
def test_offices_open_again(at: datetime, opening: datetime) -> None:
    assert CLOCK.open_at(at) == opening


def test_work_never_goes_back_in_time() -> None:
    rng = Random(3)
    for hour in range(24):
        at = datetime(2025, 9, 30, hour, 17)
        for days in range(4):
            assert CLOCK.within(rng, at, days) >= at


def test_next_year_has_its_expected_holidays() -> None:
    clock = work_clock(date(2026, 12, 1), date(2027, 3, 31))
    assert clock.is_workday(date(2027, 3, 3))
    assert not clock.is_workday(date(2027, 1, 1))


def test_local_time_is_eight_hours_ahead() -> None:
    assert to_utc(datetime(2025, 1, 1, 3)) == datetime(2024, 12, 31, 19, tzinfo=UTC)
    assert days_from_new_year(date(2025, 1, 28)) == -1
