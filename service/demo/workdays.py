"""Which days are worked and how local time runs through office hours, for a span of days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

from service.domain.clocks.deadlines import Calendar
from service.profiles import published_calendar

CHINA = timedelta(hours=8)  # no daylight saving since 1991
OPENS, CLOSES = time(8, 30), time(17, 50)
DUE_BY = time(18, 0)

# The first day of the lunar year (正月初一).
NEW_YEARS = {
    year: date(year, month, day)
    for year, month, day in (
        (2018, 2, 16),
        (2019, 2, 5),
        (2020, 1, 25),
        (2021, 2, 12),
        (2022, 2, 1),
        (2023, 1, 22),
        (2024, 2, 10),
        (2025, 1, 29),
        (2026, 2, 17),
        (2027, 2, 6),
        (2028, 1, 26),
        (2029, 2, 13),
        (2030, 2, 3),
        (2031, 1, 23),
        (2032, 2, 11),
    )
}


def to_utc(local: datetime) -> datetime:
    """Return the aware UTC instant of a naive local time."""
    return (local - CHINA).replace(tzinfo=UTC)


def days_from_new_year(day: date) -> int:
    """Return how many days `day` lies after the nearest 正月初一 (negative: before it)."""
    gaps = [(day - first).days for first in NEW_YEARS.values()]
    return min(gaps, key=abs)


def is_holiday(day: date) -> bool:
    """Return whether `day` is a public holiday rather than a plain weekend."""
    return day in _calendar().rest_days


def is_workday(day: date) -> bool:
    """Return whether offices work on `day`, make-up days included."""
    return _calendar().is_working(day)


@cache
def _calendar() -> Calendar:
    return published_calendar()


@dataclass(frozen=True)
class WorkClock:
    """The working days of a span, ready for fast steps; all times are naive and local."""

    first: date
    workdays: tuple[date, ...]
    _next: tuple[int, ...]

    def is_workday(self, day: date) -> bool:
        """Return whether `day` (inside the span) is worked."""
        return self.workdays[self._index(day)] == day

    def after(self, at: datetime, days: int) -> date:
        """Return the `days`-th working day after the day of `at`."""
        index = self._index(at.date())
        is_worked = self.workdays[index] == at.date()
        return self.workdays[index + days - (0 if is_worked else 1)]

    def due(self, at: datetime, days: int) -> datetime:
        """Return the close of business of the `days`-th working day after `at`."""
        return datetime.combine(self.after(at, days), DUE_BY)

    def open_at(self, at: datetime) -> datetime:
        """Return `at` if offices are open then, else the next opening."""
        day = self.workdays[self._index(at.date())]
        if day > at.date():
            return datetime.combine(day, OPENS)
        if at.time() < OPENS:
            return datetime.combine(day, OPENS)
        if at.time() <= CLOSES:
            return at
        return datetime.combine(self.workdays[self._index(day) + 1], OPENS)

    def within(self, rng: Random, at: datetime, days: int) -> datetime:
        """Return a moment in office hours of the `days`-th working day after `at`.

        With `days` 0 it is later on the same working day, or on the next one after hours.
        """
        if days > 0:
            opening = datetime.combine(self.after(at, days), OPENS)
            return opening + timedelta(minutes=rng.random() * 555)
        start = self.open_at(at)
        closing = datetime.combine(start.date(), CLOSES)
        return start + (closing - start) * (0.05 + 0.9 * rng.random())

    def _index(self, day: date) -> int:
        return self._next[(day - self.first).days]


def work_clock(first: date, last: date) -> WorkClock:
    """Return the clock for the days from `first` to `last`, with 150 days to spare."""
    span = [first + timedelta(days=n) for n in range((last - first).days + 151)]
    workdays = tuple(day for day in span if is_workday(day))
    following: list[int] = []
    index = 0
    for day in span:
        while index < len(workdays) - 1 and workdays[index] < day:
            index += 1
        following.append(index)
    return WorkClock(first, workdays, tuple(following))
