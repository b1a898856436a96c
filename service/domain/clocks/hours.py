"""Business hours (办公时间): when a unit works, and time counted in what it works."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from service.domain.localtime import LOCAL, local_day

DAILY, WORKDAYS = "每天", "工作日"
_MIDNIGHT, _LEAST, _MOST = 24 * 60, timedelta(hours=2), 4
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_ALIKE = str.maketrans({"：": ":", "—": "-", "–": "-", "－": "-", "~": "-", "～": "-", "至": "-"})
_BETWEEN = re.compile(r"[\s,，、;；]+")
_HOW = "请写成“工作日 08:30-12:00 14:30-17:30”，天天上班的写“每天 00:00-24:00”"


class WorkingDays(Protocol):
    """Whatever knows on which days offices work."""

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Windows of a day in minutes since midnight, in order; ``is_daily``: on rest days too."""

    windows: tuple[tuple[int, int], ...] = ((9 * 60, 18 * 60),)
    is_daily: bool = False

    def __str__(self) -> str:
        windows = (f"{_clock(begin)}-{_clock(end)}" for begin, end in self.windows)
        return " ".join([DAILY if self.is_daily else WORKDAYS, *windows])

    @property
    def opens(self) -> time:
        """When the day's work begins."""
        return _time(self.windows[0][0])

    @property
    def closes(self) -> time:
        """When the day's work ends; who works until midnight ends with the last minute."""
        return _time(self.windows[-1][1])

    @property
    def day(self) -> timedelta:
        """How long a day's work is."""
        return timedelta(minutes=sum(end - begin for begin, end in self.windows))

    def is_open_on(self, day: date, calendar: WorkingDays) -> bool:
        """Whether there is work on that day."""
        return self.is_daily or calendar.is_working(day)

    def is_open_at(self, at: datetime, calendar: WorkingDays) -> bool:
        """Whether ``at`` lies between a day's opening and closing; a noon break counts as open."""
        local = at.astimezone(LOCAL)
        minute = (local - _midnight(local.date())) / timedelta(minutes=1)
        is_inside = self.windows[0][0] <= minute <= self.windows[-1][1]
        return is_inside and self.is_open_on(local.date(), calendar)

    def add_days(self, day: date, count: int, calendar: WorkingDays) -> date:
        """The ``count``-th day of work after ``day``."""
        for _ in range(count):
            day += timedelta(days=1)
            while not self.is_open_on(day, calendar):
                day += timedelta(days=1)
        return day


USUAL = Hours()
"""Nine to six on working days."""


def parse_hours(text: str) -> Hours | None:
    """The hours written like ``工作日 08:30-12:00 14:30-17:30``; None for an empty text.

    Without a word for the days they are working days. Raises ``ValueError`` with a Chinese reason.
    """
    parts = [part for part in _BETWEEN.split(text.translate(_ALIKE).strip()) if part]
    if not parts:
        return None
    is_daily = parts[0] == DAILY
    windows = [_window(part) for part in parts[parts[0] in (DAILY, WORKDAYS) :]]
    if not windows:
        raise ValueError(f"没有写几点到几点，{_HOW}")
    if len(windows) > _MOST:
        raise ValueError(f"一天最多写 {_MOST} 段时间")
    ends = [0, *(end for _, end in windows)]
    if any(begin < before for (begin, _), before in zip(windows, ends, strict=False)):
        raise ValueError("各段时间要从早到晚写，不能重叠")
    return Hours(tuple(windows), is_daily=is_daily)


def given_hours(text: str) -> Hours | None:
    """``parse_hours`` of what somebody gives now: a day of work lasts long enough to be meant.

    By a day of a minute a deadline of hours would lie years ahead.
    """
    hours = parse_hours(text)
    if hours is not None and hours.day < _LEAST:
        raise ValueError(f"一天的办公时间加起来至少 {_LEAST // timedelta(hours=1)} 小时，{_HOW}")
    return hours


def worked(start: datetime, end: datetime, hours: Hours, calendar: WorkingDays) -> timedelta:
    """How much working time lies between two instants; nothing when ``end`` is not later."""
    total, day, last = timedelta(0), local_day(start), local_day(end)
    while day <= last:
        for begin, until in _spans(day, hours, calendar):
            total += max(timedelta(0), min(until, end) - max(begin, start))
        day += timedelta(days=1)
    return total


def after(start: datetime, span: timedelta, hours: Hours, calendar: WorkingDays) -> datetime:
    """The first instant by which ``span`` of working time has passed; ``start`` for no time."""
    if span <= timedelta(0):
        return start
    day = local_day(start)
    while True:
        for begin, until in _spans(day, hours, calendar):
            begins = max(begin, start)
            if span <= until - begins:
                return begins + span
            span -= max(timedelta(0), until - begins)
        day += timedelta(days=1)


def _spans(day: date, hours: Hours, calendar: WorkingDays) -> list[tuple[datetime, datetime]]:
    if not hours.is_open_on(day, calendar):
        return []
    zero = _midnight(day)
    minute = timedelta(minutes=1)
    return [(zero + minute * begin, zero + minute * end) for begin, end in hours.windows]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), LOCAL)


def _window(text: str) -> tuple[int, int]:
    found = _WINDOW.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text}”看不懂，{_HOW}")
    hour, minute, to_hour, to_minute = map(int, found.groups())
    begin, end = hour * 60 + minute, to_hour * 60 + to_minute
    if max(minute, to_minute) > 59 or not begin < end <= _MIDNIGHT:
        raise ValueError(f"“{text}”不对：要从早到晚，最晚到 24:00")
    return begin, end


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _time(minutes: int) -> time:
    return time(*divmod(min(minutes, _MIDNIGHT - 1), 60))
