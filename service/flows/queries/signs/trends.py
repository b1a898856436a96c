"""How many requests there were, period by period, beside the period before and last year's."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import func, select

from analytics.calendar_days import DayWeights, day_weight
from analytics.figures.trends import percent_change
from analytics.months import days_of, shift, span
from analytics.moves import ENOUGH, Amount, Season, direction, is_enough, season
from service.domain.localtime import local_day
from service.flows.desk import Desk
from service.flows.queries.desks.filters import Filters, conditions, local_midnight
from service.store.figures import counts
from service.store.tables.tickets import TicketRow

_MONTHS = 13
_WEEKS = 26
_YEAR = timedelta(days=364)
_WEIGHTS = DayWeights()
_STILL = timedelta(days=7)
LEAST_BASE = ENOUGH


@dataclass(frozen=True, slots=True)
class Extent:
    """The days of which there are data. ``last``: today, or the day of the newest ticket where

    nothing came in for a week: an installation with the tickets of other years.
    """

    first: date
    last: date
    is_running: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One month or week: its requests, and how they compare.

    ``per_day`` and ``per_workday``: by the days that have passed; ``before`` and ``year_ago``: the
    requests compared with, None where the data do not reach; ``year_days``: the days of the latter;
    ``before_pct`` and ``year_pct`` compare requests per ordinary day, so that holidays that move
    and months of other lengths look like no change. ``moved`` and ``year_moved``: 1 up, -1 down, 0
    what chance may do; ``season``: whether last year moved alike. ``is_partial``: it is not over,
    or the data begin in it; one that is not over is compared with as many days.
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
    moved: int | None = None
    year_moved: int | None = None
    season: Season = Season.UNKNOWN

    @property
    def is_season(self) -> bool | None:
        """Whether the move is the season's, as far as last year can tell; None if it cannot."""
        return None if self.season is Season.UNKNOWN else self.season is Season.SEASON


def extent(desk: Desk) -> Extent | None:
    """The days from the first ticket to the last there is; None without tickets."""
    ends = [
        desk.uow.session.scalar(select(each(TicketRow.registered_at)))
        for each in (func.min, func.max)
    ]
    today = desk.today
    days = [local_day(at) for at in ends if at is not None and at <= desk.now]
    if not days:
        return None
    is_running = today - days[-1] <= _STILL
    return Extent(days[0], today if is_running else days[-1], is_running)


def series(
    desk: Desk, filters: Filters, *, weekly: bool = False, known: Extent | None = None
) -> tuple[Point, ...]:
    """The months (thirteen and the running one) or weeks, oldest first; none without tickets.

    Periods before the first and after the last ticket that there is are left out, and so are empty
    ones before the first that the filters find. Every count is that of the ticket list with the
    same filters and days, for this person. ``known``: when it was found out before.
    """
    known = known or extent(desk)
    if known is None:
        return ()
    spans = list(_weeks(known.last) if weekly else _months(known.last))
    earliest = spans[0][0] - timedelta(days=800 if weekly else 430)
    daily = daily_totals(desk, filters, earliest, known.last)
    if daily.empty:
        return ()
    since = date.fromisoformat(min(daily.index))
    return tuple(
        _point(desk, daily, known, pair, weekly=weekly) for pair in spans if pair[1] >= since
    )


def is_base(then: int | None) -> bool:
    """Whether so many requests are enough to reckon a percentage from."""
    return is_enough(then)


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
    desk: Desk, daily: pd.Series, known: Extent, pair: tuple[date, date], *, weekly: bool
) -> Point:
    first, last = max(pair[0], known.first), min(pair[1], known.last)
    length = (last - pair[0]).days
    back = [_earlier(pair, months, weekly=weekly) for months in (1, 12, 13)]
    spans = [(a, min(a + timedelta(days=length), b) if last < pair[1] else b) for a, b in back]
    now = Amount(_sum(daily, first, last), _weight(first, last))
    before, year, year_before = (
        Amount(_sum(daily, a, b), _weight(a, b)) if a >= known.first else None for a, b in spans
    )
    work = sum(desk.hotline.calendar.is_working(d) for d in _days(first, last))
    return Point(
        first_on=pair[0],
        last_on=last,
        count=now.count,
        per_day=now.count / ((last - first).days + 1),
        per_workday=now.count / work if work else None,
        before=before.count if before else None,
        year_ago=year.count if year else None,
        before_pct=_percent(now, before),
        year_pct=_percent(now, year),
        is_partial=first > pair[0] or last < pair[1] or (known.is_running and last == known.last),
        year_days=spans[1],
        moved=direction(now, before),
        year_moved=direction(now, year),
        season=season(now, before, year, year_before),
    )


def _percent(now: Amount, then: Amount | None) -> float | None:
    if then is None or not then.days or not now.days:
        return None
    return percent_change(now.count / now.days, then.count / then.days)


def _earlier(pair: tuple[date, date], months: int, *, weekly: bool) -> tuple[date, date]:
    if weekly:
        back = timedelta(days=7) * (months % 12) + _YEAR * (months // 12)
        return pair[0] - back, pair[1] - back
    days = days_of(shift(pair[0].strftime("%Y-%m"), -months))
    return days[0], days[-1]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _weight(first: date, last: date) -> float:
    return sum(day_weight(day, _WEIGHTS) for day in _days(first, last))


def _sum(daily: pd.Series, first: date, last: date) -> int:
    return int(daily[(daily.index >= first.isoformat()) & (daily.index <= last.isoformat())].sum())
