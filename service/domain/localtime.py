"""The city's own time: the zone that people read, the day and the month an instant falls in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def local_day(at: datetime) -> date:
    """The day here; ``at`` is aware."""
    return at.astimezone(LOCAL).date()


def local_month(at: datetime) -> str:
    """The month here as YYYY-MM; ``at`` is aware."""
    return at.astimezone(LOCAL).strftime("%Y-%m")
