"""Deadlines: limits from a profile, counted on the State Council calendar.

A working day's deadline is the close of business of the N-th working day after the start; the
day of the start is not counted (民法典 art. 201). Hours run through, and with ``postpones`` a
deadline outside business hours moves to noon of the next working day. Working hours run only
while the unit works. Each is counted on the hours of the unit it is given to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from service.domain.callback.calling import CallRules, SampleRules, SurveyRules
from service.domain.clocks import hours as business
from service.domain.clocks.hours import Hours
from service.domain.localtime import LOCAL
from service.domain.ticket import RequestType, Urgency

NOON = time(12, 0)
LONGEST_WAIT = timedelta(days=366)


class LimitUnit(StrEnum):
    """What a limit is counted in."""

    MINUTES = "min"
    HOURS = "h"
    DAYS = "d"
    WORKING_HOURS = "wh"
    WORKING_DAYS = "wd"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many units of time; ``postpones`` moves a result outside business hours."""

    amount: int
    unit: LimitUnit
    postpones: bool = False

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.value}{' postpone' if self.postpones else ''}"

    @property
    def runs_through(self) -> bool:
        """Whether it is counted day and night, whoever works."""
        return self.unit not in (LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline; provisional when it touches a year whose calendar is not published."""

    at: datetime
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: weekends rest, except as the two sets say.

    ``known_years``: the years whose State Council notice is in the sets. In other years the
    sets may hold expected holidays; what is computed there is provisional.
    """

    rest_days: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self.make_up_days:
            return True
        return day.weekday() < 5 and day not in self.rest_days

    def next_working(self, day: date) -> date:
        """The first working day after ``day``."""
        day += timedelta(days=1)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def add_working(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``."""
        for _ in range(count):
            day = self.next_working(day)
        return day

    def is_known(self, first: date, last: date) -> bool:
        """Whether every year from ``first`` to ``last`` has a published calendar."""
        return all(year in self.known_years for year in range(first.year, last.year + 1))


@dataclass(frozen=True, slots=True)
class Profile:
    """A province's or city's limits, as data; see ``resources/profiles/*.toml``.

    A co-unit reports within ``co_report``, or in ``co_share`` of the time that the lead has.
    """

    name: str
    title: str
    source: str
    dispatch: Limit
    dispatch_urgent: Limit
    sign: Limit
    sign_urgent: Limit
    handle: Mapping[RequestType, Limit]
    handle_urgent: Limit
    object_window: Limit
    callback: Limit
    extension_days: int
    extension_count: int
    grace_days: int
    callback_attempts: int
    designate_after: int
    contact: Limit = Limit(24, LimitUnit.HOURS)
    contact_urgent: Limit = Limit(2, LimitUnit.HOURS)
    callback_urgent: Limit = Limit(24, LimitUnit.HOURS, postpones=True)
    suspension_review: Limit = Limit(10, LimitUnit.WORKING_DAYS)
    suspension_reviews: int = 3
    co_share: tuple[int, int] = (2, 3)
    co_report: Limit | None = None
    opinion_hours: int = 16
    hours: Hours = business.USUAL
    calls: CallRules = field(default_factory=CallRules)
    samples: SampleRules = field(default_factory=SampleRules)
    survey: SurveyRules = field(default_factory=SurveyRules)
    unwritten: tuple[str, ...] = field(default=())

    @property
    def opens(self) -> time:
        """When the hotline's offices open."""
        return self.hours.opens

    @property
    def closes(self) -> time:
        """When the hotline's offices close."""
        return self.hours.closes


def too_far(promised: str, today: date) -> str | None:
    """Why a date that is promised is too far ahead, in Chinese, or None."""
    latest = (today + LONGEST_WAIT).isoformat()
    return None if promised <= latest else f"承诺日期不能晚于 {latest}（一年以内），请核对年份。"


def due(
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    profile: Profile,
    hours: Hours | None = None,
) -> Due:
    """When ``limit`` after ``start`` (aware) runs out; the result is in UTC.

    ``hours``: those of the unit that it binds; the profile's when it has none of its own.
    """
    hours = hours or profile.hours
    local = start.astimezone(LOCAL)
    if limit.unit is LimitUnit.WORKING_DAYS:
        day = hours.add_days(local.date(), limit.amount, calendar)
        end = datetime.combine(day, hours.closes, LOCAL)
    elif limit.unit is LimitUnit.WORKING_HOURS:
        end = business.after(local, timedelta(hours=limit.amount), hours, calendar)
    else:
        end = local + _SPANS[limit.unit] * limit.amount
        if limit.postpones and not hours.is_open_at(end, calendar):
            end = _next_noon(end, calendar, hours)
    is_sure = calendar.is_known(local.date(), end.date()) or not _asks(limit, hours)
    return Due(end.astimezone(UTC), is_provisional=not is_sure)


def dispatch_limit(urgency: Urgency, profile: Profile) -> Limit:
    """How long a ticket of this urgency may wait for its dispatch."""
    return profile.dispatch if urgency is Urgency.NORMAL else profile.dispatch_urgent


def handling_limit(kind: RequestType, urgency: Urgency, profile: Profile) -> Limit:
    """The handling limit that a ticket of this type and urgency gets."""
    if urgency is not Urgency.NORMAL:
        return profile.handle_urgent
    return profile.handle[kind]


def is_open(at: datetime, calendar: Calendar, profile: Profile) -> bool:
    """Whether ``at`` falls into business hours of a working day."""
    return profile.hours.is_open_at(at, calendar)


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """How many working days lie after ``first`` up to and including ``last``."""
    days = (last - first).days
    return sum(calendar.is_working(first + timedelta(days=n)) for n in range(1, days + 1))


def _asks(limit: Limit, hours: Hours) -> bool:
    """Whether it takes a calendar to say when the limit runs out."""
    return not hours.is_daily and (limit.postpones or not limit.runs_through)


def _next_noon(end: datetime, calendar: Calendar, hours: Hours) -> datetime:
    day = end.date()
    before_opening = hours.is_open_on(day, calendar) and end.time() < hours.opens
    day = day if before_opening else hours.add_days(day, 1, calendar)
    noon = min(max(NOON, hours.opens), hours.closes)
    return datetime.combine(day, noon, LOCAL)


_SPANS = {
    LimitUnit.MINUTES: timedelta(minutes=1),
    LimitUnit.HOURS: timedelta(hours=1),
    LimitUnit.DAYS: timedelta(days=1),
}
