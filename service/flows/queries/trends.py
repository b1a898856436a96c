"""How many requests there were, period by period, beside the period before and last year's."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from analytics.calendar_days import DayWeights, day_weight
from analytics.months import days_of, shift, span
from analytics.trends import percent_change
from service.domain.clocks.deadlines import LOCAL
from service.flows.queries.filters import Filters, conditions, local_midnight
from service.flows.steps import Desk
from service.store import counts

_MONTHS = 13
_WEEKS = 26
_YEAR = timedelta(days=364)
_WEIGHTS = DayWeights()


@dataclass(frozen=True, slots=True)
class Point:
    """One month or week: its requests, and how they compare.

    ``per_day`` and ``per_workday``: by the days that have passed; ``before`` and ``year_ago``: the
    requests compared with, None where the data do not reach; ``year_days``: the days of the latter;
    ``before_pct`` and ``year_pct`` compare requests per ordinary day, so that holidays that move
    and months of other lengths look like no change. ``is_partial``: it is not over, and is compared
    with as many days.
    """

    first_on: date
    last_on: date
    count: int
    per_day: float
    per_workday: float | None
    before: int | None
    year_ago: int | None
    before_pct: float | None
    year_pct: float | None
    is_partial: bool
    year_days: tuple[date, date]


def series(desk: Desk, filters: Filters, *, weekly: bool = False) -> tuple[Point, ...]:
    """The months (thirteen and the running one) or weeks, oldest first; none without tickets.

    Every count is that of the ticket list with the same filters and days, for this person.
    """
    today = desk.now.astimezone(LOCAL).date()
    spans = list(_weeks(today) if weekly else _months(today))
    earliest = spans[0][0] - timedelta(days=800 if weekly else 430)
    daily = daily_totals(desk, filters, earliest, today)
    if daily.empty:
        return ()
    known = date.fromisoformat(min(daily.index))
    return tuple(
        _point(desk, daily, known, pair, today, weekly=weekly) for pair in spans if pair[1] >= known
    )


def daily_totals(desk: Desk, filters: Filters, first: date, last: date) -> pd.Series:
    """Requests by local day among those this person may see."""
    cells = daily_cells(desk, filters, first, last)
    return cells.groupby("period")["count"].sum()


def daily_cells(desk: Desk, filters: Filters, first: date, last: date) -> pd.DataFrame:
    """Requests by local day, topic and area among those this person may see."""
    start, end = local_midnight(first), local_midnight(last + timedelta(days=1))
    wanted = conditions(desk, replace(filters, month="", first_on=None, last_on=None))
    return counts.daily(desk.uow.session, start, end, wanted)


def _months(today: date) -> Iterator[tuple[date, date]]:
    this = today.strftime("%Y-%m")
    for month in span(shift(this, -_MONTHS), this):
        days = days_of(month)
        yield days[0], days[-1]


def _weeks(today: date) -> Iterator[tuple[date, date]]:
    monday = today - timedelta(days=today.weekday())
    for back in range(_WEEKS, -1, -1):
        first = monday - timedelta(weeks=back)
        yield first, first + timedelta(days=6)


def _point(
    desk: Desk,
    daily: pd.Series,
    known: date,
    pair: tuple[date, date],
    today: date,
    *,
    weekly: bool,
) -> Point:
    first, last = pair[0], min(pair[1], today)
    length = (last - first).days
    whole = last == pair[1]
    before = _earlier(pair, 1, weekly=weekly)
    year = _earlier(pair, 12, weekly=weekly)
    compared = [(a, b if whole else min(a + timedelta(days=length), b)) for a, b in (before, year)]
    count = _sum(daily, first, last)
    then = [_sum(daily, a, b) if a >= known else None for a, b in compared]
    pcts = [
        None if n is None or not _weight(a, b) else
        percent_change(count / _weight(first, last), n / _weight(a, b))
        for n, (a, b) in zip(then, compared, strict=True)
    ]  # fmt: skip
    work = sum(desk.hotline.calendar.is_working(d) for d in _days(first, last))
    return Point(
        first_on=first,
        last_on=last,
        count=count,
        per_day=count / (length + 1),
        per_workday=count / work if work else None,
        before=then[0],
        year_ago=then[1],
        before_pct=pcts[0],
        year_pct=pcts[1],
        is_partial=not whole,
        year_days=compared[1],
    )


def _earlier(pair: tuple[date, date], months: int, *, weekly: bool) -> tuple[date, date]:
    if weekly:
        back = timedelta(days=7) if months == 1 else _YEAR
        return pair[0] - back, pair[1] - back
    days = days_of(shift(pair[0].strftime("%Y-%m"), -months))
    return days[0], days[-1]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _weight(first: date, last: date) -> float:
    return sum(day_weight(day, _WEIGHTS) for day in _days(first, last))


def _sum(daily: pd.Series, first: date, last: date) -> int:
    return int(daily[(daily.index >= first.isoformat()) & (daily.index <= last.isoformat())].sum())
