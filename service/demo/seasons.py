"""When requests come: by month, by day of a season, by weekday and holiday, by hour."""

from bisect import bisect
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from service.demo.workdays import days_from_new_year, is_holiday, is_workday

# Requests of a month relative to the mean of the year, in a city with central heating.
MONTH_FACTORS = (0.95, 0.75, 0.95, 0.95, 1.0, 1.05, 1.15, 1.1, 1.0, 0.9, 1.25, 1.0)

HEATING_STARTS = (11, 15)
_WEEKDAYS = (1.15, 1.08, 1.08, 1.08, 1.0, 0.83, 0.78)
_OFFICE_REST = 0.75  # what people ask of offices, they ask on working days

# Weights of the hours 0 … 23.
_HOURS: dict[str, tuple[float, ...]] = {
    "office": (0, 0, 0, 0, 0, 0, 1, 2, 8, 12, 12, 10, 4, 3, 9, 10, 9, 6, 4, 3, 2, 2, 2, 1),
    "home": (3, 2, 1, 1, 1, 1, 2, 3, 7, 10, 10, 8, 5, 4, 6, 8, 8, 7, 7, 7, 6, 4, 3, 3),
    "day": (2, 1, 1, 1, 1, 1, 2, 4, 8, 11, 11, 8, 5, 4, 8, 10, 9, 7, 5, 4, 3, 2, 2, 2),
    "evening": (3, 2, 1, 1, 1, 1, 2, 3, 6, 8, 8, 6, 4, 3, 5, 7, 7, 8, 11, 11, 9, 6, 3, 2),
    "night": (4, 2, 1, 1, 1, 2, 2, 3, 5, 7, 7, 5, 3, 3, 4, 5, 5, 5, 6, 8, 10, 12, 9, 6),
    "meal": (1, 0, 0, 0, 0, 0, 1, 3, 6, 8, 9, 10, 12, 7, 5, 6, 6, 7, 10, 9, 5, 3, 2, 1),
    "commute": (0, 0, 0, 0, 0, 1, 4, 12, 14, 9, 7, 5, 4, 3, 5, 7, 9, 12, 9, 5, 3, 2, 1, 0),
    "farm": (0, 0, 0, 0, 0, 1, 3, 7, 11, 12, 11, 7, 4, 4, 8, 10, 9, 6, 4, 2, 1, 1, 0, 0),
}
_HOUR_SUMS = {name: tuple(accumulate(weights)) for name, weights in _HOURS.items()}


def hour_of(rng: Random, profile: str) -> int:
    """Return an hour (0 … 23) drawn from a profile; raises KeyError for an unknown one."""
    sums = _HOUR_SUMS[profile]
    return bisect(sums, rng.random() * sums[-1])


@cache
def ordinary_weight(day: date, profile: str) -> float:
    """Return how much comes in on `day` for its weekday, holidays and what follows them."""
    weight = _WEEKDAYS[day.weekday()]
    if is_holiday(day):
        weight = 0.42 if abs(days_from_new_year(day)) <= 8 else 0.52 if day.month == 10 else 0.65
    elif is_workday(day):
        weight = max(weight, 1.0) * (1.25 if is_holiday(day - timedelta(days=1)) else 1.0)
    if profile == "office" and not is_workday(day):
        weight *= _OFFICE_REST
    return weight


def season_weight(curve: str, day: date) -> float:
    """Return the extra weight of `day` inside its month for a curve; 1.0 for no curve."""
    return _CURVES[curve](day) if curve else 1.0


def _heating(day: date) -> float:
    """A wall of calls on the first day, halved in three days, level after two weeks."""
    since = (day - date(day.year, *HEATING_STARTS)).days
    if day.month == 11:
        if since < 0:
            return 0.5 if since >= -3 else 0.12
        return 2.0 + 11.0 * 0.78**since
    if day.month == 3:
        return 1.0 if day.day <= 15 else 0.25
    return 0.5 + day.day / 20 if day.month == 10 else 1.0


def _wages(day: date) -> float:
    gap = days_from_new_year(day)
    if -45 <= gap < -2:
        return 1.0 + 1.8 * (1 + gap / 45)
    return 0.25 if -2 <= gap <= 12 else 1.0


def _fireworks(day: date) -> float:
    gap = days_from_new_year(day)
    if -1 <= gap <= 4:
        return 9.0 if gap in (-1, 0) else 4.5
    return 7.0 if gap == 14 else 1.6 if -7 <= gap <= 16 else 0.3


def _exams(day: date) -> float:
    if day.month != 6:
        return 1.0
    return 2.6 if 5 <= day.day <= 8 else 1.7 if 20 <= day.day <= 24 else 1.0


def _enrolment(day: date) -> float:
    return 1.7 if (day.month, day.day // 11) in {(7, 1), (8, 1), (8, 2)} else 1.0


def _holidays(day: date) -> float:
    return 5.0 if is_holiday(day) else 1.0


def _between(month: int, first: int, last: int, weight: float) -> Callable[[date], float]:
    return lambda day: weight if day.month == month and first <= day.day <= last else 1.0


_CURVES: dict[str, Callable[[date], float]] = {
    "heating": _heating,
    "wages": _wages,
    "fireworks": _fireworks,
    "exams": _exams,
    "enrolment": _enrolment,
    "holidays": _holidays,
    "consumer": _between(3, 10, 20, 2.2),
    "shopping": _between(11, 8, 25, 1.9),
}
