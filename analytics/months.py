"""Knows months as the hotline counts them: by Asia/Shanghai, written YYYY-MM."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

ZONE = "Asia/Shanghai"
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (included) to `end` (excluded), aware; figures are as of `now`."""

    start: datetime
    end: datetime
    now: datetime

    def __post_init__(self) -> None:
        if any(t.tzinfo is None for t in (self.start, self.end, self.now)):
            raise ValueError("a period needs aware times")
        if self.start >= self.end:
            raise ValueError("a period must end after it starts")


def month_period(month: str, now: datetime) -> Period:
    """Return the period of a month YYYY-MM in Shanghai time. Raises ValueError for another form."""
    start, end = month_start(month), month_start(shift(month, 1))
    return Period(start, end, now)


def month_start(month: str) -> datetime:
    """Return the first instant of the month, as UTC."""
    year, number = _parts(month)
    return datetime(year, number, 1, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def shift(month: str, by: int) -> str:
    """Return the month `by` months later (earlier when negative)."""
    year, number = _parts(month)
    total = year * 12 + number - 1 + by
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def span(first: str, last: str) -> list[str]:
    """Return every month from `first` to `last`, both included; none when last is earlier."""
    (y1, m1), (y2, m2) = _parts(first), _parts(last)
    return [shift(first, i) for i in range((y2 - y1) * 12 + m2 - m1 + 1)]


def days_of(month: str) -> list[date]:
    """Return the days of the month."""
    year, number = _parts(month)
    first = date(year, number, 1)
    return [d for i in range(31) if (d := first + timedelta(days=i)).month == number]


def month_of(instants: pd.Series) -> pd.Series:
    """Return the month YYYY-MM of each aware instant, missing where the instant is."""
    local = instants.dt.tz_convert(ZONE)
    return pd.Series(local.dt.strftime("%Y-%m"), index=instants.index)


def _parts(month: str) -> tuple[int, int]:
    found = _MONTH.fullmatch(month)
    if not found:
        raise ValueError(f"not a month YYYY-MM: {month!r}")
    return int(found[1]), int(found[2])
