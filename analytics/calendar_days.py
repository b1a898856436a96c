"""Weighs days, so that months with holidays and months of other lengths can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from analytics.months import days_of

# First day of the lunar year; published astronomical dates.
SPRING_FESTIVALS: Mapping[int, date] = MappingProxyType({
    d.year: d
    for d in (
        date(2010, 2, 14), date(2011, 2, 3), date(2012, 1, 23), date(2013, 2, 10),
        date(2014, 1, 31), date(2015, 2, 19), date(2016, 2, 8), date(2017, 1, 28),
        date(2018, 2, 16), date(2019, 2, 5), date(2020, 1, 25), date(2021, 2, 12),
        date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29),
        date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13),
        date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31),
        date(2034, 2, 19), date(2035, 2, 8),
    )
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayWeights:
    """How many requests a day brings, an ordinary day being 1.

    `weekdays` from Monday; `spring_festival` holds from the eve for `spring_days` days, `golden`
    in the first week of October. The defaults follow published hourly and holiday figures.
    """

    weekdays: tuple[float, ...] = (1.15, 1.08, 1.08, 1.08, 1.0, 0.83, 0.78)
    spring_festival: float = 0.45
    spring_days: int = 8
    golden: float = 0.5
    golden_days: int = 7


def effective_days(month: str, weights: DayWeights | None = None) -> float:
    """Return the sum of the weights of the month's days.

    Assumes the Spring Festival dates of 2010 to 2035; in other years no day counts as festival.
    """
    chosen = weights or DayWeights()
    return sum(day_weight(d, chosen) for d in days_of(month))


def day_weight(day: date, weights: DayWeights) -> float:
    """Return the weight of one day; a holiday's weight replaces the weekday's."""
    festival = SPRING_FESTIVALS.get(day.year)
    if festival is not None:
        eve = festival - timedelta(days=1)
        if eve <= day < eve + timedelta(days=weights.spring_days):
            return weights.spring_festival
    if day.month == 10 and day.day <= weights.golden_days:
        return weights.golden
    return weights.weekdays[day.weekday()]
