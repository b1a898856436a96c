"""Days and instants a request may name: only such as a hotline can have; sums stay sound."""

from datetime import UTC, date, datetime

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


def day_of(text: str) -> date:
    """The day written as 2026-01-31. Raises ``ValueError`` for anything else, or out of range."""
    day = date.fromisoformat(text.strip())
    if not is_sound(day):
        raise ValueError(text)
    return day


def is_sound(day: date) -> bool:
    """Whether the day (or an instant's day, in UTC) lies in the years that are understood."""
    if isinstance(day, datetime):
        # Compared without shifting the zone: that may itself leave the calendar.
        return FIRST <= day.replace(tzinfo=UTC).date() <= LAST
    return FIRST <= day <= LAST
