from datetime import UTC, datetime

import pandas as pd
import pytest

from analytics.months import Period, days_of, month_of, month_period, shift, span

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_month_begins_at_midnight_in_shanghai() -> None:
    period = month_period("2026-02", NOW)
    assert period.start == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert period.end == datetime(2026, 2, 28, 16, tzinfo=UTC)
    times = pd.Series([period.start, period.end], dtype="datetime64[us, UTC]")
    assert month_of(times).tolist() == ["2026-02", "2026-03"]


@pytest.mark.parametrize(("by", "month"), [(1, "2026-01"), (-12, "2024-12"), (0, "2025-12")])
def test_months_shift_across_years(by: int, month: str) -> None:
    assert shift("2025-12", by) == month


def test_a_span_holds_both_ends_and_none_when_reversed() -> None:
    assert span("2025-11", "2026-01") == ["2025-11", "2025-12", "2026-01"]
    assert span("2026-01", "2025-11") == []


@pytest.mark.parametrize("text", ["2025-13", "2025-1", "202501", ""])
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        month_period(text, NOW)


def test_february_has_its_days() -> None:
    assert (len(days_of("2024-02")), len(days_of("2025-02")), len(days_of("2025-01"))) == (
        29,
        28,
        31,
    )


def test_naive_or_reversed_periods_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Period(datetime(2025, 1, 1), datetime(2025, 2, 1), NOW)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="end after"):
        Period(NOW, NOW, NOW)
