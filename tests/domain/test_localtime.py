"""The city's day and month begin at midnight in Shanghai, sixteen hours into the day of UTC."""

from datetime import UTC, date, datetime, timedelta

from service.domain.localtime import local_day, local_month

_MIDNIGHT = datetime(2026, 4, 30, 16, tzinfo=UTC)


def test_the_day_and_the_month_begin_at_midnight_here() -> None:
    before = _MIDNIGHT - timedelta(microseconds=1)
    assert (local_day(before), local_day(_MIDNIGHT)) == (date(2026, 4, 30), date(2026, 5, 1))
    assert (local_month(before), local_month(_MIDNIGHT)) == ("2026-04", "2026-05")
