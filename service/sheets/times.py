"""Reads the times people write, in every usual form, and refuses the absurd with a reason."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from service.domain.errors import BadInput
from service.domain.localtime import LOCAL

FIRST_YEAR = 1990
_LAST_YEAR = 2999
_SHOWN = 30

_ADVICE = "请写成 2019-01-05 09:03:00 的样子"
_AHEAD = timedelta(days=1)  # clocks of two systems never agree quite
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock, its zone is given below
_WEEKDAY = r"[ (]*(?:(?:星期|周)[一二三四五六日天])?[ )]*"
_HALF = r"(?P<{}>凌晨|早上|上午|中午|下午|傍晚|晚上|am|pm)?"
_CLOCK = (
    r"(?P<hour>\d{1,2}) ?[:时点] ?(?:(?P<minute>\d{1,2}) ?(?:[:分] ?)?"
    r"(?:(?<=[:分 ])(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))? ?秒?)?)?"
)
_ZONE = r"(?P<zone>z|[+-]\d{2}(?::?\d{2})?)?"
_WRITTEN = re.compile(
    r"(?P<year>\d{4}) ?[-/.年] ?(?P<month>\d{1,2}) ?[-/.月] ?(?P<day>\d{1,2}) ?[日号]?"
    + rf"(?:{_WEEKDAY}[t ]*{_HALF.format('half')} ?{_CLOCK} ?{_HALF.format('after')} ?{_ZONE}"
    + rf"|{_WEEKDAY})"
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[t ]?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?" + _ZONE + ")?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_UNIX = re.compile(r"(\d{10})(\d{3})?")
_AMBIGUOUS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,4}(?:\D.*)?")


def parse_time(text: str, *, now: datetime) -> datetime:
    """Return the aware UTC instant that ``text`` means; Asia/Shanghai where it names no zone.

    ``now`` (aware) bounds the future. Raises BadInput with a Chinese reason for what cannot be
    read, does not exist, lies before 1990 or after ``now`` by more than a day.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if not plain:
        raise BadInput("时间是空的")
    shown = text.strip()[:_SHOWN]
    moment = _read(plain, shown)
    if moment > now + _AHEAD:
        raise BadInput(f"时间“{shown}”还没有到，请核对年份")
    return moment.astimezone(UTC)


def _read(plain: str, shown: str) -> datetime:
    """Return the aware moment of normalised text, whatever its form."""
    if match := _COMPACT.fullmatch(plain) or _WRITTEN.fullmatch(plain):
        parts = match.groupdict()
        return _day(parts, shown) + _clock(parts, shown)
    if _SERIAL.fullmatch(plain):
        days = timedelta(seconds=round(float(plain) * 86400))
        return _of_serial(days, shown)
    if match := _UNIX.fullmatch(plain):
        return datetime.fromtimestamp(int(match[1]), LOCAL)
    if _AMBIGUOUS.fullmatch(plain):
        raise BadInput(f"时间“{shown}”分不清年、月、日，{_ADVICE}")
    raise BadInput(f"时间“{shown}”看不懂，{_ADVICE}")


def _of_serial(days: timedelta, shown: str) -> datetime:
    """Return the moment that Excel writes as a number of days."""
    moment = (_EXCEL_EPOCH + days).replace(tzinfo=LOCAL)
    if moment.year < FIRST_YEAR:
        raise BadInput(f"“{shown}”只是一个数字，当作日期太早，请核对")
    return moment


def _day(parts: dict[str, str | None], shown: str) -> datetime:
    """Return the start of the day, in the zone that the text names."""
    year, month, day = (int(parts[key] or 0) for key in ("year", "month", "day"))
    if not FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadInput(f"时间“{shown}”里的年份 {year} 不合常理，请核对")
    if not 1 <= month <= 12:
        raise BadInput(f"时间“{shown}”里没有 {month} 月这个月份")
    try:
        date(year, month, day)
    except ValueError as problem:
        raise BadInput(f"时间“{shown}”里 {month} 月没有 {day} 日") from problem
    return datetime(year, month, day, tzinfo=_zone(parts.get("zone"), shown))


def _zone(zone: str | None, shown: str) -> ZoneInfo | timezone:
    if not zone:
        return LOCAL
    if zone == "z":
        return UTC
    hours, minutes = int(zone[1:3]), int(zone[3:].strip(":") or 0)
    if hours > 14 or minutes > 59:
        raise BadInput(f"时间“{shown}”里的时区 {zone} 不存在")
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if zone[0] == "-" else ahead)


def _clock(parts: dict[str, str | None], shown: str) -> timedelta:
    """Return the time since the start of the day; 24:00 is the end of it."""
    hour, minute, second = (int(parts.get(key) or 0) for key in ("hour", "minute", "second"))
    micro = int(f"{parts.get('fraction') or 0:0<6}"[:6])
    half = parts.get("half") or parts.get("after")
    if half:
        hour = _of_day(hour, half)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second > 0):
        raise BadInput(f"时间“{shown}”里的几点几分不存在，{_ADVICE}")
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)


def _of_day(hour: int, half: str) -> int:
    """Return the hour of 0…24 for one said with a half of the day."""
    if half in {"下午", "傍晚", "晚上", "pm"} and hour < 12:
        return hour + 12
    if half == "中午" and hour < 3:
        return hour + 12
    if half in {"凌晨", "上午", "早上", "am"} and hour == 12:
        return 0
    return 24 if half == "晚上" and hour == 12 else hour
